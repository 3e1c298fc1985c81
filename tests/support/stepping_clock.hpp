#pragma once

#include <entralog/clock.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <map>

namespace entralog::testing
{

/// A clock on which time passes only when everybody waits: then it jumps to the end of the shortest wait. Many
/// coroutines may wait at once. It begins at 2026-11-25T10:00:00Z.
class stepping_clock final : public clock
{
public:
    timestamp now() const override { return now_; }

    boost::asio::awaitable<void> wait(ticks d) override
    {
        auto const executor = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer alarm(executor, boost::asio::steady_timer::time_point::max());
        auto const due = now_ + d;
        place const mine(alarms_, due, alarm);
        while (now_ < due)
        {
            boost::system::error_code woken;
            co_await alarm.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
            auto const state = co_await boost::asio::this_coro::cancellation_state;
            if (state.cancelled() != boost::asio::cancellation_type::none)
                throw boost::system::system_error(boost::asio::error::operation_aborted);
        }
    }

    /// Runs all that is ready in the context, and lets time pass, until nobody waits for it any more or `end`.
    void run(boost::asio::io_context& context, timestamp end = timestamp::max())
    {
        for (;;)
        {
            context.restart();
            context.poll();
            if (alarms_.empty() || alarms_.begin()->first > end)
                return;
            auto const first = alarms_.begin();
            now_ = first->first;
            for (auto i = first; i != alarms_.end() && i->first <= now_; ++i)
                i->second->cancel();
        }
    }

private:
    using alarms = std::multimap<timestamp, boost::asio::steady_timer*>;

    class place
    {
    public:
        place(alarms& all, timestamp due, boost::asio::steady_timer& alarm)
            : all_(all)
            , where_(all.emplace(due, &alarm))
        {
        }
        ~place() { all_.erase(where_); }
        place(place&&) = delete;

    private:
        alarms& all_;
        alarms::iterator where_;
    };

    timestamp now_ = *parse_iso8601("2026-11-25T10:00:00Z");
    alarms alarms_;
};

} // namespace entralog::testing
