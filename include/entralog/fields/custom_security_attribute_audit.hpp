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

} // namespace entralog::fields::custom_security_attribute_audit
