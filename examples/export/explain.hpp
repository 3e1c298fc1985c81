#pragma once

#include <entralog/error.hpp>

#include <string>
#include <string_view>

namespace entralog_export
{

/// All that is known of an error, on several lines: what, where, why, what to do, and the ids to give to Microsoft's
/// support.
std::string explain(std::string_view subject, entralog::error const& e);

/// The library's hints name its options; a user of the tool has these.
std::string in_terms_of_the_tool(std::string hint);

} // namespace entralog_export
