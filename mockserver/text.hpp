#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace graph_mock
{

constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) noexcept
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/// The value of a hexadecimal digit, or -1.
constexpr int hex_digit(char c) noexcept
{
    return is_digit(c) ? c - '0' : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

/// ASCII letters in lower case; all other bytes as they are.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

/// Equal but for the case of ASCII letters.
bool iequals(std::string_view a, std::string_view b) noexcept;

/// The text without spaces and tabs at its ends.
std::string_view trim(std::string_view text) noexcept;

std::vector<std::string_view> split(std::string_view text, char separator);

/// True for the text form of a GUID, in either case, without braces.
bool is_guid(std::string_view text) noexcept;

/// Undoes percent-encoding; nothing when an escape is broken.
std::optional<std::string> percent_decode(std::string_view text);

/// Name and value pairs of a query or of a form (application/x-www-form-urlencoded), decoded, in their order; nothing
/// when an escape is broken or there are more than `max_fields` of them.
using fields = std::vector<std::pair<std::string, std::string>>;
std::optional<fields> parse_form(std::string_view text, std::size_t max_fields = 64);

/// Encodes a query value as Graph does in its nextLinks, which is as .NET's HttpUtility.UrlEncode does: lower-case
/// hex, '+' for a space, and "-_.!*()" left alone (a documented nextLink: startsWith(appDisplayName%2c%27Azure%27)).
std::string url_encode(std::string_view text);

/// The text, made fit to be quoted to a caller: bytes that are no UTF-8 become '?', and it ends after 2000 bytes.
std::string quotable(std::string_view text);

/// The text with the characters that mean something in HTML written as entities.
std::string html_escaped(std::string_view text);

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);

/// base64url without padding (RFC 4648, section 5), as JWTs use it.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// Ordinary base64, padded (RFC 4648, section 4).
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

} // namespace graph_mock
