#include <mockserver/time_range.hpp>

#include <algorithm>
#include <variant>

namespace graph_mock
{

namespace
{

void narrow(time_range& range, odata::expression const& e, std::string_view time_property)
{
    if (e.op == odata::operation::logical_and)
    {
        for (auto const& operand : e.operands)
            narrow(range, operand, time_property);
        return;
    }
    auto const time = compared_time(e, time_property);
    if (!time)
        return;
    using odata::operation;
    if (e.op == operation::equal || e.op == operation::greater || e.op == operation::greater_or_equal)
        range.from = std::max(range.from, *time);
    if (e.op == operation::equal || e.op == operation::less || e.op == operation::less_or_equal)
        range.to = std::min(range.to, *time);
}

} // namespace

std::optional<timestamp> compared_time(odata::expression const& e, std::string_view time_property)
{
    using odata::operation;
    bool const compares = e.op == operation::equal || e.op == operation::not_equal || e.op == operation::greater ||
                          e.op == operation::greater_or_equal || e.op == operation::less ||
                          e.op == operation::less_or_equal;
    if (!compares || e.operands.size() != 2)
        return std::nullopt;
    auto const& left = e.operands.front();
    auto const& right = e.operands.back();
    auto const* const time = std::get_if<timestamp>(&right.literal);
    bool const is_plain = left.op == operation::path && left.variable == 0 && left.path.size() == 1 &&
                          left.path.front() == time_property && right.op == operation::literal && time;
    return is_plain ? std::optional(*time) : std::nullopt;
}

time_range range_of(odata::expression const& filter, std::string_view time_property)
{
    time_range range;
    narrow(range, filter, time_property);
    return range;
}

} // namespace graph_mock
