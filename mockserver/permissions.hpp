#pragma once

#include <string>
#include <string_view>

namespace graph_mock
{

/// How a permission of Microsoft Graph is granted.
enum class grant
{
    application, ///< to an app, as an app role
    delegated    ///< to an app that acts for a signed-in user, as a scope
};

/// True for a permission that graph-mock knows, in exactly this spelling: those that the reports ask for, and some that
/// real apps have besides.
bool is_permission(std::string_view name, grant how) noexcept;

/// All of them, for an error message.
std::string known_permissions(grant how);

} // namespace graph_mock
