#pragma once

#include <entralog/detail/filter_text.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace entralog::detail
{

ENTRALOG_DECL std::string joined(
    std::string_view a, binding of_a, std::string_view op, std::string_view b, binding of_b, binding of_op)
{
    std::string out;
    auto const part = [&](std::string_view text, binding binds)
    {
        bool const loose = binds < of_op;
        out.append(loose ? "(" : "").append(text).append(loose ? ")" : "");
    };
    part(a, of_a);
    out += op;
    part(b, of_b);
    return out;
}

ENTRALOG_DECL std::string literal_text(std::string_view text)
{
    std::string out(1, '\'');
    for (char const c : text)
        out.append(c == '\'' ? 2 : 1, c);
    out += '\'';
    return out;
}

ENTRALOG_DECL std::string literal_number(std::int64_t number)
{
    return std::to_string(number);
}

ENTRALOG_DECL std::string literal_number(double number)
{
    if (!std::isfinite(number))
        return std::isnan(number) ? "NaN" : number < 0 ? "-INF" : "INF";
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return std::string(text.data(), end);
}

} // namespace entralog::detail
