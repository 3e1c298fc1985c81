#pragma once

#include <entralog/backoff.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <string_view>

namespace entralog
{

namespace detail
{

/// True when the service surely did not carry the request out: it said so, or the request never left.
inline bool surely_not_carried_out(error const& e) noexcept
{
    if (e.source == error_source::token || e.http_status == 429 || e.http_status == 503)
        return true;
    if (e.code.category() == category())
    {
        auto const code = static_cast<errc>(e.code.value());
        return code == errc::connect_timeout || code == errc::handshake_timeout || code == errc::proxy_refused;
    }
    return e.code == boost::system::errc::connection_refused ||
           std::string_view(e.code.category().name()) == "asio.netdb";
}

/// Doubled for each attempt after the first, without overflow.
inline ticks exponential_delay(retry_options const& options, int attempts) noexcept
{
    auto const longest = std::max(options.max_delay, ticks::zero());
    auto delay = std::clamp(options.base_delay, ticks::zero(), longest);
    for (int i = 1; i < attempts && delay < longest; ++i)
        delay = delay > longest / 2 ? longest : delay * 2;
    return delay;
}

} // namespace detail

ENTRALOG_DECL retry_decision decide(
    retry_options const& options, retry_state const& state, error const& failure, double unit) noexcept
{
    if (!is_transient(failure))
        return {verdict::not_transient, ticks::zero()};
    if (state.method != http_method::get && !detail::surely_not_carried_out(failure))
        return {verdict::not_repeatable, ticks::zero()};
    // A managed identity has a documented number of tries of its own: they are not to be multiplied.
    if (state.attempts >= options.max_attempts || (failure.source == error_source::token && !failure.attempts.empty()))
        return {verdict::out_of_attempts, ticks::zero()};

    ticks wait{};
    if (failure.retry_after)
    {
        wait = std::max(*failure.retry_after, ticks::zero());
        if (wait > options.max_retry_after)
            return {verdict::asked_too_long, ticks::zero()};
    }
    else
    {
        auto const delay = detail::exponential_delay(options, state.attempts);
        auto const spread = static_cast<double>(delay.count()) * 0.5 * std::clamp(unit, 0.0, 1.0);
        wait = delay - ticks(static_cast<ticks::rep>(spread));
    }
    if (wait > options.max_total_wait - state.waited)
        return {verdict::out_of_time, ticks::zero()};
    return {verdict::wait, wait};
}

} // namespace entralog
