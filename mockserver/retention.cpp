#include <mockserver/retention.hpp>

#include <mockserver/refusal.hpp>

#include <chrono>
#include <string>
#include <variant>

namespace graph_mock
{

namespace
{

/// "2/5/2023 12:00:00 AM": the service prints it in the American way. It is always midnight.
std::string american(timestamp midnight)
{
    std::chrono::year_month_day const date(std::chrono::floor<std::chrono::days>(midnight));
    return std::to_string(static_cast<unsigned>(date.month())) + "/" +
           std::to_string(static_cast<unsigned>(date.day())) + "/" + std::to_string(static_cast<int>(date.year())) +
           " 12:00:00 AM";
}

bool is_of_record(odata::expression const& e, std::string_view property) noexcept
{
    return e.op == odata::operation::path && e.variable == 0 && e.path.size() == 1 && e.path.front() == property;
}

bool is_before(odata::expression const& e, timestamp oldest) noexcept
{
    auto const* const time = std::get_if<timestamp>(&e.literal);
    return e.op == odata::operation::literal && time && *time < oldest;
}

bool asks_before(odata::expression const& e, std::string_view property, timestamp oldest) noexcept
{
    bool about_time = false;
    bool before = false;
    for (auto const& operand : e.operands)
    {
        about_time = about_time || is_of_record(operand, property);
        before = before || is_before(operand, oldest);
        if (asks_before(operand, property, oldest))
            return true;
    }
    return about_time && before;
}

} // namespace

std::uint32_t retention_days(licence l, std::optional<std::uint32_t> set) noexcept
{
    return set.value_or(l == licence::free ? 7 : 30);
}

std::optional<timestamp> oldest_allowed(timestamp now, std::uint32_t days) noexcept
{
    if (days == 0)
        return std::nullopt;
    return timestamp(std::chrono::floor<std::chrono::days>(now) - std::chrono::days(days));
}

void check_retention(odata::expression const& filter, std::string_view time_property, timestamp oldest)
{
    if (asks_before(filter, time_property, oldest))
        throw bad_request("Specified argument was out of the range of valid values. (Parameter 'Minimum allowed time "
                          "for " +
                          std::string(time_property) + " is " + american(oldest) + "')");
}

} // namespace graph_mock
