#include "limit_option.hpp"

#include <charconv>
#include <chrono>
#include <system_error>

namespace entralog_export
{

namespace
{

template <class Number>
std::optional<Number> read_number(std::string_view text)
{
    Number n{};
    auto const* const end = text.data() + text.size();
    auto const [stop, ec] = std::from_chars(text.data(), end, n);
    if (ec != std::errc() || stop != end)
        return std::nullopt;
    return n;
}

} // namespace

std::optional<entralog::rate_limit> read_limit(std::string_view text)
{
    if (text == "documented")
        return entralog::rate_limit();
    if (text == "off")
        return entralog::rate_limit(0, entralog::ticks::zero());
    constexpr int most = 1'000'000;
    constexpr double longest = 24 * 60 * 60;
    auto const slash = text.find('/');
    if (slash == text.npos)
        return std::nullopt;
    auto const requests = read_number<int>(text.substr(0, slash));
    auto const seconds = read_number<double>(text.substr(slash + 1));
    // Not "<= 0", which would let NaN pass.
    if (!requests || *requests < 1 || *requests > most || !seconds || !(*seconds >= 0.001 && *seconds <= longest))
        return std::nullopt;
    return entralog::rate_limit(
        *requests, std::chrono::duration_cast<entralog::ticks>(std::chrono::duration<double>(*seconds)));
}

} // namespace entralog_export
