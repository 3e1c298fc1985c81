#include <mockserver/tokens/metadata.hpp>

#include <mockserver/random.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/access_token.hpp>
#include <mockserver/tokens/claims_request.hpp>
#include <mockserver/tokens/oauth_error.hpp>
#include <mockserver/tokens/scopes.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace graph_mock
{

namespace
{

constexpr std::string_view imds_path = "/metadata/identity/oauth2/token";
constexpr std::string_view app_service_path = "/msi/token";

/// {"error","error_description"}, without an AADSTS number: it is not the identity platform that answers.
struct metadata_error
{
    metadata_error(int http_status, std::string code, std::string text)
        : status(http_status)
        , error(std::move(code))
        , description(std::move(text))
    {
    }

    int status;
    std::string error;
    std::string description;
};

metadata_error invalid_request(std::string text)
{
    return metadata_error(400, "invalid_request", std::move(text));
}

struct identity
{
    identity(tenant const& where, app const& who)
        : home(where)
        , client(who)
    {
    }

    tenant const& home;
    app const& client;
};

std::string find(fields const& from, std::string_view name)
{
    for (auto const& [field, value] : from)
        if (iequals(field, name))
            return value;
    return {};
}

fields query_of(request const& r)
{
    auto query = parse_form(r.query);
    if (!query)
        throw invalid_request("The query is not percent-encoded.");
    return std::move(*query);
}

using test = std::function<bool(app const&)>;

std::vector<identity> identities(std::vector<tenant> const& tenants, test const& wanted)
{
    std::vector<identity> found;
    for (auto const& t : tenants)
        for (auto const& a : t.apps)
            if (a.managed_identity && wanted(a))
                found.emplace_back(t, a);
    return found;
}

/// When a token ends and began, by this machine's clock: the mock's may be set to when its records were made, and a
/// client, which goes by its own, would take the token for one that has expired long ago.
std::string by_machine_time(std::chrono::seconds from_now)
{
    auto const now = machine_time().time_since_epoch();
    return std::to_string(std::chrono::floor<std::chrono::seconds>(now + from_now).count());
}

/// The test that a query asks for, by whichever of its parameters names an identity; empty when none does.
test named_by(fields const& query, std::initializer_list<std::string_view> object_ids)
{
    std::vector<test> named;
    if (auto const id = find(query, "client_id"); !id.empty())
        named.emplace_back([id](app const& a) { return iequals(a.app_id, id); });
    for (auto name : object_ids)
        if (auto const id = find(query, name); !id.empty())
            named.emplace_back([id](app const& a) { return iequals(a.managed_identity->object_id, id); });
    for (auto name : {"msi_res_id", "mi_res_id"})
        if (auto const id = find(query, name); !id.empty())
            named.emplace_back([id](app const& a) { return iequals(a.managed_identity->resource_id, id); });
    if (named.size() > 1)
        throw invalid_request("Only one of client_id, object_id and msi_res_id may be specified.");
    return named.empty() ? test() : named.front();
}

/// The one that is named; else the system-assigned one, else the only one that is assigned to the machine. (As IMDS
/// chooses. Its texts are from memory.)
identity choose(std::vector<tenant> const& tenants, test const& named)
{
    if (named)
    {
        auto const found = identities(tenants, named);
        if (found.empty())
            throw invalid_request("Identity not found");
        return found.front();
    }
    auto const of_system = identities(tenants, [](app const& a) { return a.managed_identity->system_assigned; });
    if (!of_system.empty())
        return of_system.front();
    auto const all = identities(tenants, [](app const&) { return true; });
    if (all.empty())
        throw invalid_request("Identity not found");
    if (all.size() > 1)
        throw invalid_request(
            "Multiple user assigned identities exist, please specify the clientId / resourceId of the "
            "identity in the token request");
    return all.front();
}

std::string resource_of(fields const& query, request const& r)
{
    auto resource = find(query, "resource");
    if (resource.empty())
        throw invalid_request("Required query variable 'resource' is missing");
    if (!is_graph_resource(resource, r))
        throw metadata_error(400, "invalid_resource",
            "AADSTS50001: The application named " + quotable(resource) +
                " was not found in the tenant. This can happen if the application has not been installed by the "
                "administrator of the tenant or consented to by any user in the tenant. You might have sent your "
                "authentication request to the wrong tenant.");
    return resource;
}

} // namespace

metadata_endpoint::metadata_endpoint(std::vector<tenant> const& tenants, revocations& revoked,
    std::chrono::seconds lifetime, std::string identity_header)
    : tenants_(tenants)
    , revoked_(revoked)
    , lifetime_(lifetime)
    , identity_header_(std::move(identity_header))
{
}

bool metadata_endpoint::serves(request const& r)
{
    return iequals(r.path, imds_path) || iequals(r.path, app_service_path);
}

response metadata_endpoint::handle(request const& r, host_rule hosts, timestamp now)
{
    if (r.method != "GET")
    {
        auto refused = identity_response(405, R"({"error":"invalid_request"})", now);
        refused.headers.add("Allow", "GET");
        return refused;
    }
    try
    {
        if (is_rebound(r, hosts)) // such a page could send the headers that are asked for, too
            throw metadata_error(
                403, "forbidden", "The Host header is no name of this machine: ask 127.0.0.1 or localhost.");
        return identity_response(200, iequals(r.path, imds_path) ? imds(r, now) : app_service(r, now), now);
    }
    catch (metadata_error const& why)
    {
        boost::json::object const body{{"error", why.error}, {"error_description", why.description}};
        return identity_response(why.status, boost::json::serialize(body), now);
    }
}

std::string metadata_endpoint::imds(request const& r, timestamp now)
{
    // Who can make a server fetch a URL can seldom make it send this header, and a proxy adds the other one: so nobody
    // gets a token through somebody else.
    if (!iequals(r.headers.find("metadata"), "true"))
        throw metadata_error(400, "bad_request_102", "Required metadata header not specified");
    if (!r.headers.find("x-forwarded-for").empty())
        throw invalid_request("X-Forwarded-For header is not allowed");
    auto const query = query_of(r);
    // The versions that Microsoft's pages mention for tokens.
    constexpr std::array<std::string_view, 4> versions{"2018-02-01", "2019-08-01", "2020-06-01", "2021-02-01"};
    auto const version = find(query, "api-version");
    if (version.empty())
        throw invalid_request("Required query variable 'api-version' is missing");
    if (std::find(versions.begin(), versions.end(), version) == versions.end())
        throw invalid_request("The api-version '" + quotable(version) + "' is not supported; use 2018-02-01.");
    auto const resource = resource_of(query, r);
    auto const who = choose(tenants_, named_by(query, {"object_id", "principal_id"}));

    token_terms terms(now, lifetime_);
    terms.proof = client_proof::certificate;
    terms.issued_at = revoked_.issue_time(token_holder(who.home.id, who.client.app_id, ""), claims_request(), now);
    auto const life = std::to_string(lifetime_.count());
    boost::json::object body; // all of it is text
    body["access_token"] = app_token(who.home, who.client, terms);
    body["refresh_token"] = "";
    body["client_id"] = who.client.app_id;
    body["expires_in"] = life;
    body["expires_on"] = by_machine_time(lifetime_);
    body["ext_expires_in"] = life;
    body["not_before"] = by_machine_time(std::chrono::minutes(-5));
    body["resource"] = resource;
    body["token_type"] = "Bearer";
    return boost::json::serialize(body);
}

std::string metadata_endpoint::app_service(request const& r, timestamp now)
{
    if (identity_header_.empty())
        throw metadata_error(
            404, "not_found", "This server has no App Service endpoint; start it with --identity-header VALUE.");
    if (!same_secret(r.headers.find("x-identity-header"), identity_header_))
        throw metadata_error(401, "unauthorized", "The X-IDENTITY-HEADER is missing or not this server's.");
    auto const query = query_of(r);
    if (find(query, "api-version") != "2019-08-01")
        throw invalid_request("The api-version must be 2019-08-01.");
    auto const resource = resource_of(query, r);
    auto const who = choose(tenants_, named_by(query, {"object_id", "principal_id"}));
    token_terms terms(now, lifetime_);
    terms.proof = client_proof::certificate;
    terms.issued_at = revoked_.issue_time(token_holder(who.home.id, who.client.app_id, ""), claims_request(), now);
    boost::json::object body;
    body["access_token"] = app_token(who.home, who.client, terms);
    body["client_id"] = to_upper(who.client.app_id);
    body["expires_on"] = by_machine_time(lifetime_);
    body["resource"] = resource;
    body["token_type"] = "Bearer";
    return boost::json::serialize(body);
}

} // namespace graph_mock
