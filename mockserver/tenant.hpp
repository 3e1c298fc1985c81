#pragma once

#include <mockserver/record_set.hpp>
#include <mockserver/report.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

enum class licence
{
    free,
    p1,
    p2
};

/// An application and what was granted to it.
struct app
{
    app() = default;

    std::string app_id;
    std::string display_name;
    std::vector<std::string> secrets;
    std::vector<std::string> permissions;           ///< app roles, for app-only tokens
    std::vector<std::string> delegated_permissions; ///< scopes, for users' tokens
};

struct user
{
    user() = default;

    std::string id;
    std::string user_principal_name;
    std::string display_name;
    std::vector<std::string> roles; ///< directory roles, by name
};

/// One organisation: who may ask, and the records that they get.
struct tenant
{
    tenant() = default;

    std::string id;
    std::string domain;
    std::vector<std::string> domains; ///< all of them, the first domain included
    std::string display_name;
    graph_mock::licence licence = graph_mock::licence::free;
    std::vector<app> apps;
    std::vector<user> users;
    std::array<record_set, reports.size()> records;

    record_set& of(report_id which) { return records[static_cast<std::size_t>(which)]; }
    record_set const& of(report_id which) const { return records[static_cast<std::size_t>(which)]; }

    app const* find_app(std::string_view app_id) const;
    user const* find_user(std::string_view user_principal_name) const;

    /// True for its id and for each of its domains.
    bool is_called(std::string_view name) const;
};

/// Reads tenant.json and the reports of a folder. Throws load_error.
tenant load_tenant(std::filesystem::path const& folder);

/// Reads every tenant of these folders, each a tenant's own or one that holds tenants'. Throws load_error.
std::vector<tenant> load_tenants(std::vector<std::filesystem::path> const& folders);

} // namespace graph_mock
