#pragma once

#include <entralog/model/additional_data.hpp>
#include <entralog/model/description.hpp>
#include <entralog/model/enums.hpp>
#include <entralog/model/identity.hpp>
#include <entralog/model/open_enum.hpp>
#include <entralog/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entralog
{

/// The token that the activity was done with.
struct token_details
{
    token_details() = default;

    std::optional<timestamp> issued_at_date_time;
    std::optional<std::string> unique_token_identifier;

    entralog::additional_data additional_data;

    bool operator==(token_details const&) const = default;
};

template <>
struct description<token_details>
{
    static constexpr std::string_view name = "tokenDetails";
    using properties = property_list<property<&token_details::issued_at_date_time, "issuedAtDateTime">,
        property<&token_details::unique_token_identifier, "uniqueTokenIdentifier">>;
};

/// Identifiers that tie an audit to the sign-in it came from.
struct linkable_identifiers
{
    linkable_identifiers() = default;

    std::optional<std::string> device_id;
    std::optional<std::string> session_id;
    std::optional<entralog::token_details> token_details;

    entralog::additional_data additional_data;

    bool operator==(linkable_identifiers const&) const = default;
};

template <>
struct description<linkable_identifiers>
{
    static constexpr std::string_view name = "linkableIdentifiers";
    using properties = property_list<property<&linkable_identifiers::device_id, "deviceId">,
        property<&linkable_identifiers::session_id, "sessionId">,
        property<&linkable_identifiers::token_details, "tokenDetails">>;
};

/// Who did it: a user or an application.
struct audit_activity_initiator
{
    audit_activity_initiator() = default;

    std::optional<entralog::app_identity> app;
    std::optional<entralog::linkable_identifiers> linkable_identifiers;
    std::optional<entralog::audit_user_identity> user;

    entralog::additional_data additional_data;

    bool operator==(audit_activity_initiator const&) const = default;
};

template <>
struct description<audit_activity_initiator>
{
    static constexpr std::string_view name = "auditActivityInitiator";
    using properties = property_list<property<&audit_activity_initiator::app, "app">,
        property<&audit_activity_initiator::linkable_identifiers, "linkableIdentifiers">,
        property<&audit_activity_initiator::user, "user">>;
};

/// The agent or service principal that acted on the initiator's behalf.
struct audit_activity_performer
{
    audit_activity_performer() = default;

    std::string app_id;
    std::optional<std::string> blueprint_id;
    open_enum<entralog::audit_identity_type> identity_type;

    entralog::additional_data additional_data;

    bool operator==(audit_activity_performer const&) const = default;
};

template <>
struct description<audit_activity_performer>
{
    static constexpr std::string_view name = "auditActivityPerformer";
    using properties = property_list<property<&audit_activity_performer::app_id, "appId">,
        property<&audit_activity_performer::blueprint_id, "blueprintId">,
        property<&audit_activity_performer::identity_type, "identityType">>;
};

/// What it was done to.
struct target_resource
{
    target_resource() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;
    std::optional<open_enum<entralog::group_type>> group_type;
    std::vector<entralog::modified_property> modified_properties;
    std::optional<std::string> type;
    std::optional<std::string> user_principal_name;

    entralog::additional_data additional_data;

    bool operator==(target_resource const&) const = default;
};

template <>
struct description<target_resource>
{
    static constexpr std::string_view name = "targetResource";
    using properties = property_list<property<&target_resource::id, "id">,
        property<&target_resource::display_name, "displayName">, property<&target_resource::group_type, "groupType">,
        property<&target_resource::modified_properties, "modifiedProperties">, property<&target_resource::type, "type">,
        property<&target_resource::user_principal_name, "userPrincipalName">>;
};

/// One record of the directoryAudits report.
struct directory_audit
{
    directory_audit() = default;

    std::string id;
    timestamp activity_date_time{}; ///< the property that $filter and $orderby use
    std::string activity_display_name;
    std::vector<entralog::key_value> additional_details;
    std::string category;
    std::optional<std::string> correlation_id;
    entralog::audit_activity_initiator initiated_by;
    std::optional<std::string> logged_by_service;
    std::optional<std::string> operation_type;
    std::optional<entralog::audit_activity_performer> performed_by;
    std::optional<open_enum<entralog::operation_result>> result;
    std::optional<std::string> result_reason;
    std::vector<entralog::target_resource> target_resources;
    std::optional<std::string> user_agent;

    entralog::additional_data additional_data;

    bool operator==(directory_audit const&) const = default;
};

template <>
struct description<directory_audit>
{
    static constexpr std::string_view name = "directoryAudit";
    using properties = property_list<property<&directory_audit::id, "id">,
        property<&directory_audit::activity_date_time, "activityDateTime">,
        property<&directory_audit::activity_display_name, "activityDisplayName">,
        property<&directory_audit::additional_details, "additionalDetails">,
        property<&directory_audit::category, "category">, property<&directory_audit::correlation_id, "correlationId">,
        property<&directory_audit::initiated_by, "initiatedBy">,
        property<&directory_audit::logged_by_service, "loggedByService">,
        property<&directory_audit::operation_type, "operationType">,
        property<&directory_audit::performed_by, "performedBy">, property<&directory_audit::result, "result">,
        property<&directory_audit::result_reason, "resultReason">,
        property<&directory_audit::target_resources, "targetResources">,
        property<&directory_audit::user_agent, "userAgent">>;
};

/// One record of the customSecurityAttributeAudits report (beta only).
struct custom_security_attribute_audit
{
    custom_security_attribute_audit() = default;

    std::string id;
    timestamp activity_date_time{};
    std::string activity_display_name;
    std::vector<entralog::key_value> additional_details;
    std::string category; ///< always AttributeManagement
    std::optional<std::string> correlation_id;
    entralog::audit_activity_initiator initiated_by;
    std::optional<std::string> logged_by_service;
    std::optional<std::string> operation_type;
    std::optional<open_enum<entralog::operation_result>> result;
    std::optional<std::string> result_reason;
    std::vector<entralog::target_resource> target_resources;
    std::optional<std::string> user_agent;

    entralog::additional_data additional_data;

    bool operator==(custom_security_attribute_audit const&) const = default;
};

template <>
struct description<custom_security_attribute_audit>
{
    static constexpr std::string_view name = "customSecurityAttributeAudit";
    using properties = property_list<property<&custom_security_attribute_audit::id, "id">,
        property<&custom_security_attribute_audit::activity_date_time, "activityDateTime">,
        property<&custom_security_attribute_audit::activity_display_name, "activityDisplayName">,
        property<&custom_security_attribute_audit::additional_details, "additionalDetails">,
        property<&custom_security_attribute_audit::category, "category">,
        property<&custom_security_attribute_audit::correlation_id, "correlationId">,
        property<&custom_security_attribute_audit::initiated_by, "initiatedBy">,
        property<&custom_security_attribute_audit::logged_by_service, "loggedByService">,
        property<&custom_security_attribute_audit::operation_type, "operationType">,
        property<&custom_security_attribute_audit::result, "result">,
        property<&custom_security_attribute_audit::result_reason, "resultReason">,
        property<&custom_security_attribute_audit::target_resources, "targetResources">,
        property<&custom_security_attribute_audit::user_agent, "userAgent">>;
};

} // namespace entralog
