#pragma once

#include <mockserver/message.hpp>

#include <string_view>

namespace graph_mock
{

/// True for localhost, 127.0.0.0/8 and [::1], with a port or without. The names are those that no foreign DNS server
/// can give to this machine: a page of "127.0.0.1.evil.example" has another host, wherever that name leads.
bool is_local_host(std::string_view host);

/// What the Host header may be of a request that gives something away without a password.
enum class host_rule
{
    any,  ///< other machines are let in, by whatever name they have for this one
    local ///< none are: a name that is not this machine's is a web page's, led here by its own DNS (DNS rebinding)
};

/// True when the request may have come from a web page of somebody else's. One over TLS has not: no browser goes on
/// without a certificate for the name. Nor has one without a peer, which was made in this process.
bool is_rebound(request const& r, host_rule rule);

} // namespace graph_mock
