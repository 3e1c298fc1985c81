#pragma once

#include <entralog/error.hpp>

#include <string>
#include <string_view>

namespace entralog_export
{

/// All that is known of an error, on several lines: what, where, why, what to do, and the ids to give to Microsoft's
/// support.
std::string explain(std::string_view subject, entralog::error const& e);

} // namespace entralog_export
