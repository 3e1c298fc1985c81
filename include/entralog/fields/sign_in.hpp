#pragma once

#include <entralog/detail/filter_collection.hpp>
#include <entralog/detail/filter_field.hpp>
#include <entralog/detail/known_properties.hpp>
#include <entralog/model/sign_in.hpp>

/// What the records of signIns can be filtered by, and the operators that Microsoft lists for it
/// (learn.microsoft.com/graph/api/resources/signin, beta and v1.0).
namespace entralog::fields::sign_in
{

ENTRALOG_FIELD(inline, id, "signIns", entralog::sign_in, "id", "eq", "eq");
ENTRALOG_FIELD(inline, created_date_time, "signIns", entralog::sign_in, "createdDateTime", "eq le ge", "eq le ge");
ENTRALOG_FIELD(
    inline, app_display_name, "signIns", entralog::sign_in, "appDisplayName", "eq startsWith", "eq startsWith");
ENTRALOG_FIELD(inline, app_id, "signIns", entralog::sign_in, "appId", "eq", "eq");
ENTRALOG_FIELD(inline, authentication_requirement, "signIns", entralog::sign_in, "authenticationRequirement",
    "eq startsWith", "none");
ENTRALOG_FIELD(inline, client_app_used, "signIns", entralog::sign_in, "clientAppUsed", "eq", "eq");
struct conditional_access_audiences_elements
{
    ENTRALOG_FIELD(static, each, "signIns", entralog::sign_in, "conditionalAccessAudiences/any(t:t)", "eq", "none");
};
inline constexpr detail::collection<entralog::sign_in, "conditionalAccessAudiences",
    conditional_access_audiences_elements::each_field>
    conditional_access_audiences{};
ENTRALOG_FIELD(inline, conditional_access_status, "signIns", entralog::sign_in, "conditionalAccessStatus", "eq", "eq");
ENTRALOG_FIELD(inline, correlation_id, "signIns", entralog::sign_in, "correlationId", "eq", "eq");
struct device_detail_fields
{
    ENTRALOG_FIELD(
        static, browser, "signIns", entralog::sign_in, "deviceDetail/browser", "eq startsWith", "eq startsWith");
    ENTRALOG_FIELD(static, operating_system, "signIns", entralog::sign_in, "deviceDetail/operatingSystem",
        "eq startsWith", "eq startsWith");
};
inline constexpr device_detail_fields device_detail{};
ENTRALOG_FIELD(inline, ip_address, "signIns", entralog::sign_in, "ipAddress", "eq startsWith", "eq startsWith");
struct location_fields
{
    ENTRALOG_FIELD(static, city, "signIns", entralog::sign_in, "location/city", "eq startsWith", "eq startsWith");
    ENTRALOG_FIELD(static, state, "signIns", entralog::sign_in, "location/state", "eq startsWith", "eq startsWith");
    ENTRALOG_FIELD(static, country_or_region, "signIns", entralog::sign_in, "location/countryOrRegion", "eq startsWith",
        "eq startsWith");
};
inline constexpr location_fields location{};
ENTRALOG_FIELD(inline, original_request_id, "signIns", entralog::sign_in, "originalRequestId", "eq", "none");
ENTRALOG_FIELD(inline, resource_display_name, "signIns", entralog::sign_in, "resourceDisplayName", "eq", "eq");
ENTRALOG_FIELD(inline, resource_id, "signIns", entralog::sign_in, "resourceId", "eq", "eq");
ENTRALOG_FIELD(inline, risk_detail, "signIns", entralog::sign_in, "riskDetail", "eq", "eq");
struct risk_event_types_elements
{
    ENTRALOG_FIELD(static, each, "signIns", entralog::sign_in, "riskEventTypes/any(t:t)", "none", "eq");
};
inline constexpr detail::collection<entralog::sign_in, "riskEventTypes", risk_event_types_elements::each_field>
    risk_event_types{};
struct risk_event_types_v2_elements
{
    ENTRALOG_FIELD(
        static, each, "signIns", entralog::sign_in, "riskEventTypes_v2/any(t:t)", "eq startsWith", "eq startsWith");
};
inline constexpr detail::collection<entralog::sign_in, "riskEventTypes_v2", risk_event_types_v2_elements::each_field>
    risk_event_types_v2{};
ENTRALOG_FIELD(inline, risk_level_aggregated, "signIns", entralog::sign_in, "riskLevelAggregated", "eq", "eq");
ENTRALOG_FIELD(inline, risk_level_during_sign_in, "signIns", entralog::sign_in, "riskLevelDuringSignIn", "eq", "eq");
ENTRALOG_FIELD(inline, risk_state, "signIns", entralog::sign_in, "riskState", "eq", "eq");
ENTRALOG_FIELD(
    inline, service_principal_id, "signIns", entralog::sign_in, "servicePrincipalId", "eq startsWith", "none");
ENTRALOG_FIELD(
    inline, service_principal_name, "signIns", entralog::sign_in, "servicePrincipalName", "eq startsWith", "none");
struct sign_in_event_types_elements
{
    ENTRALOG_FIELD(static, each, "signIns", entralog::sign_in, "signInEventTypes/any(t:t)", "eq ne", "none");
};
inline constexpr detail::collection<entralog::sign_in, "signInEventTypes", sign_in_event_types_elements::each_field>
    sign_in_event_types{};
struct status_fields
{
    ENTRALOG_FIELD(static, error_code, "signIns", entralog::sign_in, "status/errorCode", "eq", "eq");
};
inline constexpr status_fields status{};
ENTRALOG_FIELD(inline, token_issuer_name, "signIns", entralog::sign_in, "tokenIssuerName", "eq", "none");
ENTRALOG_FIELD(inline, user_agent, "signIns", entralog::sign_in, "userAgent", "eq startsWith", "none");
ENTRALOG_FIELD(
    inline, user_display_name, "signIns", entralog::sign_in, "userDisplayName", "eq startsWith", "eq startsWith");
ENTRALOG_FIELD(inline, user_id, "signIns", entralog::sign_in, "userId", "eq", "eq");
ENTRALOG_FIELD(
    inline, user_principal_name, "signIns", entralog::sign_in, "userPrincipalName", "eq startsWith", "eq startsWith");
ENTRALOG_FIELD(inline, token_issuer_type, "signIns", entralog::sign_in, "tokenIssuerType", "eq", "none");
ENTRALOG_FIELD(inline, is_interactive, "signIns", entralog::sign_in, "isInteractive", "none", "none");
#define ENTRALOG_UNDOCUMENTED_VALUE(name, path)                                                                        \
    ENTRALOG_FIELD(inline, name, "signIns", entralog::sign_in, path, "none", "none");
ENTRALOG_VALUES_OF_SIGN_INS(ENTRALOG_UNDOCUMENTED_VALUE)
#undef ENTRALOG_UNDOCUMENTED_VALUE

// What is in another report, and looked for in this one.
ENTRALOG_MISSING_FIELD(
    activity_date_time, "signIns", entralog::sign_in, "activityDateTime", "its time is createdDateTime");
ENTRALOG_MISSING_FIELD(activity_display_name, "signIns", entralog::sign_in, "activityDisplayName",
    "the audits of directoryAudits have one");
ENTRALOG_MISSING_FIELD(category, "signIns", entralog::sign_in, "category", "the audits of directoryAudits have one");
ENTRALOG_MISSING_FIELD(
    logged_by_service, "signIns", entralog::sign_in, "loggedByService", "the audits of directoryAudits have one");
ENTRALOG_MISSING_FIELD(result, "signIns", entralog::sign_in, "result", "the audits of directoryAudits have one");
ENTRALOG_MISSING_FIELD(
    initiated_by, "signIns", entralog::sign_in, "initiatedBy", "the audits of directoryAudits have one");
ENTRALOG_MISSING_FIELD(
    target_resources, "signIns", entralog::sign_in, "targetResources", "the audits of directoryAudits have one");

// All else that the reports have.
#define ENTRALOG_OBJECT(name, path)                                                                                    \
    ENTRALOG_REFUSED_FIELD(                                                                                            \
        name, entralog::sign_in, "signIns cannot be filtered by " path ": nothing of it is documented for filters");
ENTRALOG_OBJECTS_OF_SIGN_INS(ENTRALOG_OBJECT)
#undef ENTRALOG_OBJECT
#define ENTRALOG_OTHER(name, path)                                                                                     \
    ENTRALOG_MISSING_FIELD(name, "signIns", entralog::sign_in, path,                                                   \
        "directoryAudits has one; what signIns can be filtered by is in entralog/fields/sign_in.hpp");
ENTRALOG_VALUES_OF_AUDITS(ENTRALOG_OTHER)
ENTRALOG_OBJECTS_OF_AUDITS(ENTRALOG_OTHER)
#undef ENTRALOG_OTHER
#define ENTRALOG_OTHER(name, path)                                                                                     \
    ENTRALOG_MISSING_FIELD(name, "signIns", entralog::sign_in, path,                                                   \
        "provisioning has one; what signIns can be filtered by is in entralog/fields/sign_in.hpp");
ENTRALOG_FIELDS_OF_PROVISIONING(ENTRALOG_OTHER)
ENTRALOG_OBJECTS_OF_PROVISIONING(ENTRALOG_OTHER)
#undef ENTRALOG_OTHER

} // namespace entralog::fields::sign_in
