#pragma once

#include <string>
#include <string_view>

namespace entralog_export
{

/// Appends one field of a comma-separated record (RFC 4180): quoted when it must be.
///
/// Sign-in logs hold text that strangers chose, and a spreadsheet takes a field that begins with =, +, -, @, a tab or a
/// line break for a formula ("CSV injection"). Such a field gets an apostrophe in front of it, which a spreadsheet
/// hides. Programs that want the text untouched read --format ndjson.
void append_csv_field(std::string& out, std::string_view text);

} // namespace entralog_export
