#pragma once

#include <entralog/detail/type_info.hpp>
#include <entralog/detail/value_ops.hpp>
#include <entralog/model.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <type_traits>

namespace entralog::detail
{

inline std::size_t next_type_index() noexcept
{
    static std::atomic<std::size_t> next{0};
    return next++;
}

/// Where a member is, measured on a real object: offsetof is not defined for types such as these.
template <class T, class M>
std::size_t offset_in(T const& object, M const& member) noexcept
{
    return static_cast<std::size_t>(reinterpret_cast<char const*>(&member) - reinterpret_cast<char const*>(&object));
}

template <class T, class... P>
std::array<property_info, sizeof...(P)> describe_properties(T const& object, property_list<P...>)
{
    static_assert(sizeof...(P) < max_properties); // the last bit of additional_data is taken
    static_assert(((P::name.size() <= property_info::max_name) && ...));
    return {property_info(
        P::name, offset_in(object, object.*P::member), &ops_of<std::remove_cvref_t<decltype(object.*P::member)>>)...};
}

template <class T>
type_info const& type_info_of()
{
    static T const example;
    static auto const properties = describe_properties(example, typename description<T>::properties());
    static type_info const info = []
    {
        type_info i;
        i.name = description<T>::name;
        i.properties = properties;
        if (properties.empty()) // the decoder looks at the first, which no key is: a key has no bare controls
        {
            static property_info const none(std::string(property_info::max_name, '\1'), 0, nullptr);
            i.properties = {&none, 0};
        }
        i.additional_offset = offset_in(example, example.additional_data);
        i.open = is_open_type<T>();
        i.index = next_type_index();
        return i;
    }();
    return info;
}

#if defined(ENTRALOG_SEPARATE_COMPILATION)
template type_info const& type_info_of<agentic::agent_sign_in>();
template type_info const& type_info_of<app_identity>();
template type_info const& type_info_of<applied_authentication_event_listener>();
template type_info const& type_info_of<applied_conditional_access_policy>();
template type_info const& type_info_of<audit_activity_initiator>();
template type_info const& type_info_of<audit_activity_performer>();
template type_info const& type_info_of<audit_user_identity>();
template type_info const& type_info_of<authentication_app_device_details>();
template type_info const& type_info_of<authentication_app_policy_details>();
template type_info const& type_info_of<authentication_context>();
template type_info const& type_info_of<authentication_detail>();
template type_info const& type_info_of<authentication_event_handler_result>();
template type_info const& type_info_of<authentication_requirement_policy>();
template type_info const& type_info_of<authentication_strength>();
template type_info const& type_info_of<conditional_access_rule_satisfied>();
template type_info const& type_info_of<custom_extension_callout_result>();
template type_info const& type_info_of<custom_security_attribute_audit>();
template type_info const& type_info_of<details_info>();
template type_info const& type_info_of<device_detail>();
template type_info const& type_info_of<directory_audit>();
template type_info const& type_info_of<entity>();
template type_info const& type_info_of<geo_coordinates>();
template type_info const& type_info_of<identity>();
template type_info const& type_info_of<initiator>();
template type_info const& type_info_of<key_value>();
template type_info const& type_info_of<linkable_identifiers>();
template type_info const& type_info_of<managed_identity>();
template type_info const& type_info_of<mfa_detail>();
template type_info const& type_info_of<modified_property>();
template type_info const& type_info_of<network_location_detail>();
template type_info const& type_info_of<private_link_details>();
template type_info const& type_info_of<provisioned_identity>();
template type_info const& type_info_of<provisioning_error_info>();
template type_info const& type_info_of<provisioning_object_summary>();
template type_info const& type_info_of<provisioning_service_principal>();
template type_info const& type_info_of<provisioning_status_info>();
template type_info const& type_info_of<provisioning_step>();
template type_info const& type_info_of<provisioning_system>();
template type_info const& type_info_of<session_lifetime_policy>();
template type_info const& type_info_of<sign_in>();
template type_info const& type_info_of<sign_in_location>();
template type_info const& type_info_of<sign_in_status>();
template type_info const& type_info_of<status_base>();
template type_info const& type_info_of<status_details>();
template type_info const& type_info_of<target_resource>();
template type_info const& type_info_of<token_details>();
template type_info const& type_info_of<token_protection_status_details>();
template type_info const& type_info_of<user_identity>();
#endif

} // namespace entralog::detail
