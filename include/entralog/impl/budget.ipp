#pragma once

#include <entralog/budget.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace entralog
{

ENTRALOG_DECL budget::budget(rate_limit limit)
    : limit_(limit)
    , allowance_(std::max(limit.requests, 1))
{
    constexpr ticks longest = std::chrono::hours(24);
    limit_.window = std::clamp(limit_.window, ticks(1), longest);
}

/// Longer than the window by a hundredth: requests do not all take the same time to the service.
ENTRALOG_DECL ticks budget::spacing() const noexcept
{
    return limit_.window + limit_.window / 100;
}

ENTRALOG_DECL timestamp budget::earliest(timestamp now) const noexcept
{
    return earliest(now, 1);
}

ENTRALOG_DECL timestamp budget::earliest(timestamp now, std::size_t n) const noexcept
{
    if (limit_.off() || n == 0)
        return now;
    auto at = std::max(now, parked_until_);
    auto const under_way = [](departure const& d) { return d.under_way; };
    if (one_by_one_ && std::any_of(departures_.begin(), departures_.end(), under_way))
        return never;
    // The n-th from now comes a spacing after the one that is `allowance` before it, which may be one from now, too.
    auto const allowed = static_cast<std::size_t>(allowance_);
    auto const rounds = (n - 1) / allowed;
    auto const place = (n - 1) % allowed; // in its round
    if (departures_.size() + place >= allowed)
    {
        auto const before = departures_.size() + place - allowed;
        if (before < departures_.size())
            at = std::max(at, departures_[before].at + spacing());
    }
    constexpr std::size_t most = 1'000'000; // an estimate of months is good enough
    return at + spacing() * static_cast<ticks::rep>(std::min(rounds, most));
}

ENTRALOG_DECL budget::ticket budget::leave(timestamp now)
{
    forget(now);
    departure d;
    d.id = next_++;
    d.at = now;
    departures_.push_back(d);
    return d.id;
}

ENTRALOG_DECL void budget::passed(ticket t, timestamp now, ticks sent_after)
{
    if (auto* const d = find(t))
    {
        d->under_way = false;
        d->at = std::clamp(d->at + std::max(sent_after, ticks::zero()), d->at, std::max(d->at, now));
        std::stable_sort(
            departures_.begin(), departures_.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    }
    one_by_one_ = false;
    if (allowance_ < limit_.requests && now - changed_ >= limit_.window)
    {
        ++allowance_;
        changed_ = now;
    }
}

ENTRALOG_DECL void budget::refused(ticket t, timestamp now, std::optional<ticks> retry_after)
{
    // What the service did not let pass does not fill its window.
    std::erase_if(departures_, [t](departure const& d) { return d.id == t; });
    allowance_ = std::clamp(passed_since(now - limit_.window), 1, std::max(allowance_, 1));
    changed_ = now;
    one_by_one_ = true;
    constexpr ticks longest = std::chrono::hours(24 * 365);
    parked_until_ =
        std::max(parked_until_, now + std::clamp(retry_after.value_or(limit_.window), ticks::zero(), longest));
}

ENTRALOG_DECL void budget::lost(ticket t) noexcept
{
    if (auto* const d = find(t))
        d->under_way = false;
}

ENTRALOG_DECL void budget::crowded(double used, timestamp now) noexcept
{
    if (!(used >= 0) || limit_.off())
        return;
    auto const total = static_cast<int>(std::ceil(std::min(used, 1.0) * limit_.requests));
    auto const others = total - passed_since(now - limit_.window);
    auto const left = std::max(limit_.requests - others, 1);
    if (others <= 0 || left >= allowance_)
        return;
    allowance_ = left;
    changed_ = now;
}

ENTRALOG_DECL bool budget::idle(timestamp now) const noexcept
{
    return allowance_ >= std::max(limit_.requests, 1) && parked_until_ <= now &&
           std::all_of(departures_.begin(), departures_.end(),
               [&](departure const& d) { return !d.under_way && now - d.at > spacing(); });
}

ENTRALOG_DECL budget::departure* budget::find(ticket t) noexcept
{
    auto const found =
        std::find_if(departures_.begin(), departures_.end(), [t](departure const& d) { return d.id == t; });
    return found == departures_.end() ? nullptr : &*found;
}

ENTRALOG_DECL int budget::passed_since(timestamp t) const noexcept
{
    return static_cast<int>(std::count_if(
        departures_.begin(), departures_.end(), [t](departure const& d) { return !d.under_way && d.at > t; }));
}

/// What no decision depends on any more.
ENTRALOG_DECL void budget::forget(timestamp now)
{
    std::erase_if(departures_, [&](departure const& d) { return !d.under_way && now - d.at > spacing(); });
}

} // namespace entralog
