#pragma once

#include <entralog/model/additional_data.hpp>
#include <entralog/model/description.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace entralog
{

/// What every record has: a key, unique within its report.
struct entity
{
    entity() = default;

    std::string id;

    entralog::additional_data additional_data;

    bool operator==(entity const&) const = default;
};

template <>
struct description<entity>
{
    static constexpr std::string_view name = "entity";
    using properties = property_list<property<&entity::id, "id">>;
};

/// Who or what: the base of every identity. An open type.
struct identity
{
    identity() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;

    entralog::additional_data additional_data;

    bool operator==(identity const&) const = default;
};

template <>
struct description<identity>
{
    static constexpr std::string_view name = "identity";
    static constexpr bool open = true;
    using properties = property_list<property<&identity::id, "id">, property<&identity::display_name, "displayName">>;
};

/// A user, with the address that the request came from.
struct user_identity
{
    user_identity() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;
    std::optional<std::string> ip_address;
    std::optional<std::string> user_principal_name;

    entralog::additional_data additional_data;

    bool operator==(user_identity const&) const = default;
};

template <>
struct description<user_identity>
{
    static constexpr std::string_view name = "userIdentity";
    static constexpr bool open = true;
    using properties = property_list<property<&user_identity::id, "id">,
        property<&user_identity::display_name, "displayName">, property<&user_identity::ip_address, "ipAddress">,
        property<&user_identity::user_principal_name, "userPrincipalName">>;
};

/// A user as the initiator of an activity, with the home tenant of a guest.
struct audit_user_identity
{
    audit_user_identity() = default;

    std::optional<std::string> id;
    std::optional<std::string> display_name;
    std::optional<std::string> ip_address;
    std::optional<std::string> user_principal_name;
    std::optional<std::string> home_tenant_id;
    std::optional<std::string> home_tenant_name;

    entralog::additional_data additional_data;

    bool operator==(audit_user_identity const&) const = default;
};

template <>
struct description<audit_user_identity>
{
    static constexpr std::string_view name = "auditUserIdentity";
    static constexpr bool open = true;
    using properties = property_list<property<&audit_user_identity::id, "id">,
        property<&audit_user_identity::display_name, "displayName">,
        property<&audit_user_identity::ip_address, "ipAddress">,
        property<&audit_user_identity::user_principal_name, "userPrincipalName">,
        property<&audit_user_identity::home_tenant_id, "homeTenantId">,
        property<&audit_user_identity::home_tenant_name, "homeTenantName">>;
};

/// An application or its service principal.
struct app_identity
{
    app_identity() = default;

    std::optional<std::string> app_id;
    std::optional<std::string> display_name;
    std::optional<std::string> service_principal_id;
    std::optional<std::string> service_principal_name;

    entralog::additional_data additional_data;

    bool operator==(app_identity const&) const = default;
};

template <>
struct description<app_identity>
{
    static constexpr std::string_view name = "appIdentity";
    using properties =
        property_list<property<&app_identity::app_id, "appId">, property<&app_identity::display_name, "displayName">,
            property<&app_identity::service_principal_id, "servicePrincipalId">,
            property<&app_identity::service_principal_name, "servicePrincipalName">>;
};

/// A detail that has no property of its own.
struct key_value
{
    key_value() = default;

    std::optional<std::string> key;
    std::optional<std::string> value;

    entralog::additional_data additional_data;

    bool operator==(key_value const&) const = default;
};

template <>
struct description<key_value>
{
    static constexpr std::string_view name = "keyValue";
    using properties = property_list<property<&key_value::key, "key">, property<&key_value::value, "value">>;
};

/// A property of a target before and after the activity.
struct modified_property
{
    modified_property() = default;

    std::optional<std::string> display_name;
    std::optional<std::string> new_value; ///< JSON text, as a rule
    std::optional<std::string> old_value; ///< JSON text, as a rule

    entralog::additional_data additional_data;

    bool operator==(modified_property const&) const = default;
};

template <>
struct description<modified_property>
{
    static constexpr std::string_view name = "modifiedProperty";
    using properties = property_list<property<&modified_property::display_name, "displayName">,
        property<&modified_property::new_value, "newValue">, property<&modified_property::old_value, "oldValue">>;
};

} // namespace entralog
