#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/schema.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock::odata
{

inline constexpr std::size_t max_order_keys = 8;
inline constexpr std::size_t max_selected = 200; ///< far more than a report has properties

struct order_key
{
    order_key() = default;

    expression path;
    bool descending = false;
};

/// Reads an $orderby: paths to single values, each with "asc" or "desc" or neither. Throws bad_clause.
std::vector<order_key> parse_order_by(std::string_view text, structure const& entity, version v);

/// Reads a $select: properties of the entity, paths into them ("status/errorCode"), or "*". Gives them as the schema
/// spells them, none within another; empty means all. Throws bad_clause.
std::vector<std::string> parse_select(std::string_view text, structure const& entity, version v);

} // namespace graph_mock::odata
