#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/odata/expression.hpp>
#include <mockserver/tenant.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace graph_mock
{

/// How far back a tenant's reports go: the days that were set, else what its licence gives, which is 30 days and 7
/// without one. 0 is no limit. It only bounds what may be asked for: a record that is older is served all the same.
std::uint32_t retention_days(licence l, std::optional<std::uint32_t> set) noexcept;

/// The first moment that may be asked for; nothing when there is no limit. It is the beginning of a day, as in the only
/// answer of the service that has been published (2/5/2023 12:00:00 AM, msgraph-beta-sdk-dotnet#626).
std::optional<timestamp> oldest_allowed(timestamp now, std::uint32_t days) noexcept;

/// Throws the refusal (400) for a filter that compares the property with an earlier time, wherever in the filter: the
/// service looks at the time, not at what is done with it. The text has been seen for directoryAudits; the other
/// reports answer with it, too, each with its own property.
void check_retention(odata::expression const& filter, std::string_view time_property, timestamp oldest);

} // namespace graph_mock
