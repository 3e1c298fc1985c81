#pragma once

#include <cstddef>
#include <string_view>

/// Character classes of protocols: ASCII only, whatever the locale.
namespace entralog::detail
{

constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

constexpr bool is_alphanumeric(char c) noexcept
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept
{
    if (text.size() < prefix.size())
        return false;
    for (std::size_t i = 0; i < prefix.size(); ++i)
        if (to_lower(text[i]) != to_lower(prefix[i]))
            return false;
    return true;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && starts_with_ignoring_case(a, b);
}

constexpr bool contains_ignoring_case(std::string_view text, std::string_view part) noexcept
{
    for (; text.size() >= part.size(); text.remove_prefix(1))
    {
        if (starts_with_ignoring_case(text, part))
            return true;
        if (text.empty())
            break;
    }
    return false;
}

/// Without the spaces and tabs around it.
constexpr std::string_view trim(std::string_view text) noexcept
{
    constexpr std::string_view blank = " \t";
    auto const first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

} // namespace entralog::detail
