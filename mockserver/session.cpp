#include <mockserver/session.hpp>

#include <mockserver/compress.hpp>
#include <mockserver/encoder.hpp>
#include <mockserver/framing.hpp>
#include <mockserver/intake.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace graph_mock
{
namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

/// More than a header may have, so that a long one is refused as long, not as broken.
std::size_t largest_buffer(server_limits const& limits)
{
    return limits.header_bytes + std::size_t{16} * 1024;
}

/// How much a client that does not stop talking is listened to after the last response.
constexpr std::size_t linger_bytes = 256 * 1024;

enum class next
{
    request,  ///< wait for another one
    farewell, ///< close in good form, when the client has heard all
    parting,  ///< close in good form, but do not wait: the client is owed nothing
    nothing   ///< just drop the connection
};

template <typename Stream>
class http_session final : public session
{
public:
    template <typename... Arguments>
    http_session(std::shared_ptr<session_context> context, admission how, Arguments&&... stream)
        : context_(std::move(context))
        , how_(how)
        , stream_(std::forward<Arguments>(stream)...)
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

    asio::awaitable<void> run() override
    {
        if (!co_await open())
            co_return;
        auto after = next::request;
        while (after == next::request)
            after = co_await answer_one();
        if (after != next::nothing)
            co_await part();
        if (after == next::farewell)
            co_await linger();
    }

    void finish() override
    {
        if (waiting_)
            socket().cancel();
    }

    void abort() override { socket().close(); }

private:
    static constexpr bool is_tls = std::is_same_v<Stream, tls_stream>;

    plain_stream& socket() { return beast::get_lowest_layer(stream_); }

    /// Gives the client so much time for what comes next; hardly any when the server is stopping.
    void allow(std::chrono::milliseconds time)
    {
        constexpr std::chrono::milliseconds last_moment{100};
        socket().expires_after(context_->stopping ? std::min(time, last_moment) : time);
    }

    asio::awaitable<bool> open()
    {
        if constexpr (is_tls)
        {
            error_code ec;
            allow(context_->limits.handshake);
            waiting_ = true;
            co_await stream_.async_handshake(
                asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, ec));
            waiting_ = false;
            if (ec)
            {
                co_await explain_failed_handshake(ec);
                co_return false;
            }
        }
        co_return true;
    }

    /// A client that forgot the "s" of https gets told so, in the clear; all others get OpenSSL's alert.
    asio::awaitable<void> explain_failed_handshake(error_code why)
    {
        if (context_->log && why != asio::error::eof && why != asio::error::operation_aborted)
            context_->log(remote_ + ": the TLS handshake failed: " + why.message());
        if (why.category() != asio::error::get_ssl_category() ||
            ERR_GET_REASON(static_cast<unsigned long>(why.value())) != SSL_R_HTTP_REQUEST)
            co_return;
        auto const answer =
            make_refusal(refusal(400, "BadRequest", "This port speaks HTTPS: ask for https:// instead."));
        framing_terms terms;
        terms.keep_alive = false;
        auto const frame = frame_response(answer, terms);
        encoder(answer, frame).next(out_);
        error_code ec;
        socket().expires_after(context_->limits.write);
        co_await asio::async_write(socket(), asio::buffer(out_), asio::redirect_error(asio::use_awaitable, ec));
        if (!ec)
        {
            socket().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
            co_await linger();
        }
    }

    asio::awaitable<next> answer_one()
    {
        auto ec = co_await first_byte();
        if (ec)
            co_return ec == asio::error::eof || context_->stopping ? next::parting : next::nothing;

        http::request_parser<http::string_body> parser;
        parser.header_limit(context_->limits.header_bytes);
        parser.body_limit(context_->limits.body_bytes);
        waiting_ = true;
        ec = co_await read(parser);
        waiting_ = false;
        started_ = std::chrono::steady_clock::now();
        if (context_->stopping && ec)
            co_return next::parting;
        if (auto const problem = explain(ec))
            co_return co_await refuse(*problem);
        if (ec)
            co_return next::nothing; // gone, or too slow: then Beast has closed the socket

        framing_terms terms;
        terms.http11 = parser.get().version() >= 11;
        terms.keep_alive = parser.keep_alive() && how_ == admission::served;
        request question;
        if (auto const problem = take_in(parser.release(), question))
            co_return co_await refuse(*problem);
        question.tls = is_tls;
        question.remote = remote_;
        if (question.host.empty())
            question.host = local_; // HTTP/1.0 may leave it out

        terms.head = question.method == "HEAD";
        terms.gzip = prefers_gzip(question.headers.find("Accept-Encoding"));
        if (how_ == admission::refused)
        {
            refusal const crowded(
                503, "ServiceUnavailable", "Too many connections. Close some, or try again in a second.");
            auto const sorry = make_refusal(crowded);
            co_return co_await respond(question, sorry, terms);
        }
        auto const answer = handle(question);
        co_return co_await respond(question, answer, terms);
    }

    response handle(request const& question)
    {
        try
        {
            return context_->answer(question);
        }
        catch (std::exception const& e) // lack of memory, or a bug: it must not take other connections along
        {
            if (context_->log)
                context_->log("failed to answer " + masked_target(question.target) + ": " + e.what());
            return make_refusal(refusal(500, "UnknownError", "graph-mock failed to answer; its log says why."));
        }
    }

    /// Waits for a request to begin. Line breaks before it are passed over (RFC 9112, section 2.2).
    asio::awaitable<error_code> first_byte()
    {
        auto const patience = how_ == admission::served ? context_->limits.idle : context_->limits.linger;
        allow(patience);
        error_code ec;
        while (!ec && !has_first_byte())
        {
            waiting_ = true;
            auto const room = buffer_.prepare(4096);
            auto const n = co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, ec));
            waiting_ = false;
            buffer_.commit(n);
        }
        co_return ec;
    }

    bool has_first_byte()
    {
        auto const text = [this]
        { return std::string_view(static_cast<char const*>(buffer_.data().data()), buffer_.size()); };
        while (text().starts_with("\r\n"))
            buffer_.consume(2);
        return !text().empty() && text() != "\r";
    }

    asio::awaitable<error_code> read(http::request_parser<http::string_body>& parser)
    {
        error_code ec;
        allow(context_->limits.header);
        // The parser's own limit starts anew with each piece that arrives, so many short fields pass it.
        std::size_t parsed = 0;
        while (!ec && !parser.is_header_done())
        {
            auto const n =
                co_await http::async_read_some(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, ec));
            parsed += n;
            if (!ec && parsed > context_->limits.header_bytes)
                ec = http::error::header_limit;
        }
        if (ec || parser.is_done())
            co_return ec;
        allow(context_->limits.body);
        if (beast::iequals(parser.get()[http::field::expect], "100-continue"))
        {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(stream_, asio::buffer(go_on), asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return ec;
        }
        co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, ec));
        co_return ec;
    }

    /// The request cannot be understood, so neither can what follows it: answer and close.
    asio::awaitable<next> refuse(refusal problem)
    {
        request unread;
        unread.method = "-";
        unread.target = "-";
        unread.remote = remote_;
        framing_terms terms;
        terms.keep_alive = false;
        auto const answer = make_refusal(problem);
        co_return co_await respond(unread, answer, terms);
    }

    asio::awaitable<next> respond(request const& question, response const& answer, framing_terms terms)
    {
        terms.keep_alive = terms.keep_alive && !context_->stopping;
        auto const frame = frame_response(answer, terms);
        auto const number = note(question, answer);

        sent_ = 0;
        bool const complete = co_await send(answer, frame);
        auto const took =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started_);
        auto const* const entry = context_->exchanges.finish(number, sent_, took, complete && !frame.cut);
        if (entry != nullptr && context_->on_exchange)
            context_->on_exchange(*entry);
        if (!complete || frame.cut)
            co_return next::nothing;
        co_return frame.keep_alive && !context_->stopping ? next::request : next::farewell;
    }

    /// Written down before the first byte goes out: a client that has its answer finds it in the journal.
    std::uint64_t note(request const& question, response const& answer)
    {
        exchange entry;
        entry.at = std::chrono::system_clock::now();
        entry.remote = question.remote;
        entry.method = question.method;
        entry.target = question.target;
        entry.headers.assign(question.headers.begin(), question.headers.end());
        entry.status = answer.status;
        entry.body_bytes = answer.body.size();
        return context_->exchanges.add(std::move(entry));
    }

    asio::awaitable<bool> send(response const& answer, frame const& how)
    {
        encoder bytes(answer, how);
        bool going = true;
        while (going && bytes.next(out_))
            going = co_await flush();
        co_return going;
    }

    asio::awaitable<bool> flush()
    {
        error_code ec;
        socket().expires_after(context_->limits.write);
        auto const n =
            co_await asio::async_write(stream_, asio::buffer(out_), asio::redirect_error(asio::use_awaitable, ec));
        sent_ += n;
        out_.clear();
        co_return !ec;
    }

    asio::awaitable<void> part()
    {
        if constexpr (is_tls)
        {
            // Marking the peer's close_notify as received makes the shutdown send ours and not wait for theirs.
            error_code ec;
            SSL_set_shutdown(stream_.native_handle(), SSL_RECEIVED_SHUTDOWN);
            allow(context_->limits.linger);
            co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, ec));
        }
        error_code ignored;
        socket().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }

    /// Closing while the client still sends would reset the connection, and the response might be lost with it. So
    /// this goes on even when the server is stopping.
    asio::awaitable<void> linger()
    {
        error_code ec;
        socket().expires_after(context_->limits.linger);
        std::size_t heard = 0;
        spare_.resize(encoder::piece_bytes);
        while (!ec && heard < linger_bytes)
        {
            auto const n =
                co_await socket().async_read_some(asio::buffer(spare_), asio::redirect_error(asio::use_awaitable, ec));
            heard += n;
        }
    }

    std::shared_ptr<session_context> context_;
    admission how_;
    Stream stream_;
    std::string remote_;
    std::string local_;
    beast::flat_buffer buffer_;
    std::string out_;   ///< what is to be written next
    std::string spare_; ///< where what nobody wants is read to
    std::size_t sent_ = 0;
    bool waiting_ = false; ///< for the client, and so free to be cancelled
    std::chrono::steady_clock::time_point started_{};
};

} // namespace

std::shared_ptr<session> session::make(
    asio::ip::tcp::socket socket, asio::ssl::context* tls, std::shared_ptr<session_context> context, admission how)
{
    if (tls == nullptr)
        return std::make_shared<http_session<plain_stream>>(std::move(context), how, std::move(socket));
    return std::make_shared<http_session<tls_stream>>(std::move(context), how, std::move(socket), *tls);
}

} // namespace graph_mock
