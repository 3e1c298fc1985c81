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

/// Follows a clock that was set back, and gives back what windows without a refusal have earned.
ENTRALOG_DECL void budget::settle(timestamp now) noexcept
{
    constexpr ticks disorder = std::chrono::seconds(5); // threads look at the clock first, and take turns here then
    if (now < latest_ - disorder)
    {
        auto const back = latest_ - now;
        for (auto& d : departures_)
            d.at -= back;
        if (parked_until_ != timestamp::min())
            parked_until_ -= back;
        changed_ -= back;
        refused_at_ -= back;
        passed_at_ -= back;
        latest_ = now;
    }
    latest_ = std::max(latest_, now);
    for (; allowance_ < limit_.requests && now - changed_ >= limit_.window; changed_ += limit_.window)
        ++allowance_;
}

ENTRALOG_DECL bool budget::any_under_way() const noexcept
{
    return std::any_of(departures_.begin(), departures_.end(), [](departure const& d) { return d.under_way; });
}

ENTRALOG_DECL bool budget::waits_for_one() const noexcept
{
    return one_by_one_ && any_under_way();
}

ENTRALOG_DECL timestamp budget::due() const noexcept
{
    if (limit_.off())
        return timestamp::min();
    if (waits_for_one())
        return never;
    auto const allowed = static_cast<std::size_t>(allowance_);
    auto const at = std::max(parked_until_, paced());
    return departures_.size() < allowed ? at : std::max(at, departures_[departures_.size() - allowed].at + spacing());
}

/// The earliest moment as long as nothing is known of the limit.
ENTRALOG_DECL timestamp budget::paced() const noexcept
{
    return unproven_ > 0 && any_under_way() ? departures_.back().at + limit_.window / 100 : timestamp::min();
}

ENTRALOG_DECL timestamp budget::earliest(timestamp now) noexcept
{
    return earliest(now, 1);
}

ENTRALOG_DECL timestamp budget::earliest(timestamp now, std::size_t n) noexcept
{
    settle(now);
    if (limit_.off() || n == 0)
        return now;
    if (waits_for_one())
        return never;
    auto at = std::max({now, parked_until_, paced()});
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
    settle(now);
    forget(now);
    if (departures_.empty() && now - passed_at_ >= 2 * limit_.window)
        unproven_ = std::min(limit_.requests, rate_limit().requests);
    departure d;
    d.id = next_++;
    d.at = now;
    departures_.push_back(d);
    return d.id;
}

ENTRALOG_DECL void budget::passed(ticket t, timestamp now, ticks sent_after)
{
    settle(now);
    if (auto* const d = find(t))
    {
        d->under_way = false;
        d->at = std::clamp(d->at + std::max(sent_after, ticks::zero()), d->at, std::max(d->at, now));
        std::stable_sort(
            departures_.begin(), departures_.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    }
    passed_at_ = std::max(passed_at_, now);
    unproven_ = std::max(unproven_ - 1, 0);
    if (t >= refused_before_)
        one_by_one_ = false;
    else // it shows nothing of how things are since, but that more had passed by then than we thought
        allowance_ = std::clamp(passed_since(refused_at_ - limit_.window), allowance_, std::max(limit_.requests, 1));
}

ENTRALOG_DECL void budget::refused(ticket t, timestamp now, std::optional<ticks> retry_after)
{
    settle(now);
    // What the service did not let pass does not fill its window.
    std::erase_if(departures_, [t](departure const& d) { return d.id == t; });
    allowance_ = std::clamp(passed_since(now - limit_.window), 1, std::max(allowance_, 1));
    refused_at_ = now;
    refused_before_ = next_;
    unproven_ = 0; // now something is known
    one_by_one_ = true;
    constexpr ticks longest = std::chrono::hours(24 * 365);
    parked_until_ =
        std::max(parked_until_, now + std::clamp(retry_after.value_or(limit_.window), ticks::zero(), longest));
    changed_ = std::max(now, parked_until_ - limit_.window); // while nothing leaves, nothing is learned
}

ENTRALOG_DECL void budget::lost(ticket t) noexcept
{
    if (auto* const d = find(t))
        d->under_way = false;
}

ENTRALOG_DECL void budget::crowded(ticket t, double used, timestamp now) noexcept
{
    settle(now);
    if (!(used >= 0) || limit_.off())
        return;
    // Ours are those of the window before it, whether or not they have been answered by now: at least itself.
    auto const* const d = find(t);
    auto const since = (d ? d->at : now) - limit_.window;
    auto const ours =
        std::count_if(departures_.begin(), departures_.end(), [since](departure const& one) { return one.at > since; });
    auto const total = static_cast<int>(std::lround(std::min(used, 1.0) * limit_.requests));
    auto const others = total - static_cast<int>(ours);
    auto const left = std::max(limit_.requests - others, 1);
    if (others <= 0 || left >= allowance_)
        return;
    allowance_ = left;
    changed_ = now;
}

ENTRALOG_DECL bool budget::idle(timestamp now) const noexcept
{
    return now - changed_ >= limit_.window * (std::max(limit_.requests, 1) - allowance_) && parked_until_ <= now &&
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

/// What no decision depends on any more: neither when the next one leaves, nor what was ours when one under way came.
ENTRALOG_DECL void budget::forget(timestamp now)
{
    auto oldest = now;
    for (auto const& d : departures_)
        if (d.under_way)
            oldest = std::min(oldest, d.at);
    std::erase_if(departures_, [&](departure const& d) { return !d.under_way && oldest - d.at > spacing(); });
}

} // namespace entralog
