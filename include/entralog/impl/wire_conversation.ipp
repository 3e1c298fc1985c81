#pragma once

#include <entralog/detail/wipe.hpp>
#include <entralog/impl/wire_connection.ipp>
#include <entralog/impl/wire_coro.ipp>
#include <entralog/impl/wire_deadline.ipp>
#include <entralog/impl/wire_explain.ipp>
#include <entralog/impl/wire_parser.ipp>
#include <entralog/wire.hpp>

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace entralog::detail::net
{

/// Why an operation on `link` failed; throws when it was our caller who cancelled it.
inline asio::awaitable<error> failure(
    connection const& link, error_code ec, step s, peer const& p, deadlines const& limits)
{
    co_await rethrow_cancellation();
    if (auto const expired = link.expired())
        co_return explain_timeout(*expired, s, p, limits);
    co_return explain_io(ec, s, p);
}

/// Reads until the header of a response is complete.
inline asio::awaitable<error_code> read_header(connection& link, response_parser& parser, deadlines const& limits)
{
    for (;;)
    {
        error_code ec;
        if (!link.bytes().empty())
        {
            link.consume(parser.take(link.bytes(), ec));
            if (ec || parser.is_header_done())
                co_return ec;
        }
        link.expect(parser.got_some() ? deadline::in(limits.idle, errc::idle_timeout)
                                      : deadline::in(limits.first_byte, errc::first_byte_timeout));
        ec = co_await link.fill();
        if (ec == asio::error::eof)
            co_return parser.got_some() ? boost::beast::http::error::partial_message
                                        : boost::beast::http::error::end_of_stream;
        if (ec)
            co_return ec;
    }
}

/// The header of the response proper: the interim ones (1xx) are read over.
inline asio::awaitable<error_code> read_final_header(
    connection& link, std::optional<response_parser>& parser, wire_options const& options)
{
    constexpr int most_interim = 16;
    constexpr int switching_protocols = 101; // which ends HTTP, and which we never asked for
    for (int n = 0; n <= most_interim; ++n)
    {
        parser.emplace(options.limits.header_bytes);
        auto const ec = co_await read_header(link, *parser, options.deadlines);
        if (ec || parser->head.status / 100 != 1 || parser->head.status == switching_protocols)
            co_return ec;
    }
    co_return errc::header_too_large;
}

/// Reads the body into the parser's receiver. On failure, what had come before was received.
inline asio::awaitable<error_code> read_body(connection& link, response_parser& parser, std::chrono::milliseconds idle)
{
    error_code ec;
    while (!parser.is_done())
    {
        if (!link.bytes().empty())
        {
            link.consume(parser.take(link.bytes(), ec));
            if (ec)
                co_return ec;
            if (parser.is_done())
                break;
        }
        link.expect(deadline::in(idle, errc::idle_timeout));
        ec = co_await link.fill();
        if (ec == asio::error::eof)
            co_return parser.end();
        if (ec)
            co_return ec;
    }
    co_return ec;
}

/// Asks the proxy for a tunnel to `o`. The deadline is that of connecting, which guards `link` already.
inline asio::awaitable<result<void>> open_tunnel(
    connection& link, origin const& o, proxy_server const& proxy, peer const& p, wire_options const& options)
{
    auto in_time = options;
    in_time.deadlines.idle = in_time.deadlines.first_byte = options.deadlines.connect;

    auto request = to_connect_bytes(o, proxy);
    wipe_at_end const wiped(request);
    auto ec = co_await link.send(request, in_time.deadlines.idle);
    std::optional<response_parser> parser;
    if (!ec)
        ec = co_await read_final_header(link, parser, in_time);
    if (ec)
        co_return co_await failure(link, ec, step::connecting, p, options.deadlines);

    auto const status = parser->head.status;
    if (status / 100 == 2 && link.bytes().empty())
        co_return result<void>();
    auto e = make_error(errc::proxy_refused,
        status / 100 == 2
            ? "the proxy " + p.via + " sent bytes of its own into the tunnel to " + p.host
            : "the proxy " + p.via + " refused a tunnel to " + p.host + ": HTTP " + std::to_string(status),
        status == 407 ? "put user and password into the proxy's URL: http://user:password@host:port"
                      : "ask whoever runs the proxy to allow CONNECT to " + p.host);
    e.http_status = status;
    co_return e;
}

} // namespace entralog::detail::net
