#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/odata/expression.hpp>

#include <optional>
#include <string_view>

namespace graph_mock
{

/// The times that a filter's records can have: both ends belong to it.
struct time_range
{
    time_range() = default;

    timestamp from = timestamp::min();
    timestamp to = timestamp::max();
};

/// The time that a plain comparison compares the property with: "createdDateTime ge 2026-11-25"; nothing for all else.
std::optional<timestamp> compared_time(odata::expression const& e, std::string_view time_property);

/// What the filter demands of that property, as far as it is plain: comparisons with a time, joined by `and`. It may be
/// more than what matches, never less: it only spares looking at all the records of a tenant for a few minutes' worth.
time_range range_of(odata::expression const& filter, std::string_view time_property);

} // namespace graph_mock
