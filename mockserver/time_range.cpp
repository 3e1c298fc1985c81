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
    if (e.operands.size() != 2)
        return;
    auto const& left = e.operands.front();
    auto const& right = e.operands.back();
    auto const* const time = std::get_if<timestamp>(&right.literal);
    bool const is_plain = left.op == odata::operation::path && left.variable == 0 && left.path.size() == 1 &&
                          left.path.front() == time_property && right.op == odata::operation::literal && time;
    if (!is_plain)
        return;
    using odata::operation;
    if (e.op == operation::equal || e.op == operation::greater || e.op == operation::greater_or_equal)
        range.from = std::max(range.from, *time);
    if (e.op == operation::equal || e.op == operation::less || e.op == operation::less_or_equal)
        range.to = std::min(range.to, *time);
}

} // namespace

time_range range_of(odata::expression const& filter, std::string_view time_property)
{
    time_range range;
    narrow(range, filter, time_property);
    return range;
}

} // namespace graph_mock
