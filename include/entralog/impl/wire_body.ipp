#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/impl/wire_gunzip.ipp>
#include <entralog/message.hpp>
#include <entralog/transport.hpp>
#include <entralog/wire.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entralog::detail::net
{

enum class content_encoding
{
    identity,
    gzip,
    unknown
};

inline content_encoding encoding_of(headers const& fields)
{
    auto found = content_encoding::identity;
    for (auto const& [name, value] : fields)
    {
        // Beast takes the chunks apart, and passes over any other transfer coding as if it were none.
        if (equal_ignoring_case(name, "Transfer-Encoding") && !equal_ignoring_case(trim(value), "chunked"))
            return content_encoding::unknown;
        if (!equal_ignoring_case(name, "Content-Encoding") || trim(value).empty() ||
            equal_ignoring_case(trim(value), "identity"))
            continue;
        // RFC 9110, section 8.4.1.3: x-gzip is gzip. One layer is all that we undo.
        auto const is_gzip = equal_ignoring_case(trim(value), "gzip") || equal_ignoring_case(trim(value), "x-gzip");
        if (!is_gzip || found != content_encoding::identity)
            return content_encoding::unknown;
        found = content_encoding::gzip;
    }
    return found;
}

/// Keeps the start of an error's body.
class bounded_text final : public body_sink
{
public:
    explicit bounded_text(std::size_t limit)
        : limit_(limit)
    {
    }

    void start(response_head const&) override {}

    result<void> write(std::string_view bytes) override
    {
        text_.append(bytes.substr(0, limit_ - text_.size()));
        // The rest is not worth the wait; the error only ends the transfer.
        if (text_.size() == limit_)
            return error(errc::body_too_large);
        return {};
    }

    result<void> finish() override { return {}; }

    std::string take() { return std::move(text_); }

private:
    std::size_t const limit_;
    std::string text_;
};

/// The way of a body from the connection to its sink: counted, decompressed, bounded.
class body_receiver
{
public:
    body_receiver(content_encoding encoding, wire_limits const& limits, std::uint64_t& received, body_sink& sink)
        : limit_(limits.body_bytes)
        , received_(received)
        , sink_(sink)
    {
        if (encoding == content_encoding::gzip)
            gunzip_.emplace(limits.expansion_ratio);
    }

    result<void> put(std::string_view bytes)
    {
        received_ += bytes.size();
        auto const pass_on = [this](std::string_view plain) -> result<void>
        {
            if (plain.size() > limit_ - passed_)
                return too_large();
            passed_ += plain.size();
            return sink_.write(plain);
        };
        return gunzip_ ? gunzip_->put(bytes, pass_on) : pass_on(bytes);
    }

    /// The connection has brought all; the sink is not told, since that is for the caller to do.
    result<void> finish() const { return gunzip_ ? gunzip_->finish() : result<void>(); }

    /// True when a body of that size need not be read at all.
    bool is_hopeless(std::uint64_t content_length) const { return !gunzip_ && content_length > limit_; }

    error too_large() const
    {
        error e(errc::body_too_large, "the response's body is larger than " + std::to_string(limit_) + " bytes");
        e.hint = "ask for less with $top, or raise wire_limits::body_bytes";
        return e;
    }

private:
    std::uint64_t const limit_;
    std::uint64_t& received_;
    body_sink& sink_;
    std::optional<gunzip> gunzip_;
    std::uint64_t passed_ = 0;
};

} // namespace entralog::detail::net
