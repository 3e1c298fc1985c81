#pragma once

#include <entralog/impl/wire_body.ipp>
#include <entralog/message.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace entralog::detail::net
{

/// Beast's parser of one response, fed by hand: body bytes go on from the read buffer to their receiver, never copied.
class response_parser final : private boost::beast::http::basic_parser<false>
{
    using base = boost::beast::http::basic_parser<false>;

public:
    explicit response_parser(std::size_t header_limit)
        : header_limit_(std::clamp<std::size_t>(header_limit, 256, 16 * 1024 * 1024))
    {
        base::header_limit(static_cast<std::uint32_t>(header_limit_));
        base::body_limit(boost::none); // body_receiver has its own
    }

    using base::content_length;
    using base::got_some;
    using base::is_done;
    using base::is_header_done;
    using base::keep_alive;

    /// Takes what it can of `bytes` and gives how much that was. No error when there is too little to go on.
    std::size_t take(std::string_view bytes, error_code& ec)
    {
        auto const in_header = !is_header_done();
        auto const n = base::put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
        if (ec == boost::beast::http::error::need_more)
            ec = {};
        // Beast's own limit only bounds what it is shown at once, not the sum of the fields.
        if (in_header && !ec)
            header_bytes_ += n;
        if (ec == boost::beast::http::error::header_limit || header_bytes_ > header_limit_)
            ec = errc::header_too_large;
        return n;
    }

    /// The peer has closed: fine only for a body that has no other end.
    error_code end()
    {
        error_code ec;
        base::put_eof(ec);
        return ec;
    }

    /// Only after the header: from here on take() gives body bytes to `receiver`.
    void deliver_to(body_receiver& receiver)
    {
        receiver_ = &receiver;
        base::eager(true);
    }

    response_head head;
    std::optional<error> refusal; ///< of the receiver; take() then failed

private:
    void deliver(boost::beast::string_view bytes, error_code& ec)
    {
        auto accepted = receiver_->put(std::string_view(bytes.data(), bytes.size()));
        if (accepted)
            return;
        refusal = accepted.error();
        ec = refusal->code ? refusal->code : make_error_code(errc::unexpected_content);
    }

    void on_response_impl(int status, boost::beast::string_view, int, error_code&) override { head.status = status; }

    void on_field_impl(boost::beast::http::field, boost::beast::string_view name, boost::beast::string_view value,
        error_code&) override
    {
        if (!receiver_) // else a trailer, which nothing here has a use for
            head.headers.add(std::string(name), std::string(value));
    }

    std::size_t on_body_impl(boost::beast::string_view bytes, error_code& ec) override
    {
        deliver(bytes, ec);
        return bytes.size();
    }

    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes, error_code& ec) override
    {
        deliver(bytes, ec);
        return bytes.size();
    }

    void on_request_impl(
        boost::beast::http::verb, boost::beast::string_view, boost::beast::string_view, int, error_code&) override
    {
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
    void on_finish_impl(error_code&) override {}

    std::size_t const header_limit_;
    std::size_t header_bytes_ = 0;
    body_receiver* receiver_ = nullptr;
};

} // namespace entralog::detail::net
