#pragma once

#include <entralog/detail/printable.hpp>
#include <entralog/error.hpp>

#include <boost/system/errc.hpp>

#include <ostream>

namespace entralog
{

namespace detail
{

inline char const* text_of(errc e) noexcept
{
    switch (e)
    {
    case errc::unauthenticated:
        return "the service does not accept the token";
    case errc::permission_missing:
        return "a Microsoft Graph permission is missing";
    case errc::role_missing:
        return "the signed-in user lacks a directory role";
    case errc::license_missing:
        return "the tenant has no Microsoft Entra ID P1 or P2 license";
    case errc::forbidden:
        return "the service denies access";
    case errc::throttled:
        return "the service throttles this application";
    case errc::bad_request:
        return "the service does not accept the request";
    case errc::not_found:
        return "the service does not find what was asked for";
    case errc::server_error:
        return "the service failed";
    case errc::unexpected_status:
        return "the service answered with an unexpected status";
    case errc::unexpected_redirect:
        return "the service answered with a redirect, which is never followed";
    case errc::unexpected_content:
        return "the response is not JSON";
    case errc::next_link_expired:
        return "the service no longer knows this next link";
    case errc::token_rejected:
        return "the token endpoint refuses the credential";
    case errc::malformed_page:
        return "the page is not JSON of the expected shape";
    case errc::truncated_page:
        return "the page ended before its end";
    case errc::error_in_page:
        return "the service failed in the middle of a page";
    case errc::malformed_record:
        return "a record does not fit the schema";
    case errc::foreign_next_link:
        return "the URL leads to an origin that is not trusted with the token";
    case errc::next_link_loop:
        return "the next link was followed before in this run";
    case errc::malformed_token:
        return "the token endpoint's response holds no usable token";
    case errc::header_too_large:
        return "the response's header exceeds the limit";
    case errc::body_too_large:
        return "the response's body exceeds the limit";
    case errc::expansion_too_large:
        return "the response's compressed body expands beyond the limit";
    case errc::malformed_encoding:
        return "the response's body is not encoded as its header says";
    case errc::connect_timeout:
        return "connecting took too long";
    case errc::handshake_timeout:
        return "the TLS handshake took too long";
    case errc::first_byte_timeout:
        return "the service did not begin to answer in time";
    case errc::idle_timeout:
        return "the connection stood still for too long";
    case errc::attempt_timeout:
        return "the whole attempt took too long";
    case errc::operation_timeout:
        return "the request took too long, with all its tries and waits";
    case errc::not_in_version:
        return "this API version does not have what was asked for";
    case errc::invalid_argument:
        return "an argument cannot be used";
    case errc::proxy_refused:
        return "the proxy refused to open a tunnel";
    case errc::credential_unavailable:
        return "the credential is not available here";
    }
    return "unknown entralog error";
}

class error_category final : public boost::system::error_category
{
public:
    // A fixed id keeps codes equal when two shared libraries each hold a copy of this header's category.
    constexpr error_category() noexcept
        : boost::system::error_category(0x656e'7472'616c'6f67)
    {
    }

    char const* name() const noexcept override { return "entralog"; }
    std::string message(int value) const override { return text_of(static_cast<errc>(value)); }
    char const* message(int value, char*, std::size_t) const noexcept override
    {
        return text_of(static_cast<errc>(value));
    }
};

inline bool is_transient_status(int status) noexcept
{
    // 501 and 505 say that trying again is of no use; 509 is Graph's "bandwidth limit exceeded".
    return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
}

inline bool is_transient(errc e) noexcept
{
    switch (e)
    {
    case errc::throttled:
    case errc::server_error:
    case errc::truncated_page:
    case errc::error_in_page:
    case errc::connect_timeout:
    case errc::handshake_timeout:
    case errc::first_byte_timeout:
    case errc::idle_timeout:
    case errc::attempt_timeout:
    case errc::operation_timeout:
        return true;
    default:
        return false;
    }
}

/// Of Asio, Beast and the system. Categories are known by name, since this header must not need Asio.
inline bool is_transient_network_failure(error_code const& code) noexcept
{
    namespace sys = boost::system::errc;
    for (auto const condition : {sys::connection_aborted, sys::connection_refused, sys::connection_reset,
             sys::broken_pipe, sys::timed_out, sys::host_unreachable, sys::network_unreachable, sys::network_down,
             sys::network_reset, sys::not_connected, sys::resource_unavailable_try_again})
        if (code == condition)
            return true;
    std::string_view const category = code.category().name();
    auto const value = code.value();
    return (category == "asio.misc" && value == 2)                      // eof
           || (category == "asio.netdb" && value == 2)                  // host_not_found_try_again
           || (category == "asio.ssl.stream" && value == 1)             // stream_truncated
           || (category == "beast.http" && (value == 1 || value == 2)); // end_of_stream, partial_message
}

/// "2.128 s"
inline std::string seconds_text(ticks t)
{
    constexpr auto per_second = ticks::period::den;
    auto text = std::to_string(t.count() / per_second);
    if (auto fraction = t.count() % per_second; fraction > 0)
    {
        auto digits = std::to_string(per_second + fraction).substr(1);
        digits.resize(digits.find_last_not_of('0') + 1);
        text += '.' + digits;
    }
    return text + " s";
}

/// Joins with a separator the parts that are there.
class part_list
{
public:
    part_list(std::string& out, std::string_view open, std::string_view close)
        : out_(out)
        , open_(open)
        , close_(close)
    {
    }

    void add(std::string_view label, std::string_view text, std::size_t limit)
    {
        if (text.empty())
            return;
        out_ += any_ ? std::string_view(", ") : open_;
        out_ += label;
        append_printable(out_, text, limit);
        any_ = true;
    }

    void close()
    {
        if (any_)
            out_ += close_;
    }

private:
    std::string& out_;
    std::string_view open_;
    std::string_view close_;
    bool any_ = false;
};

} // namespace detail

ENTRALOG_DECL boost::system::error_category const& category() noexcept
{
    static constexpr detail::error_category instance;
    return instance;
}

ENTRALOG_DECL bool is_transient(error const& e) noexcept
{
    if (e.source == error_source::caller)
        return false;
    if (e.code.category() != category())
        return detail::is_transient_network_failure(e.code);
    auto const code = static_cast<errc>(e.code.value());
    // Also of a 400 by which the token endpoint says that it is overloaded: only these two say not to come back.
    if (code == errc::server_error)
        return e.http_status != 501 && e.http_status != 505;
    if (code == errc::unexpected_status || code == errc::proxy_refused)
        return e.http_status != 0 && detail::is_transient_status(e.http_status);
    return detail::is_transient(code);
}

ENTRALOG_DECL std::string to_string(error const& e)
{
    std::string out;
    detail::append_printable(out, e.code ? e.code.message() : std::string("no error"), 300);

    detail::part_list where(out, " (", ")");
    where.add("", e.request, 400);
    where.add("HTTP ", e.http_status == 0 ? std::string() : std::to_string(e.http_status), 8);
    where.add("", e.graph_code, 120);
    where.close();

    if (!e.message.empty())
    {
        out += ": ";
        detail::append_printable(out, e.message, 600);
    }
    if (!e.hint.empty())
    {
        out += out.back() == '.' ? " " : ". ";
        detail::append_printable(out, e.hint, 800);
    }

    detail::part_list ids(out, " [", "]");
    ids.add("request-id ", e.request_id, 80);
    ids.add("client-request-id ", e.client_request_id, 80);
    ids.add("retry after ", e.retry_after ? detail::seconds_text(*e.retry_after) : std::string(), 40);
    ids.add("tries ", e.attempts.empty() ? std::string() : std::to_string(e.attempts.size() + 1), 24);
    ids.close();
    return out;
}

ENTRALOG_DECL std::ostream& operator<<(std::ostream& out, error const& e)
{
    return out << to_string(e);
}

} // namespace entralog
