#include <mockserver/tokens/token_endpoint.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/access_token.hpp>
#include <mockserver/tokens/claims_request.hpp>
#include <mockserver/tokens/device_page.hpp>
#include <mockserver/tokens/discovery.hpp>
#include <mockserver/tokens/jwt.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>
#include <utility>

namespace graph_mock
{

namespace
{

constexpr std::string_view token_path = "/oauth2/v2.0/token";
constexpr std::string_view device_code_path = "/oauth2/v2.0/devicecode";
constexpr std::string_view authorize_path = "/oauth2/v2.0/authorize";
constexpr std::string_view keys_path = "/discovery/v2.0/keys";
constexpr std::string_view configuration_path = "/v2.0/.well-known/openid-configuration";
constexpr std::string_view instance_path = "/discovery/instance"; // below "common" alone

constexpr std::string_view device_grant = "urn:ietf:params:oauth:grant-type:device_code";

struct place
{
    std::string_view tenant;
    std::string_view rest; ///< one of the paths above, in whatever case; empty for any other path
};

place split_path(std::string_view path)
{
    place found;
    if (path.empty())
        return found;
    auto const slash = path.find('/', 1);
    if (slash == std::string_view::npos)
        return found;
    found.tenant = path.substr(1, slash - 1);
    for (auto known : {token_path, device_code_path, authorize_path, keys_path, configuration_path, instance_path})
        if (iequals(path.substr(slash), known) && (known != instance_path || iequals(found.tenant, "common")))
            found.rest = known;
    return found;
}

bool is_device_page(std::string_view path)
{
    return iequals(path, device_page_path);
}

constexpr std::size_t max_target_size = 32 * 1024;
constexpr std::size_t max_scope_size = 2 * 1024; // it is kept for as long as a device code is

/// What is refused before it is looked at any further.
void check_shape(request const& r, std::string_view allowed)
{
    if (r.target.size() > max_target_size)
        throw oauth_error(414, "invalid_request", 900144, "The URL is longer than 32 KiB.");
    if (r.method != allowed)
        throw oauth_error(405, "invalid_request", 900561,
            "The endpoint only accepts " + std::string(allowed) + " requests. Received a " + r.method + " request.");
}

/// The code was given for one tenant, or a person of it has approved it: another tenant's endpoint gives nothing for
/// it.
void check_same_tenant(std::string_view named, tenant const& home, std::string_view granted)
{
    if (!directory::is_shared(named) && !iequals(home.id, granted))
        throw oauth_error(400, "invalid_grant", 700005, // the number is from memory
            "Provided grant is intended to be used against another tenant.");
}

boost::json::object token_answer(std::string access_token, std::chrono::seconds lifetime)
{
    boost::json::object body;
    body["token_type"] = "Bearer";
    body["expires_in"] = lifetime.count();
    body["ext_expires_in"] = lifetime.count();
    body["access_token"] = std::move(access_token);
    return body;
}

} // namespace

token_endpoint::token_endpoint(std::vector<tenant> const& tenants, revocations& revoked, token_rules rules)
    : tenants_(tenants)
    , revoked_(revoked)
    , rules_(std::move(rules))
    , clients_(rules_.identical_assertions)
    , devices_(rules_.device_interval)
{
    if (rules_.device_login.empty() || tenants_.find_by_user(rules_.device_login))
        return;
    std::string people;
    for (auto const& t : tenants)
        for (auto const& u : t.users)
            people += (people.empty() ? "" : ", ") + u.user_principal_name;
    throw std::invalid_argument("no tenant knows the user '" + quotable(rules_.device_login) +
                                "' that device codes are to be approved as; it may be one of: " + people);
}

bool token_endpoint::serves(request const& r)
{
    return is_device_page(r.path) || !split_path(r.path).rest.empty();
}

response token_endpoint::handle(request const& r, timestamp now)
{
    if (is_device_page(r.path))
        return device_page(r, tenants_, devices_, rules_.hosts, now);
    auto const rest = split_path(r.path).rest;
    std::string_view const allowed = rest == token_path || rest == device_code_path ? "POST" : "GET";
    try
    {
        check_shape(r, allowed);
        return identity_response(200, answer(r, now), now);
    }
    catch (oauth_error const& why)
    {
        auto refused = oauth_error_response(why, r, now);
        if (why.status == 405)
            refused.headers.add("Allow", std::string(allowed));
        if (why.status == 401 && token_form::is_basic(r)) // RFC 6749, section 5.2
            refused.headers.add("WWW-Authenticate", "Basic realm=\"graph-mock\"");
        return refused;
    }
}

std::string token_endpoint::answer(request const& r, timestamp now)
{
    auto const where = split_path(r.path);
    if (where.rest == token_path)
        return token(r, where.tenant, now);
    if (where.rest == device_code_path)
        return device_code(r, where.tenant, now);
    if (where.rest == configuration_path)
        return openid_configuration(r, tenants_, where.tenant);
    if (where.rest == instance_path)
        return instance_discovery(r, tenants_);
    if (!directory::is_shared(where.tenant))
        tenants_.find(where.tenant);
    if (where.rest == authorize_path)
        throw oauth_error(400, "unsupported_response_type", 70005,
            "No response type is supported: graph-mock has no page to sign in on here. People sign in with a device "
            "code, applications with their own credentials.");
    return signing_key::of_this_process().jwks();
}

std::string token_endpoint::token(request const& r, std::string_view tenant_name, timestamp now)
{
    token_form const form(r);
    auto const grant = form.require("grant_type");
    if (grant == "client_credentials")
        return app_only(r, form, tenant_name, now);
    if (grant == "refresh_token")
        return refreshed(r, form, tenant_name, now);
    if (grant == device_grant || grant == "device_code") // the latter is what older clients send
        return signed_in(r, form, tenant_name, now);
    throw oauth_error(400, "unsupported_grant_type", 70003,
        "The app requested an unsupported grant type '" + std::string(grant) + "'.");
}

std::string token_endpoint::app_only(
    request const& r, token_form const& form, std::string_view tenant_name, timestamp now)
{
    auto const client_id = form.require("client_id");
    auto const scope = form.require("scope");
    auto const& t = tenants_.find(tenant_name);
    check_default_scope(scope, r);
    auto const& a = directory::find_app(t, client_id);
    auto const asked = parse_claims_request(form.find("claims"));
    token_terms terms(now, rules_.lifetime);
    terms.proof = clients_.require(proof_request(r, form, t, a, now));
    terms.capabilities = asked.capabilities;
    terms.issued_at = revoked_.issue_time(token_holder(t.id, a.app_id, ""), asked, now);
    return boost::json::serialize(token_answer(app_token(t, a, terms), rules_.lifetime));
}

std::string token_endpoint::refreshed(
    request const& r, token_form const& form, std::string_view tenant_name, timestamp now)
{
    auto const client_id = form.require("client_id");
    auto const used = form.require("refresh_token");
    auto const& named = tenants_.find_home(tenant_name, client_id);
    auto const proof = clients_.accept(proof_request(r, form, named, directory::find_app(named, client_id), now));
    auto const given = refresh_.redeem(used, client_id, now);
    check_same_tenant(tenant_name, named, given.tenant_id);
    auto const* const t = tenants_.find_by_id(given.tenant_id);
    auto const* const a = t ? t->find_app(given.app_id) : nullptr;
    auto const* const u = t ? t->find_user_by_id(given.user_id) : nullptr;
    if (!a || !u)
        throw oauth_error(400, "invalid_grant", 70000, "Provided grant is invalid or malformed.");
    if (revoked_.revoked_since(token_holder(t->id, a->app_id, u->id), given.issued))
        throw oauth_error(400, "invalid_grant", 50173,
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have "
            "changed or reset their password. The grant was issued on '" +
                entralog::to_iso8601(given.issued) + "'.");
    session s(*t, *a, *u);
    s.predecessor = used;
    s.proof = proof;
    auto const scope = form.find("scope");
    // Without a scope it is what the person had agreed to; the answer then holds a refresh token, as it did before.
    return delegated(r, form, s, scope.empty() ? "https://graph.microsoft.com/.default offline_access" : scope, now);
}

std::string token_endpoint::signed_in(
    request const& r, token_form const& form, std::string_view tenant_name, timestamp now)
{
    auto const client_id = form.require("client_id");
    auto const code = form.require("device_code");
    auto const& named = tenants_.find_home(tenant_name, client_id);
    auto const proof = clients_.accept(proof_request(r, form, named, directory::find_app(named, client_id), now));
    // Whatever is wrong with the request is told before the code is used up.
    auto const check = [&](device_codes::approval const& found)
    {
        check_same_tenant(tenant_name, named, found.who.tenant_id);
        auto const* const home = tenants_.find_by_id(found.who.tenant_id);
        check_consent(parse_delegated_scopes(found.scope, r), directory::find_app(*home, client_id));
        parse_claims_request(form.find("claims"));
    };
    auto const approved = devices_.redeem(code, client_id, now, check);
    auto const* const t = tenants_.find_by_id(approved.who.tenant_id);
    session s(*t, directory::find_app(*t, client_id), *t->find_user_by_id(approved.who.user_id));
    s.proof = proof;
    return delegated(r, form, s, approved.scope, now);
}

std::string token_endpoint::delegated(
    request const& r, token_form const& form, session const& s, std::string_view scope, timestamp now)
{
    auto const scopes = parse_delegated_scopes(scope, r);
    check_consent(scopes, s.client);
    auto const asked = parse_claims_request(form.find("claims"));
    token_terms terms(now, rules_.lifetime);
    terms.proof = s.proof;
    terms.capabilities = asked.capabilities;
    terms.issued_at = revoked_.issue_time(token_holder(s.home.id, s.client.app_id, s.who.id), asked, now);

    auto body =
        token_answer(user_token(s.home, s.client, s.who, s.client.delegated_permissions, terms), rules_.lifetime);
    body["scope"] = granted_scope(scopes, s.client);
    if (scopes.offline_access)
    {
        refresh_tokens::grant grant(s.home.id, s.client.app_id, s.who.id, now);
        grant.predecessor = s.predecessor;
        body["refresh_token"] = refresh_.issue(std::move(grant));
    }
    if (scopes.openid)
        body["id_token"] = id_token(issuer_of(r, s.home), s.home, s.client, s.who, terms);
    if (form.find("client_info") == "1")
    {
        boost::json::object const info{{"uid", s.who.id}, {"utid", s.home.id}};
        body["client_info"] = to_base64url(boost::json::serialize(info));
    }
    return boost::json::serialize(body);
}

std::string token_endpoint::device_code(request const& r, std::string_view tenant_name, timestamp now)
{
    token_form const form(r);
    auto const client_id = form.require("client_id");
    auto const scope = form.require("scope");
    auto const& t = tenants_.find_home(tenant_name, client_id);
    auto const& a = directory::find_app(t, client_id);
    if (scope.size() > max_scope_size)
        throw oauth_error(
            400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is longer than 2 KiB.");
    parse_delegated_scopes(scope, r);
    bool const any_tenant = directory::is_shared(tenant_name);
    auto const codes =
        devices_.start(device_codes::question(a.app_id, any_tenant ? "" : t.id, std::string(scope)), now);
    if (!rules_.device_login.empty())
        try
        {
            approve_device_code(codes.user_code, rules_.device_login, now);
        }
        catch (device_code_error const&) // that user is of another tenant: somebody else must sign in
        {
        }

    auto const page = own_origin(r) + std::string(device_page_path);
    boost::json::object body;
    body["user_code"] = codes.user_code;
    body["device_code"] = codes.device_code;
    body["verification_uri"] = page;
    body["expires_in"] = device_codes::lifetime.count();
    body["interval"] = devices_.interval().count();
    body["message"] = "To sign in, use a web browser to open the page " + page + " and enter the code " +
                      codes.user_code + " to authenticate.";
    return boost::json::serialize(body);
}

void token_endpoint::approve_device_code(std::string_view user_code, std::string_view user, timestamp now)
{
    approve_device(tenants_, devices_, user_code, user, now);
}

void token_endpoint::decline_device_code(std::string_view user_code, timestamp now)
{
    devices_.decline(user_code, now);
}

} // namespace graph_mock
