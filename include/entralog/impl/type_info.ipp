#pragma once

#include <entralog/detail/type_info.hpp>
#include <entralog/detail/value_ops.hpp>
#include <entralog/model.hpp>

#include <array>
#include <atomic>
#include <cstddef>
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
    static_assert(sizeof...(P) <= max_properties);
    return {property_info{
        P::name, offset_in(object, object.*P::member), &ops_of<std::remove_cvref_t<decltype(object.*P::member)>>}...};
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
        i.additional_offset = offset_in(example, example.additional_data);
        i.open = is_open_type<T>();
        i.index = next_type_index();
        return i;
    }();
    return info;
}

} // namespace entralog::detail
