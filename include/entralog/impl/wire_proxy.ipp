#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/detail/wire_proxy.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <utility>

namespace entralog::detail::net
{

ENTRALOG_DECL std::string process_environment(char const* name)
{
    auto const* value = std::getenv(name);
    return value ? value : "";
}

inline std::string to_base64(std::string const& text)
{
    // EVP_EncodeBlock ends its output with a NUL.
    std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
    auto const n = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<unsigned char const*>(text.data()), static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(n));
    return out;
}

inline std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 1); // a password: growing would leave a copy behind
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '%')
        {
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        auto const* const first = text.data() + i + 1;
        if (text.size() - i < 3 || std::from_chars(first, first + 2, byte, 16).ptr != first + 2)
        {
            wipe(out);
            return std::nullopt;
        }
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

ENTRALOG_DECL result<proxy_server> parse_proxy(std::string_view url)
{
    auto const unusable = [](std::string why)
    {
        error e(errc::invalid_argument, "the proxy's URL cannot be used: " + std::move(why));
        e.hint = "write it as http://[user:password@]host:port";
        return e;
    };

    if (auto const colon = url.find("://"); colon != url.npos)
    {
        if (!equal_ignoring_case(url.substr(0, colon), "http"))
            return unusable("only http proxies are supported; https goes through one as well, by CONNECT");
        url.remove_prefix(colon + 3);
    }

    proxy_server proxy;
    if (auto const at = url.rfind('@'); at != url.npos)
    {
        auto decoded = percent_decoded(url.substr(0, at));
        if (!decoded)
            return unusable("its user or password is not percent-encoded rightly");
        auto& user = *decoded;
        wipe_at_end const user_wiped(user);
        if (user.size() > 4096)
            return unusable("its user or password is longer than 4096 bytes");
        if (user.find(':') == user.npos)
            user += ':'; // RFC 7617: there is a colon even where there is no password
        auto encoded = to_base64(user);
        wipe_at_end const encoded_wiped(encoded);
        proxy.authorization.reserve(6 + encoded.size());
        proxy.authorization.append("Basic ").append(encoded);
        url.remove_prefix(at + 1);
    }

    auto const parts = split_url("http://" + std::string(url));
    if (!parts)
        return unusable(parts.error().message);
    if (parts->target != "/")
        return unusable("it has a path");
    proxy.host = parts->origin.host;
    proxy.port = parts->origin.port;
    return proxy;
}

inline bool is_in_network(std::string const& network, boost::asio::ip::address const& address)
{
    namespace ip = boost::asio::ip;
    error_code malformed;
    if (address.is_v4())
    {
        auto const range = ip::make_network_v4(network, malformed);
        return !malformed && ip::network_v4(address.to_v4(), range.prefix_length()).canonical() == range.canonical();
    }
    auto const range = ip::make_network_v6(network, malformed);
    return !malformed && ip::network_v6(address.to_v6(), range.prefix_length()).canonical() == range.canonical();
}

/// Takes ":port" off a rule; an IPv6 address with a port is in brackets.
inline std::pair<std::string_view, std::string_view> split_port(std::string_view rule)
{
    if (rule.starts_with('['))
    {
        auto const close = std::min(rule.find(']'), rule.size() - 1);
        auto const tail = rule.substr(close + 1);
        return {rule.substr(1, close - 1), tail.starts_with(':') ? tail.substr(1) : tail};
    }
    auto const colon = rule.find(':');
    if (colon == rule.npos || rule.find(':', colon + 1) != rule.npos)
        return {rule, {}};
    return {rule.substr(0, colon), rule.substr(colon + 1)};
}

ENTRALOG_DECL bool is_exempt(std::string_view rule, std::string_view host, std::uint16_t port)
{
    if (rule == "*")
        return true;

    error_code is_name;
    auto const address = boost::asio::ip::make_address(std::string(host), is_name);
    if (rule.find('/') != rule.npos)
        return !is_name && is_in_network(std::string(rule), address);

    auto [name, only_port] = split_port(rule);
    if (!only_port.empty() && only_port != std::to_string(port))
        return false;
    if (!is_name)
    {
        error_code malformed;
        auto const exempt = boost::asio::ip::make_address(std::string(name), malformed);
        return !malformed && exempt == address;
    }

    if (name.starts_with('*'))
        name.remove_prefix(1);
    if (name.starts_with('.'))
        name.remove_prefix(1);
    if (name.ends_with('.'))
        name.remove_suffix(1);
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (name.empty() || name.size() > host.size())
        return false;
    auto const above = host.size() - name.size();
    return equal_ignoring_case(host.substr(above), name) && (above == 0 || host[above - 1] == '.');
}

/// `list` is one rule, or many with commas or blanks between them.
inline bool is_any_exempt(std::string_view list, origin const& o)
{
    while (!list.empty())
    {
        auto const end = std::min(list.find_first_of(", \t"), list.size());
        if (end > 0 && is_exempt(list.substr(0, end), o.host, o.port))
            return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

ENTRALOG_DECL result<std::optional<proxy_server>> choose_proxy(
    proxy_options const& options, origin const& o, environment const& variables)
{
    std::optional<proxy_server> none;
    for (auto const& rule : options.no_proxy)
        if (is_any_exempt(rule, o))
            return none;

    auto url = options.url;
    wipe_at_end const wiped(url); // a password may be in it
    if (options.source == proxy_source::environment)
    {
        auto const either = [&](char const* first, char const* second)
        {
            auto value = variables(first);
            return value.empty() ? variables(second) : value;
        };
        if (is_any_exempt(either("no_proxy", "NO_PROXY"), o))
            return none;
        // HTTP_PROXY in capitals is never read: under CGI it holds a request's Proxy header (CVE-2016-5385).
        if (url.empty())
            url = o.tls ? either("https_proxy", "HTTPS_PROXY") : variables("http_proxy");
    }
    if (url.empty())
        return none;

    auto proxy = parse_proxy(url);
    if (!proxy)
        return proxy.error();
    return std::optional<proxy_server>(std::move(*proxy));
}

} // namespace entralog::detail::net
