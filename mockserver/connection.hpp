#pragma once

#include <mockserver/encoder.hpp>
#include <mockserver/framing.hpp>
#include <mockserver/intake.hpp>
#include <mockserver/session.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace graph_mock
{

using plain_stream = boost::beast::tcp_stream;
using tls_stream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

/// The bytes of a session: opens, reads requests, writes what is put into `out`, and closes in good form or bad. Each
/// step has its time.
template <typename Stream>
class connection
{
public:
    using error_code = boost::system::error_code;
    static constexpr bool is_tls = std::is_same_v<Stream, tls_stream>;

    template <typename... Arguments>
    explicit connection(std::shared_ptr<session_context> context, Arguments&&... stream)
        : context_(std::move(context))
        , stream_(std::forward<Arguments>(stream)...)
        , rest_(stream_.get_executor())
        , buffer_(largest_buffer(context_->limits))
    {
        error_code ec;
        auto const peer = socket().socket().remote_endpoint(ec);
        if (!ec)
            remote_ = to_authority(peer);
        auto const here = socket().socket().local_endpoint(ec);
        if (!ec)
            local_ = to_authority(here);
    }

    std::string const& remote() const noexcept { return remote_; }
    std::string const& local() const noexcept { return local_; }

    /// Ends a wait for the client, and any pause.
    void finish()
    {
        if (waiting_)
            socket().cancel();
        rest_.cancel();
    }

    void abort()
    {
        rest_.cancel();
        socket().close();
    }

    /// The TLS handshake. False when there is nobody to talk to.
    boost::asio::awaitable<bool> open()
    {
        if constexpr (is_tls)
        {
            error_code ec;
            allow(context_->limits.handshake);
            waiting_ = true;
            co_await stream_.async_handshake(
                boost::asio::ssl::stream_base::server, boost::asio::redirect_error(boost::asio::use_awaitable, ec));
            waiting_ = false;
            if (ec)
            {
                co_await explain_failed_handshake(ec);
                co_return false;
            }
        }
        co_return true;
    }

    /// Waits for a request to begin. Line breaks before it are passed over (RFC 9112, section 2.2).
    boost::asio::awaitable<error_code> first_byte(std::chrono::milliseconds patience)
    {
        allow(patience);
        error_code ec;
        while (!ec && !has_first_byte())
        {
            waiting_ = true;
            auto const room = buffer_.prepare(4096);
            auto const n =
                co_await stream_.async_read_some(room, boost::asio::redirect_error(boost::asio::use_awaitable, ec));
            waiting_ = false;
            buffer_.commit(n);
        }
        co_return ec;
    }

    using request_parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    /// The rest of a request that has begun.
    boost::asio::awaitable<error_code> read(request_parser& parser)
    {
        waiting_ = true;
        auto const ec = co_await read_parts(parser);
        waiting_ = false;
        co_return ec;
    }

    /// Writes what is in `out`. False when the client is gone, or does not take it.
    boost::asio::awaitable<bool> flush()
    {
        error_code ec;
        socket().expires_after(context_->limits.write);
        auto const n = co_await boost::asio::async_write(
            stream_, boost::asio::buffer(out), boost::asio::redirect_error(boost::asio::use_awaitable, ec));
        sent += n;
        out.clear();
        co_return !ec;
    }

    /// Says that nothing more will come.
    boost::asio::awaitable<void> part()
    {
        if constexpr (is_tls)
        {
            // Marking the peer's close_notify as received makes the shutdown send ours and not wait for theirs.
            error_code ec;
            SSL_set_shutdown(stream_.native_handle(), SSL_RECEIVED_SHUTDOWN);
            allow(context_->limits.linger);
            co_await stream_.async_shutdown(boost::asio::redirect_error(boost::asio::use_awaitable, ec));
        }
        error_code ignored;
        socket().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    }

    /// Closing while the client still sends would reset the connection, and the response might be lost with it. So
    /// this goes on even when the server is stopping.
    boost::asio::awaitable<void> linger()
    {
        error_code ec;
        socket().expires_after(context_->limits.linger);
        std::size_t heard = 0;
        spare_.resize(encoder::piece_bytes);
        while (!ec && heard < linger_bytes)
        {
            auto const n = co_await socket().async_read_some(
                boost::asio::buffer(spare_), boost::asio::redirect_error(boost::asio::use_awaitable, ec));
            heard += n;
        }
    }

    /// Lets so much time pass, unless the server stops.
    boost::asio::awaitable<void> rest(std::chrono::milliseconds time)
    {
        error_code ignored;
        if (time.count() <= 0 || context_->stopping)
            co_return;
        rest_.expires_after(time);
        co_await rest_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }

    /// Drops the connection with a reset in place of an end.
    void reset()
    {
        error_code ignored;
        socket().socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
        socket().close();
    }

    std::string out;      ///< what is to be written next
    std::size_t sent = 0; ///< written so far

private:
    /// More than a header may have, so that a long one is refused as long, not as broken.
    static std::size_t largest_buffer(server_limits const& limits)
    {
        return limits.header_bytes + std::size_t{16} * 1024;
    }

    plain_stream& socket() { return boost::beast::get_lowest_layer(stream_); }

    /// Gives the client so much time for what comes next; hardly any when the server is stopping.
    void allow(std::chrono::milliseconds time)
    {
        constexpr std::chrono::milliseconds last_moment{100};
        socket().expires_after(context_->stopping ? std::min(time, last_moment) : time);
    }

    boost::asio::awaitable<error_code> read_parts(request_parser& parser)
    {
        error_code ec;
        allow(context_->limits.header);
        // The parser's own limit starts anew with each piece that arrives, so many short fields pass it.
        std::size_t parsed = 0;
        while (!ec && !parser.is_header_done())
        {
            auto const n = co_await boost::beast::http::async_read_some(
                stream_, buffer_, parser, boost::asio::redirect_error(boost::asio::use_awaitable, ec));
            parsed += n;
            if (!ec && parsed > context_->limits.header_bytes)
                ec = boost::beast::http::error::header_limit;
        }
        if (ec || parser.is_done())
            co_return ec;
        allow(context_->limits.body);
        if (boost::beast::iequals(parser.get()[boost::beast::http::field::expect], "100-continue"))
        {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await boost::asio::async_write(
                stream_, boost::asio::buffer(go_on), boost::asio::redirect_error(boost::asio::use_awaitable, ec));
            if (ec)
                co_return ec;
        }
        co_await boost::beast::http::async_read(
            stream_, buffer_, parser, boost::asio::redirect_error(boost::asio::use_awaitable, ec));
        co_return ec;
    }

    /// A client that forgot the "s" of https gets told so, in the clear; all others get OpenSSL's alert.
    boost::asio::awaitable<void> explain_failed_handshake(error_code why)
    {
        if (context_->log && why != boost::asio::error::eof && why != boost::asio::error::operation_aborted)
            context_->log(remote_ + ": the TLS handshake failed: " + why.message());
        if (why.category() != boost::asio::error::get_ssl_category() ||
            ERR_GET_REASON(static_cast<unsigned long>(why.value())) != SSL_R_HTTP_REQUEST)
            co_return;
        auto const answer =
            make_refusal(refusal(400, "BadRequest", "This port speaks HTTPS: ask for https:// instead."));
        framing_terms terms;
        terms.keep_alive = false;
        auto const frame = frame_response(answer, terms);
        encoder(answer, frame).next(out);
        error_code ec;
        socket().expires_after(context_->limits.write);
        co_await boost::asio::async_write(
            socket(), boost::asio::buffer(out), boost::asio::redirect_error(boost::asio::use_awaitable, ec));
        if (!ec)
        {
            socket().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ec);
            co_await linger();
        }
    }

    bool has_first_byte()
    {
        auto const text = [this]
        { return std::string_view(static_cast<char const*>(buffer_.data().data()), buffer_.size()); };
        while (text().starts_with("\r\n"))
            buffer_.consume(2);
        return !text().empty() && text() != "\r";
    }

    /// How much a client that does not stop talking is listened to after the last response.
    static constexpr std::size_t linger_bytes = 256 * 1024;

    std::shared_ptr<session_context> context_;
    Stream stream_;
    boost::asio::steady_timer rest_;
    std::string remote_;
    std::string local_;
    boost::beast::flat_buffer buffer_;
    std::string spare_;    ///< where what nobody wants is read to
    bool waiting_ = false; ///< for the client, and so free to be cancelled
};

} // namespace graph_mock
