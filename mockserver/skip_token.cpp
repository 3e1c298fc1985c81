#include <mockserver/skip_token.hpp>

#include <mockserver/random.hpp>
#include <mockserver/text.hpp>

#include <cstdint>

namespace graph_mock
{

namespace
{

constexpr std::size_t number_size = 8;
constexpr std::size_t content_size = 2 * number_size;
constexpr std::size_t tag_size = 16;

void append_number(std::string& out, std::uint64_t number)
{
    for (std::size_t i = 0; i < number_size; ++i)
        out += static_cast<char>((number >> (8 * i)) & 255);
}

std::uint64_t number_at(std::string const& content, std::size_t place)
{
    std::uint64_t value = 0;
    for (std::size_t i = number_size; i-- > 0;)
        value = (value << 8) | static_cast<unsigned char>(content[place + i]);
    return value;
}

std::string tag_of(std::string_view key, std::string const& content, std::string_view query)
{
    return hmac_sha256(key, content + std::string(query)).substr(0, tag_size);
}

/// Hides the content (or shows it again): nobody shall come to rely on what is inside.
std::string masked(std::string_view key, std::string content, std::string const& tag)
{
    auto const mask = hmac_sha256(key, tag);
    for (std::size_t i = 0; i < content_size; ++i)
        content[i] = static_cast<char>(content[i] ^ mask[i]);
    return content;
}

} // namespace

skip_token_seal::skip_token_seal()
    : key_(random_bytes(32))
{
}

std::string skip_token_seal::seal(skip_position const& where, std::string_view query) const
{
    std::string content;
    append_number(content, where.record_number);
    append_number(content, static_cast<std::uint64_t>(where.issued_at.time_since_epoch().count()));
    auto const tag = tag_of(key_, content, query);
    return to_hex(masked(key_, content, tag) + tag);
}

std::optional<skip_position> skip_token_seal::open(std::string_view token, std::string_view query) const
{
    auto const bytes = from_hex(token);
    if (!bytes || bytes->size() != content_size + tag_size)
        return std::nullopt;
    auto const tag = bytes->substr(content_size);
    auto const content = masked(key_, bytes->substr(0, content_size), tag);
    if (!same_secret(tag, tag_of(key_, content, query)))
        return std::nullopt;
    return skip_position(static_cast<std::size_t>(number_at(content, 0)),
        timestamp(ticks(static_cast<ticks::rep>(number_at(content, number_size)))));
}

} // namespace graph_mock
