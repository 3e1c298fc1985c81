#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>
#include <mockserver/tenant.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// What of the identity platform (login.microsoftonline.com) the mock serves.
class token_endpoint
{
public:
    /// The tenants must outlive it.
    token_endpoint(std::vector<tenant> const& tenants, std::chrono::seconds lifetime)
        : tenants_(tenants)
        , lifetime_(lifetime)
    {
    }

    /// True for the paths below that this answers:
    /// /{tenant}/oauth2/v2.0/token, /{tenant}/discovery/v2.0/keys, /{tenant}/v2.0/.well-known/openid-configuration.
    static bool serves(request const& r);

    response handle(request const& r, timestamp now) const;

private:
    response token(request const& r, std::string_view tenant_name, timestamp now) const;
    response configuration(request const& r, std::string_view tenant_name, timestamp now) const;
    tenant const& find(std::string_view name) const;

    std::vector<tenant> const& tenants_;
    std::chrono::seconds lifetime_;
};

} // namespace graph_mock
