#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace entralog_export
{

/// Appends text that came from outside so that it stays text on a terminal and stays on its line: line breaks and tabs
/// become spaces; other controls, bidirectional overrides and bytes that are no UTF-8 become U+FFFD.
void append_harmless(std::string& out, std::string_view text);

/// How many columns a terminal gives the text, once it is harmless.
std::size_t columns_of(std::string_view text);

/// Appends the text, made harmless, as exactly `columns` columns: filled up with spaces, or cut and ended by an
/// ellipsis. With `fill` false, as at the end of a line, it is only cut.
void append_cell(std::string& out, std::string_view text, std::size_t columns, bool fill = true);

} // namespace entralog_export
