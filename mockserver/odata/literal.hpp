#pragma once

#include <entralog/time.hpp>

#include <optional>
#include <string_view>

namespace graph_mock::odata
{

// Literals as section 7 of OData 4.01's ABNF has them. What it allows and .NET cannot hold, such as a leap second or
// the year 10000, is none here either.

/// "-12.5e3": decimalLiteral, but for INF and NaN. True also for what a double cannot hold.
bool is_number(std::string_view text) noexcept;

/// Nothing for what a double cannot hold. The text is_number().
std::optional<double> parse_number(std::string_view text) noexcept;

/// dateTimeOffsetLiteral, or a date, which Graph takes for its midnight in UTC. Digits after the seventh of a fraction
/// are dropped.
std::optional<entralog::timestamp> parse_moment(std::string_view text);

/// "-P1DT2H3M4.5S": what stands within the quotes of a durationLiteral.
std::optional<entralog::ticks> parse_duration(std::string_view text) noexcept;

/// Names or numbers of members, separated by commas: what stands within the quotes of an enumLiteral.
bool is_enum_value(std::string_view text);

/// odataIdentifier. Letters outside of ASCII are taken as they come: which of them Unicode calls letters is not
/// checked.
bool is_identifier(std::string_view text) noexcept;

bool begins_identifier(char c) noexcept;
bool continues_identifier(char c) noexcept;

} // namespace graph_mock::odata
