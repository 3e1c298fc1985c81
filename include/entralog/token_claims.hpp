#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entralog
{

/// What an access token says of itself. Nobody has verified it: a token is for its resource to read, and Microsoft may
/// change its form. Good enough to explain a refusal, never to allow anything.
struct token_claims
{
    token_claims() = default;

    bool delegated = false;               ///< for a signed-in user (scp), not for an application alone (roles)
    std::string audience;                 ///< aud: the resource, as a URL or an application's id
    std::string issuer;                   ///< iss
    std::string tenant_id;                ///< tid
    std::string app_id;                   ///< appid, or azp in version 2.0
    std::string user;                     ///< upn, or preferred_username; empty for an application
    std::vector<std::string> permissions; ///< application permissions (roles), or delegated ones (scp)
    std::vector<std::string> role_ids;    ///< wids: template ids of the user's directory roles
    std::optional<timestamp> expires_on;  ///< exp
    bool b2c_policy = false;              ///< tfp or a b2clogin.com issuer: of an Azure AD B2C policy

    ENTRALOG_DECL bool has_permission(std::string_view name) const noexcept;
};

/// The claims of a JWT. errc::malformed_token when it is none: tokens of Microsoft accounts are opaque, for example.
ENTRALOG_DECL result<token_claims> read_claims(std::string_view token);

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/token_claims.ipp>
#endif
