#pragma once

#include <entralog/detail/wire_proxy.hpp>
#include <entralog/error.hpp>
#include <entralog/impl/wire_request.ipp>
#include <entralog/wire.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace entralog::detail::net
{

/// What an exchange was doing when it failed.
enum class step
{
    connecting,
    handshaking,
    sending,
    awaiting, ///< the first byte of the response
    receiving
};

/// Who is at the other end, for messages.
struct peer
{
    peer(origin const& o, std::optional<proxy_server> const& proxy)
        : host(host_and_port(o.host, o.port))
        , via(proxy ? host_and_port(proxy->host, proxy->port) : std::string())
        , name(via.empty() ? host : host + " through the proxy " + via)
        , next_hop(via.empty() ? host : "the proxy " + via)
    {
    }

    std::string host;
    std::string via;      ///< the proxy, or empty
    std::string name;     ///< host, with the proxy if there is one
    std::string next_hop; ///< whom we connect to
};

inline std::string in_words(std::chrono::milliseconds d)
{
    return d.count() % 1000 == 0 ? std::to_string(d.count() / 1000) + " s" : std::to_string(d.count()) + " ms";
}

inline error make_error(error_code code, std::string message, std::string hint)
{
    error e(code, std::move(message));
    e.hint = std::move(hint);
    return e;
}

/// Names the request, without its query: that may hold what is nobody's business.
inline error about(request const& r, error e)
{
    e.request.append(to_string(r.method)).append(" ").append(to_string(r.origin)).append(path_of(r.target));
    e.client_request_id = r.headers.find("client-request-id");
    return e;
}

/// Names the response in whose body the failure was, unless the sink knew better.
inline error about(response_head const& head, error e)
{
    if (e.http_status == 0)
        e.http_status = head.status;
    if (e.request_id.empty())
        e.request_id = head.headers.find("request-id");
    return e;
}

inline error explain_timeout(errc code, step s, peer const& p, deadlines const& d)
{
    auto const raise = [](char const* which)
    { return std::string("if it may take that long, raise wire_options::deadlines.") + which; };

    switch (code)
    {
    case errc::connect_timeout:
        return make_error(code, "no connection to " + p.name + " within " + in_words(d.connect),
            "a firewall that drops packets, or a proxy that must be used, are the usual reasons; "
            "else raise wire_options::deadlines.connect");
    case errc::handshake_timeout:
        return make_error(code, "no TLS handshake with " + p.name + " within " + in_words(d.handshake),
            "is it TLS that is spoken there? else raise wire_options::deadlines.handshake");
    case errc::first_byte_timeout:
        return make_error(code, p.name + " took the request and sent no answer within " + in_words(d.first_byte),
            "ask for less (a narrower filter, a smaller $top), or raise wire_options::deadlines.first_byte");
    case errc::attempt_timeout:
        return make_error(
            code, "the exchange with " + p.name + " was not done within " + in_words(d.attempt), raise("attempt"));
    default:
        return make_error(code,
            (s == step::sending ? p.name + " took no byte of the request for "
                                : p.name + " stopped in the middle of its response for ") +
                in_words(d.idle),
            raise("idle"));
    }
}

inline error explain_lookup(error_code ec, std::string const& host)
{
    return make_error(ec, "the name " + host + " leads to no address",
        "check its spelling and this machine's DNS; behind a proxy, set wire_options::proxy");
}

inline error explain_connect(error_code ec, peer const& p, std::string const& failures)
{
    return make_error(ec, "no connection to " + p.next_hop + " (" + failures + ")",
        p.via.empty() ? "is the service up and the port right? behind a proxy, set wire_options::proxy"
                      : "is the proxy up? its URL comes from wire_options::proxy or the environment");
}

inline error explain_io(error_code ec, step s, peer const& p)
{
    namespace http = boost::beast::http;
    auto const in_http = ec.category() == make_error_code(http::error::end_of_stream).category();
    auto const closed = ec == boost::asio::error::eof || ec == boost::asio::ssl::error::stream_truncated ||
                        ec == http::error::end_of_stream || ec == http::error::partial_message;

    if (s == step::sending)
        return make_error(ec, p.name + " closed the connection while the request was sent", "try again");
    if (ec == errc::header_too_large)
        return make_error(ec, "the header that " + p.name + " sent is larger than the limit",
            "raise wire_options::limits.header_bytes if that is what it should send");
    if (closed && s == step::awaiting)
        return make_error(ec, p.name + " closed the connection without an answer", "try again");
    if (closed)
        return make_error(ec, p.name + " closed the connection in the middle of its response", "try again");
    if (ec == http::error::bad_chunk || ec == http::error::bad_chunk_extension)
        return make_error(ec, "the body that " + p.name + " sent is not in chunks of HTTP/1.1",
            "try again; if it stays, a proxy in between may be at fault");
    if (in_http)
        return make_error(ec, "what " + p.name + " sent is not HTTP/1.1",
            "is the port right, and does it speak http or https as the URL says?");
    return make_error(ec, "the connection to " + p.name + " broke", "try again");
}

} // namespace entralog::detail::net
