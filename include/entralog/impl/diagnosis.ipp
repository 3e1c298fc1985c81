#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/needs.hpp>
#include <entralog/diagnosis.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace entralog
{

namespace detail
{

/// The ids of built-in roles (learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference),
/// which a token has in place of their names.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 11> role_template_ids{{
    {"Application Administrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"},
    {"Attribute Log Administrator", "5b784334-f94b-471a-a387-e7219fc49ca2"},
    {"Attribute Log Reader", "9c99539d-8186-4804-835f-fd51ef9e2dcd"},
    {"Cloud Application Administrator", "158c047a-c907-4556-b7ef-446551a6b5f7"},
    {"Compliance Administrator", "17315797-102d-40b4-93e0-432062caca18"},
    {"Global Administrator", "62e90394-69f5-4237-9190-012177145e10"},
    {"Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"},
    {"Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf"},
    {"Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"},
    {"Security Operator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"},
    {"Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509"},
}};

inline constexpr std::string_view permission_link =
    "https://learn.microsoft.com/entra/identity-platform/quickstart-configure-app-access-web-apis";
inline constexpr std::string_view consent_link =
    "https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent";
inline constexpr std::string_view role_link =
    "https://learn.microsoft.com/entra/identity/role-based-access-control/manage-roles-portal";
inline constexpr std::string_view license_link =
    "https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention";
inline constexpr std::string_view b2c_link = "https://learn.microsoft.com/azure/active-directory-b2c/view-audit-logs";
inline constexpr std::string_view cloud_link = "https://learn.microsoft.com/graph/deployments";
inline constexpr std::string_view token_link = "https://learn.microsoft.com/entra/identity-platform/access-tokens";
inline constexpr std::string_view tenant_link = "https://learn.microsoft.com/entra/fundamentals/how-to-find-tenant";
inline constexpr std::string_view application_link =
    "https://learn.microsoft.com/entra/identity-platform/quickstart-register-app";
inline constexpr std::string_view secret_link =
    "https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials";

inline diagnosis make_diagnosis(cause why, std::string evidence, std::string fix, std::string_view link)
{
    diagnosis d;
    d.why = why;
    d.evidence = std::move(evidence);
    d.fix = std::move(fix);
    d.link = link;
    return d;
}

inline bool has_role(token_claims const& claims, std::string_view name) noexcept
{
    auto const* const role = std::find_if(
        role_template_ids.begin(), role_template_ids.end(), [name](auto const& r) { return r.first == name; });
    return role != role_template_ids.end() &&
           std::any_of(claims.role_ids.begin(), claims.role_ids.end(),
               [role](std::string const& id) { return equal_ignoring_case(id, role->second); });
}

/// Whether a signed-in user has what a report asks for. A Global Administrator may read all but the logs of custom
/// security attributes; the pages do not say so, the service does. Nor do they name the Compliance Administrator, who
/// reads the directory's audits.
inline bool has_some_role(token_claims const& claims, report r) noexcept
{
    auto const& about = info(r);
    return std::any_of(about.roles.begin(), about.roles.end(), [&](auto role) { return has_role(claims, role); }) ||
           (r != report::custom_security_attribute_audits && has_role(claims, "Global Administrator")) ||
           (r == report::directory_audits && has_role(claims, "Compliance Administrator"));
}

/// The id of Microsoft Graph's own application, which some tokens have as their audience.
inline constexpr std::string_view graph_application = "00000003-0000-0000-c000-000000000000";

inline bool is_audience(std::string_view audience, std::string_view graph) noexcept
{
    if (audience.ends_with('/'))
        audience.remove_suffix(1);
    return equal_ignoring_case(audience, graph);
}

/// A token for the Graph of another cloud, or for something else; nothing when the audience is right.
inline std::optional<diagnosis> judge_audience(token_claims const& claims, cloud const& of)
{
    auto const& audience = claims.audience;
    if (audience.empty() || is_audience(audience, of.graph) || is_audience(audience, graph_application))
        return std::nullopt;
    auto const evidence = "the token's audience (aud) is \"" + audience + "\"";
    for (auto const* const other : clouds::all)
        if (is_audience(audience, other->graph))
            return make_diagnosis(cause::wrong_cloud,
                evidence + ", which is Microsoft Graph of the cloud " + std::string(other->name),
                "Choose the cloud " + std::string(other->name) + ", or get a token of the cloud " +
                    std::string(of.name) + " from " + std::string(of.authority) + ".",
                cloud_link);
    return make_diagnosis(cause::wrong_audience, evidence,
        "Ask for a token with the scope " + std::string(of.graph) + "/.default.", token_link);
}

inline std::string who(token_claims const& claims)
{
    if (!claims.delegated)
        return "the token of application " + claims.app_id;
    return "the token for " + (claims.user.empty() ? std::string("a signed-in user") : claims.user);
}

inline std::optional<diagnosis> judge_permissions(token_claims const& claims, report r)
{
    auto const needed = needs_of(r, http_method::get);
    std::string missing;
    for (auto const permission : claims.delegated ? needed.delegated : needed.application)
        if (!claims.has_permission(permission))
            missing.append(missing.empty() ? "" : " and ").append(permission);
    if (missing.empty())
        return std::nullopt;
    auto evidence = who(claims) + " has no " + missing + "; it has " + comma_list(claims.permissions);
    return make_diagnosis(claims.delegated ? cause::missing_delegated_scope : cause::missing_application_permission,
        std::move(evidence), permission_hint(needed), permission_link);
}

inline std::optional<diagnosis> judge_roles(token_claims const& claims, report r)
{
    if (!claims.delegated || has_some_role(claims, r))
        return std::nullopt;
    std::string known;
    for (auto const& [name, id] : role_template_ids)
        if (has_role(claims, name))
            known.append(known.empty() ? "" : ", ").append(name);
    auto evidence = who(claims) + " names none of the directory roles that may read " + std::string(to_string(r)) +
                    "; it names " + (known.empty() ? "no reader of a report at all" : known);
    return make_diagnosis(
        cause::missing_directory_role, std::move(evidence), role_hint(needs_of(r, http_method::get)), role_link);
}

/// What the token endpoint's number means for us.
inline std::optional<cause> cause_of_aadsts(long number) noexcept
{
    switch (number)
    {
    case 50059:
    case 50128:
    case 90002:
    case 90019:
    case 900023:
        return cause::tenant_not_found;
    case 70001:
    case 700011:
    case 700016:
    case 7000112:
    case 7000229:
        return cause::application_not_found;
    case 50027:
    case 70002:
    case 70021:
    case 700021:
    case 700024:
    case 700025:
    case 700027:
    case 700211:
    case 700212:
    case 700213:
    case 7000215:
    case 7000216:
    case 7000218:
    case 7000222:
        return cause::wrong_secret;
    case 65001:
    case 65004:
    case 90094:
    case 90095:
    case 650052:
    case 650056:
    case 650057:
        return cause::missing_admin_consent;
    case 90038:
    case 900382:
        return cause::wrong_cloud;
    case 70011:
    case 500011:
    case 700022:
    case 700023:
    case 1002012:
        return cause::wrong_audience;
    default:
        return std::nullopt;
    }
}

inline std::string_view link_of(cause c, report r) noexcept
{
    switch (c)
    {
    case cause::missing_application_permission:
    case cause::missing_delegated_scope:
        return permission_link;
    case cause::missing_directory_role:
        return role_link;
    case cause::missing_admin_consent:
        return consent_link;
    case cause::no_premium_license:
        return license_link;
    case cause::b2c_tenant:
        return b2c_link;
    case cause::wrong_cloud:
        return cloud_link;
    case cause::wrong_audience:
    case cause::expired_token:
        return token_link;
    case cause::tenant_not_found:
        return tenant_link;
    case cause::application_not_found:
        return application_link;
    case cause::wrong_secret:
        return secret_link;
    case cause::other:
        break;
    }
    return info(r).documentation;
}

inline cause cause_of_unauthenticated(error const& e, token_claims const* claims, cloud const& of)
{
    if (claims)
        if (auto const audience = judge_audience(*claims, of))
            return audience->why;
    if (claims && claims->b2c_policy) // Graph takes tokens of the tenant itself only
        return cause::b2c_tenant;
    if (contains_ignoring_case(e.message, "audience"))
        return cause::wrong_audience;
    if (contains_ignoring_case(e.message, "expired") || contains_ignoring_case(e.message, "80049228"))
        return cause::expired_token;
    return cause::other;
}

inline cause cause_of(error const& e, cloud const& of, token_claims const* claims)
{
    if (e.aadsts != 0)
        return cause_of_aadsts(e.aadsts).value_or(cause::other);
    if (e.code == make_error_code(errc::permission_missing))
        return claims && claims->delegated ? cause::missing_delegated_scope : cause::missing_application_permission;
    if (e.code == make_error_code(errc::role_missing))
        return cause::missing_directory_role;
    // The service has one code for both, and its message names both: only the token can tell.
    if (e.code == make_error_code(errc::license_missing))
        return claims && claims->b2c_policy ? cause::b2c_tenant : cause::no_premium_license;
    if (e.code == make_error_code(errc::unauthenticated))
        return cause_of_unauthenticated(e, claims, of);
    return cause::other;
}

} // namespace detail

ENTRALOG_DECL std::string_view to_string(cause c) noexcept
{
    switch (c)
    {
    case cause::missing_application_permission:
        return "missing application permission";
    case cause::missing_delegated_scope:
        return "missing delegated permission (scope)";
    case cause::missing_directory_role:
        return "missing directory role";
    case cause::missing_admin_consent:
        return "missing admin consent";
    case cause::no_premium_license:
        return "no premium license";
    case cause::b2c_tenant:
        return "Azure AD B2C tenant";
    case cause::wrong_cloud:
        return "wrong national cloud";
    case cause::wrong_audience:
        return "wrong audience";
    case cause::expired_token:
        return "expired token";
    case cause::tenant_not_found:
        return "tenant not found";
    case cause::application_not_found:
        return "application not found";
    case cause::wrong_secret:
        return "wrong secret, certificate or assertion";
    case cause::other:
        break;
    }
    return "other";
}

ENTRALOG_DECL std::vector<diagnosis> expected_obstacles(
    token_claims const& claims, report r, cloud const& of, timestamp now)
{
    std::vector<diagnosis> out;
    auto const add = [&out](std::optional<diagnosis> d)
    {
        if (d)
            out.push_back(std::move(*d));
    };
    add(detail::judge_audience(claims, of));
    if (claims.expires_on && *claims.expires_on <= now)
        add(detail::make_diagnosis(cause::expired_token, "the token's exp is " + to_iso8601(*claims.expires_on),
            "Get a new token; a credential other than a static token does so by itself.", detail::token_link));
    if (claims.b2c_policy && info(r).needs_premium)
        add(detail::make_diagnosis(cause::b2c_tenant, "the token's issuer is " + claims.issuer,
            "Use an application of the tenant itself, with a token from its own endpoint and not from a B2C policy.",
            detail::b2c_link));
    add(detail::judge_permissions(claims, r));
    add(detail::judge_roles(claims, r));
    return out;
}

namespace detail
{

/// A 403 that gives no reason of its own (the service has sent them without a body): what the token lacks, or else the
/// one thing that no token tells.
inline std::optional<diagnosis> judge_bare_refusal(
    std::string const& evidence, report r, cloud const& of, token_claims const& claims)
{
    if (auto lacks = expected_obstacles(claims, r, of, timestamp::min()); !lacks.empty())
    {
        lacks.front().evidence.insert(0, evidence + "; ");
        return std::move(lacks.front());
    }
    if (!info(r).needs_premium)
        return std::nullopt;
    return make_diagnosis(cause::no_premium_license, evidence + "; the token lacks nothing",
        license_hint(needs_of(r, http_method::get)), license_link);
}

} // namespace detail

ENTRALOG_DECL diagnosis diagnose(error const& e, report r, cloud const& of, token_claims const* claims)
{
    auto const why = detail::cause_of(e, of, claims);
    if (claims && (why == cause::wrong_cloud || why == cause::wrong_audience))
        if (auto audience = detail::judge_audience(*claims, of))
            return std::move(*audience);
    std::string evidence;
    auto const number = "AADSTS" + std::to_string(e.aadsts);
    if (e.aadsts != 0 && !e.message.starts_with(number))
        evidence = number + ": ";
    else if (e.aadsts == 0 && e.http_status != 0)
        evidence = std::to_string(e.http_status) + ' ' + e.graph_code + (e.graph_code.empty() ? "" : ": ");
    evidence += e.message.empty() ? e.code.message() : e.message;
    if (claims && e.code == make_error_code(errc::forbidden))
        if (auto judged = detail::judge_bare_refusal(evidence, r, of, *claims))
            return std::move(*judged);
    auto fix = e.hint;
    if (why == cause::b2c_tenant)
        fix = "Use an application of the tenant itself, with a token from its own endpoint and not from a B2C policy.";
    return detail::make_diagnosis(why, std::move(evidence), std::move(fix), detail::link_of(why, r));
}

} // namespace entralog
