#pragma once

#include <entralog/model/additional_data.hpp>
#include <entralog/model/derived.hpp>
#include <entralog/model/description.hpp>
#include <entralog/model/enums.hpp>
#include <entralog/model/identity.hpp>
#include <entralog/model/open_enum.hpp>
#include <entralog/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entralog
{

/// Free-form details: an open type without properties of its own.
struct details_info
{
    details_info() = default;

    entralog::additional_data additional_data;

    bool operator==(details_info const&) const = default;
};

template <>
struct description<details_info>
{
    static constexpr std::string_view name = "detailsInfo";
    static constexpr bool open = true;
    using properties = property_list<>;
};

/// Who or what started the provisioning.
struct initiator
{
    initiator() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;
    std::optional<open_enum<entralog::initiator_type>>
        initiator_type; ///< Microsoft's samples also write initiatingType: see additional_data

    entralog::additional_data additional_data;

    bool operator==(initiator const&) const = default;
};

template <>
struct description<initiator>
{
    static constexpr std::string_view name = "initiator";
    static constexpr bool open = true;
    using properties = property_list<property<&initiator::id, "id">, property<&initiator::display_name, "displayName">,
        property<&initiator::initiator_type, "initiatorType">>;
};

/// The object in the source or the target system.
struct provisioned_identity
{
    provisioned_identity() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;
    std::optional<entralog::details_info> details;
    std::optional<std::string> identity_type;

    entralog::additional_data additional_data;

    bool operator==(provisioned_identity const&) const = default;
};

template <>
struct description<provisioned_identity>
{
    static constexpr std::string_view name = "provisionedIdentity";
    static constexpr bool open = true;
    using properties = property_list<property<&provisioned_identity::id, "id">,
        property<&provisioned_identity::display_name, "displayName">,
        property<&provisioned_identity::details, "details">,
        property<&provisioned_identity::identity_type, "identityType">>;
};

/// Why a provisioning action failed, and what to do.
struct provisioning_error_info
{
    provisioning_error_info() = default;

    std::optional<std::string> additional_details;
    std::optional<open_enum<entralog::provisioning_status_error_category>> error_category;
    std::optional<std::string> error_code;
    std::optional<std::string> reason;
    std::optional<std::string> recommended_action;

    entralog::additional_data additional_data;

    bool operator==(provisioning_error_info const&) const = default;
};

template <>
struct description<provisioning_error_info>
{
    static constexpr std::string_view name = "provisioningErrorInfo";
    using properties = property_list<property<&provisioning_error_info::additional_details, "additionalDetails">,
        property<&provisioning_error_info::error_category, "errorCategory">,
        property<&provisioning_error_info::error_code, "errorCode">,
        property<&provisioning_error_info::reason, "reason">,
        property<&provisioning_error_info::recommended_action, "recommendedAction">>;
};

/// The service principal that provisions.
struct provisioning_service_principal
{
    provisioning_service_principal() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;

    entralog::additional_data additional_data;

    bool operator==(provisioning_service_principal const&) const = default;
};

template <>
struct description<provisioning_service_principal>
{
    static constexpr std::string_view name = "provisioningServicePrincipal";
    static constexpr bool open = true;
    using properties = property_list<property<&provisioning_service_principal::id, "id">,
        property<&provisioning_service_principal::display_name, "displayName">>;
};

/// How the provisioning action ended.
struct provisioning_status_info
{
    provisioning_status_info() = default;

    std::optional<entralog::provisioning_error_info> error_information;
    std::optional<open_enum<entralog::provisioning_result>> status;

    entralog::additional_data additional_data;

    bool operator==(provisioning_status_info const&) const = default;
};

template <>
struct description<provisioning_status_info>
{
    static constexpr std::string_view name = "provisioningStatusInfo";
    using properties = property_list<property<&provisioning_status_info::error_information, "errorInformation">,
        property<&provisioning_status_info::status, "status">>;
};

/// One step of a provisioning action.
struct provisioning_step
{
    provisioning_step() = default;

    std::optional<std::string> description;
    std::optional<entralog::details_info> details;
    std::optional<std::string> name;
    std::optional<open_enum<entralog::provisioning_step_type>> provisioning_step_type;
    std::optional<open_enum<entralog::provisioning_result>> status;

    entralog::additional_data additional_data;

    bool operator==(provisioning_step const&) const = default;
};

template <>
struct description<provisioning_step>
{
    static constexpr std::string_view name = "provisioningStep";
    using properties = property_list<property<&provisioning_step::description, "description">,
        property<&provisioning_step::details, "details">, property<&provisioning_step::name, "name">,
        property<&provisioning_step::provisioning_step_type, "provisioningStepType">,
        property<&provisioning_step::status, "status">>;
};

/// The system that an object comes from or goes to.
struct provisioning_system
{
    provisioning_system() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;
    std::optional<entralog::details_info> details;

    entralog::additional_data additional_data;

    bool operator==(provisioning_system const&) const = default;
};

template <>
struct description<provisioning_system>
{
    static constexpr std::string_view name = "provisioningSystem";
    static constexpr bool open = true;
    using properties = property_list<property<&provisioning_system::id, "id">,
        property<&provisioning_system::display_name, "displayName">,
        property<&provisioning_system::details, "details">>;
};

/// The outcome of a provisioning action, without details.
struct status_base
{
    status_base() = default;

    std::optional<open_enum<entralog::provisioning_result>> status;

    entralog::additional_data additional_data;

    bool operator==(status_base const&) const = default;
};

template <>
struct description<status_base>
{
    static constexpr std::string_view name = "statusBase";
    using properties = property_list<property<&status_base::status, "status">>;
};

/// The outcome of a provisioning action, with its error.
struct status_details
{
    status_details() = default;

    std::optional<open_enum<entralog::provisioning_result>> status;
    std::optional<std::string> additional_details;
    std::optional<open_enum<entralog::provisioning_status_error_category>> error_category;
    std::optional<std::string> error_code;
    std::optional<std::string> reason;
    std::optional<std::string> recommended_action;

    entralog::additional_data additional_data;

    bool operator==(status_details const&) const = default;
};

template <>
struct description<status_details>
{
    static constexpr std::string_view name = "statusDetails";
    using properties = property_list<property<&status_details::status, "status">,
        property<&status_details::additional_details, "additionalDetails">,
        property<&status_details::error_category, "errorCategory">, property<&status_details::error_code, "errorCode">,
        property<&status_details::reason, "reason">,
        property<&status_details::recommended_action, "recommendedAction">>;
};

/// One record of the provisioning report.
struct provisioning_object_summary
{
    provisioning_object_summary() = default;

    std::string id;
    std::optional<std::string> action; ///< deprecated: see provisioning_action
    timestamp activity_date_time{};
    std::optional<std::string> change_id;
    std::optional<std::string> cycle_id;
    std::optional<std::int32_t> duration_in_milliseconds; ///< of the whole provisioning action
    std::optional<entralog::initiator> initiated_by;
    std::optional<std::string> job_id;
    std::vector<entralog::modified_property> modified_properties;
    std::optional<open_enum<entralog::provisioning_action>> provisioning_action;
    std::optional<entralog::provisioning_status_info> provisioning_status_info;
    std::vector<entralog::provisioning_step> provisioning_steps;
    std::optional<entralog::provisioning_service_principal> service_principal;
    std::optional<entralog::provisioned_identity> source_identity;
    std::optional<entralog::provisioning_system> source_system;
    std::optional<derived<entralog::status_base, entralog::status_details>>
        status_info; ///< deprecated: see provisioning_status_info
    std::optional<entralog::provisioned_identity> target_identity;
    std::optional<entralog::provisioning_system> target_system;
    std::optional<std::string> tenant_id;

    entralog::additional_data additional_data;

    bool operator==(provisioning_object_summary const&) const = default;
};

template <>
struct description<provisioning_object_summary>
{
    static constexpr std::string_view name = "provisioningObjectSummary";
    using properties = property_list<property<&provisioning_object_summary::id, "id">,
        property<&provisioning_object_summary::action, "action">,
        property<&provisioning_object_summary::activity_date_time, "activityDateTime">,
        property<&provisioning_object_summary::change_id, "changeId">,
        property<&provisioning_object_summary::cycle_id, "cycleId">,
        property<&provisioning_object_summary::duration_in_milliseconds, "durationInMilliseconds">,
        property<&provisioning_object_summary::initiated_by, "initiatedBy">,
        property<&provisioning_object_summary::job_id, "jobId">,
        property<&provisioning_object_summary::modified_properties, "modifiedProperties">,
        property<&provisioning_object_summary::provisioning_action, "provisioningAction">,
        property<&provisioning_object_summary::provisioning_status_info, "provisioningStatusInfo">,
        property<&provisioning_object_summary::provisioning_steps, "provisioningSteps">,
        property<&provisioning_object_summary::service_principal, "servicePrincipal">,
        property<&provisioning_object_summary::source_identity, "sourceIdentity">,
        property<&provisioning_object_summary::source_system, "sourceSystem">,
        property<&provisioning_object_summary::status_info, "statusInfo">,
        property<&provisioning_object_summary::target_identity, "targetIdentity">,
        property<&provisioning_object_summary::target_system, "targetSystem">,
        property<&provisioning_object_summary::tenant_id, "tenantId">>;
};

} // namespace entralog
