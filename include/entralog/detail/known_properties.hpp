#pragma once

// What the records of the reports have at their top, by report and by what it is to filters. Each report says of
// another's properties, in words, that they are not its own.

// Of signIns, with operators in Microsoft's tables; those that other reports have, or that they speak of themselves,
// are left out.
#define ENTRALOG_FIELDS_OF_SIGN_INS(X)                                                                                 \
    X(authentication_requirement, "authenticationRequirement")                                                         \
    X(client_app_used, "clientAppUsed")                                                                                \
    X(conditional_access_audiences, "conditionalAccessAudiences")                                                      \
    X(conditional_access_status, "conditionalAccessStatus")                                                            \
    X(device_detail, "deviceDetail")                                                                                   \
    X(is_interactive, "isInteractive")                                                                                 \
    X(location, "location")                                                                                            \
    X(original_request_id, "originalRequestId")                                                                        \
    X(resource_display_name, "resourceDisplayName")                                                                    \
    X(resource_id, "resourceId")                                                                                       \
    X(risk_detail, "riskDetail")                                                                                       \
    X(risk_event_types, "riskEventTypes")                                                                              \
    X(risk_event_types_v2, "riskEventTypes_v2")                                                                        \
    X(risk_level_aggregated, "riskLevelAggregated")                                                                    \
    X(risk_level_during_sign_in, "riskLevelDuringSignIn")                                                              \
    X(risk_state, "riskState")                                                                                         \
    X(service_principal_id, "servicePrincipalId")                                                                      \
    X(service_principal_name, "servicePrincipalName")                                                                  \
    X(sign_in_event_types, "signInEventTypes")                                                                         \
    X(token_issuer_name, "tokenIssuerName")                                                                            \
    X(token_issuer_type, "tokenIssuerType")

// Of signIns, values without any documented operator.
#define ENTRALOG_VALUES_OF_SIGN_INS(X)                                                                                 \
    X(app_owner_tenant_id, "appOwnerTenantId")                                                                         \
    X(app_token_protection_status, "appTokenProtectionStatus")                                                         \
    X(authentication_protocol, "authenticationProtocol")                                                               \
    X(autonomous_system_number, "autonomousSystemNumber")                                                              \
    X(azure_resource_id, "azureResourceId")                                                                            \
    X(client_credential_type, "clientCredentialType")                                                                  \
    X(client_session_id, "clientSessionId")                                                                            \
    X(cross_tenant_access_type, "crossTenantAccessType")                                                               \
    X(federated_credential_id, "federatedCredentialId")                                                                \
    X(flagged_for_review, "flaggedForReview")                                                                          \
    X(global_secure_access_ip_address, "globalSecureAccessIpAddress")                                                  \
    X(home_tenant_id, "homeTenantId")                                                                                  \
    X(home_tenant_name, "homeTenantName")                                                                              \
    X(incoming_token_type, "incomingTokenType")                                                                        \
    X(ip_address_from_resource_provider, "ipAddressFromResourceProvider")                                              \
    X(is_tenant_restricted, "isTenantRestricted")                                                                      \
    X(is_through_global_secure_access, "isThroughGlobalSecureAccess")                                                  \
    X(original_transfer_method, "originalTransferMethod")                                                              \
    X(processing_time_in_milliseconds, "processingTimeInMilliseconds")                                                 \
    X(resource_owner_tenant_id, "resourceOwnerTenantId")                                                               \
    X(resource_service_principal_id, "resourceServicePrincipalId")                                                     \
    X(resource_tenant_id, "resourceTenantId")                                                                          \
    X(service_principal_credential_key_id, "servicePrincipalCredentialKeyId")                                          \
    X(service_principal_credential_thumbprint, "servicePrincipalCredentialThumbprint")                                 \
    X(session_id, "sessionId")                                                                                         \
    X(sign_in_identifier, "signInIdentifier")                                                                          \
    X(sign_in_identifier_type, "signInIdentifierType")                                                                 \
    X(sign_in_token_protection_status, "signInTokenProtectionStatus")                                                  \
    X(unique_token_identifier, "uniqueTokenIdentifier")                                                                \
    X(user_type, "userType")

// Of signIns, objects and collections of which nothing is documented for filters.
#define ENTRALOG_OBJECTS_OF_SIGN_INS(X)                                                                                \
    X(agent, "agent")                                                                                                  \
    X(applied_conditional_access_policies, "appliedConditionalAccessPolicies")                                         \
    X(applied_event_listeners, "appliedEventListeners")                                                                \
    X(authentication_app_device_details, "authenticationAppDeviceDetails")                                             \
    X(authentication_app_policy_evaluation_details, "authenticationAppPolicyEvaluationDetails")                        \
    X(authentication_context_class_references, "authenticationContextClassReferences")                                 \
    X(authentication_details, "authenticationDetails")                                                                 \
    X(authentication_methods_used, "authenticationMethodsUsed")                                                        \
    X(authentication_processing_details, "authenticationProcessingDetails")                                            \
    X(authentication_requirement_policies, "authenticationRequirementPolicies")                                        \
    X(managed_service_identity, "managedServiceIdentity")                                                              \
    X(mfa_detail, "mfaDetail")                                                                                         \
    X(network_location_details, "networkLocationDetails")                                                              \
    X(private_link_details, "privateLinkDetails")                                                                      \
    X(session_lifetime_policies, "sessionLifetimePolicies")                                                            \
    X(token_protection_status_details, "tokenProtectionStatusDetails")

// Of directoryAudits and customSecurityAttributeAudits, without any documented operator.
#define ENTRALOG_VALUES_OF_AUDITS(X)                                                                                   \
    X(operation_type, "operationType")                                                                                 \
    X(result_reason, "resultReason")
#define ENTRALOG_OBJECTS_OF_AUDITS(X)                                                                                  \
    X(additional_details, "additionalDetails")                                                                         \
    X(performed_by, "performedBy")

// Of provisioning, with operators in Microsoft's tables.
#define ENTRALOG_FIELDS_OF_PROVISIONING(X)                                                                             \
    X(action, "action")                                                                                                \
    X(change_id, "changeId")                                                                                           \
    X(cycle_id, "cycleId")                                                                                             \
    X(duration_in_milliseconds, "durationInMilliseconds")                                                              \
    X(job_id, "jobId")                                                                                                 \
    X(provisioning_action, "provisioningAction")                                                                       \
    X(provisioning_status_info, "provisioningStatusInfo")                                                              \
    X(service_principal, "servicePrincipal")                                                                           \
    X(source_identity, "sourceIdentity")                                                                               \
    X(source_system, "sourceSystem")                                                                                   \
    X(status_info, "statusInfo")                                                                                       \
    X(target_identity, "targetIdentity")                                                                               \
    X(target_system, "targetSystem")                                                                                   \
    X(tenant_id, "tenantId")

// Of provisioning, collections of which nothing is documented for filters.
#define ENTRALOG_OBJECTS_OF_PROVISIONING(X)                                                                            \
    X(modified_properties, "modifiedProperties")                                                                       \
    X(provisioning_steps, "provisioningSteps")
