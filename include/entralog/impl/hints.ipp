#pragma once

#include <entralog/detail/aadsts.hpp>
#include <entralog/detail/ascii.hpp>
#include <entralog/detail/challenge.hpp>
#include <entralog/detail/hints.hpp>
#include <entralog/detail/needs.hpp>
#include <entralog/report.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

namespace entralog::detail
{

inline bool says(error_body const& body, std::string_view part) noexcept
{
    return contains_ignoring_case(body.message, part);
}

ENTRALOG_DECL errc classify_forbidden(error_body const& body) noexcept
{
    // By code where there is one; by message where the service hides it behind "UnknownError".
    std::string_view const code = body.code;
    if (code == "Authentication_RequestFromNonPremiumTenantOrB2CTenant" || says(body, "premium license"))
        return errc::license_missing;
    if (code == "Authentication_RequestFromUnsupportedUserRole" || says(body, "not in the allowed roles"))
        return errc::role_missing;
    if (code == "Authentication_MSGraphPermissionMissing" ||
        code == "Authentication_ApplicationHasNoReadAuditLogDataAccess" ||
        code == "Authentication_ApplicationHasNoDirectoryReadAccess" ||
        says(body, "does not have required MSGraph permission") ||
        says(body, "does not have required Microsoft Graph permission"))
        return errc::permission_missing;
    return errc::forbidden;
}

ENTRALOG_DECL bool is_expired_next_link(error_body const& body) noexcept
{
    return body.code == "Directory_ExpiredPageToken" || body.code == "Directory_InvalidPageToken" ||
           says(body, "skip token") || says(body, "skiptoken") || says(body, "page token");
}

ENTRALOG_DECL bool has_claims_challenge(response_head const& head)
{
    auto const all = parse_challenges(head);
    return std::any_of(all.begin(), all.end(), asks_for_claims);
}

inline std::string claims_hint()
{
    return "Continuous access evaluation or Conditional Access asks for a new sign-in; a token that was issued before "
           "the policy changed is no longer accepted.";
}

inline std::string unauthenticated_hint(request const& r, response_head const& head, error_body const& body)
{
    if (has_claims_challenge(head))
        return claims_hint();
    if (says(body, "audience"))
        return "The token is for another resource; ask for one with the scope " + to_string(r.origin) + "/.default.";
    if (says(body, "expired") || says(body, "not yet valid") || says(body, "80049228"))
        return "The token has expired, or this machine's clock is wrong.";
    if (says(body, "empty") || body.code == "InvalidAuthenticationToken" || body.code.empty())
        return "Check that the token is complete, has not expired, and is for " + to_string(r.origin) + " (the scope " +
               to_string(r.origin) + "/.default, from the same national cloud).";
    return {};
}

inline std::string bad_request_hint(std::optional<report> report, error_body const& body)
{
    if (!report)
        return {};
    auto const& about = info(*report);
    std::string const property(about.timestamp_property);
    if (says(body, "page size") || says(body, "for Top query") || says(body, "$top"))
        return std::string(about.name) + " gives at most " + std::to_string(about.maximum_page_size) +
               " records a page: ask for fewer with $top, or leave it out.";
    if (says(body, "minimum allowed time"))
        return "The time is before what the service keeps: 30 days, or 7 without Microsoft Entra ID P1 or P2.";
    if (says(body, "Query option"))
        return "The report takes $filter, $orderby, $top, $select and $skiptoken; use next links instead of $skip.";
    if (says(body, "could not find a property"))
        return "Check the spelling; beta and v1.0 have different properties: " + std::string(about.documentation) + ".";
    bool const of_time = says(body, property) || says(body, "DateTimeOffset");
    if (says(body, "operator") && !of_time)
        return "Properties and operators that can be filtered: " + std::string(about.documentation) + ".";
    if (says(body, "filter"))
        return "Filter the time of " + std::string(about.name) + " by " + property + ", as in \"" + property +
               " ge 2026-01-31T00:00:00Z\": UTC, without quotes. Properties and operators that can be filtered: " +
               std::string(about.documentation) + ".";
    return {};
}

inline std::string not_found_hint(std::optional<report> report, request const& r)
{
    if (!report)
        return "Check the base URL and the API version.";
    auto const v1 = starts_with_ignoring_case(r.target, "/v1.0/");
    if (v1 && !info(*report).in_v1)
        return std::string(info(*report).name) + " exists in the beta version only.";
    if (v1 && report == report::sign_ins)
        return "v1.0 is known not to find sign-ins by id: filter with id eq '...' instead, or use beta.";
    return "Records are kept for 30 days, or 7 without Microsoft Entra ID P1 or P2.";
}

ENTRALOG_DECL std::string hint_for(errc code, request const& r, response_head const& head, error_body const& body)
{
    auto const report = report_of_target(r.target);
    switch (code)
    {
    case errc::unauthenticated:
        return unauthenticated_hint(r, head, body);
    case errc::permission_missing:
        return report ? permission_hint(needs_of(*report, r.method)) : std::string();
    case errc::role_missing:
        return report ? role_hint(needs_of(*report, r.method)) : std::string();
    case errc::license_missing:
        return report ? license_hint(needs_of(*report, r.method)) : std::string();
    case errc::forbidden:
        if (has_claims_challenge(head))
            return claims_hint();
        return report ? permission_hint(needs_of(*report, r.method)) + ' ' + role_hint(needs_of(*report, r.method))
                      : std::string();
    case errc::bad_request:
        return bad_request_hint(report, body);
    case errc::not_found:
        return not_found_hint(report, r);
    case errc::next_link_expired:
        return "Begin again from the time of the last record that was read, and leave out those seen before.";
    case errc::throttled:
        return "Microsoft documents 5 requests per 10 seconds for an app in a tenant: run fewer exports at once, and "
               "ask "
               "for shorter time ranges.";
    case errc::server_error:
        return head.status == 504 || head.status == 503
                   ? "Ask for a shorter time range; the service gives up on long ones."
                   : std::string();
    case errc::unexpected_redirect:
        return "Check the base URL; a proxy or a network that wants a sign-in may be in the way.";
    default:
        return head.status == 407 ? "The proxy wants a user name and a password: http://user:password@host:port."
                                  : std::string();
    }
}

ENTRALOG_DECL std::string hint_for_token(error_body const& body)
{
    if (auto const* const known = find_aadsts(body.aadsts))
        return std::string(known->meaning).append(" ").append(known->remedy);
    return body.code == "invalid_client" ? "Check the client id, and the secret, certificate or assertion."
                                         : std::string();
}

} // namespace entralog::detail
