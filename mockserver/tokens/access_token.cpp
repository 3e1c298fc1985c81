#include <mockserver/tokens/access_token.hpp>

#include <mockserver/random.hpp>
#include <mockserver/roles.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/jwt.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

namespace graph_mock
{

namespace
{

std::int64_t unix_time(timestamp t)
{
    return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
}

/// What Entra ID puts into `wids` besides directory roles: one id that every user has, another one that every app has.
/// (Both as seen in tokens of real tenants; neither is a role that anybody could assign.)
constexpr std::string_view every_user = "b79fbf4d-3ef9-4689-8143-76b194e85509";
constexpr std::string_view every_app = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

boost::json::object common_claims(tenant const& t, app const& a, token_terms const& terms)
{
    // Entra ID backdates its tokens, so that a clock that is a little behind accepts them.
    constexpr std::int64_t backdate = 300;
    auto const expires = unix_time(terms.now + terms.life);
    auto const issued = std::min(terms.issued_at, expires);
    boost::json::object claims{{"aud", graph_resource}, {"iss", "https://sts.windows.net/" + t.id + "/"},
        {"iat", issued}, {"nbf", std::min(issued, unix_time(terms.now)) - backdate}, {"exp", expires},
        {"app_displayname", a.display_name}, {"appid", a.app_id},
        {"appidacr", std::to_string(static_cast<int>(terms.proof))}, {"tid", t.id}, {"ver", "1.0"},
        {"uti", to_base64url(random_bytes(16))}};
    if (!terms.capabilities.empty())
        claims["xms_cc"] = boost::json::array(terms.capabilities.begin(), terms.capabilities.end());
    return claims;
}

boost::json::array to_array(std::vector<std::string> const& texts)
{
    return boost::json::array(texts.begin(), texts.end());
}

std::int64_t number_claim(boost::json::object const& claims, std::string_view name)
{
    auto const* const value = claims.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

std::vector<std::string> list_claim(boost::json::object const& claims, std::string_view name)
{
    std::vector<std::string> out;
    auto const* const value = claims.if_contains(name);
    if (value && value->is_array())
        for (auto const& element : value->get_array())
            if (element.is_string())
                out.emplace_back(element.get_string());
    return out;
}

std::string_view bearer_token(request const& r)
{
    auto const header = trim(r.headers.find("authorization"));
    constexpr std::string_view scheme = "Bearer";
    if (!iequals(header.substr(0, scheme.size()), scheme))
        throw unauthenticated("Access token is empty.");
    auto const rest = header.substr(scheme.size());
    auto const token = trim(rest);
    if (token.empty() || token.size() == rest.size()) // without a space it is another scheme
        throw unauthenticated("Access token is empty.");
    return token;
}

} // namespace

refusal unauthenticated(std::string message)
{
    refusal why(401, "InvalidAuthenticationToken", std::move(message));
    why.headers.add("WWW-Authenticate", std::string(bearer_challenge));
    return why;
}

std::string app_token(tenant const& t, app const& a, token_terms const& terms)
{
    auto claims = common_claims(t, a, terms);
    claims["idtyp"] = "app";
    // In a real tenant this is the id of the app's service principal, which the mock knows of managed identities only.
    auto const& object_id = a.managed_identity ? a.managed_identity->object_id : a.app_id;
    claims["oid"] = object_id;
    claims["sub"] = object_id;
    claims["wids"] = boost::json::array{every_app};
    if (a.managed_identity)
        claims["xms_mirid"] = a.managed_identity->resource_id;
    if (!a.permissions.empty()) // a token of an app that nothing was granted to has no such claim at all
        claims["roles"] = to_array(a.permissions);
    return signing_key::of_this_process().sign(claims);
}

std::string user_token(
    tenant const& t, app const& a, user const& u, std::vector<std::string> const& scopes, token_terms const& terms)
{
    auto claims = common_claims(t, a, terms);
    std::string scp;
    for (auto const& scope : scopes)
        scp += (scp.empty() ? "" : " ") + scope;
    boost::json::array wids;
    for (auto const& role : u.roles)
        wids.emplace_back(role_template_id(role));
    wids.emplace_back(every_user);
    claims["idtyp"] = "user";
    claims["oid"] = u.id;
    claims["sub"] = u.id;
    claims["upn"] = u.user_principal_name;
    claims["unique_name"] = u.user_principal_name;
    claims["name"] = u.display_name;
    claims["scp"] = scp;
    claims["wids"] = wids;
    return signing_key::of_this_process().sign(claims);
}

std::string id_token(std::string const& issuer, tenant const& t, app const& a, user const& u, token_terms const& terms)
{
    auto const issued = unix_time(terms.now);
    boost::json::object const claims{{"aud", a.app_id}, {"iss", issuer}, {"iat", issued}, {"nbf", issued},
        {"exp", unix_time(terms.now + terms.life)}, {"name", u.display_name}, {"oid", u.id},
        {"preferred_username", u.user_principal_name}, {"sub", u.id}, {"tid", t.id},
        {"uti", to_base64url(random_bytes(16))}, {"ver", "2.0"}};
    return signing_key::of_this_process().sign(claims);
}

caller authenticate(request const& r, timestamp now)
{
    auto const token = bearer_token(r);
    auto const claims = signing_key::of_this_process().verify(token);
    if (!claims)
        throw unauthenticated("CompactToken parsing failed with error code: 80049217");
    if (text_claim(*claims, "aud") != graph_resource) // an id_token, say
        throw unauthenticated("Access token validation failure. Invalid audience.");
    auto const seconds = unix_time(now);
    if (seconds >= number_claim(*claims, "exp"))
        throw unauthenticated("Lifetime validation failed, the token is expired.");
    if (seconds < number_claim(*claims, "nbf"))
        throw unauthenticated("Access token has expired or is not yet valid.");

    caller c;
    c.tenant_id = text_claim(*claims, "tid");
    c.app_id = text_claim(*claims, "appid");
    c.object_id = text_claim(*claims, "oid");
    c.issued_at = number_claim(*claims, "iat");
    c.capabilities = list_claim(*claims, "xms_cc");
    c.delegated = claims->contains("scp");
    c.permissions = list_claim(*claims, "roles");
    c.role_ids = list_claim(*claims, "wids");
    if (c.delegated)
    {
        auto const scopes = text_claim(*claims, "scp");
        for (auto scope : split(scopes, ' '))
            c.permissions.emplace_back(scope);
    }
    return c;
}

} // namespace graph_mock
