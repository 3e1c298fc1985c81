#pragma once

#include <entralog/model.hpp>
#include <entralog/pages.hpp>

#include <string>
#include <string_view>

namespace entralog_export
{

/// What becomes of a record.
enum class format
{
    table,  ///< a line for people
    ndjson, ///< the typed record, encoded again: one JSON object a line
    csv,    ///< RFC 4180, with a heading
    raw,    ///< the server's own bytes, on one line
    none    ///< decoded, and that is all
};

/// ".ndjson" and so on, for the name of a file.
std::string_view extension_of(format f) noexcept;

/// Appends what comes before the first record: the heading of a table or of CSV.
template <class T>
void append_heading(std::string& out, format f);

/// Appends one record with its line break.
template <class T>
void append_record(std::string& out, format f, T const& record);

template <>
void append_heading<entralog::raw_record>(std::string& out, format f);
template <>
void append_record(std::string& out, format f, entralog::raw_record const& record);

extern template void append_heading<entralog::sign_in>(std::string&, format);
extern template void append_heading<entralog::directory_audit>(std::string&, format);
extern template void append_heading<entralog::custom_security_attribute_audit>(std::string&, format);
extern template void append_heading<entralog::provisioning_object_summary>(std::string&, format);
extern template void append_record(std::string&, format, entralog::sign_in const&);
extern template void append_record(std::string&, format, entralog::directory_audit const&);
extern template void append_record(std::string&, format, entralog::custom_security_attribute_audit const&);
extern template void append_record(std::string&, format, entralog::provisioning_object_summary const&);

} // namespace entralog_export
