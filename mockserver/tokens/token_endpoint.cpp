#include <mockserver/tokens/token_endpoint.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/random.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/access_token.hpp>
#include <mockserver/tokens/jwt.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_form_size = 64 * 1024;

/// The URLs that name Microsoft Graph: in each of the clouds, and the id of its application.
constexpr std::array<std::string_view, 5> graph_names{"https://graph.microsoft.com", "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn",
    "00000003-0000-0000-c000-000000000000"};

constexpr std::string_view token_path = "/oauth2/v2.0/token";
constexpr std::string_view keys_path = "/discovery/v2.0/keys";
constexpr std::string_view configuration_path = "/v2.0/.well-known/openid-configuration";

struct route
{
    std::string_view tenant;
    std::string_view rest; ///< one of the paths above, in whatever case; empty for any other path
};

route split_path(std::string_view path)
{
    route found;
    if (path.empty())
        return found;
    auto const slash = path.find('/', 1);
    if (slash == std::string_view::npos)
        return found;
    for (auto known : {token_path, keys_path, configuration_path})
        if (iequals(path.substr(slash), known))
            found.rest = known;
    found.tenant = path.substr(1, slash - 1);
    return found;
}

/// What the client has sent, in the body or as Basic (RFC 6749, section 2.3.1).
class token_form
{
public:
    explicit token_form(request const& r)
    {
        auto parsed = r.body.size() > max_form_size ? std::nullopt : parse_form(r.body);
        if (!parsed)
            throw oauth_error(400, "invalid_request", 900144,
                "The request body is not a form of at most 64 KiB and 64 parameters, percent-encoded.");
        fields_ = std::move(*parsed);
        read_basic(r);
    }

    std::string_view find(std::string_view name) const
    {
        for (auto const& [field, value] : fields_)
            if (field == name)
                return value;
        return {};
    }

    std::string_view require(std::string_view name) const
    {
        auto const value = find(name);
        if (value.empty())
            throw oauth_error(400, "invalid_request", 900144,
                "The request body must contain the following parameter: '" + std::string(name) + "'.");
        return value;
    }

private:
    void read_basic(request const& r)
    {
        auto const header = trim(r.headers.find("authorization"));
        constexpr std::string_view scheme = "Basic ";
        if (!iequals(header.substr(0, scheme.size()), scheme))
            return;
        auto const pair = from_base64(trim(header.substr(scheme.size())));
        auto const colon = pair ? pair->find(':') : std::string::npos;
        if (colon == std::string::npos)
            throw oauth_error(400, "invalid_request", 900144, "The Authorization header is not 'Basic' and base64.");
        // Both halves are form-encoded once more before they are joined, since a secret may hold a colon.
        auto const decoded =
            parse_form("client_id=" + pair->substr(0, colon) + "&client_secret=" + pair->substr(colon + 1));
        if (decoded)
            fields_.insert(fields_.end(), decoded->begin(), decoded->end());
    }

    fields fields_;
};

void check_grant(token_form const& form)
{
    auto const grant = form.require("grant_type");
    if (grant != "client_credentials")
        throw oauth_error(400, "unsupported_grant_type", 70003,
            "The app requested an unsupported grant type '" + std::string(grant) + "'.");
}

/// "https://graph.microsoft.com/.default", for any name of Graph; and for this server's own URL, since a client that is
/// pointed here may build its scope from that.
void check_scope(std::string_view scope, request const& r)
{
    constexpr std::string_view suffix = "/.default";
    if (!scope.ends_with(suffix))
        throw oauth_error(400, "invalid_scope", 70011,
            "The provided request must include a 'scope' input parameter. The provided value for the input parameter "
            "'scope' is not valid. The scope " +
                std::string(scope) + " is not valid.");
    auto resource = scope.substr(0, scope.size() - suffix.size());
    while (resource.ends_with('/'))
        resource.remove_suffix(1);
    if (!iequals(resource, own_origin(r)) &&
        std::none_of(graph_names.begin(), graph_names.end(), [&](auto name) { return iequals(name, resource); }))
        throw oauth_error(400, "invalid_resource", 500011,
            "The resource principal named " + std::string(resource) + " was not found in the tenant.");
}

void check_secret(token_form const& form, app const& a)
{
    auto const secret = form.find("client_secret");
    if (secret.empty() && !form.find("client_assertion").empty())
        throw oauth_error(401, "invalid_client", 700027,
            "Client assertion failed signature validation: graph-mock knows secrets only, no certificates.");
    if (secret.empty())
        throw oauth_error(401, "invalid_client", 7000216,
            "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.");
    if (std::none_of(a.secrets.begin(), a.secrets.end(), [&](auto const& s) { return same_secret(s, secret); }))
        throw oauth_error(401, "invalid_client", 7000215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
            "not the client secret ID, for a secret added to app '" +
                a.app_id + "'.");
}

response method_not_allowed(std::string_view allowed, timestamp now)
{
    auto r = identity_response(405, R"({"error":"invalid_request"})", now);
    r.headers.add("Allow", std::string(allowed));
    return r;
}

} // namespace

bool token_endpoint::serves(request const& r)
{
    return !split_path(r.path).rest.empty();
}

response token_endpoint::handle(request const& r, timestamp now) const
{
    auto const where = split_path(r.path);
    std::string_view const allowed = where.rest == token_path ? "POST" : "GET";
    if (r.method != allowed)
        return method_not_allowed(allowed, now);
    try
    {
        if (where.rest == token_path)
            return token(r, where.tenant, now);
        if (where.rest == configuration_path)
            return configuration(r, where.tenant, now);
        return identity_response(200, signing_key::of_this_process().jwks(), now);
    }
    catch (oauth_error const& why)
    {
        return oauth_error_response(why, r, now);
    }
}

response token_endpoint::token(request const& r, std::string_view tenant_name, timestamp now) const
{
    token_form const form(r);
    check_grant(form);
    auto const client_id = form.require("client_id");
    auto const scope = form.require("scope");
    auto const& t = find(tenant_name);
    check_scope(scope, r);
    auto const* const a = t.find_app(client_id);
    if (!a)
        throw oauth_error(400, "unauthorized_client", 700016,
            "Application with identifier '" + std::string(client_id) + "' was not found in the directory '" +
                t.display_name +
                "'. This can happen if the application has not been installed by the administrator of the tenant or "
                "consented to by any user in the tenant. You may have sent your authentication request to the wrong "
                "tenant.");
    check_secret(form, *a);

    boost::json::object body;
    body["token_type"] = "Bearer";
    body["expires_in"] = lifetime_.count();
    body["ext_expires_in"] = lifetime_.count();
    body["access_token"] = app_token(t, *a, now, lifetime_);
    return identity_response(200, boost::json::serialize(body), now);
}

response token_endpoint::configuration(request const& r, std::string_view tenant_name, timestamp now) const
{
    auto const& t = find(tenant_name);
    auto const base = own_origin(r) + "/" + t.id;
    boost::json::object body;
    body["token_endpoint"] = base + std::string(token_path);
    body["token_endpoint_auth_methods_supported"] = boost::json::array{"client_secret_post", "client_secret_basic"};
    body["jwks_uri"] = base + std::string(keys_path);
    body["issuer"] = "https://sts.windows.net/" + t.id + "/";
    body["grant_types_supported"] = boost::json::array{"client_credentials"};
    body["id_token_signing_alg_values_supported"] = boost::json::array{"RS256"};
    return identity_response(200, boost::json::serialize(body), now);
}

tenant const& token_endpoint::find(std::string_view name) const
{
    // An app-only token belongs to one tenant, which these names do not tell. (The number is our reading of Entra's
    // list of errors; no answer to such a request has been published.)
    for (auto shared : {"common", "organizations", "consumers"})
        if (iequals(name, shared))
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

} // namespace graph_mock
