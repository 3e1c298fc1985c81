#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/odata/expression.hpp>

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

/// What the filter demands of that property, as far as it is plain: comparisons with a time, joined by `and`. It may be
/// more than what matches, never less: it only spares looking at all the records of a tenant for a few minutes' worth.
time_range range_of(odata::expression const& filter, std::string_view time_property);

} // namespace graph_mock
