#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Edits JSON as text, so that whatever is kept keeps its very bytes: the order of members, the form of numbers,
/// escapes. (A DOM would write 59.939 back as 5.9939E1.) The text must be valid JSON: records are checked when they are
/// loaded. Keys are compared as they are written; Graph's own need no escapes.

/// The text for a member or element, or nothing to leave it out.
using member_edit = std::function<std::optional<std::string>(std::string_view key, std::string_view value)>;
using element_edit = std::function<std::optional<std::string>(std::string_view value)>;

/// Shows each member of the object, with its value's text; text that is no object has none.
using member_visit = std::function<void(std::string_view key, std::string_view value)>;
void visit_members(std::string_view object, member_visit const& visit);

/// Shows each element of the array; text that is no array has none.
using element_visit = std::function<void(std::string_view value)>;
void visit_elements(std::string_view array, element_visit const& visit);

/// Each member of the object through `edit`; text that is no object comes back unchanged.
std::string edit_members(std::string_view object, member_edit const& edit);

/// Each element of the array through `edit`; text that is no array comes back unchanged.
std::string edit_elements(std::string_view array, element_edit const& edit);

/// The object with the member set to that JSON text, in its place if there is one, else at the end.
std::string set_member(std::string_view object, std::string_view key, std::string_view json);

/// The object with one more member at its front.
std::string prepend_member(std::string_view object, std::string_view key, std::string_view json);

/// The text as a JSON string, quoted.
std::string json_string(std::string_view text);

} // namespace graph_mock
