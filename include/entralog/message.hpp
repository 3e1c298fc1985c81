#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/time.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog
{

/// Scheme, host and port (RFC 6454): what decides whether a token may be sent.
struct origin
{
    origin() = default;

    bool tls = true;
    std::string host; ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 443;

    bool operator==(origin const&) const = default;
};

/// "https://graph.microsoft.com", with the port only when it is not the scheme's own.
ENTRALOG_DECL std::string to_string(origin const& o);

/// An absolute http or https URL in two parts; the target is kept as it was written.
struct url_parts
{
    url_parts() = default;

    entralog::origin origin;
    std::string target; ///< path and query, at least "/"; no fragment
};

/// Splits a URL. Refused: other schemes, user info, a fragment, an empty host, and any byte that could not stand in a
/// request line (controls, spaces, non-ASCII).
/// Everything else in the target is left as it is, since a next_link must be sent back verbatim.
ENTRALOG_DECL result<url_parts> split_url(std::string_view url);

/// Header fields in the order they came; names compare without regard to case.
class headers
{
public:
    using value_type = std::pair<std::string, std::string>;

    headers() = default;
    headers(std::initializer_list<value_type> fields)
        : fields_(fields)
    {
    }

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    void erase(std::string_view name);
    /// Erases, and overwrites the values: for secrets.
    void wipe(std::string_view name) noexcept;

    /// The first field of that name, or an empty view.
    std::string_view find(std::string_view name) const noexcept;
    bool contains(std::string_view name) const noexcept;

    auto begin() const noexcept { return fields_.begin(); }
    auto end() const noexcept { return fields_.end(); }
    std::size_t size() const noexcept { return fields_.size(); }

private:
    std::vector<value_type> fields_;
};

/// True when `value` can be sent as a header value: no CR, LF, NUL or other control but tab (RFC 9110, section 5.5).
ENTRALOG_DECL bool is_header_value(std::string_view value) noexcept;

enum class http_method
{
    get,
    post
};

inline std::string_view to_string(http_method m) noexcept
{
    return m == http_method::get ? "GET" : "POST";
}

/// By which way a request goes.
enum class proxying
{
    as_configured, ///< by wire_options::proxy
    never          ///< to this machine's own endpoints, whose answers no proxy may see or give
};

/// Who goes first when requests must wait for the service's limit.
enum class priority
{
    interactive, ///< somebody waits for the answer
    bulk         ///< page after page
};

/// One HTTP request. `target` goes into the request line as it is.
struct request
{
    request() = default;

    http_method method = http_method::get;
    entralog::origin origin;
    std::string target;
    entralog::headers headers;
    std::string body;
    proxying proxy = proxying::as_configured;
    entralog::priority priority = entralog::priority::bulk;
    int attempt = 1; ///< which try it is; told to the caller's hook
};

/// The status line and header of a response, and, for any status but 2xx, the start of its body.
struct response_head
{
    response_head() = default;

    int status = 0;
    entralog::headers headers;
    ticks sent_after{};     ///< how long it took to connect, before the request went out
    std::string error_body; ///< of a response that is not 2xx: bounded text, decompressed
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/message.ipp>
#endif
