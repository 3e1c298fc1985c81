#include "columns.hpp"
#include "values.hpp"

namespace entralog_export
{

namespace
{

using entralog::initiator;
using entralog::provisioned_identity;
using entralog::provisioning_error_info;
using entralog::provisioning_service_principal;
using entralog::provisioning_status_info;
using entralog::provisioning_step;
using entralog::provisioning_system;
using summary = entralog::provisioning_object_summary;

void time(std::string& out, summary const& s)
{
    append_time(out, s.activity_date_time);
}

void action(std::string& out, summary const& s)
{
    if (s.provisioning_action)
        append_value(out, s.provisioning_action);
    else
        append_value(out, s.action); // its older name
}

void object(std::string& out, summary const& s)
{
    for (auto const* identity : {&s.source_identity, &s.target_identity})
        if (*identity)
            if (auto const name = first_of((*identity)->display_name, (*identity)->id); !name.empty())
            {
                out += name;
                return;
            }
}

void system(std::string& out, summary const& s)
{
    if (s.target_system)
        out += first_of(s.target_system->display_name, s.target_system->id);
}

void outcome(std::string& out, summary const& s)
{
    if (!s.provisioning_status_info)
        return;
    append_value(out, s.provisioning_status_info->status);
    if (auto const& e = s.provisioning_status_info->error_information)
        if (auto const why = first_of(e->error_code, e->reason); !why.empty())
            out.append(" ").append(why);
}

/// "EntryImport: success"
void steps(std::string& out, summary const& s)
{
    divided list(out);
    for (auto const& step : s.provisioning_steps)
        list.add(
            [&]
            {
                append_value(out, step.name);
                out += ": ";
                append_value(out, step.status);
            });
}

constexpr column<summary> csv[] = {
    {"id", at<summary, &summary::id>},
    {"activityDateTime", at<summary, &summary::activity_date_time>},
    {"provisioningAction", action},
    {"provisioningStatusInfo.status",
        at<summary, &summary::provisioning_status_info, &provisioning_status_info::status>},
    {"provisioningStatusInfo.errorInformation.errorCode",
        at<summary, &summary::provisioning_status_info, &provisioning_status_info::error_information,
            &provisioning_error_info::error_code>},
    {"provisioningStatusInfo.errorInformation.reason",
        at<summary, &summary::provisioning_status_info, &provisioning_status_info::error_information,
            &provisioning_error_info::reason>},
    {"provisioningStatusInfo.errorInformation.recommendedAction",
        at<summary, &summary::provisioning_status_info, &provisioning_status_info::error_information,
            &provisioning_error_info::recommended_action>},
    {"servicePrincipal.displayName",
        at<summary, &summary::service_principal, &provisioning_service_principal::display_name>},
    {"servicePrincipal.id", at<summary, &summary::service_principal, &provisioning_service_principal::id>},
    {"sourceSystem.displayName", at<summary, &summary::source_system, &provisioning_system::display_name>},
    {"sourceIdentity.identityType", at<summary, &summary::source_identity, &provisioned_identity::identity_type>},
    {"sourceIdentity.displayName", at<summary, &summary::source_identity, &provisioned_identity::display_name>},
    {"sourceIdentity.id", at<summary, &summary::source_identity, &provisioned_identity::id>},
    {"targetSystem.displayName", at<summary, &summary::target_system, &provisioning_system::display_name>},
    {"targetIdentity.identityType", at<summary, &summary::target_identity, &provisioned_identity::identity_type>},
    {"targetIdentity.displayName", at<summary, &summary::target_identity, &provisioned_identity::display_name>},
    {"targetIdentity.id", at<summary, &summary::target_identity, &provisioned_identity::id>},
    {"initiatedBy.displayName", at<summary, &summary::initiated_by, &initiator::display_name>},
    {"initiatedBy.id", at<summary, &summary::initiated_by, &initiator::id>},
    {"modifiedProperties", at<summary, &summary::modified_properties>},
    {"provisioningSteps", steps},
    {"durationInMilliseconds", at<summary, &summary::duration_in_milliseconds>},
    {"changeId", at<summary, &summary::change_id>},
    {"cycleId", at<summary, &summary::cycle_id>},
    {"jobId", at<summary, &summary::job_id>},
    {"tenantId", at<summary, &summary::tenant_id>},
};

constexpr column<summary> table[] = {
    {"TIME (UTC)", time, 19},
    {"ACTION", action, 12},
    {"OBJECT", object, 30},
    {"INTO", system, 28},
    {"RESULT", outcome, 23},
};

} // namespace

template <>
std::span<column<summary> const> csv_columns()
{
    return csv;
}

template <>
std::span<column<summary> const> table_columns()
{
    return table;
}

} // namespace entralog_export
