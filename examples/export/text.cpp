#include "text.hpp"

#include "widths.hpp"

#include <algorithm>
#include <iterator>

namespace entralog_export
{

namespace
{

constexpr char32_t replacement = 0xfffd;
constexpr std::string_view replacement_utf8 = "\xef\xbf\xbd";
constexpr std::string_view ellipsis = "\xe2\x80\xa6";

struct code_point
{
    char32_t value = replacement;
    std::string_view bytes; ///< what it was read from
};

/// The code point that `text`, which is not empty, begins with; a byte that begins none is U+FFFD.
code_point first_of(std::string_view text)
{
    auto const byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const lead = byte(0);
    code_point c;
    c.bytes = text.substr(0, 1);
    if (lead < 0x80)
    {
        c.value = lead;
        return c;
    }
    std::size_t const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return c;
    char32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
    {
        if ((byte(i) & 0xc0U) != 0x80U)
            return c;
        value = (value << 6) | (byte(i) & 0x3fU);
    }
    bool const overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return c;
    c.value = value;
    c.bytes = text.substr(0, length);
    return c;
}

bool is_space_like(char32_t c)
{
    return c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029;
}

/// Moves the cursor, begins an escape sequence (C1 too), or turns the direction of what follows (CVE-2021-42574).
bool is_harmful(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

template <std::size_t N>
bool is_in(code_point_range const (&ranges)[N], char32_t c)
{
    auto const it = std::partition_point(
        std::begin(ranges), std::end(ranges), [c](code_point_range const& r) { return r.last < c; });
    return it != std::end(ranges) && it->first <= c;
}

std::size_t width_of(char32_t c)
{
    if (c < 0x300)
        return 1;
    return is_in(zero_width, c) ? 0 : is_in(double_width, c) ? 2 : 1;
}

/// Calls visit(harmless bytes, columns) for each code point until it says false.
template <class Visitor>
void each_harmless(std::string_view text, Visitor visit)
{
    // Marks without end would be drawn over the lines above; no language stacks more than four.
    std::size_t marks = 0;
    while (!text.empty())
    {
        auto const c = first_of(text);
        text.remove_prefix(c.bytes.size());
        auto const value = is_space_like(c.value) ? U' ' : is_harmful(c.value) ? replacement : c.value;
        auto const bytes = value == replacement ? replacement_utf8 : value == U' ' ? std::string_view(" ") : c.bytes;
        auto const width = width_of(value);
        marks = width == 0 ? marks + 1 : 0;
        if (marks > 4)
            continue;
        if (!visit(bytes, width))
            return;
    }
}

} // namespace

void append_harmless(std::string& out, std::string_view text)
{
    each_harmless(text, [&](std::string_view bytes, std::size_t) { return out += bytes, true; });
}

std::size_t columns_of(std::string_view text)
{
    std::size_t columns = 0;
    each_harmless(text, [&](std::string_view, std::size_t width) { return columns += width, true; });
    return columns;
}

void append_cell(std::string& out, std::string_view text, std::size_t columns, bool fill)
{
    std::size_t used = 0;
    auto cut = out.size();    // where the text ends when an ellipsis must still fit,
    std::size_t cut_used = 0; // and how many columns it has there
    bool overflows = false;
    each_harmless(text,
        [&](std::string_view bytes, std::size_t width)
        {
            if (used + width > columns)
            {
                overflows = true;
                return false;
            }
            used += width;
            out += bytes;
            if (used < columns)
            {
                cut = out.size();
                cut_used = used;
            }
            return true;
        });
    if (overflows)
    {
        out.resize(cut);
        out += ellipsis;
        used = cut_used + 1;
    }
    if (fill)
        out.append(columns - used, ' ');
}

} // namespace entralog_export
