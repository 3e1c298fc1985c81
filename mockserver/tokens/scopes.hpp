#pragma once

#include <mockserver/message.hpp>
#include <mockserver/tenant.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// True for the names of Microsoft Graph in each cloud, the id of its application, and this server's own URL, since a
/// client that is pointed here may build its scope from that. Slashes at its end do not matter.
bool is_graph_resource(std::string_view resource, request const& r);

/// The scope of an app-only token: "https://graph.microsoft.com/.default", for any name of Graph. Throws oauth_error.
void check_default_scope(std::string_view scope, request const& r);

/// What a person's token is asked for.
struct delegated_scopes
{
    delegated_scopes() = default;

    std::vector<std::string> as_asked; ///< those of Graph, to the letter
    std::vector<std::string> of_graph; ///< the same without the resource: "AuditLog.Read.All", or ".default"
    bool openid = false;
    bool profile = false;
    bool email = false;
    bool offline_access = false;
};

/// Reads "https://graph.microsoft.com/.default openid offline_access". Throws oauth_error.
delegated_scopes parse_delegated_scopes(std::string_view text, request const& r);

/// Throws oauth_error for a scope that nobody has consented to.
void check_consent(delegated_scopes const& asked, app const& a);

/// The answer's `scope`: what was asked for, then what else the token opens, since it always carries all that was
/// consented to.
std::string granted_scope(delegated_scopes const& asked, app const& a);

} // namespace graph_mock
