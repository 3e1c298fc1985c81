#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// Who asks, as their token says.
struct caller
{
    caller() = default;

    std::string tenant_id;
    std::string app_id;
    bool delegated = false;               ///< a signed-in user's token, not an app's own
    std::vector<std::string> permissions; ///< the app roles (`roles`), or the scopes (`scp`)
    std::vector<std::string> role_ids;    ///< the template ids of the user's directory roles (`wids`)

    bool has_permission(std::string_view permission) const;

    /// By the role's name.
    bool has_role(std::string_view role) const;
};

} // namespace graph_mock
