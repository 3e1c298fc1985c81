#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/json_text.hpp>
#include <entralog/detail/short_text.hpp>
#include <entralog/detail/type_info.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace entralog::detail
{

ENTRALOG_DECL void append_json_string(std::string& out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    std::size_t run = 0; // bytes that need no escape are appended in runs
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text, run, i - run);
        run = i + 1;
        switch (c)
        {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        default:
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 15];
        }
    }
    out.append(text, run, text.size() - run);
    out += '"';
}

ENTRALOG_DECL void append_json_integer(std::string& out, std::int64_t i)
{
    std::array<char, 24> buffer;
    auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), i).ptr;
    out.append(buffer.data(), end);
}

ENTRALOG_DECL void append_json_double(std::string& out, double d)
{
    if (!std::isfinite(d)) // JSON has no name for these; OData writes them as strings
    {
        out += std::isnan(d) ? "\"NaN\"" : d > 0 ? "\"INF\"" : "\"-INF\"";
        return;
    }
    std::array<char, 32> buffer;
    auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), d).ptr;
    out.append(buffer.data(), end);
}

ENTRALOG_DECL void append_json_timestamp(std::string& out, timestamp t)
{
    out += '"';
    out += to_iso8601(t);
    out += '"';
}

ENTRALOG_DECL bool has_property(type_info const& type, std::string_view name) noexcept
{
    return index_of(type, name) < type.properties.size();
}

ENTRALOG_DECL std::size_t index_of(type_info const& type, std::string_view name) noexcept
{
    std::size_t i = 0;
    while (i < type.properties.size() && !equal_names(type.properties[i].name(), name))
        ++i;
    return i;
}

ENTRALOG_DECL void encode_properties(
    type_info const& type, void const* object, std::string_view derived_type, std::string& out)
{
    auto const& additional = type.additional(object);
    out += '{';
    char const* separator = "";
    auto const name = [&](std::string_view n)
    {
        out += separator;
        separator = ",";
        append_json_string(out, n);
        out += ':';
    };
    auto const& extra = additional.properties();
    bool const by_hand = !additional.decoded();
    if (by_hand && !derived_type.empty() && !extra.contains("@odata.type"))
    {
        name("@odata.type");
        append_json_string(out, std::string("#microsoft.graph.").append(derived_type));
    }
    for (std::size_t i = 0; i < type.properties.size(); ++i)
    {
        auto const& p = type.properties[i];
        void const* const member = p.member(object);
        // What may be null is left out when it is; anything else is written when it came, be it empty. An object made
        // by hand has all that cannot be null, though of its collections only those with elements.
        if (p.ops->blank(member) &&
            (p.ops->nullable || !(additional.present(i) || (by_hand && p.ops->element == nullptr))))
            continue;
        name(p.name());
        p.ops->encode(member, out);
    }
    for (auto const& [key, value] : extra)
    {
        name(std::string_view(key.data(), key.size()));
        out += boost::json::serialize(value);
    }
    out += '}';
}

} // namespace entralog::detail
