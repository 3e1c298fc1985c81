#pragma once

#include <entralog/explain.hpp>
#include <entralog/limit.hpp>
#include <entralog/token_claims.hpp>

#include <charconv>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace entralog
{

namespace detail
{

/// "0.83" of x-ms-throttle-limit-percentage: sent from 0.8 on.
inline std::optional<double> throttle_percentage(response_head const& head) noexcept
{
    auto const text = head.headers.find("x-ms-throttle-limit-percentage");
    double used = 0;
    auto const* const end = text.data() + text.size();
    if (text.empty() || std::from_chars(text.data(), end, used).ptr != end)
        return std::nullopt;
    return used;
}

} // namespace detail

ENTRALOG_DECL limiting::limiting(std::shared_ptr<transport> next, std::shared_ptr<limiter> limit,
    std::shared_ptr<clock> time, ticks max_wait, std::shared_ptr<detail::observation> watch)
    : next_(std::move(next))
    , limit_(std::move(limit))
    , time_(std::move(time))
    , max_wait_(max_wait)
    , watch_(watch ? std::move(watch) : std::make_shared<detail::observation>())
{
}

ENTRALOG_DECL std::string const& limiting::caller(request const& r)
{
    auto const header = r.headers.find("Authorization");
    auto const hash = std::hash<std::string_view>()(header);
    if (caller_.empty() || hash != token_)
    {
        token_ = hash;
        auto const claims = read_claims(header.substr(header.find(' ') + 1));
        caller_ = to_string(r.origin);
        if (claims)
            caller_.append(" ").append(claims->tenant_id).append(" ").append(claims->app_id);
    }
    return caller_;
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> limiting::exchange(request const& r, body_sink& sink)
{
    std::function<void(ticks)> waits = [&](ticks expected)
    {
        event e(event_kind::wait);
        auto const what = describe(r);
        e.request = what;
        e.client_request_id = r.headers.find("client-request-id");
        e.attempt = r.attempt;
        e.why = wait_reason::limit;
        e.wait = expected;
        watch_->tell(e);
    };
    if (!watch_->watched())
        waits = nullptr;
    std::optional<detail::stopwatch> so_far(std::in_place, *time_, watch_->counters.waited_for_limit);
    auto permit = co_await limit_->admit(caller(r), r.priority, *time_, max_wait_, std::move(waits));
    so_far.reset();
    if (!permit)
    {
        auto e = std::move(permit).error();
        e.request = describe(r);
        e.source = error_source::caller;
        co_return e;
    }
    auto head = co_await next_->exchange(r, sink);
    if (!head)
        co_return head;
    auto const now = time_->now();
    if (auto const used = detail::throttle_percentage(*head))
        permit->crowded(*used, now);
    if (head->status == 429)
        permit->refused(now, retry_after_of(*head, now));
    else
        permit->passed(now, head->sent_after);
    co_return head;
}

} // namespace entralog
