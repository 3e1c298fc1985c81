#pragma once

#include <mockserver/tenant.hpp>

#include <string_view>
#include <vector>

namespace graph_mock
{

/// Finds tenants, apps and people by what a request calls them; throws the oauth_error for those that are not there.
class directory
{
public:
    /// The tenants must outlive it.
    explicit directory(std::vector<tenant> const& tenants)
        : tenants_(tenants)
    {
    }

    /// True for common, organizations and consumers, which leave the tenant to who signs in.
    static bool is_shared(std::string_view name) noexcept;

    tenant const& find(std::string_view name) const;

    static app const& find_app(tenant const& t, std::string_view client_id);

    /// The tenant of that name; for a shared name, the first that knows the app.
    tenant const& find_home(std::string_view name, std::string_view client_id) const;

    /// Null when there is none.
    tenant const* find_by_id(std::string_view id) const noexcept;
    tenant const* find_by_user(std::string_view user_principal_name) const noexcept;

    std::vector<tenant> const& all() const noexcept { return tenants_; }

private:
    std::vector<tenant> const& tenants_;
};

} // namespace graph_mock
