#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Base64 (RFC 4648): as certificates (section 4) and tokens (section 5) have it.
namespace entralog::detail
{

inline constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Without padding.
inline void append_base64_digits(std::string& out, std::span<unsigned char const> bytes, std::string_view digits)
{
    std::uint32_t bits = 0;
    int count = 0;
    for (auto const byte : bytes)
    {
        bits = bits << 8 | byte;
        for (count += 8; count >= 6; count -= 6)
            out += digits[bits >> (count - 6) & 63U];
    }
    if (count > 0)
        out += digits[bits << (6 - count) & 63U];
}

inline void append_base64url(std::string& out, std::span<unsigned char const> bytes)
{
    append_base64_digits(out, bytes, base64url_digits);
}

inline void append_base64url(std::string& out, std::string_view text)
{
    append_base64url(out, std::span(reinterpret_cast<unsigned char const*>(text.data()), text.size()));
}

/// With padding.
inline void append_base64(std::string& out, std::span<unsigned char const> bytes)
{
    append_base64_digits(out, bytes, base64_digits);
    out.append((3 - bytes.size() % 3) % 3, '=');
}

/// Either alphabet, with or without padding; nothing for text that is neither. Bits beyond the last byte are ignored.
inline std::optional<std::string> decode_base64(std::string_view text)
{
    std::size_t padding = 0;
    for (; padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    if (text.size() % 4 == 1 || (padding != 0 && (text.size() + padding) % 4 != 0))
        return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int count = 0;
    for (char const c : text)
    {
        auto digit = base64_digits.find(c);
        if (digit == std::string_view::npos)
            digit = base64url_digits.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        if ((count += 6) >= 8)
            out += static_cast<char>(bits >> (count -= 8) & 255U);
    }
    return out;
}

} // namespace entralog::detail
