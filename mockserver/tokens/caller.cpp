#include <mockserver/tokens/caller.hpp>

#include <mockserver/roles.hpp>

#include <algorithm>

namespace graph_mock
{

bool caller::has_permission(std::string_view permission) const
{
    return std::find(permissions.begin(), permissions.end(), permission) != permissions.end();
}

bool caller::has_role(std::string_view role) const
{
    return std::find(role_ids.begin(), role_ids.end(), role_template_id(role)) != role_ids.end();
}

} // namespace graph_mock
