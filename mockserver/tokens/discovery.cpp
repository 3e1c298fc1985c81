#include <mockserver/tokens/discovery.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace graph_mock
{

namespace
{

using boost::json::array;

std::string query_value(fields const& query, std::string_view name)
{
    for (auto const& [field, value] : query)
        if (field == name)
            return value;
    throw oauth_error(400, "invalid_request", 900144,
        "The request must contain the following parameter: '" + std::string(name) + "'.");
}

oauth_error unknown_instance()
{
    return oauth_error(400, "invalid_instance", 50049, "Unknown or invalid instance.");
}

} // namespace

std::string issuer_of(request const& r, tenant const& t)
{
    return own_origin(r) + "/" + t.id + "/v2.0";
}

std::string openid_configuration(request const& r, directory const& tenants, std::string_view tenant_name)
{
    auto const origin = own_origin(r);
    bool const shared = directory::is_shared(tenant_name);
    auto const segment = shared ? to_lower(tenant_name) : tenants.find(tenant_name).id;
    auto const base = origin + "/" + segment;
    boost::json::object body;
    body["token_endpoint"] = base + "/oauth2/v2.0/token";
    body["token_endpoint_auth_methods_supported"] =
        array{"client_secret_post", "private_key_jwt", "client_secret_basic"};
    body["jwks_uri"] = base + "/discovery/v2.0/keys";
    body["response_modes_supported"] = array{"query", "fragment", "form_post"};
    body["subject_types_supported"] = array{"pairwise"};
    body["id_token_signing_alg_values_supported"] = array{"RS256"};
    body["token_endpoint_auth_signing_alg_values_supported"] = array{"PS256", "RS256"};
    body["response_types_supported"] = array{"code", "id_token", "code id_token", "id_token token"};
    body["grant_types_supported"] =
        array{"client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"};
    body["scopes_supported"] = array{"openid", "profile", "email", "offline_access"};
    // The real document of a shared name has the same placeholder, since who signs in decides on the tenant.
    body["issuer"] = shared ? origin + "/{tenantid}/v2.0" : base + "/v2.0";
    body["claims_supported"] = array{"sub", "iss", "aud", "exp", "iat", "name", "tid", "oid", "preferred_username"};
    // Clients insist on it and take the tenant out of it; nobody signs in there: see device_authorization_endpoint.
    body["authorization_endpoint"] = base + "/oauth2/v2.0/authorize";
    body["device_authorization_endpoint"] = base + "/oauth2/v2.0/devicecode";
    body["end_session_endpoint"] = base + "/oauth2/v2.0/logout";
    body["tenant_region_scope"] = nullptr;
    body["cloud_instance_name"] = "microsoftonline.com";
    body["cloud_graph_host_name"] = "graph.windows.net";
    body["msgraph_host"] = "graph.microsoft.com";
    return boost::json::serialize(body);
}

std::string instance_discovery(request const& r, directory const& tenants)
{
    auto const query = parse_form(r.query);
    if (!query)
        throw oauth_error(400, "invalid_request", 900144, "The query is not percent-encoded.");
    if (auto const version = query_value(*query, "api-version"); version != "1.0" && version != "1.1")
        throw oauth_error(400, "invalid_request", 90023,
            "The request has an api-version that is not supported: '" + version + "'; it may be 1.0 or 1.1.");
    auto const endpoint = query_value(*query, "authorization_endpoint");
    auto const origin = own_origin(r);
    if (!iequals(std::string_view(endpoint).substr(0, origin.size() + 1), origin + "/"))
        throw unknown_instance();
    auto const path = endpoint.substr(origin.size() + 1);
    auto const segment = path.substr(0, path.find('/'));
    auto const name = directory::is_shared(segment) ? to_lower(segment) : tenants.find(segment).id;

    auto const host = origin.substr(origin.find("//") + 2);
    boost::json::object const self{
        {"preferred_network", host}, {"preferred_cache", host}, {"aliases", array{boost::json::value(host)}}};
    boost::json::object body;
    body["tenant_discovery_endpoint"] = origin + "/" + name + "/v2.0/.well-known/openid-configuration";
    body["api-version"] = "1.1";
    body["metadata"] = array{boost::json::value(self)};
    return boost::json::serialize(body);
}

} // namespace graph_mock
