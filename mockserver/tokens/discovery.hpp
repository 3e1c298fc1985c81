#pragma once

#include <mockserver/message.hpp>
#include <mockserver/tokens/directory.hpp>

#include <string>
#include <string_view>

namespace graph_mock
{

/// What clients read about an authority before they ask it for tokens. Both throw oauth_error.

/// /{tenant}/v2.0/.well-known/openid-configuration. With a shared name in place of a tenant's, its endpoints are those
/// of that name.
std::string openid_configuration(request const& r, directory const& tenants, std::string_view tenant_name);

/// /common/discovery/instance?api-version=1.1&authorization_endpoint=https://host/tenant/oauth2/v2.0/authorize: whether
/// the host is an authority to be trusted. This server is the only one that it knows.
std::string instance_discovery(request const& r, directory const& tenants);

/// Who issues the id_tokens of that tenant.
std::string issuer_of(request const& r, tenant const& t);

} // namespace graph_mock
