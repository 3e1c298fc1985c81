#pragma once

#include <entralog/detail/filter_collection.hpp>
#include <entralog/detail/filter_field.hpp>
#include <entralog/detail/known_properties.hpp>
#include <entralog/model/provisioning.hpp>

/// What the records of provisioning can be filtered by, and the operators that Microsoft lists for it
/// (learn.microsoft.com/graph/api/resources/provisioningobjectsummary, beta and v1.0).
namespace entralog::fields::provisioning
{

ENTRALOG_FIELD(inline, id, "provisioning", entralog::provisioning_object_summary, "id", "eq contains", "eq contains");
ENTRALOG_FIELD(inline, activity_date_time, "provisioning", entralog::provisioning_object_summary, "activityDateTime",
    "eq", "eq gt lt");
ENTRALOG_FIELD(
    inline, tenant_id, "provisioning", entralog::provisioning_object_summary, "tenantid", "eq contains", "eq contains");
ENTRALOG_FIELD(
    inline, job_id, "provisioning", entralog::provisioning_object_summary, "jobid", "eq contains", "eq contains");
ENTRALOG_FIELD(
    inline, change_id, "provisioning", entralog::provisioning_object_summary, "changeid", "eq contains", "eq contains");
ENTRALOG_FIELD(
    inline, cycle_id, "provisioning", entralog::provisioning_object_summary, "cycleid", "eq contains", "eq contains");
ENTRALOG_FIELD(inline, action, "provisioning", entralog::provisioning_object_summary, "action", "eq contains", "none");
ENTRALOG_FIELD(inline, provisioning_action, "provisioning", entralog::provisioning_object_summary, "provisioningAction",
    "eq contains", "eq contains");
ENTRALOG_FIELD(inline, duration_in_milliseconds, "provisioning", entralog::provisioning_object_summary,
    "durationInMilliseconds", "eq gt lt", "eq gt lt");
struct provisioning_status_info_fields
{
    ENTRALOG_FIELD(static, status, "provisioning", entralog::provisioning_object_summary,
        "provisioningStatusInfo/status", "eq contains", "eq contains");
};
inline constexpr provisioning_status_info_fields provisioning_status_info{};
struct status_info_fields
{
    ENTRALOG_FIELD(static, status, "provisioning", entralog::provisioning_object_summary, "statusInfo/status",
        "eq contains", "none");
};
inline constexpr status_info_fields status_info{};
struct source_system_fields
{
    ENTRALOG_FIELD(static, display_name, "provisioning", entralog::provisioning_object_summary,
        "sourceSystem/displayName", "eq contains", "eq contains");
};
inline constexpr source_system_fields source_system{};
struct target_system_fields
{
    ENTRALOG_FIELD(static, display_name, "provisioning", entralog::provisioning_object_summary,
        "targetSystem/displayName", "eq contains", "eq contains");
};
inline constexpr target_system_fields target_system{};
struct source_identity_fields
{
    ENTRALOG_FIELD(static, identity_type, "provisioning", entralog::provisioning_object_summary,
        "sourceIdentity/identityType", "eq contains", "eq contains");
    ENTRALOG_FIELD(static, id, "provisioning", entralog::provisioning_object_summary, "sourceIdentity/id",
        "eq contains", "eq contains");
    ENTRALOG_FIELD(static, display_name, "provisioning", entralog::provisioning_object_summary,
        "sourceIdentity/displayName", "eq contains", "eq contains");
};
inline constexpr source_identity_fields source_identity{};
struct target_identity_fields
{
    ENTRALOG_FIELD(static, identity_type, "provisioning", entralog::provisioning_object_summary,
        "targetIdentity/identityType", "eq contains", "eq contains");
    ENTRALOG_FIELD(static, id, "provisioning", entralog::provisioning_object_summary, "targetIdentity/id",
        "eq contains", "eq contains");
    ENTRALOG_FIELD(static, display_name, "provisioning", entralog::provisioning_object_summary,
        "targetIdentity/displayName", "eq contains", "eq contains");
};
inline constexpr target_identity_fields target_identity{};
struct service_principal_fields
{
    ENTRALOG_FIELD(
        static, id, "provisioning", entralog::provisioning_object_summary, "servicePrincipal/id", "eq", "eq");
    ENTRALOG_FIELD(static, display_name, "provisioning", entralog::provisioning_object_summary,
        "servicePrincipal/displayName", "none", "eq");
};
inline constexpr service_principal_fields service_principal{};
struct initiated_by_fields
{
    ENTRALOG_FIELD(static, display_name, "provisioning", entralog::provisioning_object_summary,
        "initiatedBy/displayName", "eq contains", "eq contains");
};
inline constexpr initiated_by_fields initiated_by{};

// What is in another report, and looked for in this one.
ENTRALOG_MISSING_FIELD(created_date_time, "provisioning", entralog::provisioning_object_summary, "createdDateTime",
    "its time is activityDateTime");
ENTRALOG_MISSING_FIELD(user_id, "provisioning", entralog::provisioning_object_summary, "userId",
    "whom it was about is sourceIdentity and targetIdentity, who began it is initiatedBy");
ENTRALOG_MISSING_FIELD(user_principal_name, "provisioning", entralog::provisioning_object_summary, "userPrincipalName",
    "whom it was about is sourceIdentity and targetIdentity, who began it is initiatedBy");
ENTRALOG_MISSING_FIELD(user_display_name, "provisioning", entralog::provisioning_object_summary, "userDisplayName",
    "whom it was about is sourceIdentity and targetIdentity, who began it is initiatedBy");
ENTRALOG_MISSING_FIELD(
    app_id, "provisioning", entralog::provisioning_object_summary, "appId", "its application is servicePrincipal");
ENTRALOG_MISSING_FIELD(app_display_name, "provisioning", entralog::provisioning_object_summary, "appDisplayName",
    "its application is servicePrincipal");
ENTRALOG_MISSING_FIELD(result, "provisioning", entralog::provisioning_object_summary, "result",
    "its outcome is provisioningStatusInfo/status");
ENTRALOG_MISSING_FIELD(status, "provisioning", entralog::provisioning_object_summary, "status",
    "its outcome is provisioningStatusInfo/status");
ENTRALOG_MISSING_FIELD(target_resources, "provisioning", entralog::provisioning_object_summary, "targetResources",
    "whom it was about is sourceIdentity and targetIdentity, who began it is initiatedBy");
ENTRALOG_MISSING_FIELD(activity_display_name, "provisioning", entralog::provisioning_object_summary,
    "activityDisplayName", "what was done is provisioningAction");
ENTRALOG_MISSING_FIELD(correlation_id, "provisioning", entralog::provisioning_object_summary, "correlationId",
    "its ids are jobId, cycleId and changeId");
ENTRALOG_MISSING_FIELD(
    ip_address, "provisioning", entralog::provisioning_object_summary, "ipAddress", "signIns has one");
ENTRALOG_MISSING_FIELD(
    user_agent, "provisioning", entralog::provisioning_object_summary, "userAgent", "signIns and the audits have one");
ENTRALOG_MISSING_FIELD(
    category, "provisioning", entralog::provisioning_object_summary, "category", "what was done is provisioningAction");
ENTRALOG_MISSING_FIELD(logged_by_service, "provisioning", entralog::provisioning_object_summary, "loggedByService",
    "its application is servicePrincipal");

// All else that the reports have.
#define ENTRALOG_OBJECT(name, path)                                                                                    \
    ENTRALOG_REFUSED_FIELD(name, entralog::provisioning_object_summary,                                                \
        "provisioning cannot be filtered by " path ": nothing of it is documented for filters");
ENTRALOG_OBJECTS_OF_PROVISIONING(ENTRALOG_OBJECT)
#undef ENTRALOG_OBJECT
#define ENTRALOG_OTHER(name, path)                                                                                     \
    ENTRALOG_MISSING_FIELD(name, "provisioning", entralog::provisioning_object_summary, path,                          \
        "signIns has one; what provisioning can be filtered by is in entralog/fields/provisioning.hpp");
ENTRALOG_FIELDS_OF_SIGN_INS(ENTRALOG_OTHER)
ENTRALOG_VALUES_OF_SIGN_INS(ENTRALOG_OTHER)
ENTRALOG_OBJECTS_OF_SIGN_INS(ENTRALOG_OTHER)
#undef ENTRALOG_OTHER
#define ENTRALOG_OTHER(name, path)                                                                                     \
    ENTRALOG_MISSING_FIELD(name, "provisioning", entralog::provisioning_object_summary, path,                          \
        "directoryAudits has one; what provisioning can be filtered by is in entralog/fields/provisioning.hpp");
ENTRALOG_VALUES_OF_AUDITS(ENTRALOG_OTHER)
ENTRALOG_OBJECTS_OF_AUDITS(ENTRALOG_OTHER)
#undef ENTRALOG_OTHER

} // namespace entralog::fields::provisioning
