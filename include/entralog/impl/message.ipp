#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/message.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace entralog
{

namespace detail
{

inline bool is_host_name(std::string_view host) noexcept
{
    return !host.empty() && host.size() <= 253 &&
           std::all_of(
               host.begin(), host.end(), [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

inline bool is_ipv6_literal(std::string_view host) noexcept
{
    return host.size() <= 45 && host.find(':') != std::string_view::npos &&
           host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

inline std::optional<std::uint16_t> parse_port(std::string_view text) noexcept
{
    std::uint16_t port = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc() || end != text.data() + text.size() || port == 0)
        return std::nullopt;
    return port;
}

/// "host", "host:port", "[v6]" or "[v6]:port" into `o`; the reason why not, or an empty text.
inline std::string_view parse_authority(std::string_view authority, origin& o)
{
    if (authority.find('@') != std::string_view::npos)
        return "a URL must not hold a user name or password";
    std::string_view host;
    std::string_view rest;
    if (authority.starts_with('['))
    {
        auto const close = authority.find(']');
        if (close == std::string_view::npos || !is_ipv6_literal(authority.substr(1, close - 1)))
            return "the URL's IPv6 address is malformed";
        host = authority.substr(1, close - 1);
        rest = authority.substr(close + 1);
    }
    else
    {
        auto const colon = std::min(authority.find(':'), authority.size());
        host = authority.substr(0, colon);
        rest = authority.substr(colon);
        if (!is_host_name(host))
            return "the URL's host is empty or malformed";
    }
    o.host.resize(host.size());
    std::transform(host.begin(), host.end(), o.host.begin(), [](char c) { return to_lower(c); });
    o.port = o.tls ? 443 : 80;
    if (rest.empty())
        return {};
    auto const port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port)
        return "the URL's port is not a number from 1 to 65535";
    o.port = *port;
    return {};
}

} // namespace detail

ENTRALOG_DECL std::string to_string(origin const& o)
{
    std::string text = o.tls ? "https://" : "http://";
    bool const v6 = o.host.find(':') != std::string::npos;
    text += v6 ? '[' + o.host + ']' : o.host;
    if (o.port != (o.tls ? 443 : 80))
        text += ':' + std::to_string(o.port);
    return text;
}

ENTRALOG_DECL result<url_parts> split_url(std::string_view url)
{
    // Errors do not quote the URL: it may hold a password.
    constexpr std::size_t longest = 64 * 1024;
    if (url.size() > longest)
        return error(errc::invalid_argument, "a URL is longer than 65536 bytes");
    if (!std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f'; }))
        return error(
            errc::invalid_argument, "a URL holds a space, a control or a non-ASCII character; percent-encode it");
    if (url.find('#') != std::string_view::npos)
        return error(errc::invalid_argument, "a URL must not hold a fragment ('#'); percent-encode it as %23");

    url_parts parts;
    auto const scheme_end = std::min(url.find("://"), url.size());
    auto const scheme = url.substr(0, scheme_end);
    parts.origin.tls = detail::equal_ignoring_case(scheme, "https");
    if (scheme_end == url.size() || (!parts.origin.tls && !detail::equal_ignoring_case(scheme, "http")))
        return error(errc::invalid_argument, "a URL must begin with https:// or http://");
    url.remove_prefix(scheme_end + 3);

    auto const authority_end = std::min(url.find_first_of("/?"), url.size());
    if (auto const reason = detail::parse_authority(url.substr(0, authority_end), parts.origin); !reason.empty())
        return error(errc::invalid_argument, std::string(reason));
    parts.target = url.substr(authority_end);
    if (!parts.target.starts_with('/'))
        parts.target.insert(0, 1, '/');
    return parts;
}

ENTRALOG_DECL void headers::set(std::string_view name, std::string value)
{
    // `name` and `value` may be views of a field of our own; that is why the new one is made first.
    value_type field(name, std::move(value));
    erase(field.first);
    fields_.push_back(std::move(field));
}

ENTRALOG_DECL void headers::erase(std::string_view name)
{
    std::string const copy(name); // it may be a view of a field that is about to go
    std::erase_if(fields_, [&](value_type const& field) { return detail::equal_ignoring_case(field.first, copy); });
}

ENTRALOG_DECL void headers::wipe(std::string_view name) noexcept
{
    for (auto& [field, value] : fields_)
        if (detail::equal_ignoring_case(field, name))
            detail::wipe(value);
    std::erase_if(fields_, [name](value_type const& field) { return detail::equal_ignoring_case(field.first, name); });
}

ENTRALOG_DECL std::string_view headers::find(std::string_view name) const noexcept
{
    for (auto const& [field, value] : fields_)
        if (detail::equal_ignoring_case(field, name))
            return value;
    return {};
}

ENTRALOG_DECL bool headers::contains(std::string_view name) const noexcept
{
    return std::any_of(fields_.begin(), fields_.end(),
        [name](value_type const& field) { return detail::equal_ignoring_case(field.first, name); });
}

ENTRALOG_DECL bool is_header_value(std::string_view value) noexcept
{
    return std::all_of(value.begin(), value.end(),
        [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f'); });
}

} // namespace entralog
