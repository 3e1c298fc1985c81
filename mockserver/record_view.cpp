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

/// "status/errorCode" is, below "status", "errorCode".
std::vector<std::string> paths_below(std::vector<std::string> const& paths, std::string_view key)
{
    std::vector<std::string> below;
    for (auto const& path : paths)
        if (path.size() > key.size() && path.starts_with(key) && path[key.size()] == '/')
            below.push_back(path.substr(key.size() + 1));
    return below;
}

/// Whether any version knows the property.
bool is_known(odata::structure const& type, std::string_view key) noexcept
{
    return type.find(key, odata::version::beta) || type.find(key, odata::version::v1_0);
}

} // namespace

bool conceals(visibility const& v, std::string_view property) noexcept
{
    if (property == "appliedConditionalAccessPolicies")
        return !v.conditional_access_policies;
    bool const is_risk =
        property == "riskDetail" || property == "riskLevelAggregated" || property == "riskLevelDuringSignIn";
    return is_risk && !v.risk_details;
}

std::optional<std::string_view> visible_value(std::string_view property, std::string_view value, visibility const& v)
{
    if (!conceals(v, property))
        return value;
    if (property == "appliedConditionalAccessPolicies")
        return std::nullopt;
    return value == "null" ? value : "\"hidden\"";
}

std::string hide(std::string_view record, visibility const& v)
{
    if (v.all())
        return std::string(record);
    return edit_members(record,
        [&](std::string_view key, std::string_view value) -> std::optional<std::string>
        {
            auto const visible = visible_value(key, value, v);
            return visible ? std::optional(std::string(*visible)) : std::nullopt;
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

std::string selected(std::string_view record, std::vector<std::string> const& paths)
{
    return edit_members(record,
        [&](std::string_view key, std::string_view value) -> std::optional<std::string>
        {
            if (is_annotation(key) || std::find(paths.begin(), paths.end(), key) != paths.end())
                return std::string(value);
            auto const below = paths_below(paths, key);
            if (below.empty())
                return std::nullopt;
            if (!value.starts_with('['))
                return selected(value, below);
            return edit_elements(value, [&](std::string_view element) { return selected(element, below); });
        });
}

} // namespace graph_mock
