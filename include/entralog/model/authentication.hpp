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

namespace entralog
{

/// One step of the authentication.
struct authentication_detail
{
    authentication_detail() = default;

    std::optional<std::string> authentication_method;
    std::optional<std::string> authentication_method_detail;
    std::optional<timestamp> authentication_step_date_time;
    std::optional<std::string> authentication_step_requirement;
    std::optional<std::string> authentication_step_result_detail;
    std::optional<bool> succeeded;

    entralog::additional_data additional_data;

    bool operator==(authentication_detail const&) const = default;
};

template <>
struct description<authentication_detail>
{
    static constexpr std::string_view name = "authenticationDetail";
    using properties = property_list<property<&authentication_detail::authentication_method, "authenticationMethod">,
        property<&authentication_detail::authentication_method_detail, "authenticationMethodDetail">,
        property<&authentication_detail::authentication_step_date_time, "authenticationStepDateTime">,
        property<&authentication_detail::authentication_step_requirement, "authenticationStepRequirement">,
        property<&authentication_detail::authentication_step_result_detail, "authenticationStepResultDetail">,
        property<&authentication_detail::succeeded, "succeeded">>;
};

/// The device of the Authenticator app.
struct authentication_app_device_details
{
    authentication_app_device_details() = default;

    std::optional<std::string> app_version;
    std::optional<std::string> client_app;
    std::optional<std::string> device_id;
    std::optional<std::string> operating_system;

    entralog::additional_data additional_data;

    bool operator==(authentication_app_device_details const&) const = default;
};

template <>
struct description<authentication_app_device_details>
{
    static constexpr std::string_view name = "authenticationAppDeviceDetails";
    using properties = property_list<property<&authentication_app_device_details::app_version, "appVersion">,
        property<&authentication_app_device_details::client_app, "clientApp">,
        property<&authentication_app_device_details::device_id, "deviceId">,
        property<&authentication_app_device_details::operating_system, "operatingSystem">>;
};

/// A policy of the Authenticator app and its outcome.
struct authentication_app_policy_details
{
    authentication_app_policy_details() = default;

    std::optional<open_enum<entralog::authentication_app_admin_configuration>> admin_configuration;
    std::optional<open_enum<entralog::authentication_app_evaluation>> authentication_evaluation;
    std::optional<std::string> policy_name;
    std::optional<open_enum<entralog::authentication_app_policy_status>> status;

    entralog::additional_data additional_data;

    bool operator==(authentication_app_policy_details const&) const = default;
};

template <>
struct description<authentication_app_policy_details>
{
    static constexpr std::string_view name = "authenticationAppPolicyDetails";
    using properties =
        property_list<property<&authentication_app_policy_details::admin_configuration, "adminConfiguration">,
            property<&authentication_app_policy_details::authentication_evaluation, "authenticationEvaluation">,
            property<&authentication_app_policy_details::policy_name, "policyName">,
            property<&authentication_app_policy_details::status, "status">>;
};

/// What an event listener came to; see the derived type.
struct authentication_event_handler_result
{
    authentication_event_handler_result() = default;

    entralog::additional_data additional_data;

    bool operator==(authentication_event_handler_result const&) const = default;
};

template <>
struct description<authentication_event_handler_result>
{
    static constexpr std::string_view name = "authenticationEventHandlerResult";
    using properties = property_list<>;
};

/// What a call to a custom authentication extension came to.
struct custom_extension_callout_result
{
    custom_extension_callout_result() = default;

    std::optional<timestamp> callout_date_time;
    std::optional<std::string> custom_extension_id;
    std::optional<std::int32_t> error_code;
    std::optional<std::int32_t> http_status;
    std::optional<std::int32_t> number_of_attempts;

    entralog::additional_data additional_data;

    bool operator==(custom_extension_callout_result const&) const = default;
};

template <>
struct description<custom_extension_callout_result>
{
    static constexpr std::string_view name = "customExtensionCalloutResult";
    using properties = property_list<property<&custom_extension_callout_result::callout_date_time, "calloutDateTime">,
        property<&custom_extension_callout_result::custom_extension_id, "customExtensionId">,
        property<&custom_extension_callout_result::error_code, "errorCode">,
        property<&custom_extension_callout_result::http_status, "httpStatus">,
        property<&custom_extension_callout_result::number_of_attempts, "numberOfAttempts">>;
};

/// An authentication event listener that ran.
struct applied_authentication_event_listener
{
    applied_authentication_event_listener() = default;

    std::optional<open_enum<entralog::authentication_event_type>> event_type;
    std::optional<std::string> executed_listener_id;
    std::optional<derived<entralog::authentication_event_handler_result, entralog::custom_extension_callout_result>>
        handler_result;

    entralog::additional_data additional_data;

    bool operator==(applied_authentication_event_listener const&) const = default;
};

template <>
struct description<applied_authentication_event_listener>
{
    static constexpr std::string_view name = "appliedAuthenticationEventListener";
    using properties = property_list<property<&applied_authentication_event_listener::event_type, "eventType">,
        property<&applied_authentication_event_listener::executed_listener_id, "executedListenerId">,
        property<&applied_authentication_event_listener::handler_result, "handlerResult">>;
};

/// The second factor. Deprecated by Microsoft in favour of authenticationDetails.
struct mfa_detail
{
    mfa_detail() = default;

    std::optional<std::string> auth_detail;
    std::optional<std::string> auth_method;

    entralog::additional_data additional_data;

    bool operator==(mfa_detail const&) const = default;
};

template <>
struct description<mfa_detail>
{
    static constexpr std::string_view name = "mfaDetail";
    using properties = property_list<property<&mfa_detail::auth_detail, "authDetail">,
        property<&mfa_detail::auth_method, "authMethod">>;
};

/// Whether the session's token was bound to its device.
struct token_protection_status_details
{
    token_protection_status_details() = default;

    std::optional<open_enum<entralog::token_protection_status>> sign_in_session_status;
    std::optional<std::int32_t> sign_in_session_status_code;

    entralog::additional_data additional_data;

    bool operator==(token_protection_status_details const&) const = default;
};

template <>
struct description<token_protection_status_details>
{
    static constexpr std::string_view name = "tokenProtectionStatusDetails";
    using properties =
        property_list<property<&token_protection_status_details::sign_in_session_status, "signInSessionStatus">,
            property<&token_protection_status_details::sign_in_session_status_code, "signInSessionStatusCode">>;
};

} // namespace entralog
