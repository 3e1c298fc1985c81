#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/message.hpp>
#include <entralog/wire.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::detail::net
{

/// An HTTP proxy that we were told to use.
struct proxy_server
{
    proxy_server() = default;
    proxy_server(proxy_server const&) = default;
    proxy_server(proxy_server&&) = default;
    proxy_server& operator=(proxy_server const& other)
    {
        host = other.host;
        port = other.port;
        assign_secret(authorization, other.authorization);
        return *this;
    }
    proxy_server& operator=(proxy_server&& other) noexcept
    {
        host = std::move(other.host);
        port = other.port;
        assign_secret(authorization, std::move(other.authorization));
        return *this;
    }
    ~proxy_server() { wipe(authorization); }

    std::string host;
    std::uint16_t port = 0;
    std::string authorization; ///< the value of Proxy-Authorization, or empty: a secret
};

/// Looks up a variable; an unset one is empty. Tests bring their own.
using environment = std::function<std::string(char const*)>;

/// The environment of this process.
ENTRALOG_DECL std::string process_environment(char const* name);

/// Reads "http://[user:password@]host[:port]"; the scheme may be missing, as curl allows. The port is 80 unless given.
/// Errors never repeat the user or the password.
ENTRALOG_DECL result<proxy_server> parse_proxy(std::string_view url);

/// True when one rule of a no_proxy list covers host and port: "*", a host (with all hosts below it), ".suffix",
/// "*.suffix", an address, a network as "10.0.0.0/8", each but the network with ":port" if only that port is meant.
ENTRALOG_DECL bool is_exempt(std::string_view rule, std::string_view host, std::uint16_t port);

/// Which proxy leads to `o`, or none.
ENTRALOG_DECL result<std::optional<proxy_server>> choose_proxy(
    proxy_options const& options, origin const& o, environment const& variables);

} // namespace entralog::detail::net
