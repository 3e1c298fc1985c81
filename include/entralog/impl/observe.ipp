#pragma once

#include <entralog/detail/printable.hpp>
#include <entralog/explain.hpp>
#include <entralog/observe.hpp>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace entralog
{

namespace detail
{

/// "0.214 s": to the millisecond, rounded up.
inline std::string to_milliseconds(ticks t)
{
    auto const ms = std::chrono::ceil<std::chrono::milliseconds>(std::max(t, ticks::zero())).count();
    return std::to_string(ms / 1000) + '.' + std::to_string(1000 + ms % 1000).substr(1) + " s";
}

inline std::string_view to_words(wait_reason why) noexcept
{
    switch (why)
    {
    case wait_reason::limit:
        return "the application's limit is used up";
    case wait_reason::retry_after:
        return "the service asked for it";
    case wait_reason::backoff:
        return "to give it time";
    default:
        return "";
    }
}

/// "429 TooManyRequests", or the code's words when no response came.
inline void append_outcome(std::string& out, event const& e)
{
    if (e.http_status != 0)
        out += std::to_string(e.http_status);
    if (!e.graph_code.empty())
    {
        out += ' ';
        append_printable(out, e.graph_code, 80);
    }
    if (!e.code)
        return;
    out += out.back() == ' ' ? "" : ", ";
    append_printable(out, e.code.message(), 160);
}

inline void append_event(std::string& out, event const& e)
{
    switch (e.kind)
    {
    case event_kind::request:
        out += "request";
        break;
    case event_kind::response:
        append_outcome(out, e);
        out += " after " + to_milliseconds(e.took);
        break;
    case event_kind::wait:
        out.append("wait ").append(to_milliseconds(e.wait)).append(", ").append(to_words(e.why));
        break;
    case event_kind::retry:
        out += "try " + std::to_string(e.attempt) + " after ";
        append_outcome(out, e);
        break;
    case event_kind::token:
        if (e.code)
        {
            out += "no token: ";
            append_outcome(out, e);
        }
        else
        {
            out += "token";
            if (e.expires_on && *e.expires_on != timestamp::max())
                out += " until " + to_iso8601(*e.expires_on);
        }
        break;
    case event_kind::page:
        out += "page of " + std::to_string(e.records) + " records";
        if (e.malformed != 0)
            out += " and " + std::to_string(e.malformed) + " that do not fit";
        out += ", " + std::to_string(e.bytes) + " bytes" + (e.last ? ", the last" : "");
        break;
    }
}

} // namespace detail

ENTRALOG_DECL std::string to_string(event const& e)
{
    auto out = to_iso8601(e.at) + ' ';
    detail::append_event(out, e);
    if (!e.request.empty())
    {
        out += ": ";
        detail::append_printable(out, e.request, 400);
        if (e.attempt > 1 && e.kind != event_kind::retry)
            out += " try " + std::to_string(e.attempt);
    }
    auto const id = [&out](std::string_view label, std::string_view text)
    {
        if (text.empty())
            return;
        out.append(" [").append(label).append(" ");
        detail::append_printable(out, text, 80);
        out += ']';
    };
    id("request-id", e.request_id);
    id("client-request-id", e.client_request_id);
    return out;
}

ENTRALOG_DECL std::function<void(event const&)> print_events(std::ostream& out)
{
    return [&out](event const& e) { out << to_string(e) + '\n' << std::flush; };
}

namespace detail
{

ENTRALOG_DECL observing::observing(std::shared_ptr<transport> next, std::shared_ptr<observation> watch)
    : next_(std::move(next))
    , watch_(std::move(watch))
{
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> observing::exchange(request const& r, body_sink& sink)
{
    ++watch_->counters.requests;
    bool const watched = watch_->watched();
    std::string const what = watched ? describe(r) : std::string();
    event e(event_kind::request);
    e.request = what;
    e.client_request_id = r.headers.find("client-request-id");
    e.attempt = r.attempt;
    watch_->tell(e);
    auto const sent = e.at;
    auto head = co_await next_->exchange(r, sink);
    if (head && head->status == 429)
        ++watch_->counters.throttled;
    if (!watched)
        co_return head;
    e.kind = event_kind::response;
    e.took = watch_->now() - sent;
    if (head)
    {
        e.http_status = head->status;
        e.request_id = head->headers.find("request-id").substr(0, 200);
    }
    else
        e.code = head.error().code;
    watch_->tell(e);
    co_return head;
}

} // namespace detail

} // namespace entralog
