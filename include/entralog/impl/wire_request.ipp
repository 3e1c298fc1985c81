#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/wire_proxy.hpp>
#include <entralog/message.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace entralog::detail::net
{

/// RFC 9110, section 5.6.2.
inline bool is_token(std::string_view text) noexcept
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(),
               [](char c)
               { return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos; });
}

/// Fields that decide where a message ends and whom it reaches: only the wire may write them.
inline bool is_framing_field(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 11> fields = {"host", "connection", "content-length", "transfer-encoding",
        "upgrade", "te", "trailer", "expect", "keep-alive", "proxy-authorization", "proxy-connection"};
    return std::any_of(
        fields.begin(), fields.end(), [name](std::string_view field) { return equal_ignoring_case(field, name); });
}

inline std::string_view path_of(std::string_view target) noexcept
{
    return target.substr(0, target.find('?'));
}

/// Nothing that could end a line or a header early, or begin another request, gets past this. No I/O was done by then.
inline result<void> check(request const& r)
{
    auto const refused = [](std::string why) { return error(errc::invalid_argument, std::move(why)); };

    if (!is_host_name(r.origin.host) && !is_ipv6_literal(r.origin.host))
        return refused("the request's host is empty or malformed");
    if (r.origin.port == 0)
        return refused("the request's port is 0");
    if (!r.target.starts_with('/'))
        return refused("the request's target must begin with '/'");
    if (r.target.find('#') != r.target.npos ||
        !std::all_of(r.target.begin(), r.target.end(), [](char c) { return c > ' ' && c < '\x7f'; }))
        return refused("the request's target holds a fragment, a space, a control or a non-ASCII character; "
                       "percent-encode it");
    for (auto const& [name, value] : r.headers)
    {
        // The name is not repeated: it is what someone tried to smuggle in.
        if (!is_token(name))
            return refused("a header's name holds a character that cannot be sent");
        if (is_framing_field(name))
            return refused("the header " + name + " is written by the wire itself; leave it out");
        if (!is_header_value(value))
            return refused("the value of the header " + name + " holds a line break or another control character");
    }
    return {};
}

inline std::string host_and_port(std::string const& host, std::uint16_t port)
{
    auto const v6 = host.find(':') != host.npos;
    return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

inline void add_field(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append(": ").append(value).append("\r\n");
}

/// The request as it goes out. `proxy` is the one that forwards it, for plain http only (RFC 9112, section 3.2.2).
inline std::string to_bytes(request const& r, bool gzip, proxy_server const* proxy)
{
    auto const base = to_string(r.origin);
    std::string out;
    std::size_t size = 512 + r.target.size() + r.body.size(); // growing would leave copies of secrets behind
    for (auto const& [name, value] : r.headers)
        size += name.size() + value.size() + 4;
    out.reserve(size + (proxy ? proxy->authorization.size() + base.size() : 0));
    out += to_string(r.method);
    out.append(" ").append(proxy ? base : std::string()).append(r.target).append(" HTTP/1.1\r\n");
    add_field(out, "Host", std::string_view(base).substr(base.find("://") + 3));
    if (proxy && !proxy->authorization.empty())
        add_field(out, "Proxy-Authorization", proxy->authorization);
    if (!r.headers.contains("User-Agent"))
        add_field(out, "User-Agent", "entralog");
    if (!r.headers.contains("Accept-Encoding"))
        add_field(out, "Accept-Encoding", gzip ? "gzip" : "identity");
    for (auto const& [name, value] : r.headers)
        add_field(out, name, value);
    if (r.method == http_method::post || !r.body.empty())
        add_field(out, "Content-Length", std::to_string(r.body.size()));
    out += "\r\n";
    out += r.body;
    return out;
}

/// Whether the answer may hold a secret: what a token endpoint says to a POST, or one of this machine's own to whom it
/// trusts.
inline bool asks_for_secrets(request const& r) noexcept
{
    return r.method == http_method::post || r.proxy == proxying::never;
}

/// It holds the proxy's password: to be wiped.
inline std::string to_connect_bytes(origin const& o, proxy_server const& proxy)
{
    auto const authority = host_and_port(o.host, o.port);
    std::string out;
    out.reserve(128 + 2 * authority.size() + proxy.authorization.size()); // growing would leave a copy behind
    out.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
    add_field(out, "Host", authority);
    if (!proxy.authorization.empty())
        add_field(out, "Proxy-Authorization", proxy.authorization);
    add_field(out, "User-Agent", "entralog");
    out += "\r\n";
    return out;
}

} // namespace entralog::detail::net
