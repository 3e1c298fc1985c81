#include <mockserver/local_host.hpp>

#include <mockserver/text.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <string>

namespace graph_mock
{

namespace
{

namespace ip = boost::asio::ip;

/// Where IMDS is on a real machine: clients that reach the mock through a proxy or a route of their own still say so.
constexpr std::string_view metadata_host = "169.254.169.254";

/// The host without its port and brackets; empty when it is no host.
std::string_view name_of(std::string_view host)
{
    bool const bracketed = host.starts_with('[');
    auto const end = bracketed ? host.find(']') : std::min(host.find(':'), host.size());
    if (end == std::string_view::npos)
        return {};
    auto const port = host.substr(bracketed ? end + 1 : end);
    if (!port.empty() && (port.front() != ':' || !std::all_of(port.begin() + 1, port.end(), is_digit)))
        return {};
    return bracketed ? host.substr(1, end - 1) : host.substr(0, end);
}

} // namespace

bool is_local_host(std::string_view host)
{
    auto const name = name_of(host);
    if (iequals(name, "localhost"))
        return true;
    boost::system::error_code ec;
    auto const address = ip::make_address(std::string(name), ec);
    if (ec)
        return false;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
}

bool is_rebound(request const& r, host_rule rule)
{
    return rule == host_rule::local && !r.tls && !r.remote.empty() && !is_local_host(r.host) &&
           name_of(r.host) != metadata_host;
}

} // namespace graph_mock
