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
    // A 503 may be a gateway's, which has lost the service's answer; the service's own says when to come back.
    if (e.source == error_source::token || e.http_status == 429 || (e.http_status == 503 && e.retry_after))
        return true;
    if (e.code.category() == category())
    {
        auto const code = static_cast<errc>(e.code.value());
        return code == errc::connect_timeout || code == errc::handshake_timeout || code == errc::proxy_refused;
    }
    return e.code == boost::system::errc::connection_refused ||
           std::string_view(e.code.category().name()) == "asio.netdb";
}

/// Somewhere between the base and three times the last one, without overflow.
inline ticks decorrelated_delay(retry_options const& options, ticks last, double unit) noexcept
{
    auto const longest = std::max(options.max_delay, ticks::zero());
    auto const base = std::clamp(options.base_delay, ticks::zero(), longest);
    auto const before = std::max(last, base);
    auto const most = before > longest / 3 ? longest : before * 3;
    auto const spread = static_cast<double>((most - base).count()) * std::clamp(unit, 0.0, 1.0);
    // A double above 2^63 would not fit; what is rounded up to it is more than the whole span.
    return spread >= static_cast<double>((most - base).count()) ? most : base + ticks(static_cast<ticks::rep>(spread));
}

} // namespace detail

ENTRALOG_DECL retry_decision decide(retry_options const& options, retry_state const& state,
    retry_reserve const& reserve, error const& failure, double unit) noexcept
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
        if (reserve.empty())
            return {verdict::out_of_reserve, ticks::zero()};
        wait = detail::decorrelated_delay(options, state.delay, unit);
    }
    if (wait > options.max_elapsed - std::max(state.elapsed, ticks::zero())) // the clock may have been set back
        return {verdict::out_of_time, ticks::zero()};
    return {verdict::wait, wait};
}

} // namespace entralog
