#include <mockserver/tokens/oauth_error.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/random.hpp>
#include <mockserver/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace graph_mock
{

response identity_response(int status, std::string body, timestamp now)
{
    response r;
    r.status = status;
    r.headers.add("Cache-Control", "no-store, no-cache");
    r.headers.add("Pragma", "no-cache");
    r.headers.add("Content-Type", "application/json; charset=utf-8");
    r.headers.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    r.headers.add("X-Content-Type-Options", "nosniff");
    r.headers.add("x-ms-request-id", new_guid());
    r.headers.add("Date", entralog::to_http_date(now));
    r.body = std::move(body);
    return r;
}

response oauth_error_response(oauth_error const& why, request const& r, timestamp now)
{
    auto const trace = new_guid();
    auto const given = r.headers.find("client-request-id");
    auto const correlation = is_guid(given) ? std::string(given) : new_guid();
    auto when = entralog::to_iso8601(std::chrono::floor<std::chrono::seconds>(now)); // "2016-01-09 02:02:12Z" here
    when[when.find('T')] = ' ';
    auto const number = std::to_string(why.number);

    boost::json::object body;
    body["error"] = why.error;
    body["error_description"] = "AADSTS" + number + ": " + quotable(why.description) + "\r\nTrace ID: " + trace +
                                "\r\nCorrelation ID: " + correlation + "\r\nTimestamp: " + when;
    body["error_codes"] = boost::json::array{why.number};
    body["timestamp"] = when;
    body["trace_id"] = trace;
    body["correlation_id"] = correlation;
    body["error_uri"] = own_origin(r) + "/error?code=" + number;
    return identity_response(why.status, boost::json::serialize(body), now);
}

} // namespace graph_mock
