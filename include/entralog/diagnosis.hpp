#pragma once

#include <entralog/cloud.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/report.hpp>
#include <entralog/time.hpp>
#include <entralog/token_claims.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entralog
{

/// Why a caller cannot read a report.
enum class cause
{
    missing_application_permission, ///< the application's own token lacks a permission of Microsoft Graph
    missing_delegated_scope,        ///< the token for a signed-in user lacks one
    missing_directory_role,         ///< the signed-in user lacks a role
    missing_admin_consent,          ///< nobody has consented to what the application asks for
    no_premium_license,             ///< the tenant has no Microsoft Entra ID P1 or P2
    b2c_tenant,                     ///< the token is of an Azure AD B2C policy
    wrong_cloud,                    ///< tenant, token or address are of different national clouds
    wrong_audience,                 ///< the token is for another resource than Microsoft Graph
    expired_token,
    tenant_not_found,
    application_not_found,
    wrong_secret, ///< or certificate, or assertion
    other         ///< none of these: the network, the service, the request
};

/// One cause: what shows it, and how to mend it.
struct diagnosis
{
    diagnosis() = default;

    cause why = cause::other;
    std::string evidence; ///< what the token or the service says
    std::string fix;      ///< what to grant or to change, and where
    std::string link;     ///< the page of Microsoft's documentation about it
};

/// "missing directory role"
ENTRALOG_DECL std::string_view to_string(cause c) noexcept;

/// What the token lacks for a report, before any request: nothing when nothing is known to be missing. The licence of a
/// tenant and roles that reach a user by a group stand in no token.
ENTRALOG_DECL std::vector<diagnosis> expected_obstacles(
    token_claims const& claims, report r, cloud const& of, timestamp now);

/// Why a request for a report, or for its token, has failed. Claims of its token, when they are known, tell an
/// application's permissions from a signed-in user's.
ENTRALOG_DECL diagnosis diagnose(error const& e, report r, cloud const& of, token_claims const* claims = nullptr);

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/diagnosis.ipp>
#endif
