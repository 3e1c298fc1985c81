#pragma once

#include <entralog/model/derived.hpp>
#include <entralog/model/description.hpp>
#include <entralog/model/open_enum.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace entralog::detail
{

/// Without regard to case, as Graph compares names; Microsoft's own table has "tenantid".
constexpr bool same_name(std::string_view a, std::string_view b) noexcept
{
    return equal_ignoring_case(a, b);
}

/// Like find(), which g++ 12 under -fsanitize=undefined takes for no constant on the text of a template argument.
constexpr std::size_t position_of(char c, std::string_view text, std::size_t from = 0) noexcept
{
    for (auto i = from; i < text.size(); ++i)
        if (text[i] == c)
            return i;
    return std::string_view::npos;
}

template <class T>
struct bare
{
    using type = T;
};
template <class T>
struct bare<std::optional<T>> : bare<T>
{
};
template <class T>
struct bare<std::vector<T>> : bare<T>
{
};
template <class Base, class... Derived>
struct bare<derived<Base, Derived...>> : bare<Base>
{
};

/// The type of what a path names from Begin on, through the descriptions that decoding uses: a name that they do not
/// have does not compile.
template <class T, literal Path, std::size_t Begin>
struct at_path
{
    static constexpr std::string_view path = Path.view().substr(0, position_of('\0', Path.view())); // model_path pads
    static constexpr auto end = position_of('/', path, Begin);
    static constexpr std::string_view name = path.substr(Begin, end - Begin);

    template <class... P>
    static constexpr std::size_t index_in(property_list<P...>) noexcept
    {
        std::size_t i = 0;
        (void)((same_name(P::name, name) || (++i, false)) || ...);
        return i;
    }

    template <class... P>
    static auto find(property_list<P...> all)
    {
        constexpr auto index = index_in(decltype(all)());
        static_assert(index < sizeof...(P), "no property of the model has that name");
        using property = std::tuple_element_t<index, std::tuple<P...>>;
        return std::type_identity<std::remove_cvref_t<decltype(std::declval<T&>().*property::member)>>();
    }
    using member = typename decltype(find(typename description<T>::properties()))::type;

    static auto rest()
    {
        if constexpr (end == std::string_view::npos)
            return std::type_identity<member>();
        else
            return std::type_identity<typename at_path<typename bare<member>::type, Path, end + 1>::type>();
    }
    using type = typename decltype(rest())::type;
};

} // namespace entralog::detail
