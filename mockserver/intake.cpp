#include <mockserver/intake.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/text.hpp>

#include <entralog/time.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <chrono>
#include <string_view>

namespace graph_mock
{
namespace
{

namespace http = boost::beast::http;

/// What may stand in a Host header: reg-name, IPv4 or [IPv6], and a port. It comes back in nextLinks.
bool is_host(std::string_view host) noexcept
{
    constexpr std::string_view marks = "-._~:[]";
    return !host.empty() && host.size() <= 261 &&
           std::ranges::all_of(host, [&](char c) { return is_alpha(c) || is_digit(c) || marks.find(c) != marks.npos; });
}

/// Takes the authority out of an absolute-form target, which servers must accept (RFC 9112, section 3.2.2).
void split_absolute_form(std::string& target, std::string& host)
{
    auto const scheme_end = target.find("://");
    if (target.starts_with('/') || scheme_end == std::string::npos)
        return;
    auto const scheme = std::string_view(target).substr(0, scheme_end);
    if (!iequals(scheme, "http") && !iequals(scheme, "https"))
        return;
    auto const begin = scheme_end + 3;
    auto const end = std::min(target.find_first_of("/?", begin), target.size());
    host = target.substr(begin, end - begin);
    target.erase(0, end);
    if (!target.starts_with('/'))
        target.insert(0, "/");
}

} // namespace

response make_refusal(refusal const& why)
{
    // No request that could be understood: the ids are made up, and the time is the real one.
    auto r = error_response(
        why, exchange_ids(request()), std::chrono::time_point_cast<entralog::ticks>(std::chrono::system_clock::now()));
    if (why.status == 503)
        r.headers.add("Retry-After", "1");
    return r;
}

std::optional<refusal> explain(boost::system::error_code const& ec)
{
    static auto const& category = http::make_error_code(http::error::bad_method).category();
    if (!ec || ec.category() != category || ec == http::error::end_of_stream || ec == http::error::partial_message)
        return std::nullopt;
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow)
        return refusal(431, "RequestHeaderFieldsTooLarge", "The request's header is larger than graph-mock accepts.");
    if (ec == http::error::body_limit)
        return refusal(413, "RequestEntityTooLarge", "The request's body is larger than graph-mock accepts.");
    return refusal(400, "BadRequest", "This is not an HTTP/1.1 request: " + ec.message() + ".");
}

std::optional<refusal> take_in(http::request<http::string_body> message, request& question)
{
    question.method = message.method_string();
    if (message.version() / 10 != 1)
        return refusal(505, "HttpVersionNotSupported", "graph-mock speaks HTTP/1.1.");
    if (message.method() == http::verb::connect)
        return refusal(405, "MethodNotAllowed", "graph-mock is no proxy.");
    if (auto const expect = message[http::field::expect]; !expect.empty() && !iequals(expect, "100-continue"))
        return refusal(417, "ExpectationFailed", "The only expectation that can be met is 100-continue.");

    auto const hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11))
        return refusal(400, "BadRequest", "A request has exactly one Host header (RFC 9112, section 3.2).");
    question.host = message[http::field::host];
    std::string target(message.target());
    split_absolute_form(target, question.host);
    if (!question.host.empty() && !is_host(question.host))
        return refusal(400, "BadRequest", "The Host header is not a host and port.");
    if (hosts == 1 && question.host.empty())
        return refusal(400, "BadRequest", "The Host header is empty.");
    if (!set_target(question, std::move(target)))
        return refusal(400, "BadRequest", "The request target is not a path with valid percent-encoding.");

    for (auto const& field : message)
        question.headers.add(std::string(field.name_string()), std::string(field.value()));
    question.body = std::move(message.body());
    return std::nullopt;
}

std::string to_authority(boost::asio::ip::tcp::endpoint const& endpoint)
{
    auto const host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

} // namespace graph_mock
