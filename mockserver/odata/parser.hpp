#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/schema.hpp>

#include <cstddef>
#include <string_view>

namespace graph_mock::odata
{

inline constexpr std::size_t max_filter_length = 16 * 1024;
inline constexpr std::size_t max_filter_depth = 32;  ///< of parentheses, functions, lambdas and `not`
inline constexpr std::size_t max_filter_nodes = 500; ///< the OData library that Graph uses has such a limit, too

/// Reads a $filter for records of that type. Throws bad_clause for what is not an expression, names a property that the
/// type does not have in that version, compares what cannot be compared, or exceeds the bounds above.
expression parse_filter(std::string_view text, structure const& entity, version v);

/// Reads a property path like "location/city", as in $orderby. Throws bad_clause.
expression parse_path(std::string_view text, structure const& entity, version v);

/// True when the filter names that property of the record itself.
bool mentions(expression const& e, std::string_view property);

} // namespace graph_mock::odata
