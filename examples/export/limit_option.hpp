#pragma once

#include <entralog/budget.hpp>

#include <optional>
#include <string_view>

namespace entralog_export
{

/// "documented", "off" (a limit that is off), or so many requests in so many seconds: "5/10", "1/2.5". Nothing for all
/// else, and for what is beyond a million requests or a day.
std::optional<entralog::rate_limit> read_limit(std::string_view text);

} // namespace entralog_export
