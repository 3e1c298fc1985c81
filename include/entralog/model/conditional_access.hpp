#pragma once

#include <entralog/model/additional_data.hpp>
#include <entralog/model/description.hpp>
#include <entralog/model/enums.hpp>
#include <entralog/model/open_enum.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entralog
{

/// The authentication strength that a policy asked for.
struct authentication_strength
{
    authentication_strength() = default;

    std::optional<std::string> authentication_strength_id;
    std::optional<open_enum<entralog::authentication_strength_result>> authentication_strength_result;
    std::optional<std::string> display_name;

    entralog::additional_data additional_data;

    bool operator==(authentication_strength const&) const = default;
};

template <>
struct description<authentication_strength>
{
    static constexpr std::string_view name = "authenticationStrength";
    using properties =
        property_list<property<&authentication_strength::authentication_strength_id, "authenticationStrengthId">,
            property<&authentication_strength::authentication_strength_result, "authenticationStrengthResult">,
            property<&authentication_strength::display_name, "displayName">>;
};

/// A condition of a policy and the rule that met it.
struct conditional_access_rule_satisfied
{
    conditional_access_rule_satisfied() = default;

    std::optional<open_flags<entralog::conditional_access_conditions>> conditional_access_condition;
    std::optional<open_enum<entralog::conditional_access_rule>> rule_satisfied;

    entralog::additional_data additional_data;

    bool operator==(conditional_access_rule_satisfied const&) const = default;
};

template <>
struct description<conditional_access_rule_satisfied>
{
    static constexpr std::string_view name = "conditionalAccessRuleSatisfied";
    using properties = property_list<
        property<&conditional_access_rule_satisfied::conditional_access_condition, "conditionalAccessCondition">,
        property<&conditional_access_rule_satisfied::rule_satisfied, "ruleSatisfied">>;
};

/// A conditional access policy and what it came to for this sign-in.
struct applied_conditional_access_policy
{
    applied_conditional_access_policy() = default;

    std::optional<std::string> id;
    std::optional<entralog::authentication_strength> authentication_strength;
    std::optional<open_flags<entralog::conditional_access_conditions>> conditions_not_satisfied;
    std::optional<open_flags<entralog::conditional_access_conditions>> conditions_satisfied;
    std::optional<std::string> display_name;
    std::vector<std::string> enforced_grant_controls;
    std::vector<std::string> enforced_session_controls;
    std::vector<entralog::conditional_access_rule_satisfied> exclude_rules_satisfied;
    std::vector<entralog::conditional_access_rule_satisfied> include_rules_satisfied;
    std::optional<open_enum<entralog::applied_conditional_access_policy_result>> result;
    std::vector<std::string> session_controls_not_satisfied;

    entralog::additional_data additional_data;

    bool operator==(applied_conditional_access_policy const&) const = default;
};

template <>
struct description<applied_conditional_access_policy>
{
    static constexpr std::string_view name = "appliedConditionalAccessPolicy";
    using properties = property_list<property<&applied_conditional_access_policy::id, "id">,
        property<&applied_conditional_access_policy::authentication_strength, "authenticationStrength">,
        property<&applied_conditional_access_policy::conditions_not_satisfied, "conditionsNotSatisfied">,
        property<&applied_conditional_access_policy::conditions_satisfied, "conditionsSatisfied">,
        property<&applied_conditional_access_policy::display_name, "displayName">,
        property<&applied_conditional_access_policy::enforced_grant_controls, "enforcedGrantControls">,
        property<&applied_conditional_access_policy::enforced_session_controls, "enforcedSessionControls">,
        property<&applied_conditional_access_policy::exclude_rules_satisfied, "excludeRulesSatisfied">,
        property<&applied_conditional_access_policy::include_rules_satisfied, "includeRulesSatisfied">,
        property<&applied_conditional_access_policy::result, "result">,
        property<&applied_conditional_access_policy::session_controls_not_satisfied, "sessionControlsNotSatisfied">>;
};

/// A policy on the lifetime of the session.
struct session_lifetime_policy
{
    session_lifetime_policy() = default;

    std::optional<std::string> detail;
    std::optional<open_enum<entralog::expiration_requirement>> expiration_requirement;

    entralog::additional_data additional_data;

    bool operator==(session_lifetime_policy const&) const = default;
};

template <>
struct description<session_lifetime_policy>
{
    static constexpr std::string_view name = "sessionLifetimePolicy";
    using properties = property_list<property<&session_lifetime_policy::detail, "detail">,
        property<&session_lifetime_policy::expiration_requirement, "expirationRequirement">>;
};

/// An authentication context that was asked for.
struct authentication_context
{
    authentication_context() = default;

    std::optional<std::string> id;
    std::optional<open_enum<entralog::authentication_context_detail>> detail;

    entralog::additional_data additional_data;

    bool operator==(authentication_context const&) const = default;
};

template <>
struct description<authentication_context>
{
    static constexpr std::string_view name = "authenticationContext";
    using properties =
        property_list<property<&authentication_context::id, "id">, property<&authentication_context::detail, "detail">>;
};

/// What required the authentication to be stronger.
struct authentication_requirement_policy
{
    authentication_requirement_policy() = default;

    std::optional<std::string> detail;
    std::optional<open_enum<entralog::requirement_provider>> requirement_provider;

    entralog::additional_data additional_data;

    bool operator==(authentication_requirement_policy const&) const = default;
};

template <>
struct description<authentication_requirement_policy>
{
    static constexpr std::string_view name = "authenticationRequirementPolicy";
    using properties = property_list<property<&authentication_requirement_policy::detail, "detail">,
        property<&authentication_requirement_policy::requirement_provider, "requirementProvider">>;
};

/// A named location that the address belongs to.
struct network_location_detail
{
    network_location_detail() = default;

    std::vector<std::string> network_names;
    std::optional<open_enum<entralog::network_type>> network_type;

    entralog::additional_data additional_data;

    bool operator==(network_location_detail const&) const = default;
};

template <>
struct description<network_location_detail>
{
    static constexpr std::string_view name = "networkLocationDetail";
    using properties = property_list<property<&network_location_detail::network_names, "networkNames">,
        property<&network_location_detail::network_type, "networkType">>;
};

} // namespace entralog
