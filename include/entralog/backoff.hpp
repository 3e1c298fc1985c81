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
    ticks base_delay = std::chrono::seconds(3);        ///< before the second try; doubled for each one after it
    ticks max_delay = std::chrono::seconds(60);        ///< of our own choice; Retry-After may ask for more
    ticks max_retry_after = std::chrono::seconds(300); ///< a Retry-After beyond it ends the request at once
    ticks max_total_wait = std::chrono::minutes(15);   ///< of all waits of one request
};

/// What to do after a failed try.
enum class verdict
{
    wait,            ///< and try again
    not_transient,   ///< trying again would not help
    not_repeatable,  ///< it might help, but the request may have been carried out already
    out_of_attempts, ///< that was the last try
    asked_too_long,  ///< Retry-After exceeds retry_options::max_retry_after
    out_of_time      ///< the waits together would exceed retry_options::max_total_wait
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
    ticks waited{};   ///< so far
};

/// Whether and when to try again after `failure`. A Retry-After is kept to the tick, never earlier; else the delay
/// doubles, and `unit`, a random number from 0 to 1, takes up to half of it away, so that clients spread. A GET is
/// repeated after any transient failure; a POST only when it was surely not carried out.
ENTRALOG_DECL retry_decision decide(
    retry_options const& options, retry_state const& state, error const& failure, double unit) noexcept;

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/backoff.ipp>
#endif
