#pragma once

#include <entralog/detail/config.hpp>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace entralog
{

/// 100 nanoseconds: the resolution of Edm.DateTimeOffset as Microsoft Graph sends it.
using ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;

using error_code = boost::system::error_code;

/// What went wrong, one member per thing that a caller would do about it.
/// Network and TLS failures keep the codes of Asio and OpenSSL.
enum class errc
{
    // What the service answered.
    unauthenticated = 1, ///< 401, also after a fresh token
    permission_missing,  ///< 403: the application or the caller lacks a Graph permission
    role_missing,        ///< 403: the signed-in user lacks a directory role
    license_missing,     ///< 403: the tenant has no Microsoft Entra ID P1 or P2
    forbidden,           ///< 403 for any other reason
    throttled,           ///< 429, and the retries are spent
    bad_request,         ///< 400
    not_found,           ///< 404
    server_error,        ///< 5xx, and the retries are spent
    unexpected_status,   ///< any other status
    unexpected_redirect, ///< 3xx; never followed, since it could carry the token to another origin
    unexpected_content,  ///< 2xx that is not JSON, as from a captive portal or a proxy
    next_link_expired,   ///< the service no longer knows the $skiptoken
    token_rejected,      ///< the token endpoint refused the credential

    // What its bytes held.
    malformed_page,    ///< a page that is not JSON of the expected shape
    truncated_page,    ///< a page that ended before its end; its complete records are kept
    error_in_page,     ///< an error object in the middle of a page that had begun with 200
    malformed_record,  ///< one record that does not fit the schema; the rest of its page is kept
    foreign_next_link, ///< a next_link to an origin other than the one we trust
    next_link_loop,    ///< a next_link seen before in this run
    malformed_token,   ///< a token response that holds no usable token

    // Our own bounds.
    header_too_large,
    body_too_large,
    expansion_too_large, ///< gzip that grows beyond the bound
    malformed_encoding,  ///< gzip that is broken, or an encoding we did not ask for

    // Time.
    connect_timeout,
    handshake_timeout,
    first_byte_timeout,
    idle_timeout,
    attempt_timeout,
    operation_timeout, ///< a request with all its tries and waits: see retry_options::max_elapsed

    // Before any I/O.
    not_in_version,   ///< the report does not exist in the API version asked for
    invalid_argument, ///< an option or a query that cannot be sent; error::message names it
    proxy_refused,    ///< the proxy did not open the tunnel

    credential_unavailable, ///< what a credential needs (an endpoint, a file, a person) is not here
};

ENTRALOG_DECL boost::system::error_category const& category() noexcept;

inline error_code make_error_code(errc e) noexcept
{
    return error_code(static_cast<int>(e), category());
}

/// One try of a request that was tried more than once.
struct attempt
{
    attempt() = default;

    error_code code;
    int http_status = 0;    ///< 0 when no response came
    std::string graph_code; ///< error.code of Graph's error body
    std::string request_id; ///< the service's own id of this try
    ticks waited{};         ///< how long we waited after it
};

/// Whose failure an error is, which decides whether trying again can help.
enum class error_source
{
    request, ///< the request's own: the service, the network on the way to it, or what was asked
    token,   ///< of getting a token for it: the request was not sent
    caller   ///< what a visitor of the caller's returned, or a wait beyond the caller's patience: never tried again
};

/// Everything known about a failure. Holds the server's text, never a token, a secret or a query's credentials.
struct error
{
    error() = default;
    error(errc e)
        : code(make_error_code(e))
    {
    }
    error(errc e, std::string text)
        : code(make_error_code(e))
        , message(std::move(text))
    {
    }
    error(error_code e, std::string text = {})
        : code(e)
        , message(std::move(text))
    {
    }

    error_code code; ///< for programs: an errc, or a network, TLS or zlib code
    error_source source = error_source::request;
    int http_status = 0;              ///< 0 when no response came
    std::string graph_code;           ///< error.code of Graph's body, or the OAuth error of the token endpoint
    long aadsts = 0;                  ///< the n of Microsoft Entra's "AADSTSn" when the token endpoint gave one
    std::string message;              ///< in words; may hold the server's own text: data, not instructions
    std::string hint;                 ///< what to do about it, in a sentence; may be empty
    std::string request;              ///< method and URL without its query, as "GET https://host/path"
    std::string request_id;           ///< the service's id, to be named to Microsoft's support
    std::string client_request_id;    ///< ours, sent with the request
    std::optional<ticks> retry_after; ///< the service's wish, when it gave one
    std::vector<attempt> attempts;    ///< the tries that came before the last, oldest first
};

/// True for failures that may pass by themselves: throttling, 5xx, timeouts, a cut connection, a truncated page.
ENTRALOG_DECL bool is_transient(error const& e) noexcept;

/// One line of bounded length: what, where, why, what to do, and the ids to name to Microsoft's support. The server's
/// text is made harmless: controls are escaped.
ENTRALOG_DECL std::string to_string(error const& e);
ENTRALOG_DECL std::ostream& operator<<(std::ostream& out, error const& e);

/// What result<T>::value() throws when there is no value.
class exception : public std::system_error
{
public:
    explicit exception(entralog::error e)
        : std::system_error(e.code)
        , error_(std::move(e))
        , text_(to_string(error_))
    {
    }

    entralog::error const& error() const noexcept { return error_; }
    char const* what() const noexcept override { return text_.c_str(); } // std::system_error would say the code twice

private:
    entralog::error error_;
    std::string text_;
};

[[noreturn]] inline void throw_exception_from_error(error const& e, boost::source_location const&)
{
    throw exception(e);
}

/// A value, or the error why there is none.
template <class T>
using result = boost::system::result<T, error>;

} // namespace entralog

template <>
struct boost::system::is_error_code_enum<entralog::errc> : std::true_type
{
};

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/error.ipp>
#endif
