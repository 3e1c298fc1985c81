#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/message.hpp>
#include <entralog/time.hpp>

#include <chrono>

namespace entralog
{

/// How long and how often failures that may pass are tried again.
struct retry_options
{
    retry_options() = default;

    int max_attempts = 4;                              ///< tries in all; 1 means none again
    ticks base_delay = std::chrono::seconds(1);        ///< the shortest wait of our own choice
    ticks max_delay = std::chrono::seconds(60);        ///< the longest; Retry-After may ask for more
    ticks max_retry_after = std::chrono::seconds(300); ///< a Retry-After beyond it ends the request at once
    /// Of one request: its tries and all waits between them, those for the limit included. A try under way is cut off
    /// then: errc::operation_timeout.
    ticks max_elapsed = std::chrono::minutes(30);
    /// Tries again that a client has in reserve, so that many requests do not multiply what a service in trouble gets.
    /// Every fifth success gives one back. Those that the service gave a time for (Retry-After) cost none.
    int reserve = 30;
};

/// What to do after a failed try.
enum class verdict
{
    wait,            ///< and try again
    not_transient,   ///< trying again would not help
    not_repeatable,  ///< it might help, but the request may have been carried out already
    out_of_attempts, ///< that was the last try
    out_of_reserve,  ///< too much has failed of late: see retry_options::reserve
    asked_too_long,  ///< Retry-After exceeds retry_options::max_retry_after
    out_of_time      ///< waiting would exceed retry_options::max_elapsed
};

struct retry_decision
{
    retry_decision() = default;
    retry_decision(entralog::verdict v, ticks d)
        : verdict(v)
        , wait(d)
    {
    }

    entralog::verdict verdict = verdict::not_transient;
    ticks wait{}; ///< for verdict::wait
};

/// How a request and its failures stand.
struct retry_state
{
    retry_state() = default;

    http_method method = http_method::get;
    int attempts = 1; ///< made so far, with the one that failed
    ticks elapsed{};  ///< since the first began
    ticks delay{};    ///< the last wait of our own choice
};

/// The tries again that the requests of a client share: see retry_options::reserve.
class retry_reserve
{
public:
    explicit retry_reserve(int retries) noexcept
        : most_(retries < 0 ? 0 : fifths * retries)
        , left_(most_)
    {
    }

    bool empty() const noexcept { return left_ < fifths; }
    void spend() noexcept { left_ -= empty() ? 0 : fifths; }
    void succeeded() noexcept { left_ += left_ < most_ ? 1 : 0; }

private:
    static constexpr long long fifths = 5; ///< of a try

    long long most_;
    long long left_;
};

/// Whether and when to try again after `failure`. A Retry-After is kept to the tick, never earlier; else the wait is
/// where `unit`, a random number from 0 to 1, falls between base_delay and three times the last one ("decorrelated
/// jitter"), so that clients spread. A GET is repeated after any transient failure; a POST only when it was surely not
/// carried out.
ENTRALOG_DECL retry_decision decide(retry_options const& options, retry_state const& state,
    retry_reserve const& reserve, error const& failure, double unit) noexcept;

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/backoff.ipp>
#endif
