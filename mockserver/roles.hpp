#pragma once

#include <string>
#include <string_view>

namespace graph_mock
{

/// The template id of a directory role, as tokens carry it in `wids`; empty for a name that is not known.
std::string_view role_template_id(std::string_view role) noexcept;

/// The names of all roles that are known, for an error message.
std::string known_roles();

} // namespace graph_mock
