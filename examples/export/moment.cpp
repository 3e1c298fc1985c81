#include "moment.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>

namespace entralog_export
{

namespace
{

std::optional<std::chrono::seconds> unit_of(char c)
{
    switch (c)
    {
    case 's':
        return std::chrono::seconds(1);
    case 'm':
        return std::chrono::minutes(1);
    case 'h':
        return std::chrono::hours(1);
    case 'd':
        return std::chrono::days(1);
    case 'w':
        return std::chrono::weeks(1);
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<std::chrono::seconds> read_duration(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    auto const unit = unit_of(text.back());
    text.remove_suffix(1);
    std::uint32_t count = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, ec] = std::from_chars(text.data(), end, count);
    if (!unit || ec != std::errc() || stop != end)
        return std::nullopt;
    auto const duration = *unit * static_cast<std::int64_t>(count);
    return duration <= std::chrono::years(100) ? std::optional(duration) : std::nullopt;
}

std::optional<entralog::timestamp> read_moment(std::string_view text, entralog::timestamp now)
{
    if (auto const ago = read_duration(text))
        return now - *ago;
    if (auto const moment = entralog::parse_iso8601(text))
        return moment;
    return entralog::parse_iso8601(std::string(text) + "T00:00:00Z");
}

} // namespace entralog_export
