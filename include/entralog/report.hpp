#pragma once

#include <entralog/detail/ascii.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace entralog
{

/// The four activity reports of Microsoft Graph's `auditLogs`.
enum class report
{
    directory_audits,
    custom_security_attribute_audits,
    sign_ins,
    provisioning
};

inline constexpr std::array<report, 4> all_reports{
    report::directory_audits, report::custom_security_attribute_audits, report::sign_ins, report::provisioning};

/// Microsoft Graph's two versions; v1.0 has fewer properties, and no customSecurityAttributeAudits at all.
enum class api_version
{
    beta,
    v1_0
};

/// "beta" or "v1.0", as it stands in a URL.
constexpr std::string_view to_string(api_version v) noexcept
{
    return v == api_version::beta ? "beta" : "v1.0";
}

/// What Microsoft documents of one report. All views are of static text.
struct report_info
{
    std::string_view name;               ///< "signIns"
    std::string_view path;               ///< "/auditLogs/signIns", to be put after the version
    std::string_view timestamp_property; ///< what to filter and order by: it differs between the reports
    std::size_t maximum_page_size = 0;   ///< the largest $top that the service takes
    bool in_v1 = true;
    bool needs_premium = false;                                ///< 403 in tenants without Microsoft Entra ID P1 or P2
    std::span<std::string_view const> application_permissions; ///< all of them are needed
    std::span<std::string_view const> delegated_permissions;   ///< all of them are needed
    std::span<std::string_view const> roles;                   ///< any one of them, for a signed-in user
    std::string_view documentation;                            ///< the page that lists filters, permissions and roles
};

namespace detail
{

inline constexpr std::string_view audit_permissions[] = {"AuditLog.Read.All"};

// Directory.Read.All besides AuditLog.Read.All: without it the service's licence check fails now and then, and says
// that a licensed tenant is not (a known issue that the permission tables of signin-list and
// provisioningobjectsummary-list take into account).
inline constexpr std::string_view audit_and_directory_permissions[] = {"AuditLog.Read.All", "Directory.Read.All"};

inline constexpr std::string_view attribute_audit_permissions[] = {"CustomSecAttributeAuditLogs.Read.All"};

inline constexpr std::string_view audit_roles[] = {
    "Reports Reader", "Security Reader", "Security Administrator", "Global Reader"};

// Not even a Global Administrator may read these logs without one of the two.
inline constexpr std::string_view attribute_audit_roles[] = {"Attribute Log Reader", "Attribute Log Administrator"};

inline constexpr std::string_view sign_in_roles[] = {
    "Reports Reader", "Security Reader", "Security Operator", "Security Administrator", "Global Reader"};

inline constexpr std::string_view provisioning_roles[] = {"Reports Reader", "Security Reader", "Security Operator",
    "Security Administrator", "Global Reader", "Application Administrator", "Cloud Application Administrator"};

inline constexpr report_info directory_audits_info{
    .name = "directoryAudits",
    .path = "/auditLogs/directoryAudits",
    .timestamp_property = "activityDateTime",
    // Its page states none; the service answers "The limit of '1000' for Top query has been exceeded." beyond it.
    .maximum_page_size = 1000,
    .in_v1 = true,
    .needs_premium = false,
    .application_permissions = audit_permissions,
    .delegated_permissions = audit_permissions,
    .roles = audit_roles,
    .documentation = "https://learn.microsoft.com/graph/api/directoryaudit-list",
};

inline constexpr report_info custom_security_attribute_audits_info{
    .name = "customSecurityAttributeAudits",
    .path = "/auditLogs/customSecurityAttributeAudits",
    .timestamp_property = "activityDateTime",
    // auditlogroot-list-customsecurityattributeaudits: "the default and maximum page size is 100".
    .maximum_page_size = 100,
    .in_v1 = false,
    .needs_premium = false,
    .application_permissions = attribute_audit_permissions,
    .delegated_permissions = attribute_audit_permissions,
    .roles = attribute_audit_roles,
    .documentation = "https://learn.microsoft.com/graph/api/auditlogroot-list-customsecurityattributeaudits",
};

inline constexpr report_info sign_ins_info{
    .name = "signIns",
    .path = "/auditLogs/signIns",
    .timestamp_property = "createdDateTime",
    // signin-list: 1,000 by default and at most. Some tenants were seen to refuse it ("Must be between 1 and 999
    // inclusive"); a request without $top gets the default, so it needs no number.
    .maximum_page_size = 1000,
    .in_v1 = true,
    .needs_premium = true,
    .application_permissions = audit_and_directory_permissions,
    .delegated_permissions = audit_and_directory_permissions,
    .roles = sign_in_roles,
    .documentation = "https://learn.microsoft.com/graph/api/signin-list",
};

inline constexpr report_info provisioning_info{
    .name = "provisioning",
    .path = "/auditLogs/provisioning",
    .timestamp_property = "activityDateTime",
    // provisioningobjectsummary-list states none; 999 is what Graph's collections accept as a rule.
    .maximum_page_size = 999,
    .in_v1 = true,
    // The portal's page wants P1 or P2 for it; the API's page states nothing, and no refusal is known.
    .needs_premium = false,
    .application_permissions = audit_and_directory_permissions,
    .delegated_permissions = audit_and_directory_permissions,
    .roles = provisioning_roles,
    .documentation = "https://learn.microsoft.com/graph/api/provisioningobjectsummary-list",
};

} // namespace detail

/// What confirmCompromised, confirmSafe and dismiss on signIns need (pages signin-confirmcompromised and following).
inline constexpr std::string_view risk_action_application_permissions[] = {"IdentityRiskEvent.ReadWrite.All"};
inline constexpr std::string_view risk_action_delegated_permissions[] = {"IdentityRiskyUser.ReadWrite.All"};

constexpr report_info const& info(report r) noexcept
{
    switch (r)
    {
    case report::directory_audits:
        return detail::directory_audits_info;
    case report::custom_security_attribute_audits:
        return detail::custom_security_attribute_audits_info;
    case report::sign_ins:
        return detail::sign_ins_info;
    case report::provisioning:
        break;
    }
    return detail::provisioning_info;
}

/// "signIns" and so on, as it stands in a URL.
constexpr std::string_view to_string(report r) noexcept
{
    return info(r).name;
}

/// The report that a request's target asks for: "/beta/auditLogs/signins?$top=5" is of sign_ins. Graph's paths ignore
/// case, and its own next_links do not keep ours.
constexpr std::optional<report> report_of_target(std::string_view target) noexcept
{
    auto const version_end = target.find('/', 1);
    if (target.empty() || target.front() != '/' || version_end == std::string_view::npos)
        return std::nullopt;
    target.remove_prefix(version_end);
    for (auto const r : all_reports)
    {
        auto const path = info(r).path;
        if (!detail::starts_with_ignoring_case(target, path))
            continue;
        if (target.size() == path.size() || std::string_view("/?(").find(target[path.size()]) != std::string_view::npos)
            return r;
    }
    return std::nullopt;
}

} // namespace entralog
