#pragma once

#include <entralog/detail/type_info.hpp>
#include <entralog/detail/value_ops.hpp>
#include <entralog/model.hpp>

#include <atomic>

namespace entralog::detail
{

inline std::size_t next_type_index() noexcept
{
    static std::atomic<std::size_t> next{0};
    return next++;
}

template <class T>
type_info const& type_info_of()
{
    static type_info const info = []
    {
        type_info i;
        i.name = description<T>::name;
        i.properties = properties_of<T>;
        i.additional = [](void* object) -> additional_data& { return static_cast<T*>(object)->additional_data; };
        i.open = is_open_type<T>();
        i.index = next_type_index();
        return i;
    }();
    return info;
}

} // namespace entralog::detail
