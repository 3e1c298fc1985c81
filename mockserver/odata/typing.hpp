#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/schema.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace graph_mock::odata
{

/// "Could not find a property named 'x' on type 'microsoft.graph.signIn'.", which is Graph's own text.
std::string unknown_property(std::string_view name, structure const& type);

/// Checks of what a parser has put together; each throws bad_clause.

/// Goes from a path to a property below it.
void step_into(expression& path, std::string_view name, std::size_t position, version v);

/// It must be true or false.
void check_condition(expression const& e);

/// What it negates must be true or false.
void check_negation(expression const& e);

/// Its operands must be comparable with the first one. A property that is a collection of plain values may be compared
/// with one: that means any of them, since the documentation lists such filters ("riskEventTypes_v2 eq").
void check_comparison(expression const& e);

/// It must have that many operands, all of them texts.
void check_call(expression const& e, std::string const& name, std::size_t count);

} // namespace graph_mock::odata
