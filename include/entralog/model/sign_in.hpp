#pragma once

#include <entralog/model/additional_data.hpp>
#include <entralog/model/authentication.hpp>
#include <entralog/model/conditional_access.hpp>
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

namespace agentic
{

/// What an AI agent's sign-in adds.
struct agent_sign_in
{
    agent_sign_in() = default;

    std::optional<std::string> agent_subject_parent_id;
    std::optional<open_enum<entralog::agentic::agent_type>> agent_subject_type;
    open_enum<entralog::agentic::agent_type> agent_type;
    std::optional<std::string> parent_app_id;

    entralog::additional_data additional_data;

    bool operator==(agent_sign_in const&) const = default;
};

} // namespace agentic

template <>
struct description<agentic::agent_sign_in>
{
    static constexpr std::string_view name = "agentic.agentSignIn";
    using properties = property_list<property<&agentic::agent_sign_in::agent_subject_parent_id, "agentSubjectParentId">,
        property<&agentic::agent_sign_in::agent_subject_type, "agentSubjectType">,
        property<&agentic::agent_sign_in::agent_type, "agentType">,
        property<&agentic::agent_sign_in::parent_app_id, "parentAppId">>;
};

/// The device that the sign-in came from.
struct device_detail
{
    device_detail() = default;

    std::optional<std::string> browser;
    std::optional<std::string> browser_id;
    std::optional<std::string> device_id;
    std::optional<std::string> display_name;
    std::optional<bool> is_compliant;
    std::optional<bool> is_managed;
    std::optional<std::string> operating_system;
    std::optional<std::string> trust_type;

    entralog::additional_data additional_data;

    bool operator==(device_detail const&) const = default;
};

template <>
struct description<device_detail>
{
    static constexpr std::string_view name = "deviceDetail";
    using properties =
        property_list<property<&device_detail::browser, "browser">, property<&device_detail::browser_id, "browserId">,
            property<&device_detail::device_id, "deviceId">, property<&device_detail::display_name, "displayName">,
            property<&device_detail::is_compliant, "isCompliant">, property<&device_detail::is_managed, "isManaged">,
            property<&device_detail::operating_system, "operatingSystem">,
            property<&device_detail::trust_type, "trustType">>;
};

/// A place: degrees, and metres above sea level.
struct geo_coordinates
{
    geo_coordinates() = default;

    std::optional<double> altitude;
    std::optional<double> latitude;
    std::optional<double> longitude;

    entralog::additional_data additional_data;

    bool operator==(geo_coordinates const&) const = default;
};

template <>
struct description<geo_coordinates>
{
    static constexpr std::string_view name = "geoCoordinates";
    using properties = property_list<property<&geo_coordinates::altitude, "altitude">,
        property<&geo_coordinates::latitude, "latitude">, property<&geo_coordinates::longitude, "longitude">>;
};

/// Where the sign-in came from, by its IP address.
struct sign_in_location
{
    sign_in_location() = default;

    std::optional<std::string> city;
    std::optional<std::string> country_or_region;
    std::optional<entralog::geo_coordinates> geo_coordinates;
    std::optional<std::string> state;

    entralog::additional_data additional_data;

    bool operator==(sign_in_location const&) const = default;
};

template <>
struct description<sign_in_location>
{
    static constexpr std::string_view name = "signInLocation";
    using properties = property_list<property<&sign_in_location::city, "city">,
        property<&sign_in_location::country_or_region, "countryOrRegion">,
        property<&sign_in_location::geo_coordinates, "geoCoordinates">, property<&sign_in_location::state, "state">>;
};

/// The managed identity that signed in.
struct managed_identity
{
    managed_identity() = default;

    std::optional<std::string> associated_resource_id;
    std::optional<std::string> federated_token_id;
    std::optional<std::string> federated_token_issuer;
    std::optional<open_enum<entralog::msi_type>> msi_type;

    entralog::additional_data additional_data;

    bool operator==(managed_identity const&) const = default;
};

template <>
struct description<managed_identity>
{
    static constexpr std::string_view name = "managedIdentity";
    using properties = property_list<property<&managed_identity::associated_resource_id, "associatedResourceId">,
        property<&managed_identity::federated_token_id, "federatedTokenId">,
        property<&managed_identity::federated_token_issuer, "federatedTokenIssuer">,
        property<&managed_identity::msi_type, "msiType">>;
};

/// The private link that the sign-in came over.
struct private_link_details
{
    private_link_details() = default;

    std::optional<std::string> policy_id;
    std::optional<std::string> policy_name;
    std::optional<std::string> policy_tenant_id;
    std::optional<std::string> resource_id;

    entralog::additional_data additional_data;

    bool operator==(private_link_details const&) const = default;
};

template <>
struct description<private_link_details>
{
    static constexpr std::string_view name = "privateLinkDetails";
    using properties = property_list<property<&private_link_details::policy_id, "policyId">,
        property<&private_link_details::policy_name, "policyName">,
        property<&private_link_details::policy_tenant_id, "policyTenantId">,
        property<&private_link_details::resource_id, "resourceId">>;
};

/// Success or the reason of failure.
struct sign_in_status
{
    sign_in_status() = default;

    std::optional<std::string> additional_details;
    std::optional<std::int32_t> error_code; ///< AADSTS code without its prefix; 0 is success
    std::optional<std::string> failure_reason;

    entralog::additional_data additional_data;

    bool operator==(sign_in_status const&) const = default;
};

template <>
struct description<sign_in_status>
{
    static constexpr std::string_view name = "signInStatus";
    using properties = property_list<property<&sign_in_status::additional_details, "additionalDetails">,
        property<&sign_in_status::error_code, "errorCode">, property<&sign_in_status::failure_reason, "failureReason">>;
};

/// One record of the signIns report.
struct sign_in
{
    sign_in() = default;

    std::string id;
    std::optional<entralog::agentic::agent_sign_in> agent;
    std::optional<std::string> app_display_name;
    std::optional<std::string> app_id;
    std::vector<entralog::applied_conditional_access_policy>
        applied_conditional_access_policies; ///< omitted unless the caller may read conditional access policies
    std::vector<entralog::applied_authentication_event_listener> applied_event_listeners;
    std::optional<std::string> app_owner_tenant_id;
    std::optional<open_enum<entralog::token_protection_status>> app_token_protection_status;
    std::optional<entralog::authentication_app_device_details> authentication_app_device_details;
    std::vector<entralog::authentication_app_policy_details> authentication_app_policy_evaluation_details;
    std::vector<entralog::authentication_context> authentication_context_class_references;
    std::vector<entralog::authentication_detail> authentication_details;
    std::vector<std::string> authentication_methods_used;
    std::vector<entralog::key_value> authentication_processing_details;
    std::optional<open_flags<entralog::protocol_type>> authentication_protocol;
    std::optional<std::string> authentication_requirement;
    std::vector<entralog::authentication_requirement_policy> authentication_requirement_policies;
    std::optional<std::int32_t> autonomous_system_number;
    std::optional<std::string> azure_resource_id;
    std::optional<std::string> client_app_used;
    std::optional<open_enum<entralog::client_credential_type>> client_credential_type;
    std::optional<std::string> client_session_id;
    std::vector<std::string> conditional_access_audiences;
    std::optional<open_enum<entralog::conditional_access_status>> conditional_access_status;
    std::optional<std::string> correlation_id;
    timestamp created_date_time{}; ///< when the sign-in began; the property that $filter and $orderby use
    std::optional<open_flags<entralog::sign_in_access_type>> cross_tenant_access_type;
    std::optional<entralog::device_detail> device_detail;
    std::optional<std::string> federated_credential_id;
    std::optional<bool> flagged_for_review;
    std::optional<std::string> global_secure_access_ip_address;
    std::optional<std::string> home_tenant_id;
    std::optional<std::string> home_tenant_name;
    std::optional<open_flags<entralog::incoming_token_type>> incoming_token_type;
    std::optional<std::string> ip_address;
    std::optional<std::string> ip_address_from_resource_provider;
    std::optional<bool> is_interactive;
    std::optional<bool> is_tenant_restricted;
    std::optional<bool> is_through_global_secure_access;
    std::optional<entralog::sign_in_location> location;
    std::optional<entralog::managed_identity> managed_service_identity;
    std::optional<entralog::mfa_detail> mfa_detail;
    std::vector<entralog::network_location_detail> network_location_details;
    std::optional<std::string> original_request_id;
    std::optional<open_enum<entralog::original_transfer_methods>> original_transfer_method;
    std::optional<entralog::private_link_details> private_link_details;
    std::optional<std::int32_t> processing_time_in_milliseconds; ///< of the authentication request at Entra
    std::optional<std::string> resource_display_name;
    std::optional<std::string> resource_id;
    std::optional<std::string> resource_owner_tenant_id;
    std::optional<std::string> resource_service_principal_id;
    std::optional<std::string> resource_tenant_id;
    std::optional<open_enum<entralog::risk_detail>> risk_detail;        ///< hidden without Microsoft Entra ID P2
    std::vector<open_enum<entralog::risk_event_type>> risk_event_types; ///< v1.0 only; riskEventTypes_v2 replaces it
    std::vector<std::string> risk_event_types_v2;
    std::optional<open_enum<entralog::risk_level>> risk_level_aggregated;
    std::optional<open_enum<entralog::risk_level>> risk_level_during_sign_in;
    std::optional<open_enum<entralog::risk_state>> risk_state;
    std::optional<std::string> service_principal_credential_key_id;
    std::optional<std::string> service_principal_credential_thumbprint;
    std::optional<std::string> service_principal_id; ///< nullable in v1.0; beta's metadata leaves it open
    std::optional<std::string> service_principal_name;
    std::optional<std::string> session_id;
    std::vector<entralog::session_lifetime_policy> session_lifetime_policies;
    std::vector<std::string>
        sign_in_event_types; ///< interactiveUser, nonInteractiveUser, servicePrincipal, managedIdentity
    std::optional<std::string> sign_in_identifier;
    std::optional<open_enum<entralog::sign_in_identifier_type>> sign_in_identifier_type;
    std::optional<open_enum<entralog::token_protection_status>> sign_in_token_protection_status;
    std::optional<entralog::sign_in_status> status;
    std::optional<std::string> token_issuer_name;
    std::optional<open_enum<entralog::token_issuer_type>> token_issuer_type;
    std::optional<entralog::token_protection_status_details> token_protection_status_details;
    std::optional<std::string> unique_token_identifier;
    std::optional<std::string> user_agent;
    std::optional<std::string> user_display_name;
    std::string user_id;
    std::optional<std::string> user_principal_name; ///< always lower case
    std::optional<open_enum<entralog::sign_in_user_type>> user_type;

    entralog::additional_data additional_data;

    bool operator==(sign_in const&) const = default;
};

template <>
struct description<sign_in>
{
    static constexpr std::string_view name = "signIn";
    using properties = property_list<property<&sign_in::id, "id">, property<&sign_in::agent, "agent">,
        property<&sign_in::app_display_name, "appDisplayName">, property<&sign_in::app_id, "appId">,
        property<&sign_in::applied_conditional_access_policies, "appliedConditionalAccessPolicies">,
        property<&sign_in::applied_event_listeners, "appliedEventListeners">,
        property<&sign_in::app_owner_tenant_id, "appOwnerTenantId">,
        property<&sign_in::app_token_protection_status, "appTokenProtectionStatus">,
        property<&sign_in::authentication_app_device_details, "authenticationAppDeviceDetails">,
        property<&sign_in::authentication_app_policy_evaluation_details, "authenticationAppPolicyEvaluationDetails">,
        property<&sign_in::authentication_context_class_references, "authenticationContextClassReferences">,
        property<&sign_in::authentication_details, "authenticationDetails">,
        property<&sign_in::authentication_methods_used, "authenticationMethodsUsed">,
        property<&sign_in::authentication_processing_details, "authenticationProcessingDetails">,
        property<&sign_in::authentication_protocol, "authenticationProtocol">,
        property<&sign_in::authentication_requirement, "authenticationRequirement">,
        property<&sign_in::authentication_requirement_policies, "authenticationRequirementPolicies">,
        property<&sign_in::autonomous_system_number, "autonomousSystemNumber">,
        property<&sign_in::azure_resource_id, "azureResourceId">, property<&sign_in::client_app_used, "clientAppUsed">,
        property<&sign_in::client_credential_type, "clientCredentialType">,
        property<&sign_in::client_session_id, "clientSessionId">,
        property<&sign_in::conditional_access_audiences, "conditionalAccessAudiences">,
        property<&sign_in::conditional_access_status, "conditionalAccessStatus">,
        property<&sign_in::correlation_id, "correlationId">, property<&sign_in::created_date_time, "createdDateTime">,
        property<&sign_in::cross_tenant_access_type, "crossTenantAccessType">,
        property<&sign_in::device_detail, "deviceDetail">,
        property<&sign_in::federated_credential_id, "federatedCredentialId">,
        property<&sign_in::flagged_for_review, "flaggedForReview">,
        property<&sign_in::global_secure_access_ip_address, "globalSecureAccessIpAddress">,
        property<&sign_in::home_tenant_id, "homeTenantId">, property<&sign_in::home_tenant_name, "homeTenantName">,
        property<&sign_in::incoming_token_type, "incomingTokenType">, property<&sign_in::ip_address, "ipAddress">,
        property<&sign_in::ip_address_from_resource_provider, "ipAddressFromResourceProvider">,
        property<&sign_in::is_interactive, "isInteractive">,
        property<&sign_in::is_tenant_restricted, "isTenantRestricted">,
        property<&sign_in::is_through_global_secure_access, "isThroughGlobalSecureAccess">,
        property<&sign_in::location, "location">,
        property<&sign_in::managed_service_identity, "managedServiceIdentity">,
        property<&sign_in::mfa_detail, "mfaDetail">,
        property<&sign_in::network_location_details, "networkLocationDetails">,
        property<&sign_in::original_request_id, "originalRequestId">,
        property<&sign_in::original_transfer_method, "originalTransferMethod">,
        property<&sign_in::private_link_details, "privateLinkDetails">,
        property<&sign_in::processing_time_in_milliseconds, "processingTimeInMilliseconds">,
        property<&sign_in::resource_display_name, "resourceDisplayName">, property<&sign_in::resource_id, "resourceId">,
        property<&sign_in::resource_owner_tenant_id, "resourceOwnerTenantId">,
        property<&sign_in::resource_service_principal_id, "resourceServicePrincipalId">,
        property<&sign_in::resource_tenant_id, "resourceTenantId">, property<&sign_in::risk_detail, "riskDetail">,
        property<&sign_in::risk_event_types, "riskEventTypes">,
        property<&sign_in::risk_event_types_v2, "riskEventTypes_v2">,
        property<&sign_in::risk_level_aggregated, "riskLevelAggregated">,
        property<&sign_in::risk_level_during_sign_in, "riskLevelDuringSignIn">,
        property<&sign_in::risk_state, "riskState">,
        property<&sign_in::service_principal_credential_key_id, "servicePrincipalCredentialKeyId">,
        property<&sign_in::service_principal_credential_thumbprint, "servicePrincipalCredentialThumbprint">,
        property<&sign_in::service_principal_id, "servicePrincipalId">,
        property<&sign_in::service_principal_name, "servicePrincipalName">, property<&sign_in::session_id, "sessionId">,
        property<&sign_in::session_lifetime_policies, "sessionLifetimePolicies">,
        property<&sign_in::sign_in_event_types, "signInEventTypes">,
        property<&sign_in::sign_in_identifier, "signInIdentifier">,
        property<&sign_in::sign_in_identifier_type, "signInIdentifierType">,
        property<&sign_in::sign_in_token_protection_status, "signInTokenProtectionStatus">,
        property<&sign_in::status, "status">, property<&sign_in::token_issuer_name, "tokenIssuerName">,
        property<&sign_in::token_issuer_type, "tokenIssuerType">,
        property<&sign_in::token_protection_status_details, "tokenProtectionStatusDetails">,
        property<&sign_in::unique_token_identifier, "uniqueTokenIdentifier">,
        property<&sign_in::user_agent, "userAgent">, property<&sign_in::user_display_name, "userDisplayName">,
        property<&sign_in::user_id, "userId">, property<&sign_in::user_principal_name, "userPrincipalName">,
        property<&sign_in::user_type, "userType">>;
};

} // namespace entralog
