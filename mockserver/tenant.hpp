#pragma once

#include <mockserver/public_key.hpp>
#include <mockserver/record_set.hpp>
#include <mockserver/report.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace graph_mock
{

enum class licence
{
    free,
    p1,
    p2
};

/// Another issuer's tokens that an app may prove itself with: workload identity federation.
struct federated_credential
{
    explicit federated_credential(public_key signed_with)
        : key(std::move(signed_with))
    {
    }

    std::string name;
    std::string issuer;
    std::string subject;
    std::vector<std::string> audiences; ///< any of them will do
    public_key key;                     ///< a real tenant reads it from the issuer's JWKS
};

/// What makes an app the identity of an Azure resource, which gets its tokens from IMDS without any secret.
struct managed_identity
{
    managed_identity() = default;

    bool system_assigned = false; ///< else user-assigned
    std::string object_id;        ///< of its service principal
    std::string resource_id;      ///< "/subscriptions/...": of the machine, or of the identity itself
};

/// An application and what was granted to it.
struct app
{
    app() = default;

    std::string app_id;
    std::string display_name;
    bool public_client = false; ///< people sign in to it without a secret of its own, as with a device code
    std::vector<std::string> secrets;
    std::vector<registered_certificate> certificates;
    std::vector<federated_credential> federated_credentials;
    std::optional<graph_mock::managed_identity> managed_identity;
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
    user const* find_user_by_id(std::string_view object_id) const;

    /// True for its id and for each of its domains.
    bool is_called(std::string_view name) const;
};

/// Reads tenant.json and the reports of a folder, one more beside the others. Throws load_error.
tenant load_tenant(std::filesystem::path const& folder, std::vector<tenant> const& others = {});

/// Reads every tenant of these folders, each a tenant's own or one that holds tenants'. Throws load_error.
std::vector<tenant> load_tenants(std::vector<std::filesystem::path> const& folders);

} // namespace graph_mock
