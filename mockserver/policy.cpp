#include <mockserver/policy.hpp>

#include <mockserver/refusal.hpp>

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace graph_mock
{

namespace
{

using names = std::initializer_list<std::string_view>;

constexpr std::string_view read_logs = "AuditLog.Read.All";
constexpr std::string_view read_directory = "Directory.Read.All";
constexpr std::string_view read_attribute_logs = "CustomSecAttributeAuditLogs.Read.All";

void require_permission(caller const& who, names any_of)
{
    if (std::none_of(any_of.begin(), any_of.end(), [&](auto permission) { return who.has_permission(permission); }))
        throw refusal(403, "Authentication_MSGraphPermissionMissing",
            "Calling principal does not have required MSGraph permissions " + std::string(*any_of.begin()));
}

/// Seen for sign-ins. Real tenants with a licence get it now and then, too, without Directory.Read.All; we do not.
void require_premium(tenant const& t)
{
    if (t.licence == licence::free)
        throw refusal(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            "Neither tenant is B2C or tenant doesn't have premium license");
}

/// An app needs no role, a signed-in user needs one of these. (The exception for users' own sign-ins is documented for
/// the portal; what the API answers them is not, so we refuse.)
void require_role(caller const& who, names any_of)
{
    if (who.delegated && std::none_of(any_of.begin(), any_of.end(), [&](auto role) { return who.has_role(role); }))
        throw refusal(403, "Authentication_RequestFromUnsupportedUserRole", "User is not in the allowed roles");
}

} // namespace

void check_may_read(report const& r, caller const& who, tenant const& t)
{
    switch (r.id)
    {
    case report_id::sign_ins:
        require_permission(who, {read_logs});
        require_premium(t);
        require_role(who, {"Global Reader", "Reports Reader", "Security Administrator", "Security Operator",
                              "Security Reader", "Global Administrator"});
        break;
    case report_id::directory_audits:
        require_permission(who, {read_logs, read_directory});
        require_role(who, {"Reports Reader", "Security Administrator", "Security Reader", "Security Operator",
                              "Global Reader", "Compliance Administrator", "Global Administrator"});
        break;
    case report_id::custom_security_attribute_audits:
        // No other role will do, not even Global Administrator. The code is an inference: nobody has published the
        // answer, but the other reports of the same service give this one.
        require_permission(who, {read_attribute_logs});
        require_role(who, {"Attribute Log Reader", "Attribute Log Administrator"});
        break;
    case report_id::provisioning:
        require_permission(who, {read_logs});
        require_role(
            who, {"Reports Reader", "Security Reader", "Security Administrator", "Global Reader", "Security Operator",
                     "Application Administrator", "Cloud Application Administrator", "Global Administrator"});
        break;
    }
}

void check_may_rate_risk(caller const& who, tenant const& t)
{
    if (who.delegated)
        require_permission(who, {"IdentityRiskyUser.ReadWrite.All"});
    else
        require_permission(who, {"IdentityRiskEvent.ReadWrite.All"});
    require_premium(t);
    require_role(who, {"Security Operator", "Security Administrator", "Global Administrator"});
}

visibility what_is_visible(report const& r, caller const& who, tenant const& t)
{
    visibility v;
    if (r.id != report_id::sign_ins)
        return v;
    auto const has = [&](auto permission) { return who.has_permission(permission); };
    auto const is = [&](auto role) { return who.has_role(role); };
    constexpr std::string_view permissions[] = {
        "Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess"};
    constexpr std::string_view roles[] = {"Global Reader", "Security Administrator", "Security Reader",
        "Conditional Access Administrator", "Global Administrator"};
    v.conditional_access_policies = who.delegated ? std::any_of(std::begin(roles), std::end(roles), is)
                                                  : std::any_of(std::begin(permissions), std::end(permissions), has);
    v.risk_details = t.licence == licence::p2;
    return v;
}

} // namespace graph_mock
