#include "columns.hpp"
#include "values.hpp"

namespace entralog_export
{

namespace
{

using entralog::app_identity;
using entralog::audit_activity_initiator;
using entralog::audit_user_identity;
using entralog::target_resource;

// Directory audits and custom security attribute audits have the same shape, but not the same type.

template <class A>
void time(std::string& out, A const& a)
{
    append_time(out, a.activity_date_time);
}

template <class A>
void initiator(std::string& out, A const& a)
{
    auto const& by = a.initiated_by;
    if (by.user)
        out += first_of(by.user->user_principal_name, by.user->display_name, by.user->id);
    else if (by.app)
        out += first_of(by.app->display_name, by.app->service_principal_name, by.app->app_id);
}

template <class A>
void targets(std::string& out, A const& a)
{
    divided list(out);
    for (auto const& target : a.target_resources)
        list.add([&] { out += first_of(target.display_name, target.user_principal_name, target.id); });
}

template <class A>
void details(std::string& out, A const& a)
{
    divided list(out);
    for (auto const& detail : a.additional_details)
        list.add([&] { out.append(detail.key.value_or("")).append("=").append(detail.value.value_or("")); });
}

template <class A>
constexpr column<A> csv[] = {
    {"id", at<A, &A::id>},
    {"activityDateTime", at<A, &A::activity_date_time>},
    {"activityDisplayName", at<A, &A::activity_display_name>},
    {"category", at<A, &A::category>},
    {"operationType", at<A, &A::operation_type>},
    {"loggedByService", at<A, &A::logged_by_service>},
    {"result", at<A, &A::result>},
    {"resultReason", at<A, &A::result_reason>},
    {"initiatedBy.user.userPrincipalName",
        at<A, &A::initiated_by, &audit_activity_initiator::user, &audit_user_identity::user_principal_name>},
    {"initiatedBy.user.displayName",
        at<A, &A::initiated_by, &audit_activity_initiator::user, &audit_user_identity::display_name>},
    {"initiatedBy.user.id", at<A, &A::initiated_by, &audit_activity_initiator::user, &audit_user_identity::id>},
    {"initiatedBy.user.ipAddress",
        at<A, &A::initiated_by, &audit_activity_initiator::user, &audit_user_identity::ip_address>},
    {"initiatedBy.app.displayName",
        at<A, &A::initiated_by, &audit_activity_initiator::app, &app_identity::display_name>},
    {"initiatedBy.app.appId", at<A, &A::initiated_by, &audit_activity_initiator::app, &app_identity::app_id>},
    {"initiatedBy.app.servicePrincipalId",
        at<A, &A::initiated_by, &audit_activity_initiator::app, &app_identity::service_principal_id>},
    {"targetResources.type", at<A, &A::target_resources, &target_resource::type>},
    {"targetResources.displayName", at<A, &A::target_resources, &target_resource::display_name>},
    {"targetResources.userPrincipalName", at<A, &A::target_resources, &target_resource::user_principal_name>},
    {"targetResources.id", at<A, &A::target_resources, &target_resource::id>},
    {"targetResources.modifiedProperties", at<A, &A::target_resources, &target_resource::modified_properties>},
    {"additionalDetails", details<A>},
    {"userAgent", at<A, &A::user_agent>},
    {"correlationId", at<A, &A::correlation_id>},
};

template <class A>
constexpr column<A> table[] = {
    {"TIME (UTC)", time<A>, 19},
    {"ACTIVITY", at<A, &A::activity_display_name>, 34},
    {"BY", initiator<A>, 28},
    {"TARGET", targets<A>, 24},
    {"RESULT", at<A, &A::result>, 7},
};

} // namespace

template <>
std::span<column<entralog::directory_audit> const> csv_columns()
{
    return csv<entralog::directory_audit>;
}

template <>
std::span<column<entralog::directory_audit> const> table_columns()
{
    return table<entralog::directory_audit>;
}

template <>
std::span<column<entralog::custom_security_attribute_audit> const> csv_columns()
{
    return csv<entralog::custom_security_attribute_audit>;
}

template <>
std::span<column<entralog::custom_security_attribute_audit> const> table_columns()
{
    return table<entralog::custom_security_attribute_audit>;
}

} // namespace entralog_export
