#pragma once

#include <entralog/detail/filter_collection.hpp>
#include <entralog/detail/filter_field.hpp>
#include <entralog/detail/known_properties.hpp>
#include <entralog/model/directory_audit.hpp>

/// What the records of directoryAudits can be filtered by, and the operators that Microsoft lists for it
/// (learn.microsoft.com/graph/api/resources/directoryaudit, beta and v1.0).
namespace entralog::fields::directory_audit
{

ENTRALOG_FIELD(inline, id, "directoryAudits", entralog::directory_audit, "id", "eq", "eq");
ENTRALOG_FIELD(inline, activity_date_time, "directoryAudits", entralog::directory_audit, "activityDateTime", "eq ge le",
    "eq ge le");
ENTRALOG_FIELD(inline, activity_display_name, "directoryAudits", entralog::directory_audit, "activityDisplayName",
    "eq startswith", "eq startswith");
ENTRALOG_FIELD(inline, correlation_id, "directoryAudits", entralog::directory_audit, "correlationId", "eq", "eq");
ENTRALOG_FIELD(inline, logged_by_service, "directoryAudits", entralog::directory_audit, "loggedByService", "eq", "eq");
struct initiated_by_fields
{
    struct user_fields
    {
        ENTRALOG_FIELD(static, id, "directoryAudits", entralog::directory_audit, "initiatedBy/user/id", "eq", "eq");
        ENTRALOG_FIELD(static, display_name, "directoryAudits", entralog::directory_audit,
            "initiatedBy/user/displayName", "eq", "eq");
        ENTRALOG_FIELD(static, user_principal_name, "directoryAudits", entralog::directory_audit,
            "initiatedBy/user/userPrincipalName", "eq startswith", "eq startswith");
    };
    static constexpr user_fields user{};
    struct app_fields
    {
        ENTRALOG_FIELD(
            static, app_id, "directoryAudits", entralog::directory_audit, "initiatedBy/app/appId", "eq", "eq");
        ENTRALOG_FIELD(static, display_name, "directoryAudits", entralog::directory_audit,
            "initiatedBy/app/displayName", "eq", "eq");
    };
    static constexpr app_fields app{};
};
inline constexpr initiated_by_fields initiated_by{};
struct target_resources_elements
{
    ENTRALOG_FIELD(static, id, "directoryAudits", entralog::directory_audit, "targetResources/any(t:t/id)", "eq", "eq");
    ENTRALOG_FIELD(static, display_name, "directoryAudits", entralog::directory_audit,
        "targetResources/any(t:t/displayName)", "eq startswith", "eq startswith");
    ENTRALOG_FIELD(static, user_principal_name, "directoryAudits", entralog::directory_audit,
        "targetResources/any(t:t/userPrincipalName)", "none", "none");
};
inline constexpr detail::collection<entralog::directory_audit, "targetResources", target_resources_elements>
    target_resources{};
ENTRALOG_FIELD(inline, category, "directoryAudits", entralog::directory_audit, "category", "none", "none");
ENTRALOG_FIELD(inline, result, "directoryAudits", entralog::directory_audit, "result", "none", "none");
ENTRALOG_FIELD(inline, user_agent, "directoryAudits", entralog::directory_audit, "userAgent", "none", "none");
#define ENTRALOG_UNDOCUMENTED_VALUE(name, path)                                                                        \
    ENTRALOG_FIELD(inline, name, "directoryAudits", entralog::directory_audit, path, "none", "none");
ENTRALOG_VALUES_OF_AUDITS(ENTRALOG_UNDOCUMENTED_VALUE)
#undef ENTRALOG_UNDOCUMENTED_VALUE

// What is in another report, and looked for in this one.
ENTRALOG_MISSING_FIELD(
    created_date_time, "directoryAudits", entralog::directory_audit, "createdDateTime", "its time is activityDateTime");
ENTRALOG_MISSING_FIELD(user_id, "directoryAudits", entralog::directory_audit, "userId",
    "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(user_principal_name, "directoryAudits", entralog::directory_audit, "userPrincipalName",
    "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(user_display_name, "directoryAudits", entralog::directory_audit, "userDisplayName",
    "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(
    app_id, "directoryAudits", entralog::directory_audit, "appId", "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(app_display_name, "directoryAudits", entralog::directory_audit, "appDisplayName",
    "its actor is initiatedBy/user or initiatedBy/app");
ENTRALOG_MISSING_FIELD(ip_address, "directoryAudits", entralog::directory_audit, "ipAddress",
    "the address of the user is in initiatedBy/user, and cannot be filtered by");
ENTRALOG_MISSING_FIELD(status, "directoryAudits", entralog::directory_audit, "status",
    "its outcome is result, which cannot be filtered by");

// All else that the reports have.
#define ENTRALOG_OBJECT(name, path)                                                                                    \
    ENTRALOG_REFUSED_FIELD(name, entralog::directory_audit,                                                            \
        "directoryAudits cannot be filtered by " path ": nothing of it is documented for filters");
ENTRALOG_OBJECTS_OF_AUDITS(ENTRALOG_OBJECT)
#undef ENTRALOG_OBJECT
#define ENTRALOG_OTHER(name, path)                                                                                     \
    ENTRALOG_MISSING_FIELD(name, "directoryAudits", entralog::directory_audit, path,                                   \
        "signIns has one; what directoryAudits can be filtered by is in entralog/fields/directory_audit.hpp");
ENTRALOG_FIELDS_OF_SIGN_INS(ENTRALOG_OTHER)
ENTRALOG_VALUES_OF_SIGN_INS(ENTRALOG_OTHER)
ENTRALOG_OBJECTS_OF_SIGN_INS(ENTRALOG_OTHER)
#undef ENTRALOG_OTHER
#define ENTRALOG_OTHER(name, path)                                                                                     \
    ENTRALOG_MISSING_FIELD(name, "directoryAudits", entralog::directory_audit, path,                                   \
        "provisioning has one; what directoryAudits can be filtered by is in entralog/fields/directory_audit.hpp");
ENTRALOG_FIELDS_OF_PROVISIONING(ENTRALOG_OTHER)
ENTRALOG_OBJECTS_OF_PROVISIONING(ENTRALOG_OTHER)
#undef ENTRALOG_OTHER

} // namespace entralog::fields::directory_audit
