#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/error_body.hpp>
#include <entralog/detail/hints.hpp>
#include <entralog/explain.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

namespace entralog
{

namespace detail
{

inline errc classify(int status, error_body const& body) noexcept
{
    if (status >= 300 && status < 400)
        return errc::unexpected_redirect;
    if ((status == 400 || status == 404 || status == 410) && is_expired_next_link(body))
        return errc::next_link_expired;
    switch (status)
    {
    case 400:
        return errc::bad_request;
    case 401:
        return errc::unauthenticated;
    case 403:
        return classify_forbidden(body);
    case 404:
        return errc::not_found;
    case 429:
        return errc::throttled;
    default:
        return status >= 500 && status < 600 ? errc::server_error : errc::unexpected_status;
    }
}

/// Where a redirect leads, without the query.
inline std::string redirect_text(response_head const& head)
{
    auto const location = head.headers.find("Location");
    if (location.empty())
        return "without a Location";
    auto const parts = split_url(location);
    return parts ? "to " + to_string(parts->origin) + parts->target.substr(0, parts->target.find('?'))
                 : std::string("to a Location that is no absolute URL");
}

} // namespace detail

ENTRALOG_DECL std::string describe(request const& r)
{
    return std::string(to_string(r.method)) + ' ' + to_string(r.origin) + r.target.substr(0, r.target.find('?'));
}

ENTRALOG_DECL error error_from_response(request const& r, response_head const& head, timestamp now)
{
    auto const body = detail::parse_error_body(head.error_body);
    auto const code = detail::classify(head.status, body);
    error e(code, body.message);
    if (code == errc::unexpected_redirect)
        e.message = detail::redirect_text(head);
    e.http_status = head.status;
    e.graph_code = body.code;
    e.hint = detail::hint_for(code, r, head, body);
    e.request = describe(r);
    e.request_id = head.headers.find("request-id").substr(0, 200);
    if (e.request_id.empty())
        e.request_id = body.request_id;
    e.client_request_id = r.headers.find("client-request-id");
    if (e.client_request_id.empty())
        e.client_request_id = body.client_request_id;
    e.retry_after = retry_after_of(head, now);
    return e;
}

ENTRALOG_DECL std::optional<ticks> retry_after_of(response_head const& head, timestamp now) noexcept
{
    auto const server_date = parse_http_date(head.headers.find("Date"));
    std::optional<ticks> longest;
    for (auto const& [name, value] : head.headers)
        if (detail::equal_ignoring_case(name, "Retry-After"))
            longest = std::max(longest, parse_retry_after(value, now, server_date));
    return longest;
}

ENTRALOG_DECL bool may_be_json(response_head const& head) noexcept
{
    auto const field = head.headers.find("Content-Type");
    auto const type = detail::trim(field.substr(0, field.find(';')));
    return type.empty() || detail::equal_ignoring_case(type, "application/json") ||
           detail::equal_ignoring_case(type, "text/json") ||
           (type.size() > 5 && detail::equal_ignoring_case(type.substr(type.size() - 5), "+json"));
}

} // namespace entralog
