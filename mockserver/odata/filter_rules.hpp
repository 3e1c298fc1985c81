#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/filterable.hpp>
#include <mockserver/odata/schema.hpp>

#include <string_view>

namespace graph_mock::odata
{

/// Which operators a property may be filtered with.
enum class filter_rules
{
    documented, ///< those of Microsoft's tables
    observed,   ///< besides, what practice shows to work
    all         ///< whatever its type allows
};

/// The operators that the rules allow for a path of that kind, as in filterable::path. Not for filter_rules::all.
operator_set allowed_operators(std::string_view path, kind k, structure const& entity, version v, filter_rules rules);

/// Throws bad_clause for an operator that the rules do not allow for its property: names both, and what is allowed.
/// `of` is the report's name, for the message.
///
/// `and`, `or`, `not`, tolower and toupper are no property's, and so they are always allowed: Microsoft's own examples
/// have contains(tolower(...)), and its tables do not list them.
void check_operators(
    expression const& filter, structure const& entity, version v, filter_rules rules, std::string_view of);

} // namespace graph_mock::odata
