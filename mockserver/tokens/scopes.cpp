#include <mockserver/tokens/scopes.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/permissions.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <algorithm>
#include <array>

namespace graph_mock
{

namespace
{

/// The URLs that name Microsoft Graph: in each of the clouds, and the id of its application.
constexpr std::array<std::string_view, 5> graph_names{"https://graph.microsoft.com", "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn",
    "00000003-0000-0000-c000-000000000000"};

constexpr std::string_view all_granted = ".default";

oauth_error invalid_scope(std::string_view scope)
{
    return oauth_error(400, "invalid_scope", 70011,
        "The provided request must include a 'scope' input parameter. The provided value for the input parameter "
        "'scope' is not valid. The scope " +
            std::string(scope) + " is not valid.");
}

oauth_error unknown_resource(std::string_view resource)
{
    return oauth_error(400, "invalid_resource", 500011,
        "The resource principal named " + std::string(resource) + " was not found in the tenant.");
}

std::string_view without_slashes(std::string_view resource)
{
    while (resource.ends_with('/'))
        resource.remove_suffix(1);
    return resource;
}

void read_scope(std::string_view scope, request const& r, delegated_scopes& into)
{
    for (auto const& [name, flag] : {std::pair<std::string_view, bool*>{"openid", &into.openid},
             {"profile", &into.profile}, {"email", &into.email}, {"offline_access", &into.offline_access}})
        if (iequals(scope, name))
        {
            *flag = true;
            return;
        }
    auto const slash = scope.rfind('/');
    if (slash != std::string_view::npos && !is_graph_resource(scope.substr(0, slash), r))
        throw unknown_resource(without_slashes(scope.substr(0, slash)));
    auto const name = slash == std::string_view::npos ? scope : scope.substr(slash + 1);
    if (name.empty())
        throw invalid_scope(scope);
    into.as_asked.emplace_back(scope);
    into.of_graph.emplace_back(name);
}

bool contains(std::vector<std::string> const& names, std::string_view name)
{
    return std::any_of(names.begin(), names.end(), [&](std::string const& n) { return iequals(n, name); });
}

} // namespace

bool is_graph_resource(std::string_view resource, request const& r)
{
    resource = without_slashes(resource);
    return iequals(resource, own_origin(r)) ||
           std::any_of(graph_names.begin(), graph_names.end(), [&](auto name) { return iequals(name, resource); });
}

void check_default_scope(std::string_view scope, request const& r)
{
    if (!scope.ends_with(all_granted) || !scope.substr(0, scope.size() - all_granted.size()).ends_with('/'))
        throw invalid_scope(scope);
    auto const resource = without_slashes(scope.substr(0, scope.size() - all_granted.size()));
    if (!is_graph_resource(resource, r))
        throw unknown_resource(resource);
}

delegated_scopes parse_delegated_scopes(std::string_view text, request const& r)
{
    delegated_scopes asked;
    for (auto scope : split(text, ' '))
        if (!scope.empty())
            read_scope(scope, r, asked);
    // "All that was granted" goes with no other scope of the resource.
    if (contains(asked.of_graph, all_granted) && asked.of_graph.size() > 1)
        throw invalid_scope(text);
    return asked;
}

void check_consent(delegated_scopes const& asked, app const& a)
{
    for (auto const& name : asked.of_graph)
    {
        if (iequals(name, all_granted) ? !a.delegated_permissions.empty() : contains(a.delegated_permissions, name))
            continue;
        if (!iequals(name, all_granted) && !is_permission(name, grant::delegated))
            throw oauth_error(400, "invalid_client", 650053,
                "The application '" + a.display_name + "' asked for scope '" + name +
                    "' that doesn't exist on the resource '00000003-0000-0000-c000-000000000000'. Contact the app "
                    "vendor.");
        throw oauth_error(400, "invalid_grant", 65001,
            "The user or administrator has not consented to use the application with ID '" + a.app_id + "' named '" +
                a.display_name + "'. Send an interactive authorization request for this user and resource.");
    }
}

std::string granted_scope(delegated_scopes const& asked, app const& a)
{
    std::string all;
    auto const add = [&](std::string_view scope) { all.append(all.empty() ? "" : " ").append(scope); };
    for (auto const& [name, wanted] :
        {std::pair<std::string_view, bool>{"openid", asked.openid}, {"profile", asked.profile}, {"email", asked.email}})
        if (wanted)
            add(name);
    for (auto const& scope : asked.as_asked)
        add(scope);
    // In the form that was asked for: with the resource in front, or without.
    auto const slash = asked.as_asked.empty() ? std::string::npos : asked.as_asked.front().rfind('/');
    auto const prefix = slash == std::string::npos ? std::string() : asked.as_asked.front().substr(0, slash + 1);
    for (auto const& permission : a.delegated_permissions)
        if (!contains(asked.of_graph, permission))
            add(prefix + permission);
    return all;
}

} // namespace graph_mock
