#include <mockserver/odata/schema.hpp>

#include <mockserver/text.hpp>

#include <map>
#include <stdexcept>
#include <string>

namespace graph_mock::odata
{

namespace
{

struct description
{
    std::string_view name;
    bool open;
    std::string_view properties;
};

/// The types of Microsoft's published metadata (CSDL of 2026-08), one word for each property: its name, ":" and its
/// type unless it is a string, "[]" for a collection. "+" is in front of those that only beta has, "-" of those that
/// only v1.0 has. Types that hold nothing but beta's own parts are not marked inside.
constexpr description descriptions[] = {
    {"signIn", false,
        "id +agent:agentic.agentSignIn appDisplayName appId "
        "appliedConditionalAccessPolicies:appliedConditionalAccessPolicy[] "
        "+appliedEventListeners:appliedAuthenticationEventListener[] +appOwnerTenantId "
        "+appTokenProtectionStatus:enum authenticationAppDeviceDetails:authenticationAppDeviceDetails "
        "+authenticationAppPolicyEvaluationDetails:authenticationAppPolicyDetails[] "
        "+authenticationContextClassReferences:authenticationContext[] "
        "+authenticationDetails:authenticationDetail[] +authenticationMethodsUsed[] "
        "+authenticationProcessingDetails:keyValue[] +authenticationProtocol:enum +authenticationRequirement "
        "+authenticationRequirementPolicies:authenticationRequirementPolicy[] +autonomousSystemNumber:int "
        "+azureResourceId clientAppUsed +clientCredentialType:enum +clientSessionId "
        "+conditionalAccessAudiences[] conditionalAccessStatus:enum correlationId createdDateTime:time "
        "+crossTenantAccessType:enum deviceDetail:deviceDetail +federatedCredentialId +flaggedForReview:bool "
        "+globalSecureAccessIpAddress homeTenantId +homeTenantName +incomingTokenType:enum ipAddress "
        "+ipAddressFromResourceProvider isInteractive:bool +isTenantRestricted:bool "
        "+isThroughGlobalSecureAccess:bool location:signInLocation +managedServiceIdentity:managedIdentity "
        "+mfaDetail:mfaDetail +networkLocationDetails:networkLocationDetail[] +originalRequestId "
        "+originalTransferMethod:enum +privateLinkDetails:privateLinkDetails "
        "+processingTimeInMilliseconds:int resourceDisplayName resourceId +resourceOwnerTenantId "
        "+resourceServicePrincipalId resourceTenantId riskDetail:enum riskEventTypes_v2[] "
        "riskLevelAggregated:enum riskLevelDuringSignIn:enum riskState:enum +servicePrincipalCredentialKeyId "
        "+servicePrincipalCredentialThumbprint servicePrincipalId servicePrincipalName +sessionId "
        "+sessionLifetimePolicies:sessionLifetimePolicy[] +signInEventTypes[] +signInIdentifier "
        "+signInIdentifierType:enum +signInTokenProtectionStatus:enum status:signInStatus +tokenIssuerName "
        "+tokenIssuerType:enum +tokenProtectionStatusDetails:tokenProtectionStatusDetails "
        "+uniqueTokenIdentifier userAgent userDisplayName userId userPrincipalName +userType:enum "
        "-riskEventTypes:enum[]"},
    {"directoryAudit", false,
        "id activityDateTime:time activityDisplayName additionalDetails:keyValue[] category correlationId "
        "initiatedBy:auditActivityInitiator loggedByService operationType +performedBy:auditActivityPerformer "
        "result:enum resultReason targetResources:targetResource[] +userAgent"},
    {"customSecurityAttributeAudit", false,
        "id activityDateTime:time activityDisplayName additionalDetails:keyValue[] category correlationId "
        "initiatedBy:auditActivityInitiator loggedByService operationType result:enum resultReason "
        "targetResources:targetResource[] userAgent"},
    {"provisioningObjectSummary", false,
        "id +action activityDateTime:time changeId cycleId durationInMilliseconds:int initiatedBy:initiator "
        "jobId modifiedProperties:modifiedProperty[] provisioningAction:enum "
        "provisioningStatusInfo:provisioningStatusInfo provisioningSteps:provisioningStep[] "
        "servicePrincipal:provisioningServicePrincipal sourceIdentity:provisionedIdentity "
        "sourceSystem:provisioningSystem +statusInfo:statusBase targetIdentity:provisionedIdentity "
        "targetSystem:provisioningSystem tenantId"},
    {"agentic.agentSignIn", false, "agentSubjectParentId agentSubjectType:enum agentType:enum parentAppId"},
    {"appIdentity", false, "appId displayName servicePrincipalId servicePrincipalName"},
    {"appliedAuthenticationEventListener", false,
        "eventType:enum executedListenerId handlerResult:authenticationEventHandlerResult"},
    {"appliedConditionalAccessPolicy", false,
        "id +authenticationStrength:authenticationStrength +conditionsNotSatisfied:enum "
        "+conditionsSatisfied:enum displayName enforcedGrantControls[] enforcedSessionControls[] "
        "+excludeRulesSatisfied:conditionalAccessRuleSatisfied[] "
        "+includeRulesSatisfied:conditionalAccessRuleSatisfied[] result:enum +sessionControlsNotSatisfied[]"},
    {"auditActivityInitiator", false,
        "app:appIdentity +linkableIdentifiers:linkableIdentifiers user:auditUserIdentity"},
    {"auditActivityPerformer", false, "appId blueprintId identityType:enum"},
    {"auditUserIdentity", true, "id displayName ipAddress userPrincipalName +homeTenantId +homeTenantName"},
    {"authenticationAppDeviceDetails", false, "appVersion clientApp deviceId operatingSystem"},
    {"authenticationAppPolicyDetails", false,
        "adminConfiguration:enum authenticationEvaluation:enum policyName status:enum"},
    {"authenticationContext", false, "id detail:enum"},
    {"authenticationDetail", false,
        "authenticationMethod authenticationMethodDetail authenticationStepDateTime:time "
        "authenticationStepRequirement authenticationStepResultDetail succeeded:bool"},
    {"authenticationEventHandlerResult", false,
        "calloutDateTime:time customExtensionId errorCode:int httpStatus:int numberOfAttempts:int"},
    {"authenticationRequirementPolicy", false, "detail requirementProvider:enum"},
    {"authenticationStrength", false, "authenticationStrengthId authenticationStrengthResult:enum displayName"},
    {"conditionalAccessRuleSatisfied", false, "conditionalAccessCondition:enum ruleSatisfied:enum"},
    {"detailsInfo", true, ""},
    {"deviceDetail", false,
        "browser +browserId deviceId displayName isCompliant:bool isManaged:bool operatingSystem trustType"},
    {"geoCoordinates", false, "altitude:real latitude:real longitude:real"},
    {"initiator", true, "id displayName initiatorType:enum"},
    {"keyValue", false, "key value"},
    {"linkableIdentifiers", false, "deviceId sessionId tokenDetails:tokenDetails"},
    {"managedIdentity", false, "associatedResourceId federatedTokenId federatedTokenIssuer msiType:enum"},
    {"mfaDetail", false, "authDetail authMethod"},
    {"modifiedProperty", false, "displayName newValue oldValue"},
    {"networkLocationDetail", false, "networkNames[] networkType:enum"},
    {"privateLinkDetails", false, "policyId policyName policyTenantId resourceId"},
    {"provisionedIdentity", true, "id displayName details:detailsInfo identityType"},
    {"provisioningErrorInfo", false, "additionalDetails errorCategory:enum errorCode reason recommendedAction"},
    {"provisioningServicePrincipal", true, "id displayName"},
    {"provisioningStatusInfo", false, "errorInformation:provisioningErrorInfo status:enum"},
    {"provisioningStep", false, "description details:detailsInfo name provisioningStepType:enum status:enum"},
    {"provisioningSystem", true, "id displayName details:detailsInfo"},
    {"sessionLifetimePolicy", false, "detail expirationRequirement:enum"},
    {"signInLocation", false, "city countryOrRegion geoCoordinates:geoCoordinates state"},
    {"signInStatus", false, "additionalDetails errorCode:int failureReason"},
    {"statusBase", false, "status:enum additionalDetails errorCategory:enum errorCode reason recommendedAction"},
    {"targetResource", false,
        "id displayName groupType:enum modifiedProperties:modifiedProperty[] type userPrincipalName"},
    {"tokenDetails", false, "issuedAtDateTime:time uniqueTokenIdentifier"},
    {"tokenProtectionStatusDetails", false, "signInSessionStatus:enum signInSessionStatusCode:int"},
};

property parse_property(std::string_view word, std::map<std::string_view, structure> const& types)
{
    property p;
    p.in_v1_0 = word.front() != '+';
    p.in_beta = word.front() != '-';
    word.remove_prefix(p.in_v1_0 && p.in_beta ? 0 : 1);
    p.collection = word.size() > 2 && word.substr(word.size() - 2) == "[]";
    word.remove_suffix(p.collection ? 2 : 0);
    p.name = word.substr(0, word.find(':'));
    auto const type = p.name.size() == word.size() ? std::string_view() : word.substr(p.name.size() + 1);
    if (type.empty())
        p.kind = kind::text;
    else if (type == "time")
        p.kind = kind::moment;
    else if (type == "bool")
        p.kind = kind::boolean;
    else if (type == "int" || type == "real")
        p.kind = kind::number;
    else if (type == "enum")
        p.kind = kind::enumeration;
    else
    {
        p.kind = kind::structure;
        p.type = &types.at(type);
    }
    return p;
}

std::map<std::string_view, structure> build()
{
    std::map<std::string_view, structure> types;
    for (auto const& d : descriptions)
    {
        structure s;
        s.name = d.name;
        s.open = d.open;
        types.emplace(d.name, s); // the nodes of a map stay where they are, also when the map is moved
    }
    for (auto const& d : descriptions)
        for (auto word : split(d.properties, ' '))
            if (!word.empty())
                types.at(d.name).properties.push_back(parse_property(word, types));
    return types;
}

} // namespace

property const* structure::find(std::string_view name_of_property, version v) const noexcept
{
    for (auto const& p : properties)
        if (p.in(v) && iequals(p.name, name_of_property))
            return &p;
    return nullptr;
}

structure const& type(std::string_view name)
{
    static auto const types = build();
    return types.at(name);
}

std::string_view edm_name(kind k) noexcept
{
    switch (k)
    {
    case kind::text:
        return "Edm.String";
    case kind::boolean:
        return "Edm.Boolean";
    case kind::number:
        return "Edm.Int32";
    case kind::moment:
        return "Edm.DateTimeOffset";
    case kind::duration:
        return "Edm.Duration";
    case kind::enumeration:
        return "Edm.Enum";
    case kind::structure:
        return "Edm.ComplexType";
    case kind::anything:
        break;
    }
    return "Edm.Untyped";
}

} // namespace graph_mock::odata
