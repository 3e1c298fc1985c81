#pragma once

#include <entralog/impl/wire_coro.ipp>
#include <entralog/impl/wire_deadline.ipp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace entralog::detail::net
{

/// A TCP or TLS connection, its read buffer and its watch: when a deadline passes, the socket is closed, whatever
/// operation that ends, and expired() tells which deadline it was.
///
/// The watch is one timer, set again only when it fires or when a deadline comes nearer. A step that moves the deadline
/// further away, as each read of a body does, only stores a time.
class connection : public std::enable_shared_from_this<connection>
{
public:
    connection(tcp::socket socket, std::size_t header_limit)
        : socket_(std::move(socket))
        , timer_(socket_.get_executor())
        // A header that is within its limit fits, even if it comes as one line.
        , buffer_(std::max<std::size_t>(64 * 1024, std::min<std::size_t>(header_limit, 16 * 1024 * 1024)))
    {
        error_code ignored;
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
        socket_.non_blocking(true, ignored); // for is_quiet()
    }
    ~connection() { forget(); }
    connection(connection&&) = delete;

    // Deadlines

    /// From here on, to a rest(): nothing lasts longer than `limit`.
    void guard(deadline limit)
    {
        outer_ = limit;
        expect(limit);
    }

    /// What comes next must be done by `limit`; it replaces the step before.
    void expect(deadline limit)
    {
        next_ = sooner(outer_, limit);
        if (!armed_for_ || next_.at < *armed_for_)
            arm();
    }

    /// No deadline any more, and nothing pending that would keep an io_context running.
    void rest()
    {
        armed_for_.reset();
        timer_.cancel();
        received_some_ = false;
    }

    /// The deadline that closed this connection, if one did.
    std::optional<errc> expired() const { return expired_; }

    // I/O

    /// From here on all that is sent and read goes through TLS; the handshake is for the caller to do.
    asio::ssl::stream<tcp::socket&>& start_tls(asio::ssl::context& context) { return tls_.emplace(socket_, context); }

    asio::awaitable<error_code> send(std::string_view bytes, std::chrono::milliseconds idle)
    {
        while (!bytes.empty())
        {
            expect(deadline::in(idle, errc::idle_timeout));
            auto const rest = asio::buffer(bytes.data(), bytes.size());
            auto const [ec, n] = co_await write_some(rest);
            if (ec)
                co_return ec;
            bytes.remove_prefix(n);
        }
        co_return error_code();
    }

    /// Reads more bytes behind those that are there.
    asio::awaitable<error_code> fill()
    {
        if (begin_ > 0)
        {
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == buffer_.size())
            co_return errc::header_too_large; // a line of the header, or of a chunk, that does not end
        auto const space = asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
        auto const [ec, n] = co_await read_some(space);
        end_ += n;
        used_ = std::max(used_, end_);
        received_some_ = received_some_ || n > 0;
        co_return ec;
    }

    /// Overwrites all that was received: it may have been a token.
    void forget() noexcept
    {
        ::OPENSSL_cleanse(buffer_.data(), used_);
        begin_ = end_ = used_ = 0;
    }

    std::string_view bytes() const { return std::string_view(buffer_.data() + begin_, end_ - begin_); }
    void consume(std::size_t n) { begin_ += n; }

    /// Has any byte come since the last rest()?
    bool received_some() const { return received_some_; }

    /// A pooled connection is good as long as nothing comes: what does is its end, or an answer to no question.
    bool is_quiet()
    {
        char byte = 0;
        error_code ec;
        auto const one = asio::buffer(&byte, 1);
        socket_.receive(one, tcp::socket::message_peek, ec);
        return ec == asio::error::would_block;
    }

private:
    using io_result = std::tuple<error_code, std::size_t>;

    asio::awaitable<io_result> read_some(asio::mutable_buffer space)
    {
        return tls_ ? tls_->async_read_some(space, as_result) : socket_.async_read_some(space, as_result);
    }

    asio::awaitable<io_result> write_some(asio::const_buffer bytes)
    {
        return tls_ ? tls_->async_write_some(bytes, as_result) : socket_.async_write_some(bytes, as_result);
    }

    void arm()
    {
        armed_for_ = next_.at;
        timer_.expires_at(next_.at);
        timer_.async_wait(
            [weak = weak_from_this()](error_code ec)
            {
                auto const self = weak.lock();
                if (!ec && self && self->armed_for_)
                    self->look();
            });
    }

    void look()
    {
        if (deadline::clock::now() < next_.at)
            return arm();
        armed_for_.reset();
        expired_ = next_.code;
        error_code ignored;
        socket_.close(ignored);
    }

    tcp::socket socket_;
    std::optional<asio::ssl::stream<tcp::socket&>> tls_;

    asio::steady_timer timer_;
    deadline outer_ = deadline::in(std::chrono::milliseconds::max(), errc::attempt_timeout);
    deadline next_ = outer_;
    std::optional<deadline::clock::time_point> armed_for_;
    std::optional<errc> expired_;

    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t used_ = 0; ///< so much of the buffer was ever written to
    bool received_some_ = false;
};

} // namespace entralog::detail::net
