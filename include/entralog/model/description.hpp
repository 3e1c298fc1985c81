#pragma once

#include <cstddef>
#include <string_view>

namespace entralog
{

namespace detail
{

/// A string literal as a template argument.
template <std::size_t N>
struct literal
{
    constexpr literal(char const (&text)[N])
    {
        for (std::size_t i = 0; i < N; ++i)
            chars[i] = text[i];
    }
    constexpr std::string_view view() const noexcept { return std::string_view(chars, N - 1); }

    char chars[N]{};
};

} // namespace detail

/// One property: the member that holds it and its name on the wire.
template <auto Member, detail::literal Name>
struct property
{
    static constexpr auto member = Member;
    static constexpr std::string_view name = Name.view();
};

template <class... Properties>
struct property_list
{
    static constexpr std::size_t size = sizeof...(Properties);
};

/// Graph's name of a type and its properties: the one description that decoding, encoding, printing and filters use.
/// Specialised beside each type: `static constexpr std::string_view name` and `using properties = property_list<...>`.
template <class T>
struct description;

} // namespace entralog
