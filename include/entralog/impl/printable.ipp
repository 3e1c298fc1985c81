#pragma once

#include <entralog/detail/printable.hpp>

namespace entralog::detail
{

struct code_point
{
    char32_t value = 0;
    std::size_t length = 0; ///< in bytes; 0 when the bytes are no UTF-8
};

/// The code point that `text`, which is not empty, begins with.
inline code_point first_code_point(std::string_view text) noexcept
{
    auto const byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const first = byte(0);
    if (first < 0x80)
        return {first, 1};
    std::size_t const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return {};
    char32_t value = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
    {
        if ((byte(i) & 0xc0U) != 0x80U)
            return {};
        value = (value << 6) | (byte(i) & 0x3fU);
    }
    bool const overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return {};
    return {value, length};
}

/// True for what moves a cursor, starts a line, or turns the direction of the text after it (CVE-2021-42574).
inline bool disturbs_a_line(char32_t c) noexcept
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || (c >= 0x200e && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

inline void append_hex(std::string& out, char32_t value, int digits)
{
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += "0123456789abcdef"[(value >> shift) & 0xfU];
}

inline void append_escaped(std::string& out, code_point c)
{
    switch (c.value)
    {
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    bool const one_byte = c.value < 0x100 && c.length <= 1;
    out += one_byte ? "\\x" : "\\u";
    append_hex(out, c.value, one_byte ? 2 : 4);
}

ENTRALOG_DECL void append_printable(std::string& out, std::string_view text, std::size_t limit)
{
    auto const end = out.size() + limit;
    while (!text.empty())
    {
        if (out.size() >= end)
        {
            out += "...";
            return;
        }
        auto const c = first_code_point(text);
        if (c.length == 0)
            append_escaped(out, {static_cast<unsigned char>(text.front()), 0});
        else if (disturbs_a_line(c.value))
            append_escaped(out, c);
        else
            out += text.substr(0, c.length);
        text.remove_prefix(c.length == 0 ? 1 : c.length);
    }
}

ENTRALOG_DECL std::string printable(std::string_view text, std::size_t limit)
{
    std::string out;
    append_printable(out, text, limit);
    return out;
}

} // namespace entralog::detail
