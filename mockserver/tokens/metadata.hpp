#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/local_host.hpp>
#include <mockserver/message.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/tokens/revocations.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace graph_mock
{

/// Where Azure resources get the tokens of their managed identities: apps with a managedIdentity. Safe to call from
/// several threads.
class metadata_endpoint
{
public:
    /// The tenants and the revocations must outlive it. `identity_header` is what App Service would put into the
    /// environment; while it is empty there is no such endpoint.
    metadata_endpoint(std::vector<tenant> const& tenants, revocations& revoked, std::chrono::seconds lifetime,
        std::string identity_header);

    /// /metadata/identity/oauth2/token, as a virtual machine's IMDS has it, and /msi/token, as App Service's
    /// IDENTITY_ENDPOINT.
    static bool serves(request const& r);

    /// Whoever reaches it gets a token: 403 for a request that a web page may have made, by `hosts`.
    response handle(request const& r, host_rule hosts, timestamp now);

private:
    std::string imds(request const& r, timestamp now);
    std::string app_service(request const& r, timestamp now);

    std::vector<tenant> const& tenants_;
    revocations& revoked_;
    std::chrono::seconds lifetime_;
    std::string identity_header_;
};

} // namespace graph_mock
