#pragma once

#include <entralog/time.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace entralog_export
{

/// Reads a moment as people write it: "2026-11-24T06:00:00Z" (any ISO 8601 that Graph sends), "2026-11-24" (midnight,
/// UTC), or how long before `now`: a whole number of s, m, h, d or w, as "24h". Nothing for all else, and for what is
/// more than a hundred years ago.
std::optional<entralog::timestamp> read_moment(std::string_view text, entralog::timestamp now);

/// A whole number of s, m, h, d or w, as "90s". Nothing for all else, and for more than a hundred years.
std::optional<std::chrono::seconds> read_duration(std::string_view text);

} // namespace entralog_export
