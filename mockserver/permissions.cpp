#include <mockserver/permissions.hpp>

#include <algorithm>
#include <array>

namespace graph_mock
{

namespace
{

struct permission
{
    std::string_view name;
    bool application;
    bool delegated;
};

constexpr std::array<permission, 27> permissions{{
    // What the reports ask for; which, says policy.cpp.
    {"AuditLog.Read.All", true, true},
    {"CustomSecAttributeAuditLogs.Read.All", true, true},
    {"Directory.Read.All", true, true},
    {"IdentityRiskEvent.ReadWrite.All", true, true},
    {"IdentityRiskyUser.ReadWrite.All", true, true},
    {"Policy.Read.All", true, true},
    {"Policy.Read.ConditionalAccess", true, true},
    {"Policy.ReadWrite.ConditionalAccess", true, true},
    // What does not help here, as much as one might hope.
    {"Application.Read.All", true, true},
    {"AuditLogsQuery.Read.All", true, true},
    {"CustomSecAttributeAssignment.Read.All", true, true},
    {"CustomSecAttributeDefinition.Read.All", true, true},
    {"Directory.ReadWrite.All", true, true},
    {"Group.Read.All", true, true},
    {"IdentityRiskEvent.Read.All", true, true},
    {"IdentityRiskyUser.Read.All", true, true},
    {"ProvisioningLog.Read.All", true, true},
    {"Reports.Read.All", true, true},
    {"RoleManagement.Read.Directory", true, true},
    {"SecurityEvents.Read.All", true, true},
    {"Synchronization.Read.All", true, true},
    {"User.Read.All", true, true},
    {"User.Read", false, true},
    {"email", false, true},
    {"offline_access", false, true},
    {"openid", false, true},
    {"profile", false, true},
}};

bool may_be(permission const& p, grant how) noexcept
{
    return how == grant::application ? p.application : p.delegated;
}

} // namespace

bool is_permission(std::string_view name, grant how) noexcept
{
    return std::any_of(
        permissions.begin(), permissions.end(), [&](permission const& p) { return p.name == name && may_be(p, how); });
}

std::string known_permissions(grant how)
{
    std::string names;
    for (auto const& p : permissions)
        if (may_be(p, how))
            names.append(names.empty() ? "" : ", ").append(p.name);
    return names;
}

} // namespace graph_mock
