#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/tokens/caller.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// All tokens are for this audience: there is no other resource here.
inline constexpr std::string_view graph_resource = "https://graph.microsoft.com";

/// What Graph sends with every 401; a claims challenge has more fields after these.
inline constexpr std::string_view bearer_challenge =
    "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
    "client_id=\"00000003-0000-0000-c000-000000000000\"";

/// How the client has proved who it is: the claim appidacr.
enum class client_proof
{
    none = 0, ///< a public client
    secret = 1,
    certificate = 2 ///< or another assertion, or a managed identity
};

/// What a token says besides who it is for.
struct token_terms
{
    token_terms(timestamp when, std::chrono::seconds how_long)
        : now(when)
        , life(how_long)
        , issued_at(std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count())
    {
    }

    timestamp now;
    std::chrono::seconds life;
    std::int64_t issued_at;                ///< `iat`, seconds since 1970
    std::vector<std::string> capabilities; ///< `xms_cc`; left out when empty
    client_proof proof = client_proof::secret;
};

/// An app-only token: the `roles` are what was granted to the app.
std::string app_token(tenant const& t, app const& a, token_terms const& terms);

/// A delegated token: the `scp` are these scopes, the `wids` the user's directory roles.
std::string user_token(
    tenant const& t, app const& a, user const& u, std::vector<std::string> const& scopes, token_terms const& terms);

/// What tells the app who has signed in (OpenID Connect Core, section 2); it opens nothing.
std::string id_token(std::string const& issuer, tenant const& t, app const& a, user const& u, token_terms const& terms);

/// 401 with the header that says where tokens come from.
refusal unauthenticated(std::string message);

/// Reads and checks the Authorization header. Throws the refusal (401) that Graph answers with.
caller authenticate(request const& r, timestamp now);

} // namespace graph_mock
