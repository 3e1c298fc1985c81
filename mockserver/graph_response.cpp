#include <mockserver/graph_response.hpp>

#include <mockserver/json_edit.hpp>
#include <mockserver/random.hpp>
#include <mockserver/text.hpp>

#include <algorithm>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_client_request_id = 256;

bool may_be_echoed(std::string_view id) noexcept
{
    return !id.empty() && id.size() <= max_client_request_id &&
           std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

/// The time as innerError.date has it: whole seconds, and no zone although it is UTC.
std::string inner_date(timestamp now)
{
    auto text = entralog::to_iso8601(std::chrono::floor<std::chrono::seconds>(now));
    text.pop_back();
    return text;
}

} // namespace

std::string own_origin(request const& r)
{
    return (r.tls ? "https://" : "http://") + to_lower(r.host);
}

exchange_ids::exchange_ids(request const& r)
    : request_id(new_guid())
{
    auto const given = r.headers.find("client-request-id");
    client_request_id = may_be_echoed(given) ? std::string(given) : request_id;
}

response graph_response(int status, exchange_ids const& ids, timestamp now)
{
    response r;
    r.status = status;
    r.headers.add("Cache-Control", "no-store");
    r.headers.add("Vary", "Accept-Encoding");
    r.headers.add("Strict-Transport-Security", "max-age=31536000");
    r.headers.add("request-id", ids.request_id);
    r.headers.add("client-request-id", ids.client_request_id);
    r.headers.add("x-ms-ags-diagnostic",
        R"({"ServerInfo":{"DataCenter":"graph-mock","Slice":"E","Ring":"5","ScaleUnit":"000","RoleInstance":"MOCK00000000"}})");
    r.headers.add("Date", entralog::to_http_date(now));
    return r;
}

response json_response(std::string body, exchange_ids const& ids, timestamp now)
{
    auto r = graph_response(200, ids, now);
    r.headers.add("Content-Type",
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8");
    r.body = std::move(body);
    return r;
}

response error_response(refusal const& why, exchange_ids const& ids, timestamp now)
{
    auto r = graph_response(why.status, ids, now);
    r.headers.add("Content-Type", "application/json");
    for (auto const& [name, value] : why.headers)
        r.headers.add(name, value);
    r.body = R"({"error":{"code":)" + json_string(why.code) + R"(,"message":)" + json_string(quotable(why.message)) +
             R"(,"innerError":{"date":)" + json_string(inner_date(now)) + R"(,"request-id":)" +
             json_string(ids.request_id) + R"(,"client-request-id":)" + json_string(ids.client_request_id) + "}}}";
    return r;
}

} // namespace graph_mock
