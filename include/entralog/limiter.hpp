#pragma once

#include <entralog/budget.hpp>
#include <entralog/clock.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/message.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace entralog
{

/// What a limiter did so far.
struct limiter_counters
{
    limiter_counters() = default;

    std::uint64_t admitted = 0; ///< requests that left
    std::uint64_t refused = 0;  ///< of them, those that the service answered with 429
    std::uint64_t waiting = 0;  ///< at this moment
    ticks waited{};             ///< by all that left
};

/// Keeps the requests of an application to a tenant within the service's limit: a budget for each pair of them, and a
/// queue before it, in order of arrival, interactive ones first. All clients of a process share one unless they are
/// given others; they may run on different executors and threads.
class limiter
{
public:
    explicit limiter(rate_limit limit = rate_limit());
    limiter(limiter&&) = delete;
    ~limiter();

    /// The right to send one request, to be ended when its answer is there.
    class permit
    {
    public:
        permit() noexcept; ///< of no request
        permit(permit&& other) noexcept;
        permit& operator=(permit&&) = delete;
        ~permit(); ///< without an answer, the request counts all the same

        void passed(timestamp now, ticks sent_after = ticks::zero());
        void refused(timestamp now, std::optional<ticks> retry_after);
        void crowded(double used, timestamp now);

    private:
        friend class limiter;
        class hold;
        explicit permit(std::unique_ptr<hold> h) noexcept;

        std::unique_ptr<hold> hold_;
    };

    /// Waits for its turn; the right must be used at once. `who` names application and tenant. When the wait would
    /// foreseeably be longer than `max_wait`, errc::throttled at once, with the time in error::retry_after; when it
    /// turns out to be, as others came first, as soon as `max_wait` is over. Cancelling one that waits disturbs no
    /// other, and one whose executor does not run holds the others up for a second. `time` must outlive the operation.
    boost::asio::awaitable<result<permit>> admit(std::string who, priority p, clock& time, ticks max_wait);
    /// The same; `waits` is called when it must wait, with an estimate of how long.
    boost::asio::awaitable<result<permit>> admit(
        std::string who, priority p, clock& time, ticks max_wait, std::function<void(ticks)> waits);

    /// The one that all clients of the process share.
    static std::shared_ptr<limiter> of_process();
    /// One that lets everything leave at once.
    static std::shared_ptr<limiter> off();

    limiter_counters counters() const; ///< from any thread

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/limiter.ipp>
#endif
