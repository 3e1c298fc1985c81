#include <mockserver/odata/filterable.hpp>

namespace graph_mock::odata
{

namespace
{

// As Microsoft's pages of the four reports list them. The same tables are in testdata/schema/filters.json, and a test
// compares the two; nothing here is read from there, since the program has no such file beside it.

constexpr filterable sign_ins_beta[] = {
    {"id", "eq"},
    {"createdDateTime", "eq le ge"},
    {"appDisplayName", "eq startswith"},
    {"appId", "eq"},
    {"authenticationRequirement", "eq startswith"},
    {"clientAppUsed", "eq"},
    {"conditionalAccessStatus", "eq"},
    {"correlationId", "eq"},
    {"deviceDetail/browser", "eq startswith"},
    {"deviceDetail/operatingSystem", "eq startswith"},
    {"ipAddress", "eq startswith"},
    {"location/city", "eq startswith"},
    {"location/state", "eq startswith"},
    {"location/countryOrRegion", "eq startswith"},
    {"originalRequestId", "eq"},
    {"resourceDisplayName", "eq"},
    {"resourceId", "eq"},
    {"riskDetail", "eq"},
    {"riskLevelAggregated", "eq"},
    {"riskLevelDuringSignIn", "eq"},
    {"riskState", "eq"},
    {"servicePrincipalId", "eq startswith"},
    {"servicePrincipalName", "eq startswith"},
    {"status/errorCode", "eq"},
    {"tokenIssuerName", "eq"},
    {"userAgent", "eq startswith"},
    {"userDisplayName", "eq startswith"},
    {"userId", "eq"},
    {"userPrincipalName", "eq startswith"},
    {"tokenIssuerType", "eq"},
    {"conditionalAccessAudiences/any(t:t)", "any eq"},
    {"riskEventTypes_v2/any(t:t)", "any eq startswith"},
    {"signInEventTypes/any(t:t)", "any eq ne"},
};

constexpr filterable sign_ins_v1[] = {
    {"appDisplayName", "eq startswith"},
    {"appId", "eq"},
    {"clientAppUsed", "eq"},
    {"conditionalAccessStatus", "eq"},
    {"correlationId", "eq"},
    {"createdDateTime", "eq le ge"},
    {"deviceDetail/browser", "eq startswith"},
    {"deviceDetail/operatingSystem", "eq startswith"},
    {"id", "eq"},
    {"ipAddress", "eq startswith"},
    {"location/city", "eq startswith"},
    {"location/state", "eq startswith"},
    {"location/countryOrRegion", "eq startswith"},
    {"resourceDisplayName", "eq"},
    {"resourceId", "eq"},
    {"riskDetail", "eq"},
    {"riskLevelAggregated", "eq"},
    {"riskLevelDuringSignIn", "eq"},
    {"riskState", "eq"},
    {"status/errorCode", "eq"},
    {"userDisplayName", "eq startswith"},
    {"userId", "eq"},
    {"userPrincipalName", "eq startswith"},
    {"riskEventTypes_v2/any(t:t)", "any eq startswith"},
    {"riskEventTypes/any(t:t)", "any eq"},
};

constexpr filterable directory_audits[] = {
    {"id", "eq"},
    {"activityDateTime", "eq ge le"},
    {"activityDisplayName", "eq startswith"},
    {"correlationId", "eq"},
    {"loggedByService", "eq"},
    {"initiatedBy/user/id", "eq"},
    {"initiatedBy/user/displayName", "eq"},
    {"initiatedBy/user/userPrincipalName", "eq startswith"},
    {"initiatedBy/app/appId", "eq"},
    {"initiatedBy/app/displayName", "eq"},
    {"targetResources/any(t:t/id)", "any eq"},
    {"targetResources/any(t:t/displayName)", "any eq startswith"},
};

constexpr filterable attribute_audits[] = {
    {"activityDateTime", "eq ge le"},
    {"activityDisplayName", "eq startswith"},
    {"loggedByService", "eq"},
    {"initiatedBy/user/id", "eq"},
    {"initiatedBy/user/displayName", "eq"},
    {"initiatedBy/user/userPrincipalName", "eq startswith"},
    {"initiatedBy/app/appId", "eq"},
    {"initiatedBy/app/displayName", "eq"},
    {"targetResources/any(t:t/id)", "any eq"},
    {"targetResources/any(t:t/displayName)", "any eq startswith"},
};

constexpr filterable provisioning_beta[] = {
    {"id", "eq contains"},
    {"activityDateTime", "eq"},
    {"tenantid", "eq contains"},
    {"jobid", "eq contains"},
    {"changeid", "eq contains"},
    {"cycleid", "eq contains"},
    {"action", "eq contains"},
    {"provisioningAction", "eq contains"},
    {"durationInMilliseconds", "eq gt lt"},
    {"provisioningStatusInfo/status", "eq contains"},
    {"statusInfo/status", "eq contains"},
    {"sourceSystem/displayName", "eq contains"},
    {"targetSystem/displayName", "eq contains"},
    {"sourceIdentity/identityType", "eq contains"},
    {"targetIdentity/identityType", "eq contains"},
    {"sourceIdentity/id", "eq contains"},
    {"servicePrincipal/id", "eq"},
    {"targetIdentity/id", "eq contains"},
    {"sourceIdentity/displayName", "eq contains"},
    {"targetIdentity/displayName", "eq contains"},
    {"initiatedBy/displayName", "eq contains"},
};

constexpr filterable provisioning_v1[] = {
    {"id", "eq contains"},
    {"activityDateTime", "eq gt lt"},
    {"tenantid", "eq contains"},
    {"jobid", "eq contains"},
    {"changeid", "eq contains"},
    {"cycleid", "eq contains"},
    {"provisioningAction", "eq contains"},
    {"durationInMilliseconds", "eq gt lt"},
    {"provisioningStatusInfo/status", "eq contains"},
    {"sourceSystem/displayName", "eq contains"},
    {"targetSystem/displayName", "eq contains"},
    {"sourceIdentity/identityType", "eq contains"},
    {"targetIdentity/identityType", "eq contains"},
    {"sourceIdentity/id", "eq contains"},
    {"servicePrincipal/id", "eq"},
    {"servicePrincipal/displayName", "eq"},
    {"targetIdentity/id", "eq contains"},
    {"sourceIdentity/displayName", "eq contains"},
    {"targetIdentity/displayName", "eq contains"},
    {"initiatedBy/displayName", "eq contains"},
};

// What no table has, although scripts and reports in public do filter by it. filter_rules.cpp says what they do besides
// with the properties that a table has.

constexpr filterable observed_of_sign_ins[] = {
    {"isInteractive", "eq"},
    {"authenticationDetails/any(t:t/authenticationMethod)", "any eq"},
    {"authenticationDetails/any(t:t/succeeded)", "any eq"},
    {"appliedConditionalAccessPolicies/any(t:t/id)", "any eq"},
    {"appliedConditionalAccessPolicies/any(t:t/result)", "any eq"},
};

/// operationType is ours, by its likeness to category.
constexpr filterable observed_of_audits[] = {
    {"activityDisplayName", "contains"},
    {"category", "eq"},
    {"operationType", "eq"},
    {"result", "eq"},
    {"initiatedBy/app/servicePrincipalId", "eq"},
    {"targetResources/any(t:t/userPrincipalName)", "any eq startswith"},
    {"targetResources/any(t:t/type)", "any eq"},
    // These two are in the table of directoryAudits. Nobody has told of customSecurityAttributeAudits, whose table
    // lacks them: we take it to be served as directoryAudits is, since its records have the same shape.
    {"id", "eq"},
    {"correlationId", "eq"},
};

} // namespace

std::string to_text(operator_set operators)
{
    std::string text;
    for (auto const& [name, op] : operator_names)
        if (operators.has(op))
            text.append(text.empty() ? "" : ", ").append(name);
    return text.empty() ? "none" : text;
}

std::span<filterable const> documented_filters(std::string_view entity, version v) noexcept
{
    bool const beta = v == version::beta;
    if (entity == "signIn")
        return beta ? std::span<filterable const>(sign_ins_beta) : sign_ins_v1;
    if (entity == "directoryAudit")
        return directory_audits;
    if (entity == "customSecurityAttributeAudit" && beta)
        return attribute_audits;
    if (entity == "provisioningObjectSummary")
        return beta ? std::span<filterable const>(provisioning_beta) : provisioning_v1;
    return {};
}

std::span<filterable const> observed_filters(std::string_view entity) noexcept
{
    if (entity == "signIn")
        return observed_of_sign_ins;
    if (entity == "directoryAudit" || entity == "customSecurityAttributeAudit")
        return observed_of_audits;
    return {};
}

} // namespace graph_mock::odata
