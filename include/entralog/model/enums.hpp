#pragma once

#include <entralog/model/open_enum.hpp>

#include <array>
#include <string_view>

namespace entralog
{

// Members in the order of Microsoft's metadata; their numbers are ours, since only names travel.

namespace agentic
{
enum class agent_type
{
    not_agentic,
    agentic_app,
    agentic_app_instance,
    unknown_future_value,
    agent_identity_blueprint_principal,
    agent_id_user
};
} // namespace agentic
template <>
inline constexpr auto member_names<agentic::agent_type> = std::to_array<std::string_view>({"notAgentic", "agenticApp",
    "agenticAppInstance", "unknownFutureValue", "agentIdentityBlueprintPrincipal", "agentIDuser"});

enum class applied_conditional_access_policy_result
{
    success,
    failure,
    not_applied,
    not_enabled,
    unknown,
    unknown_future_value,
    report_only_success,
    report_only_failure,
    report_only_not_applied,
    report_only_interrupted
};
template <>
inline constexpr auto member_names<applied_conditional_access_policy_result> = std::to_array<std::string_view>(
    {"success", "failure", "notApplied", "notEnabled", "unknown", "unknownFutureValue", "reportOnlySuccess",
        "reportOnlyFailure", "reportOnlyNotApplied", "reportOnlyInterrupted"});

enum class audit_identity_type
{
    agent,
    service_principal,
    unknown_future_value
};
template <>
inline constexpr auto member_names<audit_identity_type> = std::to_array<std::string_view>(
    {"agent", "servicePrincipal", "unknownFutureValue"});

enum class authentication_app_admin_configuration
{
    not_applicable,
    enabled,
    disabled,
    unknown_future_value
};
template <>
inline constexpr auto member_names<authentication_app_admin_configuration> = std::to_array<std::string_view>(
    {"notApplicable", "enabled", "disabled", "unknownFutureValue"});

enum class authentication_app_evaluation
{
    success,
    failure,
    unknown_future_value
};
template <>
inline constexpr auto member_names<authentication_app_evaluation> = std::to_array<std::string_view>(
    {"success", "failure", "unknownFutureValue"});

enum class authentication_app_policy_status
{
    unknown,
    app_lock_out_of_date,
    app_lock_enabled,
    app_lock_disabled,
    app_context_out_of_date,
    app_context_shown,
    app_context_not_shown,
    location_context_out_of_date,
    location_context_shown,
    location_context_not_shown,
    number_match_out_of_date,
    number_match_correct_number_entered,
    number_match_incorrect_number_entered,
    number_match_deny,
    tamper_resistant_hardware_out_of_date,
    tamper_resistant_hardware_used,
    tamper_resistant_hardware_not_used,
    unknown_future_value
};
template <>
inline constexpr auto member_names<authentication_app_policy_status> = std::to_array<std::string_view>(
    {"unknown", "appLockOutOfDate", "appLockEnabled", "appLockDisabled", "appContextOutOfDate", "appContextShown",
        "appContextNotShown", "locationContextOutOfDate", "locationContextShown", "locationContextNotShown",
        "numberMatchOutOfDate", "numberMatchCorrectNumberEntered", "numberMatchIncorrectNumberEntered",
        "numberMatchDeny", "tamperResistantHardwareOutOfDate", "tamperResistantHardwareUsed",
        "tamperResistantHardwareNotUsed", "unknownFutureValue"});

enum class authentication_context_detail
{
    required,
    previously_satisfied,
    not_applicable,
    unknown_future_value
};
template <>
inline constexpr auto member_names<authentication_context_detail> = std::to_array<std::string_view>(
    {"required", "previouslySatisfied", "notApplicable", "unknownFutureValue"});

enum class authentication_event_type
{
    token_issuance_start,
    page_render_start,
    unknown_future_value,
    attribute_collection_start,
    attribute_collection_submit,
    email_otp_send,
    password_submit
};
template <>
inline constexpr auto member_names<authentication_event_type> = std::to_array<std::string_view>(
    {"tokenIssuanceStart", "pageRenderStart", "unknownFutureValue", "attributeCollectionStart",
        "attributeCollectionSubmit", "emailOtpSend", "passwordSubmit"});

enum class authentication_strength_result
{
    not_set,
    skipped_for_proof_up,
    satisfied,
    single_challenge_required,
    multiple_challenges_required,
    single_registration_required,
    multiple_registrations_required,
    cannot_satisfy_due_to_combination_configuration,
    cannot_satisfy,
    unknown_future_value
};
template <>
inline constexpr auto member_names<authentication_strength_result> = std::to_array<std::string_view>(
    {"notSet", "skippedForProofUp", "satisfied", "singleChallengeRequired", "multipleChallengesRequired",
        "singleRegistrationRequired", "multipleRegistrationsRequired", "cannotSatisfyDueToCombinationConfiguration",
        "cannotSatisfy", "unknownFutureValue"});

enum class client_credential_type
{
    none,
    client_secret,
    client_assertion,
    federated_identity_credential,
    managed_identity,
    certificate,
    unknown_future_value
};
template <>
inline constexpr auto member_names<client_credential_type> = std::to_array<std::string_view>({"none", "clientSecret",
    "clientAssertion", "federatedIdentityCredential", "managedIdentity", "certificate", "unknownFutureValue"});

enum class conditional_access_conditions
{
    none,
    application,
    users,
    device_platform,
    location,
    client_type,
    sign_in_risk,
    user_risk,
    time,
    device_state,
    client,
    ip_address_seen_by_azure_ad,
    ip_address_seen_by_resource_provider,
    unknown_future_value,
    service_principals,
    service_principal_risk,
    authentication_flows,
    insider_risk
};
template <>
inline constexpr auto member_names<conditional_access_conditions> = std::to_array<std::string_view>(
    {"none", "application", "users", "devicePlatform", "location", "clientType", "signInRisk", "userRisk", "time",
        "deviceState", "client", "ipAddressSeenByAzureAD", "ipAddressSeenByResourceProvider", "unknownFutureValue",
        "servicePrincipals", "servicePrincipalRisk", "authenticationFlows", "insiderRisk"});

enum class conditional_access_rule
{
    all_apps,
    first_party_apps,
    office365,
    app_id,
    acr,
    app_filter,
    all_users,
    guest,
    group_id,
    role_id,
    user_id,
    all_device_platforms,
    device_platform,
    all_locations,
    inside_corpnet,
    all_trusted_locations,
    location_id,
    all_devices,
    device_filter,
    device_state,
    unknown_future_value,
    device_filter_include_rule_not_matched,
    all_device_states,
    anonymized_ip_address,
    unfamiliar_features,
    nation_state_ip_address,
    real_time_threat_intelligence,
    internal_guest,
    b2b_collaboration_guest,
    b2b_collaboration_member,
    b2b_direct_connect_user,
    other_external_user,
    service_provider,
    microsoft_admin_portals,
    device_code_flow,
    authentication_transfer,
    insider_risk
};
template <>
inline constexpr auto member_names<conditional_access_rule> = std::to_array<std::string_view>(
    {"allApps", "firstPartyApps", "office365", "appId", "acr", "appFilter", "allUsers", "guest", "groupId", "roleId",
        "userId", "allDevicePlatforms", "devicePlatform", "allLocations", "insideCorpnet", "allTrustedLocations",
        "locationId", "allDevices", "deviceFilter", "deviceState", "unknownFutureValue",
        "deviceFilterIncludeRuleNotMatched", "allDeviceStates", "anonymizedIPAddress", "unfamiliarFeatures",
        "nationStateIPAddress", "realTimeThreatIntelligence", "internalGuest", "b2bCollaborationGuest",
        "b2bCollaborationMember", "b2bDirectConnectUser", "otherExternalUser", "serviceProvider",
        "microsoftAdminPortals", "deviceCodeFlow", "authenticationTransfer", "insiderRisk"});

enum class conditional_access_status
{
    success,
    failure,
    not_applied,
    unknown_future_value
};
template <>
inline constexpr auto member_names<conditional_access_status> = std::to_array<std::string_view>(
    {"success", "failure", "notApplied", "unknownFutureValue"});

enum class expiration_requirement
{
    remember_multifactor_authentication_on_trusted_devices,
    tenant_token_lifetime_policy,
    audience_token_lifetime_policy,
    sign_in_frequency_periodic_reauthentication,
    ngc_mfa,
    sign_in_frequency_every_time,
    unknown_future_value
};
template <>
inline constexpr auto member_names<expiration_requirement> = std::to_array<std::string_view>(
    {"rememberMultifactorAuthenticationOnTrustedDevices", "tenantTokenLifetimePolicy", "audienceTokenLifetimePolicy",
        "signInFrequencyPeriodicReauthentication", "ngcMfa", "signInFrequencyEveryTime", "unknownFutureValue"});

enum class group_type
{
    unified_groups,
    azure_ad,
    unknown_future_value
};
template <>
inline constexpr auto member_names<group_type> = std::to_array<std::string_view>(
    {"unifiedGroups", "azureAD", "unknownFutureValue"});

enum class incoming_token_type
{
    none,
    primary_refresh_token,
    saml11,
    saml20,
    unknown_future_value,
    remote_desktop_token,
    refresh_token
};
template <>
inline constexpr auto member_names<incoming_token_type> = std::to_array<std::string_view>(
    {"none", "primaryRefreshToken", "saml11", "saml20", "unknownFutureValue", "remoteDesktopToken", "refreshToken"});

enum class initiator_type
{
    user,
    application,
    system,
    unknown_future_value
};
template <>
inline constexpr auto member_names<initiator_type> = std::to_array<std::string_view>(
    {"user", "application", "system", "unknownFutureValue"});

enum class msi_type
{
    none,
    user_assigned,
    system_assigned,
    unknown_future_value
};
template <>
inline constexpr auto member_names<msi_type> = std::to_array<std::string_view>(
    {"none", "userAssigned", "systemAssigned", "unknownFutureValue"});

enum class network_type
{
    intranet,
    extranet,
    named_network,
    trusted,
    trusted_named_location,
    unknown_future_value
};
template <>
inline constexpr auto member_names<network_type> = std::to_array<std::string_view>(
    {"intranet", "extranet", "namedNetwork", "trusted", "trustedNamedLocation", "unknownFutureValue"});

enum class operation_result
{
    success,
    failure,
    timeout,
    unknown_future_value
};
template <>
inline constexpr auto member_names<operation_result> = std::to_array<std::string_view>(
    {"success", "failure", "timeout", "unknownFutureValue"});

enum class original_transfer_methods
{
    none,
    device_code_flow,
    authentication_transfer,
    unknown_future_value
};
template <>
inline constexpr auto member_names<original_transfer_methods> = std::to_array<std::string_view>(
    {"none", "deviceCodeFlow", "authenticationTransfer", "unknownFutureValue"});

enum class protocol_type
{
    none,
    oauth2,
    ropc,
    ws_federation,
    saml20,
    device_code,
    unknown_future_value,
    authentication_transfer,
    native_auth,
    implicit_access_token_and_get_response_mode,
    implicit_id_token_and_get_response_mode,
    implicit_access_token_and_post_response_mode,
    implicit_id_token_and_post_response_mode,
    authorization_code_without_pkce,
    authorization_code_with_pkce,
    client_credentials,
    refresh_token_grant,
    encrypted_authorize_response,
    direct_user_grant,
    kerberos,
    prt_grant,
    seamless_sso,
    prt_broker_based,
    prt_non_broker_based,
    on_behalf_of,
    saml_on_behalf_of,
    office_s2s,
    ws_trust
};
template <>
inline constexpr auto member_names<protocol_type> = std::to_array<std::string_view>(
    {"none", "oAuth2", "ropc", "wsFederation", "saml20", "deviceCode", "unknownFutureValue", "authenticationTransfer",
        "nativeAuth", "implicitAccessTokenAndGetResponseMode", "implicitIdTokenAndGetResponseMode",
        "implicitAccessTokenAndPostResponseMode", "implicitIdTokenAndPostResponseMode", "authorizationCodeWithoutPkce",
        "authorizationCodeWithPkce", "clientCredentials", "refreshTokenGrant", "encryptedAuthorizeResponse",
        "directUserGrant", "kerberos", "prtGrant", "seamlessSso", "prtBrokerBased", "prtNonBrokerBased", "onBehalfOf",
        "samlOnBehalfOf", "officeS2S", "wsTrust"});

enum class provisioning_action
{
    other,
    create,
    delete_,
    disable,
    update,
    staged_delete,
    unknown_future_value
};
template <>
inline constexpr auto member_names<provisioning_action> = std::to_array<std::string_view>(
    {"other", "create", "delete", "disable", "update", "stagedDelete", "unknownFutureValue"});

enum class provisioning_result
{
    success,
    failure,
    skipped,
    warning,
    unknown_future_value
};
template <>
inline constexpr auto member_names<provisioning_result> = std::to_array<std::string_view>(
    {"success", "failure", "skipped", "warning", "unknownFutureValue"});

enum class provisioning_status_error_category
{
    failure,
    non_service_failure,
    success,
    unknown_future_value
};
template <>
inline constexpr auto member_names<provisioning_status_error_category> = std::to_array<std::string_view>(
    {"failure", "nonServiceFailure", "success", "unknownFutureValue"});

enum class provisioning_step_type
{
    import_,
    scoping,
    matching,
    processing,
    reference_resolution,
    export_,
    unknown_future_value
};
template <>
inline constexpr auto member_names<provisioning_step_type> = std::to_array<std::string_view>(
    {"import", "scoping", "matching", "processing", "referenceResolution", "export", "unknownFutureValue"});

enum class requirement_provider
{
    user,
    request,
    service_principal,
    v1_conditional_access,
    multi_conditional_access,
    tenant_session_risk_policy,
    account_compromise_policies,
    v1_conditional_access_dependency,
    v1_conditional_access_policy_id_requested,
    mfa_registration_required_by_identity_protection_policy,
    baseline_protection,
    mfa_registration_required_by_baseline_protection,
    mfa_registration_required_by_multi_conditional_access,
    enforced_for_csp_admins,
    security_defaults,
    mfa_registration_required_by_security_defaults,
    proof_up_code_request,
    cross_tenant_outbound_rule,
    gps_location_condition,
    risk_based_policy,
    unknown_future_value,
    scope_based_auth_requirement_policy,
    authentication_strengths
};
template <>
inline constexpr auto member_names<requirement_provider> = std::to_array<std::string_view>(
    {"user", "request", "servicePrincipal", "v1ConditionalAccess", "multiConditionalAccess", "tenantSessionRiskPolicy",
        "accountCompromisePolicies", "v1ConditionalAccessDependency", "v1ConditionalAccessPolicyIdRequested",
        "mfaRegistrationRequiredByIdentityProtectionPolicy", "baselineProtection",
        "mfaRegistrationRequiredByBaselineProtection", "mfaRegistrationRequiredByMultiConditionalAccess",
        "enforcedForCspAdmins", "securityDefaults", "mfaRegistrationRequiredBySecurityDefaults", "proofUpCodeRequest",
        "crossTenantOutboundRule", "gpsLocationCondition", "riskBasedPolicy", "unknownFutureValue",
        "scopeBasedAuthRequirementPolicy", "authenticationStrengths"});

enum class risk_detail
{
    none,
    admin_generated_temporary_password,
    user_performed_secured_password_change,
    user_performed_secured_password_reset,
    admin_confirmed_signin_safe,
    ai_confirmed_signin_safe,
    user_passed_mfa_driven_by_risk_based_policy,
    admin_dismissed_all_risk_for_user,
    admin_confirmed_signin_compromised,
    hidden,
    admin_confirmed_user_compromised,
    unknown_future_value,
    admin_confirmed_service_principal_compromised,
    admin_dismissed_all_risk_for_service_principal,
    m365d_admin_dismissed_detection,
    user_changed_password_on_premises,
    admin_dismissed_risk_for_sign_in,
    admin_confirmed_account_safe,
    admin_confirmed_agent_safe,
    admin_confirmed_agent_compromised,
    admin_dismissed_risk_for_agent,
    microsoft_revoked_sessions
};
template <>
inline constexpr auto member_names<risk_detail> = std::to_array<std::string_view>(
    {"none", "adminGeneratedTemporaryPassword", "userPerformedSecuredPasswordChange",
        "userPerformedSecuredPasswordReset", "adminConfirmedSigninSafe", "aiConfirmedSigninSafe",
        "userPassedMFADrivenByRiskBasedPolicy", "adminDismissedAllRiskForUser", "adminConfirmedSigninCompromised",
        "hidden", "adminConfirmedUserCompromised", "unknownFutureValue", "adminConfirmedServicePrincipalCompromised",
        "adminDismissedAllRiskForServicePrincipal", "m365DAdminDismissedDetection", "userChangedPasswordOnPremises",
        "adminDismissedRiskForSignIn", "adminConfirmedAccountSafe", "adminConfirmedAgentSafe",
        "adminConfirmedAgentCompromised", "adminDismissedRiskForAgent", "microsoftRevokedSessions"});

/// v1.0 only.
enum class risk_event_type
{
    unlikely_travel,
    anonymized_ip_address,
    malicious_ip_address,
    unfamiliar_features,
    malware_infected_ip_address,
    suspicious_ip_address,
    leaked_credentials,
    investigations_threat_intelligence,
    generic,
    admin_confirmed_user_compromised,
    mcas_impossible_travel,
    mcas_suspicious_inbox_manipulation_rules,
    investigations_threat_intelligence_signin_linked,
    malicious_ip_address_valid_credentials_blocked_ip,
    unknown_future_value
};
template <>
inline constexpr auto member_names<risk_event_type> = std::to_array<std::string_view>(
    {"unlikelyTravel", "anonymizedIPAddress", "maliciousIPAddress", "unfamiliarFeatures", "malwareInfectedIPAddress",
        "suspiciousIPAddress", "leakedCredentials", "investigationsThreatIntelligence", "generic",
        "adminConfirmedUserCompromised", "mcasImpossibleTravel", "mcasSuspiciousInboxManipulationRules",
        "investigationsThreatIntelligenceSigninLinked", "maliciousIPAddressValidCredentialsBlockedIP",
        "unknownFutureValue"});

enum class risk_level
{
    low,
    medium,
    high,
    hidden,
    none,
    unknown_future_value
};
template <>
inline constexpr auto member_names<risk_level> = std::to_array<std::string_view>(
    {"low", "medium", "high", "hidden", "none", "unknownFutureValue"});

enum class risk_state
{
    none,
    confirmed_safe,
    remediated,
    dismissed,
    at_risk,
    confirmed_compromised,
    unknown_future_value
};
template <>
inline constexpr auto member_names<risk_state> = std::to_array<std::string_view>(
    {"none", "confirmedSafe", "remediated", "dismissed", "atRisk", "confirmedCompromised", "unknownFutureValue"});

enum class sign_in_access_type
{
    none,
    b2b_collaboration,
    b2b_direct_connect,
    microsoft_support,
    service_provider,
    unknown_future_value,
    passthrough
};
template <>
inline constexpr auto member_names<sign_in_access_type> = std::to_array<std::string_view>({"none", "b2bCollaboration",
    "b2bDirectConnect", "microsoftSupport", "serviceProvider", "unknownFutureValue", "passthrough"});

enum class sign_in_identifier_type
{
    user_principal_name,
    phone_number,
    proxy_address,
    qr_code,
    on_premises_user_principal_name,
    unknown_future_value
};
template <>
inline constexpr auto member_names<sign_in_identifier_type> = std::to_array<std::string_view>({"userPrincipalName",
    "phoneNumber", "proxyAddress", "qrCode", "onPremisesUserPrincipalName", "unknownFutureValue"});

enum class sign_in_user_type
{
    member,
    guest,
    unknown_future_value
};
template <>
inline constexpr auto member_names<sign_in_user_type> = std::to_array<std::string_view>(
    {"member", "guest", "unknownFutureValue"});

enum class token_issuer_type
{
    azure_ad,
    ad_federation_services,
    unknown_future_value,
    azure_ad_backup_auth,
    ad_federation_services_mfa_adapter,
    nps_extension
};
template <>
inline constexpr auto member_names<token_issuer_type> = std::to_array<std::string_view>(
    {"AzureAD", "ADFederationServices", "UnknownFutureValue", "AzureADBackupAuth", "ADFederationServicesMFAAdapter",
        "NPSExtension"});

enum class token_protection_status
{
    none,
    bound,
    unbound,
    unknown_future_value
};
template <>
inline constexpr auto member_names<token_protection_status> = std::to_array<std::string_view>(
    {"none", "bound", "unbound", "unknownFutureValue"});

} // namespace entralog
