#include <mockserver/tokens/directory.hpp>

#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <algorithm>
#include <array>

namespace graph_mock
{

namespace
{

constexpr std::array<std::string_view, 3> shared_names{"common", "organizations", "consumers"};

oauth_error unknown_app(std::string_view client_id, std::string_view where)
{
    return oauth_error(400, "unauthorized_client", 700016,
        "Application with identifier '" + std::string(client_id) + "' was not found in the directory '" +
            std::string(where) +
            "'. This can happen if the application has not been installed by the administrator of the tenant or "
            "consented to by any user in the tenant. You may have sent your authentication request to the wrong "
            "tenant.");
}

} // namespace

bool directory::is_shared(std::string_view name) noexcept
{
    return std::any_of(
        shared_names.begin(), shared_names.end(), [&](std::string_view shared) { return iequals(name, shared); });
}

tenant const& directory::find(std::string_view name) const
{
    // An app-only token belongs to one tenant, which these names do not tell. (The number is our reading of Entra's
    // list of errors; no answer to such a request has been published.)
    if (is_shared(name))
        throw oauth_error(400, "invalid_request", 50059,
            "No tenant-identifying information found in either the request or implied by any provided credentials: "
            "name a tenant instead of '" +
                std::string(name) + "'.");
    for (auto const& t : tenants_)
        if (t.is_called(name))
            return t;
    throw oauth_error(400, "invalid_request", 90002,
        "Tenant '" + std::string(name) +
            "' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. "
            "Check with your subscription administrator, this may happen if there are no active subscriptions for the "
            "tenant.");
}

app const& directory::find_app(tenant const& t, std::string_view client_id)
{
    auto const* const a = t.find_app(client_id);
    if (!a)
        throw unknown_app(client_id, t.display_name);
    return *a;
}

tenant const& directory::find_home(std::string_view name, std::string_view client_id) const
{
    if (!is_shared(name))
        return find(name);
    for (auto const& t : tenants_)
        if (t.find_app(client_id))
            return t;
    throw unknown_app(client_id, name);
}

tenant const* directory::find_by_id(std::string_view id) const noexcept
{
    for (auto const& t : tenants_)
        if (iequals(t.id, id))
            return &t;
    return nullptr;
}

tenant const* directory::find_by_user(std::string_view user_principal_name) const noexcept
{
    for (auto const& t : tenants_)
        if (t.find_user(user_principal_name))
            return &t;
    return nullptr;
}

} // namespace graph_mock
