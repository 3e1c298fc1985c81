#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/tokens/caller.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// All tokens are for this audience: there is no other resource here.
inline constexpr std::string_view graph_resource = "https://graph.microsoft.com";

/// An app-only token: the `roles` are what was granted to the app.
std::string app_token(tenant const& t, app const& a, timestamp now, std::chrono::seconds life);

/// A delegated token: the `scp` are these scopes, the `wids` the user's directory roles.
std::string user_token(tenant const& t, app const& a, user const& u, std::vector<std::string> const& scopes,
    timestamp now, std::chrono::seconds life);

/// 401 with the header that says where tokens come from.
refusal unauthenticated(std::string message);

/// Reads and checks the Authorization header. Throws the refusal (401) that Graph answers with.
caller authenticate(request const& r, timestamp now);

} // namespace graph_mock
