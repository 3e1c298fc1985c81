#include <mockserver/faults/injector.hpp>

#include <mockserver/faults/page_faults.hpp>
#include <mockserver/graph_response.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace graph_mock
{

namespace
{

// Targets are of 32 KiB at most: 16 MiB in all.
constexpr std::size_t most_lists = 32;
constexpr std::size_t most_pages = 16;

std::string code_of(int status)
{
    switch (status)
    {
    case 429:
        return "TooManyRequests";
    case 503:
        return "ServiceUnavailable";
    case 504:
        return "GatewayTimeout";
    default:
        return status < 500 ? "BadRequest" : "UnknownError";
    }
}

/// An answer in place of the service's.
std::optional<response> replacement(request const& r, fault const& how, timestamp now)
{
    exchange_ids const ids(r);
    switch (how.kind)
    {
    case fault_kind::status:
    {
        refusal why(how.status, how.code.empty() ? code_of(how.status) : how.code,
            how.message.empty() ? "graph-mock was told to fail." : how.message);
        if (!how.retry_after.empty())
            why.headers.add("Retry-After", how.retry_after);
        auto out = error_response(why, ids, now);
        if (how.body)
            out.body = *how.body;
        return out;
    }
    case fault_kind::html:
    {
        auto out = graph_response(how.status, ids, now);
        out.headers.add("Content-Type", "text/html; charset=utf-8");
        out.body = how.body.value_or("");
        return out;
    }
    case fault_kind::redirect:
    {
        auto out = graph_response(how.status, ids, now);
        out.headers.add("Location", how.to.empty() ? own_origin(r) + r.target : how.to);
        return out;
    }
    case fault_kind::token_error:
    {
        auto out =
            oauth_error_response(oauth_error(how.status, how.error, static_cast<int>(how.aadsts), how.message), r, now);
        if (!how.retry_after.empty())
            out.headers.add("Retry-After", how.retry_after);
        return out;
    }
    case fault_kind::expired_skip_token:
        return error_response(refusal(400, "Directory_ExpiredPageToken",
                                  "The specified page token value has expired and can no longer be included in your "
                                  "request."),
            ids, now);
    default:
        return std::nullopt;
    }
}

void skew_date(response& answer, std::chrono::seconds by)
{
    headers changed;
    for (auto const& [name, value] : answer.headers)
    {
        // Retry-After may be a date by the same clock.
        bool const is_date = iequals(name, "Date") || iequals(name, "Retry-After");
        auto const date = is_date ? entralog::parse_http_date(value) : std::nullopt;
        changed.add(name, date ? entralog::to_http_date(*date + by) : value);
    }
    answer.headers = std::move(changed);
}

/// How a good answer is sent badly.
delivery badly(fault const& how)
{
    delivery d;
    switch (how.kind)
    {
    case fault_kind::delay:
        d.before_head = how.time;
        break;
    case fault_kind::slow_first_byte:
        d.before_body = how.time;
        break;
    case fault_kind::dribble:
        d.piece_bytes = std::max<std::size_t>(how.bytes, 1);
        d.pause = how.time;
        break;
    case fault_kind::reset:
        d.stops = how.bytes == 0 ? delivery::stop::before_head : delivery::stop::in_body;
        d.stop_byte = how.bytes;
        d.reset = true;
        break;
    case fault_kind::close_before_head:
        d.stops = delivery::stop::before_head;
        break;
    case fault_kind::close_after_head:
        d.stops = delivery::stop::in_body;
        break;
    case fault_kind::close_at_byte:
        d.stops = delivery::stop::in_body;
        d.stop_byte = how.bytes;
        break;
    case fault_kind::malformed_chunk:
        d.framed = delivery::framing::malformed_chunk;
        break;
    case fault_kind::wrong_length:
        d.framed = delivery::framing::wrong_length;
        d.length_error = static_cast<std::ptrdiff_t>(how.by);
        break;
    case fault_kind::truncated_gzip:
        d.framed = delivery::framing::truncated_gzip;
        break;
    case fault_kind::bad_gzip:
        d.framed = delivery::framing::bad_gzip;
        break;
    case fault_kind::gzip_bomb:
        d.framed = delivery::framing::gzip_bomb;
        d.bomb_bytes = how.bytes;
        break;
    case fault_kind::no_close_notify:
        d.framed = delivery::framing::until_close;
        break;
    default:
        break;
    }
    return d;
}

} // namespace

response fault_injector::answer(request const& r, answerer const& service)
{
    if (rules_->empty())
        return service(r);
    auto const how = rules_->decide(r);
    if (!how)
    {
        remember(r, 1);
        return service(r);
    }
    auto out = spoiled(r, *how, service);
    out.fault = info(how->kind).name;
    return out;
}

response fault_injector::spoiled(request const& r, fault const& how, answerer const& service)
{
    auto const back = remember(r, how.pages);
    if (auto instead = replacement(r, how, now_()))
        return std::move(*instead);
    if (how.kind == fault_kind::short_page)
    {
        auto fewer = r;
        fewer.most_records = how.records;
        return service(fewer);
    }
    auto out = service(r);
    if (how.kind == fault_kind::date_skew)
        skew_date(out, how.skew);
    else if (info(how.kind).scope != fault_scope::page)
        out.delivery = badly(how);
    else if (!spoil_page(out, how, r, back) && log_)
        log_("the fault " + std::string(info(how.kind).name) + " can do nothing to this answer: " + r.method + " " +
             r.path);
    return out;
}

/// The target that this list was asked for with so many pages ago, this page being the first; empty when it was
/// not asked for so often.
std::string fault_injector::remember(request const& r, std::size_t pages_ago)
{
    if (r.method != "GET")
        return {};
    if (asked_.size() >= most_lists)
        asked_.clear();
    auto const who = std::hash<std::string_view>()(r.headers.find("Authorization"));
    auto& pages = asked_[to_lower(r.path) + ' ' + std::to_string(who)];
    if (r.target.find("skiptoken") == std::string::npos)
        pages.clear(); // a list that begins
    pages.push_back(r.target);
    if (pages.size() > most_pages)
        pages.pop_front();
    return pages_ago == 0 || pages_ago > pages.size() ? std::string() : pages[pages.size() - pages_ago];
}

} // namespace graph_mock
