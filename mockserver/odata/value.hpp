#pragma once

#include <mockserver/odata/schema.hpp>
#include <mockserver/odata/text_view.hpp>

#include <entralog/time.hpp>

#include <boost/json/value.hpp>

#include <compare>
#include <optional>
#include <string>
#include <variant>

namespace graph_mock::odata
{

/// A value of an expression; monostate is OData's null, which is also what a missing property holds.
/// Graph's integers here are all Edm.Int32, so a double holds them exactly.
using value = std::variant<std::monostate, bool, double, entralog::timestamp, std::string, entralog::ticks>;

/// A value that is looked at where it is: in a record or in the filter.
using value_view = std::variant<std::monostate, bool, double, entralog::timestamp, text_view, entralog::ticks>;

value_view view_of(value const& v) noexcept;

inline bool is_null(value_view const& v) noexcept
{
    return std::holds_alternative<std::monostate>(v);
}

/// What a record holds, as a value; objects and arrays are null, and so is a time that is none.
value_view view_of(boost::json::value const& json, kind k);

/// The order of two values that are not null; nothing when they cannot be compared.
std::optional<std::partial_ordering> compare(value_view const& a, value_view const& b, letter_case letters);

/// Equality as `eq` has it: null equals null only.
bool equal(value_view const& a, value_view const& b, letter_case letters);

} // namespace graph_mock::odata
