#include "columns.hpp"
#include "values.hpp"

namespace entralog_export
{

namespace
{

using entralog::device_detail;
using entralog::sign_in;
using entralog::sign_in_location;
using entralog::sign_in_status;

void time(std::string& out, sign_in const& s)
{
    append_time(out, s.created_date_time);
}

void who(std::string& out, sign_in const& s)
{
    out += first_of(s.user_principal_name, s.user_display_name, s.service_principal_name, s.service_principal_id);
}

void application(std::string& out, sign_in const& s)
{
    out += first_of(s.app_display_name, s.app_id);
}

void place(std::string& out, sign_in const& s)
{
    if (!s.location)
        return;
    auto const& place = *s.location;
    append_value(out, place.city);
    out += place.city && place.country_or_region ? ", " : "";
    append_value(out, place.country_or_region);
}

void outcome(std::string& out, sign_in const& s)
{
    if (!s.status || !s.status->error_code)
        return;
    if (*s.status->error_code == 0)
        out += "success";
    else
        out.append(std::to_string(*s.status->error_code)).append(" ").append(s.status->failure_reason.value_or(""));
}

constexpr column<sign_in> csv[] = {
    {"id", at<sign_in, &sign_in::id>},
    {"createdDateTime", at<sign_in, &sign_in::created_date_time>},
    {"userPrincipalName", at<sign_in, &sign_in::user_principal_name>},
    {"userDisplayName", at<sign_in, &sign_in::user_display_name>},
    {"userId", at<sign_in, &sign_in::user_id>},
    {"userType", at<sign_in, &sign_in::user_type>},
    {"servicePrincipalName", at<sign_in, &sign_in::service_principal_name>},
    {"servicePrincipalId", at<sign_in, &sign_in::service_principal_id>},
    {"signInEventTypes", at<sign_in, &sign_in::sign_in_event_types>},
    {"isInteractive", at<sign_in, &sign_in::is_interactive>},
    {"appDisplayName", at<sign_in, &sign_in::app_display_name>},
    {"appId", at<sign_in, &sign_in::app_id>},
    {"resourceDisplayName", at<sign_in, &sign_in::resource_display_name>},
    {"resourceId", at<sign_in, &sign_in::resource_id>},
    {"clientAppUsed", at<sign_in, &sign_in::client_app_used>},
    {"ipAddress", at<sign_in, &sign_in::ip_address>},
    {"location.city", at<sign_in, &sign_in::location, &sign_in_location::city>},
    {"location.state", at<sign_in, &sign_in::location, &sign_in_location::state>},
    {"location.countryOrRegion", at<sign_in, &sign_in::location, &sign_in_location::country_or_region>},
    {"status.errorCode", at<sign_in, &sign_in::status, &sign_in_status::error_code>},
    {"status.failureReason", at<sign_in, &sign_in::status, &sign_in_status::failure_reason>},
    {"status.additionalDetails", at<sign_in, &sign_in::status, &sign_in_status::additional_details>},
    {"conditionalAccessStatus", at<sign_in, &sign_in::conditional_access_status>},
    {"authenticationRequirement", at<sign_in, &sign_in::authentication_requirement>},
    {"authenticationMethodsUsed", at<sign_in, &sign_in::authentication_methods_used>},
    {"riskLevelDuringSignIn", at<sign_in, &sign_in::risk_level_during_sign_in>},
    {"riskLevelAggregated", at<sign_in, &sign_in::risk_level_aggregated>},
    {"riskState", at<sign_in, &sign_in::risk_state>},
    {"riskDetail", at<sign_in, &sign_in::risk_detail>},
    {"riskEventTypes_v2", at<sign_in, &sign_in::risk_event_types_v2>},
    {"deviceDetail.displayName", at<sign_in, &sign_in::device_detail, &device_detail::display_name>},
    {"deviceDetail.operatingSystem", at<sign_in, &sign_in::device_detail, &device_detail::operating_system>},
    {"deviceDetail.browser", at<sign_in, &sign_in::device_detail, &device_detail::browser>},
    {"deviceDetail.isCompliant", at<sign_in, &sign_in::device_detail, &device_detail::is_compliant>},
    {"deviceDetail.isManaged", at<sign_in, &sign_in::device_detail, &device_detail::is_managed>},
    {"deviceDetail.trustType", at<sign_in, &sign_in::device_detail, &device_detail::trust_type>},
    {"userAgent", at<sign_in, &sign_in::user_agent>},
    {"homeTenantId", at<sign_in, &sign_in::home_tenant_id>},
    {"resourceTenantId", at<sign_in, &sign_in::resource_tenant_id>},
    {"correlationId", at<sign_in, &sign_in::correlation_id>},
    {"uniqueTokenIdentifier", at<sign_in, &sign_in::unique_token_identifier>},
};

constexpr column<sign_in> table[] = {
    {"TIME (UTC)", time, 19},
    {"WHO", who, 25},
    {"APPLICATION", application, 16},
    {"ADDRESS", at<sign_in, &sign_in::ip_address>, 20},
    {"PLACE", place, 12},
    {"RESULT", outcome, 18},
};

} // namespace

template <>
std::span<column<sign_in> const> csv_columns()
{
    return csv;
}

template <>
std::span<column<sign_in> const> table_columns()
{
    return table;
}

} // namespace entralog_export
