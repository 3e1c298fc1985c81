#include <mockserver/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace graph_mock
{

namespace
{

constexpr std::string_view base64url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int base64_digit(char c) noexcept
{
    switch (c)
    {
    case '+':
        c = '-';
        break;
    case '/':
        c = '_';
        break;
    case '-':
    case '_':
        return -1;
    default:
        break;
    }
    auto const at = base64url_alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

char const* hex_digits = "0123456789abcdef";

/// The length of the character that the text begins with; 0 when it begins with no UTF-8 (RFC 3629, section 4).
std::size_t utf8_length(std::string_view text) noexcept
{
    auto const byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    auto const first = byte(0);
    if (first < 0x80)
        return 1;
    std::size_t const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    auto const second = byte(1);
    bool const overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    bool const outside = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
    return overlong || outside ? 0 : length;
}

} // namespace

std::string to_lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string to_upper(std::string_view text)
{
    std::string out(text);
    for (auto& c : out)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return out;
}

bool iequals(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) noexcept
{
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;)
    {
        auto const at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return parts;
        text.remove_prefix(at + 1);
    }
}

bool is_guid(std::string_view text) noexcept
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : hex_digit(text[i]) < 0)
            return false;
    }
    return true;
}

std::optional<std::string> percent_decode(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '%')
        {
            out += text[i];
            continue;
        }
        if (text.size() - i < 3 || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0)
            return std::nullopt;
        out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
        i += 2;
    }
    return out;
}

std::optional<fields> parse_form(std::string_view text, std::size_t max_fields)
{
    fields out;
    for (auto part : split(text, '&'))
    {
        if (part.empty())
            continue;
        if (out.size() == max_fields)
            return std::nullopt;
        std::string spaced(part);
        std::replace(spaced.begin(), spaced.end(), '+', ' ');
        auto const equals = spaced.find('=');
        auto name = percent_decode(std::string_view(spaced).substr(0, equals));
        auto value = percent_decode(
            equals == std::string::npos ? std::string_view() : std::string_view(spaced).substr(equals + 1));
        if (!name || !value)
            return std::nullopt;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

std::string url_encode(std::string_view text)
{
    std::string out;
    for (char c : text)
    {
        auto const byte = static_cast<unsigned char>(c);
        if (is_alpha(c) || is_digit(c) || std::string_view("-_.!*()").find(c) != std::string_view::npos)
            out += c;
        else if (c == ' ')
            out += '+';
        else
        {
            out += '%';
            out += hex_digits[byte >> 4];
            out += hex_digits[byte & 15];
        }
    }
    return out;
}

std::string quotable(std::string_view text)
{
    constexpr std::size_t longest = 2000;
    std::string out;
    for (std::size_t at = 0; at < text.size();)
    {
        auto const length = utf8_length(text.substr(at));
        auto const taken = std::max<std::size_t>(length, 1);
        if (out.size() + taken > longest)
            return out + "...";
        out += length == 0 ? std::string_view("?") : text.substr(at, taken);
        at += taken;
    }
    return out;
}

std::string html_escaped(std::string_view text)
{
    std::string out;
    for (char c : text)
        switch (c)
        {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    return out;
}

std::string to_hex(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (char c : bytes)
    {
        out += hex_digits[static_cast<unsigned char>(c) >> 4];
        out += hex_digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0)
        return std::nullopt;
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2)
    {
        int const high = hex_digit(text[i]);
        int const low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string to_base64url(std::string_view bytes)
{
    std::string out;
    out.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    int count = 0;
    for (char c : bytes)
    {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (count += 8; count >= 6;)
            out += base64url_alphabet[(bits >> (count -= 6)) & 63];
    }
    if (count > 0)
        out += base64url_alphabet[(bits << (6 - count)) & 63];
    return out;
}

std::string to_base64(std::string_view bytes)
{
    auto out = to_base64url(bytes);
    std::replace(out.begin(), out.end(), '-', '+');
    std::replace(out.begin(), out.end(), '_', '/');
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::optional<std::string> from_base64(std::string_view text)
{
    auto const padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
    if (text.size() % 4 != 0 || padding > 2)
        return std::nullopt;
    text.remove_suffix(padding);
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (char c : text)
    {
        int const digit = base64_digit(c);
        if (digit < 0)
            return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8)
            out += static_cast<char>((bits >> (count -= 8)) & 255);
    }
    // What is left over must be zero: else two texts would mean the same bytes.
    if ((bits & ((1u << count) - 1)) != 0)
        return std::nullopt;
    return out;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    auto const is_of_the_other = [](char c) { return c == '+' || c == '/' || c == '='; };
    if (std::any_of(text.begin(), text.end(), is_of_the_other) || text.size() % 4 == 1)
        return std::nullopt;
    std::string ordinary(text);
    std::replace(ordinary.begin(), ordinary.end(), '-', '+');
    std::replace(ordinary.begin(), ordinary.end(), '_', '/');
    ordinary.append((4 - ordinary.size() % 4) % 4, '=');
    return from_base64(ordinary);
}

} // namespace graph_mock
