#pragma once

#include <cstdint>
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
    std::string object_id;                 ///< the user's, or the app's service principal's
    std::int64_t issued_at = 0;            ///< seconds since 1970
    std::vector<std::string> capabilities; ///< what the client has declared (`xms_cc`)
    bool delegated = false;                ///< a signed-in user's token, not an app's own
    std::vector<std::string> permissions;  ///< the app roles (`roles`), or the scopes (`scp`)
    std::vector<std::string> role_ids;     ///< the template ids of the user's directory roles (`wids`)

    bool has_permission(std::string_view permission) const;

    /// By the role's name.
    bool has_role(std::string_view role) const;
};

} // namespace graph_mock
