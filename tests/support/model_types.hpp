#pragma once

#include <entralog/model.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace entralog::testing
{

template <class... T>
struct type_list
{
};

/// Every structured type of the model.
using all_types = type_list<entity, identity, user_identity, audit_user_identity, app_identity, key_value,
    modified_property, authentication_detail, authentication_app_device_details, authentication_app_policy_details,
    authentication_event_handler_result, custom_extension_callout_result, applied_authentication_event_listener,
    mfa_detail, token_protection_status_details, authentication_strength, conditional_access_rule_satisfied,
    applied_conditional_access_policy, session_lifetime_policy, authentication_context,
    authentication_requirement_policy, network_location_detail, token_details, linkable_identifiers,
    audit_activity_initiator, audit_activity_performer, target_resource, directory_audit,
    custom_security_attribute_audit, details_info, initiator, provisioned_identity, provisioning_error_info,
    provisioning_service_principal, provisioning_status_info, provisioning_step, provisioning_system, status_base,
    status_details, provisioning_object_summary, agentic::agent_sign_in, device_detail, geo_coordinates,
    sign_in_location, managed_identity, private_link_details, sign_in_status, sign_in>;

/// Graph's name of an enumeration: the model needs none, the list of the schema's names does.
template <class E>
inline constexpr std::string_view enum_name = E::has_no_name_here;
template <>
inline constexpr std::string_view enum_name<agentic::agent_type> = "agentic.agentType";
template <>
inline constexpr std::string_view enum_name<applied_conditional_access_policy_result> =
    "appliedConditionalAccessPolicyResult";
template <>
inline constexpr std::string_view enum_name<audit_identity_type> = "auditIdentityType";
template <>
inline constexpr std::string_view enum_name<authentication_app_admin_configuration> =
    "authenticationAppAdminConfiguration";
template <>
inline constexpr std::string_view enum_name<authentication_app_evaluation> = "authenticationAppEvaluation";
template <>
inline constexpr std::string_view enum_name<authentication_app_policy_status> = "authenticationAppPolicyStatus";
template <>
inline constexpr std::string_view enum_name<authentication_context_detail> = "authenticationContextDetail";
template <>
inline constexpr std::string_view enum_name<authentication_event_type> = "authenticationEventType";
template <>
inline constexpr std::string_view enum_name<authentication_strength_result> = "authenticationStrengthResult";
template <>
inline constexpr std::string_view enum_name<client_credential_type> = "clientCredentialType";
template <>
inline constexpr std::string_view enum_name<conditional_access_conditions> = "conditionalAccessConditions";
template <>
inline constexpr std::string_view enum_name<conditional_access_rule> = "conditionalAccessRule";
template <>
inline constexpr std::string_view enum_name<conditional_access_status> = "conditionalAccessStatus";
template <>
inline constexpr std::string_view enum_name<expiration_requirement> = "expirationRequirement";
template <>
inline constexpr std::string_view enum_name<group_type> = "groupType";
template <>
inline constexpr std::string_view enum_name<incoming_token_type> = "incomingTokenType";
template <>
inline constexpr std::string_view enum_name<initiator_type> = "initiatorType";
template <>
inline constexpr std::string_view enum_name<msi_type> = "msiType";
template <>
inline constexpr std::string_view enum_name<network_type> = "networkType";
template <>
inline constexpr std::string_view enum_name<operation_result> = "operationResult";
template <>
inline constexpr std::string_view enum_name<original_transfer_methods> = "originalTransferMethods";
template <>
inline constexpr std::string_view enum_name<protocol_type> = "protocolType";
template <>
inline constexpr std::string_view enum_name<provisioning_action> = "provisioningAction";
template <>
inline constexpr std::string_view enum_name<provisioning_result> = "provisioningResult";
template <>
inline constexpr std::string_view enum_name<provisioning_status_error_category> = "provisioningStatusErrorCategory";
template <>
inline constexpr std::string_view enum_name<provisioning_step_type> = "provisioningStepType";
template <>
inline constexpr std::string_view enum_name<requirement_provider> = "requirementProvider";
template <>
inline constexpr std::string_view enum_name<risk_detail> = "riskDetail";
template <>
inline constexpr std::string_view enum_name<risk_event_type> = "riskEventType";
template <>
inline constexpr std::string_view enum_name<risk_level> = "riskLevel";
template <>
inline constexpr std::string_view enum_name<risk_state> = "riskState";
template <>
inline constexpr std::string_view enum_name<sign_in_access_type> = "signInAccessType";
template <>
inline constexpr std::string_view enum_name<sign_in_identifier_type> = "signInIdentifierType";
template <>
inline constexpr std::string_view enum_name<sign_in_user_type> = "signInUserType";
template <>
inline constexpr std::string_view enum_name<token_issuer_type> = "tokenIssuerType";
template <>
inline constexpr std::string_view enum_name<token_protection_status> = "tokenProtectionStatus";

/// Every enumeration of the model.
using all_enums = type_list<agentic::agent_type, applied_conditional_access_policy_result, audit_identity_type,
    authentication_app_admin_configuration, authentication_app_evaluation, authentication_app_policy_status,
    authentication_context_detail, authentication_event_type, authentication_strength_result, client_credential_type,
    conditional_access_conditions, conditional_access_rule, conditional_access_status, expiration_requirement,
    group_type, incoming_token_type, initiator_type, msi_type, network_type, operation_result,
    original_transfer_methods, protocol_type, provisioning_action, provisioning_result,
    provisioning_status_error_category, provisioning_step_type, requirement_provider, risk_detail, risk_event_type,
    risk_level, risk_state, sign_in_access_type, sign_in_identifier_type, sign_in_user_type, token_issuer_type,
    token_protection_status>;

template <class V>
struct kind;
template <>
struct kind<std::string>
{
    static std::string name() { return "Edm.String"; }
};
template <>
struct kind<bool>
{
    static std::string name() { return "Edm.Boolean"; }
};
template <>
struct kind<std::int32_t>
{
    static std::string name() { return "Edm.Int32"; }
};
template <>
struct kind<double>
{
    static std::string name() { return "Edm.Double"; }
};
template <>
struct kind<timestamp>
{
    static std::string name() { return "Edm.DateTimeOffset"; }
};
template <class E>
struct kind<open_enum<E>>
{
    static std::string name() { return std::string(enum_name<E>); }
};
template <class E>
struct kind<open_flags<E>>
{
    static std::string name() { return "flags " + std::string(enum_name<E>); }
};
template <class T>
requires requires
{
    description<T>::name;
}
struct kind<T>
{
    static std::string name() { return std::string(description<T>::name); }
};
template <class Base, class... Derived>
struct kind<derived<Base, Derived...>> : kind<Base>
{
};
template <class V>
struct kind<std::optional<V>>
{
    static std::string name() { return kind<V>::name() + "?"; }
};
template <class V>
struct kind<std::vector<V>>
{
    static std::string name() { return "Collection(" + kind<V>::name() + ")"; }
};

/// What a property's C++ type says of the schema, as the list of the schema's names writes it: "Edm.String?",
/// "Collection(keyValue)"; "flags " goes before an enumeration that travels as a comma list.
template <class Property>
std::string kind_of()
{
    using object_and_member = std::remove_const_t<decltype(Property::member)>;
    return []<class T, class M>(std::type_identity<M T::*>)
    { return kind<M>::name(); }(std::type_identity<object_and_member>());
}

/// Calls f(std::type_identity<T>()) for each T.
template <class... T, class F>
void for_each_type(type_list<T...>, F&& f)
{
    (f(std::type_identity<T>()), ...);
}

} // namespace entralog::testing
