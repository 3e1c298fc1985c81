#pragma once

#include <entralog/clock.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <vector>

namespace entralog::testing
{

enum class waiting
{
    advances, ///< a wait is over at once, and the time is later by it
    holds     ///< a wait lasts until the test advances the clock, or cancels
};

/// A clock that tests turn. It begins at 2026-11-25T10:00:00Z.
class manual_clock final : public clock
{
public:
    explicit manual_clock(waiting mode = waiting::advances)
        : mode_(mode)
    {
    }

    timestamp now() const override { return now_; }

    boost::asio::awaitable<void> wait(ticks d) override
    {
        waits.push_back(d);
        auto const executor = co_await boost::asio::this_coro::executor;
        if (mode_ == waiting::advances)
        {
            co_await boost::asio::post(executor, boost::asio::use_awaitable); // a point where cancellation is seen
            now_ += d;
            co_return;
        }
        auto const alarm = std::make_shared<boost::asio::steady_timer>(executor);
        alarm->expires_at(boost::asio::steady_timer::time_point::max());
        auto const due = now_ + d;
        alarms_.push_back(alarm);
        while (now_ < due)
        {
            boost::system::error_code woken;
            co_await alarm->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
            auto const state = co_await boost::asio::this_coro::cancellation_state;
            if (state.cancelled() != boost::asio::cancellation_type::none)
                throw boost::system::system_error(boost::asio::error::operation_aborted);
        }
    }

    void advance(ticks d)
    {
        now_ += d;
        std::erase_if(alarms_, [](auto const& alarm) { return alarm.expired(); });
        for (auto const& alarm : alarms_)
            if (auto const timer = alarm.lock())
                timer->cancel();
    }

    void set_mode(waiting mode) { mode_ = mode; }

    std::vector<ticks> waits; ///< all that were asked for

private:
    waiting mode_;
    timestamp now_ = *parse_iso8601("2026-11-25T10:00:00Z");
    std::vector<std::weak_ptr<boost::asio::steady_timer>> alarms_;
};

} // namespace entralog::testing
