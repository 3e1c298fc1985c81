#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/time.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace entralog::detail
{

struct type_info;

/// Appends a JSON string, quoted and escaped (RFC 8259, section 7); UTF-8 goes through as it is.
ENTRALOG_DECL void append_json_string(std::string& out, std::string_view text);
ENTRALOG_DECL void append_json_integer(std::string& out, std::int64_t i);
/// The shortest text that reads back as the same double.
ENTRALOG_DECL void append_json_double(std::string& out, double d);
ENTRALOG_DECL void append_json_timestamp(std::string& out, timestamp t);

/// Appends the object of that type; a derived one that was made by hand begins with "@odata.type".
ENTRALOG_DECL void encode_properties(
    type_info const& type, void const* object, std::string_view derived_type, std::string& out);

ENTRALOG_DECL bool has_property(type_info const& type, std::string_view name) noexcept;
/// The index of a property that is there.
ENTRALOG_DECL std::size_t index_of(type_info const& type, std::string_view name) noexcept;

} // namespace entralog::detail
