#pragma once

#include <mockserver/odata/schema.hpp>
#include <mockserver/policy.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// What a caller gets to see of a record, as text; whatever is kept keeps its bytes.

/// Without what the policy keeps from them. Filters look at this, or they would tell.
std::string hide(std::string_view record, visibility const& v);

/// Whether anything of that property is kept from them.
bool conceals(visibility const& v, std::string_view property) noexcept;

/// The text that they see for a property's value; nothing for a property that is left out.
std::optional<std::string_view> visible_value(std::string_view property, std::string_view value, visibility const& v);

/// Without what the version's schema does not have, at any depth. Open types keep what the schema does not name.
std::string in_version(std::string_view record, odata::structure const& type, odata::version v);

/// With what is at these paths only ("id", "status/errorCode"), and with annotations ("@odata.type"). A path leads into
/// the elements of a collection, too. What the record does not have stays absent, and null stays null.
std::string selected(std::string_view record, std::vector<std::string> const& paths);

} // namespace graph_mock
