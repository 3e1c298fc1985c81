#include <mockserver/router.hpp>

#include <mockserver/refusal.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace graph_mock
{

namespace
{

constexpr std::array<std::pair<std::string_view, risk_action>, 3> actions{
    {{"confirmCompromised", risk_action::confirm_compromised}, {"confirmSafe", risk_action::confirm_safe},
        {"dismiss", risk_action::dismiss}}};

refusal unknown_segment(std::string_view segment)
{
    return bad_request("Resource not found for the segment '" + std::string(segment) + "'.");
}

/// Segments without the empty one in front, and without one at the end: "/auditLogs/directoryProvisioning/" is in the
/// documentation.
std::vector<std::string_view> segments_of(std::string_view path)
{
    auto segments = split(path, '/');
    segments.erase(segments.begin());
    if (!segments.empty() && segments.back().empty())
        segments.pop_back();
    return segments;
}

std::optional<odata::version> version_of(std::string_view segment)
{
    if (iequals(segment, "beta"))
        return odata::version::beta;
    if (iequals(segment, "v1.0"))
        return odata::version::v1_0;
    return std::nullopt;
}

report const* find_report(std::string_view name, odata::version v)
{
    // The report's older name in beta.
    if (v == odata::version::beta && iequals(name, "directoryProvisioning"))
        return &of(report_id::provisioning);
    for (auto const& r : reports)
        if (iequals(r.name, name) && !(r.beta_only && v == odata::version::v1_0))
            return &r;
    return nullptr;
}

/// The key in "signIns('id')": two quotes stand for one. Nothing when this is no key.
std::optional<std::string> key_in_parentheses(std::string_view text)
{
    if (text.size() < 4 || !text.starts_with("('") || !text.ends_with("')"))
        return std::nullopt;
    text = text.substr(2, text.size() - 4);
    std::string key;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] == '\'' && ++i == text.size())
            return std::nullopt;
        key += text[i];
    }
    return key;
}

std::optional<risk_action> find_action(std::string_view name)
{
    constexpr std::string_view name_space = "microsoft.graph.";
    if (iequals(name.substr(0, name_space.size()), name_space))
        name.remove_prefix(name_space.size());
    for (auto const& [known, action] : actions)
        if (iequals(known, name))
            return action;
    return std::nullopt;
}

} // namespace

bool is_graph_path(std::string_view path)
{
    auto const segments = segments_of(path);
    return !segments.empty() && version_of(segments.front()).has_value();
}

route find_route(std::string_view path)
{
    auto const segments = segments_of(path);
    route r;
    r.version = version_of(segments.at(0)).value();
    if (segments.size() < 2 || !iequals(segments[1], "auditLogs"))
        throw unknown_segment(segments.size() < 2 ? segments[0] : segments[1]);
    if (segments.size() < 3)
        throw unknown_segment(segments[1]);
    auto const name = segments[2].substr(0, segments[2].find('('));
    r.report = find_report(name, r.version);
    if (!r.report)
        throw unknown_segment(name);
    if (segments.size() > 4)
        throw unknown_segment(segments[4]);
    if (name.size() < segments[2].size())
    {
        auto key = key_in_parentheses(segments[2].substr(name.size()));
        if (!key || segments.size() > 3)
            throw unknown_segment(segments.size() > 3 ? segments[3] : segments[2]);
        r.leads_to = route::target::record;
        r.id = std::move(*key);
        return r;
    }
    if (segments.size() < 4)
        return r;
    auto const action = r.report->id == report_id::sign_ins ? find_action(segments[3]) : std::nullopt;
    r.leads_to = action ? route::target::action : route::target::record;
    if (action)
        r.action = *action;
    else
        r.id = segments[3];
    return r;
}

std::string_view method_of(route const& r) noexcept
{
    return r.leads_to == route::target::action ? "POST" : "GET";
}

} // namespace graph_mock
