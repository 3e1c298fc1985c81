#pragma once

#include <entralog/limiter.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <utility>

namespace entralog
{

/// Everything below the mutex is touched under it only; wakes go through the executor of the one who waits.
class limiter::impl : public std::enable_shared_from_this<impl>
{
public:
    using timer = boost::asio::steady_timer;

    /// A place in the queue, for as long as the frame of the waiting coroutine lives.
    class waiter;

    struct lane
    {
        explicit lane(rate_limit limit)
            : allowed(limit)
        {
        }

        waiter* head() const noexcept
        {
            for (auto const& queue : queues)
                if (!queue.empty())
                    return queue.front();
            return nullptr;
        }

        budget allowed;
        std::array<std::list<waiter*>, 2> queues; ///< by priority
        std::size_t users = 0;                    ///< waiters and permits
    };
    using lanes = std::map<std::string, lane, std::less<>>;

    explicit impl(rate_limit limit)
        : limit_(limit)
    {
    }

    static boost::asio::awaitable<result<permit>> admit(std::shared_ptr<impl> self, std::string who, priority p,
        clock& time, ticks max_wait, std::function<void(ticks)> waits);

    using ending = void (*)(budget&, budget::ticket, timestamp, std::optional<ticks>);
    void end(lanes::iterator place, ending how, budget::ticket t, timestamp now, std::optional<ticks> after) noexcept;
    void crowded(lanes::iterator place, budget::ticket t, double used, timestamp now);
    void count_refusal();

    limiter_counters counters() const
    {
        std::scoped_lock const lock(mutex_);
        return counters_;
    }

private:
    friend class waiter;

    lanes::iterator enter(std::string who);
    void leave(lanes::iterator place);
    void tidy(timestamp now);
    static void wake(waiter* w);

    rate_limit limit_;
    mutable std::mutex mutex_;
    lanes lanes_;
    limiter_counters counters_;
};

class limiter::permit::hold
{
public:
    hold(std::shared_ptr<impl> owner, impl::lanes::iterator place, budget::ticket t)
        : owner_(std::move(owner))
        , place_(place)
        , ticket_(t)
    {
    }
    ~hold()
    {
        end([](budget& b, budget::ticket t, timestamp, std::optional<ticks>) { b.lost(t); }, timestamp(), std::nullopt);
    }
    hold(hold&&) = delete;

    void end(impl::ending how, timestamp now, std::optional<ticks> after) noexcept
    {
        if (!std::exchange(ended_, true))
            owner_->end(place_, how, ticket_, now, after);
    }
    void crowded(double used, timestamp now)
    {
        if (!ended_)
            owner_->crowded(place_, ticket_, used, now);
    }
    void count_refusal() { owner_->count_refusal(); }

private:
    std::shared_ptr<impl> owner_;
    impl::lanes::iterator place_;
    budget::ticket ticket_;
    bool ended_ = false;
};

class limiter::impl::waiter
{
public:
    waiter(std::shared_ptr<impl> owner, std::string who, priority p, boost::asio::any_io_executor ex)
        : owner_(std::move(owner))
        , ex_(ex)
        , alarm_(std::make_shared<timer>(std::move(ex), timer::time_point::max()))
    {
        std::scoped_lock const lock(owner_->mutex_);
        place_ = owner_->enter(std::move(who));
        queue_ = &place_->second.queues[p == priority::interactive ? 0 : 1];
        position_ = queue_->insert(queue_->end(), this);
        ++owner_->counters_.waiting;
    }
    ~waiter()
    {
        std::scoped_lock const lock(owner_->mutex_);
        step_out();
        owner_->leave(place_);
    }
    waiter(waiter&&) = delete;

    /// Whether it is our turn, and then the request has left; else how long to wait before one looks again.
    struct view
    {
        view() = default;

        bool ours = false;
        budget::ticket ticket = 0;
        ticks wait = std::chrono::hours(24); ///< or until somebody wakes us
        ticks expected{};                    ///< an estimate of the whole wait
    };

    view look(timestamp now)
    {
        std::scoped_lock const lock(owner_->mutex_);
        auto& lane = place_->second;
        view v;
        std::size_t ahead = 0;
        for (auto const& queue : lane.queues)
        {
            for (auto const* const other : queue)
            {
                if (other == this)
                    break;
                ++ahead;
            }
            if (&queue == queue_)
                break;
        }
        auto const at = lane.allowed.earliest(now, ahead + 1);
        bool const blocked = at == budget::never;
        v.expected = blocked ? std::max(lane.allowed.parked_until(), now) - now : at - now;
        // The first is woken when it may leave. When it does not come, since its executor is busy or has been stopped,
        // the next goes after a while, and so on.
        constexpr ticks patience_with_each = std::chrono::seconds(1);
        auto const late = patience_with_each * static_cast<ticks::rep>(std::min<std::size_t>(ahead, 10'000));
        auto const due = ahead == 0 ? at : lane.allowed.due();
        if (blocked || due > now - late)
        {
            if (!blocked || ahead != 0)
                v.wait = std::min(v.wait, v.expected + late);
            return v;
        }
        v.ours = true;
        v.ticket = lane.allowed.leave(now);
        ++owner_->counters_.admitted;
        return v;
    }

    void count(ticks waited)
    {
        std::scoped_lock const lock(owner_->mutex_);
        owner_->counters_.waited += waited;
    }

    /// The permit takes our share in the lane.
    std::unique_ptr<permit::hold> hold(budget::ticket t)
    {
        std::scoped_lock const lock(owner_->mutex_);
        ++place_->second.users;
        return std::make_unique<permit::hold>(owner_, place_, t);
    }

    timer& alarm() noexcept { return *alarm_; }

    /// Called under the mutex, from any thread. The timer is rung in its own executor, and rings at once for one who
    /// begins to wait only later.
    void ring()
    {
        boost::asio::post(ex_, [alarm = alarm_] { alarm->expires_at(timer::time_point::min()); });
    }

private:
    void step_out()
    {
        auto& lane = place_->second;
        bool const first = lane.head() == this;
        queue_->erase(position_);
        --owner_->counters_.waiting;
        if (first)
            wake(lane.head());
    }

    std::shared_ptr<impl> owner_;
    boost::asio::any_io_executor ex_;
    std::shared_ptr<timer> alarm_; ///< shared with the wakes that are on their way
    lanes::iterator place_;
    std::list<waiter*>* queue_ = nullptr;
    std::list<waiter*>::iterator position_;
};

ENTRALOG_DECL void limiter::impl::wake(waiter* w)
{
    if (w)
        w->ring();
}

ENTRALOG_DECL limiter::impl::lanes::iterator limiter::impl::enter(std::string who)
{
    auto const place = lanes_.try_emplace(std::move(who), limit_).first;
    ++place->second.users;
    return place;
}

ENTRALOG_DECL void limiter::impl::leave(lanes::iterator place)
{
    --place->second.users;
}

/// Applications that have not been heard of for a while are forgotten, once there are many.
ENTRALOG_DECL void limiter::impl::tidy(timestamp now)
{
    constexpr std::size_t many = 64;
    if (lanes_.size() > many)
        std::erase_if(lanes_, [now](auto const& l) { return l.second.users == 0 && l.second.allowed.idle(now); });
}

ENTRALOG_DECL void limiter::impl::end(
    lanes::iterator place, ending how, budget::ticket t, timestamp now, std::optional<ticks> after) noexcept
{
    std::scoped_lock const lock(mutex_);
    how(place->second.allowed, t, now, after);
    wake(place->second.head());
    leave(place);
}

ENTRALOG_DECL void limiter::impl::crowded(lanes::iterator place, budget::ticket t, double used, timestamp now)
{
    std::scoped_lock const lock(mutex_);
    place->second.allowed.crowded(t, used, now);
}

ENTRALOG_DECL void limiter::impl::count_refusal()
{
    std::scoped_lock const lock(mutex_);
    ++counters_.refused;
}

ENTRALOG_DECL boost::asio::awaitable<result<limiter::permit>> limiter::impl::admit(std::shared_ptr<impl> self,
    std::string who, priority p, clock& time, ticks max_wait, std::function<void(ticks)> waits)
{
    using boost::asio::experimental::awaitable_operators::operator||; // by name: filters have one, too
    auto const executor = co_await boost::asio::this_coro::executor;
    auto begin = time.now();
    {
        std::scoped_lock const lock(self->mutex_);
        self->tidy(begin);
    }
    waiter me(self, std::move(who), p, executor);
    for (;;)
    {
        auto const cancellation = co_await boost::asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != boost::asio::cancellation_type::none)
            throw boost::system::system_error(boost::asio::error::operation_aborted);
        me.alarm().expires_at(timer::time_point::max());
        auto const now = time.now();
        begin = std::min(begin, now); // should the clock be set back
        auto const seen = me.look(now);
        if (seen.ours)
        {
            me.count(now - begin);
            co_return permit(me.hold(seen.ticket));
        }
        if (now + seen.expected - begin > max_wait)
        {
            error e(errc::throttled, "the limit of the application in its tenant is used up for longer than the wait "
                                     "that is allowed");
            e.retry_after = seen.expected;
            e.hint = "Wait that long, allow longer waits (client_options::max_wait), or run fewer exports at once.";
            co_return e;
        }
        if (waits)
            std::exchange(waits, nullptr)(seen.expected);
        boost::system::error_code rung;
        auto until_rung = me.alarm().async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, rung));
        auto const patience = max_wait - (now - begin);
        auto const most = std::min(seen.wait, patience == ticks::max() ? patience : patience + ticks(1));
        co_await (time.wait(most) || std::move(until_rung));
    }
}

ENTRALOG_DECL limiter::permit::permit(std::unique_ptr<hold> h) noexcept
    : hold_(std::move(h))
{
}

ENTRALOG_DECL limiter::permit::permit() noexcept = default;
ENTRALOG_DECL limiter::permit::permit(permit&& other) noexcept = default;
ENTRALOG_DECL limiter::permit::~permit() = default;

ENTRALOG_DECL void limiter::permit::passed(timestamp now, ticks sent_after)
{
    if (hold_)
        hold_->end([](budget& b, budget::ticket t, timestamp at, std::optional<ticks> after)
            { b.passed(t, at, after.value_or(ticks::zero())); },
            now, sent_after);
}

ENTRALOG_DECL void limiter::permit::refused(timestamp now, std::optional<ticks> retry_after)
{
    if (!hold_)
        return;
    hold_->count_refusal();
    hold_->end([](budget& b, budget::ticket t, timestamp at, std::optional<ticks> after) { b.refused(t, at, after); },
        now, retry_after);
}

ENTRALOG_DECL void limiter::permit::crowded(double used, timestamp now)
{
    if (hold_)
        hold_->crowded(used, now);
}

ENTRALOG_DECL limiter::limiter(rate_limit limit)
    : impl_(std::make_shared<impl>(limit))
{
}

ENTRALOG_DECL limiter::~limiter() = default;

ENTRALOG_DECL boost::asio::awaitable<result<limiter::permit>> limiter::admit(
    std::string who, priority p, clock& time, ticks max_wait)
{
    return impl::admit(impl_, std::move(who), p, time, max_wait, nullptr);
}

ENTRALOG_DECL boost::asio::awaitable<result<limiter::permit>> limiter::admit(
    std::string who, priority p, clock& time, ticks max_wait, std::function<void(ticks)> waits)
{
    return impl::admit(impl_, std::move(who), p, time, max_wait, std::move(waits));
}

ENTRALOG_DECL std::shared_ptr<limiter> limiter::of_process()
{
    static auto const shared = std::make_shared<limiter>();
    return shared;
}

ENTRALOG_DECL std::shared_ptr<limiter> limiter::off()
{
    return std::make_shared<limiter>(rate_limit(0, ticks::zero()));
}

ENTRALOG_DECL limiter_counters limiter::counters() const
{
    return impl_->counters();
}

} // namespace entralog
