#pragma once

#include <entralog/detail/filter_collection.hpp>
#include <entralog/detail/filter_field.hpp>
#include <entralog/model/directory_audit.hpp>

/// What the records of customSecurityAttributeAudits can be filtered by, and the operators that Microsoft lists for it
/// (learn.microsoft.com/graph/api/resources/customsecurityattributeaudit, beta and v1.0).
namespace entralog::fields::custom_security_attribute_audit
{

ENTRALOG_FIELD(inline, activity_date_time, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
    "activityDateTime", "eq ge le", "none");
ENTRALOG_FIELD(inline, activity_display_name, "customSecurityAttributeAudits",
    entralog::custom_security_attribute_audit, "activityDisplayName", "eq startswith", "none");
ENTRALOG_FIELD(inline, logged_by_service, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
    "loggedByService", "eq", "none");
struct initiated_by_fields
{
    struct user_fields
    {
        ENTRALOG_FIELD(static, id, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
            "initiatedBy/user/id", "eq", "none");
        ENTRALOG_FIELD(static, display_name, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
            "initiatedBy/user/displayName", "eq", "none");
        ENTRALOG_FIELD(static, user_principal_name, "customSecurityAttributeAudits",
            entralog::custom_security_attribute_audit, "initiatedBy/user/userPrincipalName", "eq startswith", "none");
    };
    static constexpr user_fields user{};
    struct app_fields
    {
        ENTRALOG_FIELD(static, app_id, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
            "initiatedBy/app/appId", "eq", "none");
        ENTRALOG_FIELD(static, display_name, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
            "initiatedBy/app/displayName", "eq", "none");
    };
    static constexpr app_fields app{};
};
inline constexpr initiated_by_fields initiated_by{};
struct target_resources_elements
{
    ENTRALOG_FIELD(static, id, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
        "targetResources/any(t:t/id)", "eq", "none");
    ENTRALOG_FIELD(static, display_name, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
        "targetResources/any(t:t/displayName)", "eq startswith", "none");
};
inline constexpr detail::collection<entralog::custom_security_attribute_audit, "targetResources",
    target_resources_elements>
    target_resources{};

// What is in another report, and looked for in this one.
ENTRALOG_MISSING_FIELD(created_date_time, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
    "createdDateTime", "its time is activityDateTime");
ENTRALOG_MISSING_FIELD(user_id, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit, "userId",
    "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(user_principal_name, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
    "userPrincipalName", "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(user_display_name, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
    "userDisplayName", "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(app_id, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit, "appId",
    "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(app_display_name, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
    "appDisplayName", "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(ip_address, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit,
    "ipAddress", "the address of the user is in initiatedBy/user, and cannot be filtered by");
ENTRALOG_MISSING_FIELD(status, "customSecurityAttributeAudits", entralog::custom_security_attribute_audit, "status",
    "its outcome is result, which cannot be filtered by");

} // namespace entralog::fields::custom_security_attribute_audit
