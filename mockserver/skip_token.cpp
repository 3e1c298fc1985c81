#include <mockserver/skip_token.hpp>

#include <mockserver/random.hpp>
#include <mockserver/text.hpp>

#include <cstdint>

namespace graph_mock
{

namespace
{

constexpr std::size_t number_size = 8;
constexpr std::size_t tag_size = 24;

std::string to_bytes(std::uint64_t number)
{
    std::string out;
    for (std::size_t i = 0; i < number_size; ++i)
        out += static_cast<char>((number >> (8 * i)) & 255);
    return out;
}

std::string tag_of(std::string_view key, std::string const& number, std::string_view query)
{
    return hmac_sha256(key, number + std::string(query)).substr(0, tag_size);
}

/// Hides the number (or shows it again): nobody shall come to rely on what is inside.
std::string masked(std::string_view key, std::string number, std::string const& tag)
{
    auto const mask = hmac_sha256(key, tag);
    for (std::size_t i = 0; i < number_size; ++i)
        number[i] = static_cast<char>(number[i] ^ mask[i]);
    return number;
}

} // namespace

skip_token_seal::skip_token_seal()
    : key_(random_bytes(32))
{
}

std::string skip_token_seal::seal(std::size_t record_number, std::string_view query) const
{
    auto const number = to_bytes(record_number);
    auto const tag = tag_of(key_, number, query);
    return to_hex(masked(key_, number, tag) + tag);
}

std::optional<std::size_t> skip_token_seal::open(std::string_view token, std::string_view query) const
{
    auto const bytes = from_hex(token);
    if (!bytes || bytes->size() != number_size + tag_size)
        return std::nullopt;
    auto const tag = bytes->substr(number_size);
    auto const number = masked(key_, bytes->substr(0, number_size), tag);
    if (!same_secret(tag, tag_of(key_, number, query)))
        return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = number_size; i-- > 0;)
        value = (value << 8) | static_cast<unsigned char>(number[i]);
    return static_cast<std::size_t>(value);
}

} // namespace graph_mock
