#include <mockserver/record_view.hpp>

#include <mockserver/json_edit.hpp>

#include <algorithm>
#include <optional>

namespace graph_mock
{

namespace
{

bool is_annotation(std::string_view key) noexcept
{
    return key.find('@') != std::string_view::npos;
}

/// A value of a property, in that version.
std::string value_in_version(std::string_view value, odata::property const& p, odata::version v)
{
    if (p.kind != odata::kind::structure)
        return std::string(value);
    if (!value.starts_with('['))
        return in_version(value, *p.type, v);
    return edit_elements(value, [&](std::string_view element) { return in_version(element, *p.type, v); });
}

/// Whether any version knows the property.
bool is_known(odata::structure const& type, std::string_view key) noexcept
{
    return type.find(key, odata::version::beta) || type.find(key, odata::version::v1_0);
}

} // namespace

std::string hide(std::string_view record, visibility const& v)
{
    if (v.all())
        return std::string(record);
    return edit_members(record,
        [&](std::string_view key, std::string_view value) -> std::optional<std::string>
        {
            if (!v.conditional_access_policies && key == "appliedConditionalAccessPolicies")
                return std::nullopt;
            bool const is_risk = key == "riskDetail" || key == "riskLevelAggregated" || key == "riskLevelDuringSignIn";
            if (!v.risk_details && is_risk && value != "null")
                return "\"hidden\"";
            return std::string(value);
        });
}

std::string in_version(std::string_view record, odata::structure const& type, odata::version v)
{
    return edit_members(record,
        [&](std::string_view key, std::string_view value) -> std::optional<std::string>
        {
            if (auto const* const p = type.find(key, v))
                return value_in_version(value, *p, v);
            if (is_annotation(key) || (type.open && !is_known(type, key)))
                return std::string(value);
            return std::nullopt;
        });
}

std::string selected(std::string_view record, std::vector<std::string> const& properties)
{
    return edit_members(record,
        [&](std::string_view key, std::string_view value) -> std::optional<std::string>
        {
            bool const wanted =
                is_annotation(key) || std::find(properties.begin(), properties.end(), key) != properties.end();
            return wanted ? std::optional(std::string(value)) : std::nullopt;
        });
}

} // namespace graph_mock
