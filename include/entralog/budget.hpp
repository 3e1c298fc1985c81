#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/time.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace entralog
{

/// So many requests within any stretch of time of that length.
struct rate_limit
{
    rate_limit() = default;
    rate_limit(int n, ticks in)
        : requests(n)
        , window(in)
    {
    }

    bool off() const noexcept { return requests <= 0; }

    /// What Microsoft documents for an application in a tenant, whichever of the reports it asks for
    /// (learn.microsoft.com/graph/throttling-limits, "Identity and access reports").
    int requests = 5; ///< 0: no limit
    ticks window = std::chrono::seconds(10);
};

/// When the next request of an application to a tenant may leave. Pure: it holds times, and waits for nothing.
///
/// While nobody else uses the limit, requests leave in bursts, as soon as the window allows; the first few, and those
/// after a pause, a hundredth of the window apart, unless their answers come earlier: should others have used the limit
/// up, the first refusal stops the rest. A refusal (429) although we kept to the limit means that others share it:
/// everything waits as long as the service asks, goes on one by one until something passes, and from then on no faster
/// than what had passed in the last window; each window without a refusal gives one more back. A clock that is set back
/// takes what is known along with it.
class budget
{
public:
    using ticket = std::uint64_t;
    static constexpr timestamp never = timestamp::max();

    explicit budget(rate_limit limit = rate_limit());

    /// The first moment from `now` on at which a request may leave, as far as is known; never: not before one that is
    /// under way has ended.
    timestamp earliest(timestamp now) noexcept;

    /// The same for the last of `n` more requests, if each leaves as soon as it may: an estimate.
    timestamp earliest(timestamp now, std::size_t n) noexcept;

    /// Since when, or from when on, a request may leave; never: as above.
    timestamp due() const noexcept;
    /// Nothing leaves before that, as the service has asked.
    timestamp parked_until() const noexcept { return parked_until_; }

    /// One leaves. Each must end in one of the three ways below.
    ticket leave(timestamp now);

    /// It was answered by anything but a refusal. It reached the service no earlier than `sent_after` from when it
    /// left: first there may have been a connection to make.
    void passed(ticket t, timestamp now, ticks sent_after = ticks::zero());
    /// It was answered by 429; nothing leaves before `retry_after`, or else a whole window, has passed.
    void refused(ticket t, timestamp now, std::optional<ticks> retry_after);
    /// There was no answer: it may have reached the service, and counts.
    void lost(ticket t) noexcept;

    /// With the answer to `t`, before it ends, the service says that the limit is used to that part
    /// (x-ms-throttle-limit-percentage, 1 is all).
    void crowded(ticket t, double used, timestamp now) noexcept;

    int allowance() const noexcept { return allowance_; } ///< requests in a window that we grant ourselves at present
    rate_limit const& limit() const noexcept { return limit_; }
    bool idle(timestamp now) const noexcept; ///< knows nothing that a new one would not

private:
    struct departure
    {
        ticket id = 0;
        timestamp at{};
        bool under_way = true;
    };

    void settle(timestamp now) noexcept;
    bool any_under_way() const noexcept;
    bool waits_for_one() const noexcept;
    timestamp paced() const noexcept;
    departure* find(ticket t) noexcept;
    int passed_since(timestamp t) const noexcept;
    void forget(timestamp now);
    ticks spacing() const noexcept;

    rate_limit limit_;
    int allowance_;
    std::vector<departure> departures_; ///< of the last window, oldest first
    timestamp parked_until_ = timestamp::min();
    timestamp latest_{};     ///< that we have been told of
    timestamp changed_{};    ///< from when on windows give more back
    timestamp refused_at_{}; ///< the last time
    timestamp passed_at_{};  ///< the last time
    int unproven_ = 0;       ///< so many have to pass before others leave in a burst
    ticket next_ = 1;
    ticket refused_before_ = 0; ///< what left before that
    bool one_by_one_ = false;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/budget.ipp>
#endif
