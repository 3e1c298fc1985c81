#include <tests/support/mock_rooms.hpp>

#include <mockserver/text.hpp>
#include <mockserver/tokens/jwt.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_rooms;
using namespace std::chrono_literals;

namespace
{

std::string const token_path = std::string("/") + tenant_id + "/oauth2/v2.0/token";

std::string form(std::string_view app = reader_app, std::string_view secret = "first",
    std::string_view scope = "https://graph.microsoft.com/.default", std::string_view grant = "client_credentials")
{
    return "client_id=" + encoded(app) + "&client_secret=" + encoded(secret) + "&scope=" + encoded(scope) +
           "&grant_type=" + encoded(grant);
}

graph_mock::response ask(world& w, std::string body, std::string path = token_path)
{
    auto r = w.request("POST", std::move(path));
    r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.body = std::move(body);
    return w.rooms->handle(r);
}

/// "400 invalid_scope 70011"
std::string outcome(graph_mock::response const& r)
{
    if (r.status == 200)
        return "200";
    auto const body = json(r);
    return std::to_string(r.status) + " " + std::string(body.at("error").as_string()) + " " +
           std::to_string(body.at("error_codes").at(0).as_int64());
}

boost::json::value claims(std::string_view token)
{
    auto const first = token.find('.') + 1;
    return boost::json::parse(*graph_mock::from_base64url(token.substr(first, token.rfind('.') - first)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_tokens)

BOOST_AUTO_TEST_CASE(a_secret_gives_a_token_that_opens_the_reports)
{
    world w;
    auto const r = ask(w, form());
    BOOST_TEST_REQUIRE(r.status == 200);
    auto const body = json(r);
    BOOST_TEST(body.at("token_type").as_string() == "Bearer");
    BOOST_TEST(body.at("expires_in").as_int64() == 3599);
    BOOST_TEST(body.at("ext_expires_in").as_int64() == 3599);
    BOOST_TEST(r.headers.find("cache-control") == "no-store, no-cache");
    std::string const token(body.at("access_token").as_string());
    BOOST_TEST(w.get_with(token, "/beta/auditLogs/signIns").status == 200);

    auto const c = claims(token);
    BOOST_TEST(c.at("aud").as_string() == "https://graph.microsoft.com");
    BOOST_TEST(c.at("iss").as_string() == "https://sts.windows.net/" + std::string(tenant_id) + "/");
    BOOST_TEST(c.at("tid").as_string() == tenant_id);
    BOOST_TEST(c.at("appid").as_string() == reader_app);
    BOOST_TEST(c.at("roles").as_array().size() == 5u);
    BOOST_TEST(c.at("exp").as_int64() - c.at("iat").as_int64() == 3599);
    BOOST_TEST(c.at("nbf").as_int64() <= c.at("iat").as_int64());
}

BOOST_AUTO_TEST_CASE(tenants_go_by_id_and_domains_and_scopes_by_every_name_of_graph)
{
    world w;
    for (auto const* name : {"11111111-1111-4111-8111-111111111111", "woodgrove.com", "WoodGrove.onmicrosoft.com"})
        BOOST_TEST(outcome(ask(w, form(), "/" + std::string(name) + "/oauth2/v2.0/token")) == "200", name);
    for (auto const* scope : {"https://graph.microsoft.us/.default", "https://dod-graph.microsoft.us/.default",
             "https://microsoftgraph.chinacloudapi.cn/.default", "00000003-0000-0000-c000-000000000000/.default",
             "https://graph.microsoft.com//.default", "https://mock.test:8443/.default"})
        BOOST_TEST(outcome(ask(w, form(reader_app, "first", scope))) == "200", scope);
    BOOST_TEST(outcome(ask(w, form(reader_app, "s+cr%t&=:/"))) == "200");
}

BOOST_AUTO_TEST_CASE(a_secret_may_come_as_basic)
{
    world w;
    auto r = w.request("POST", token_path);
    r.body = "grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
    r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    // 22222222-2222-4222-8222-222222222222:s%2Bcr%25t%26%3D%3A%2F, in base64
    r.headers.add(
        "Authorization", "Basic MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIyOnMlMkJjciUyNXQlMjYlM0QlM0ElMkY=");
    BOOST_TEST(outcome(w.rooms->handle(r)) == "200");
    auto broken = w.request("POST", token_path);
    broken.body = r.body;
    broken.headers.add("Content-Type", "application/x-www-form-urlencoded");
    broken.headers.add("Authorization", "Basic ***");
    BOOST_TEST(outcome(w.rooms->handle(broken)) == "400 invalid_request 900144");
}

BOOST_AUTO_TEST_CASE(each_mistake_has_its_documented_code)
{
    world w;
    BOOST_TEST(outcome(ask(w, form(reader_app, "wrong"))) == "401 invalid_client 7000215");
    BOOST_TEST(outcome(ask(w, form(reader_app, "second"))) == "401 invalid_client 7000215"); // another app's
    BOOST_TEST(outcome(ask(w, form(reader_app, ""))) == "401 invalid_client 7000216");
    BOOST_TEST(outcome(ask(w, form(reader_app, "") + "&client_assertion=x")) == "400 invalid_request 900144");
    BOOST_TEST(outcome(ask(w, form(tenant_id))) == "400 unauthorized_client 700016");
    BOOST_TEST(outcome(ask(w, form(), "/nobody.test/oauth2/v2.0/token")) == "400 invalid_request 90002");
    BOOST_TEST(outcome(ask(w, form(), "/common/oauth2/v2.0/token")) == "400 invalid_request 50059");
    BOOST_TEST(outcome(ask(w, form(), "/Organizations/oauth2/v2.0/token")) == "400 invalid_request 50059");
    BOOST_TEST(outcome(ask(w, form(reader_app, "first", "AuditLog.Read.All"))) == "400 invalid_scope 70011");
    BOOST_TEST(outcome(ask(w, form(reader_app, "first", "https://vault.azure.net/.default"))) ==
               "400 invalid_resource 500011");
    BOOST_TEST(outcome(ask(w, form(reader_app, "first", "https://graph.microsoft.com/.default", "password"))) ==
               "400 unsupported_grant_type 70003");
    BOOST_TEST(outcome(ask(w, "")) == "400 invalid_request 900144");
    BOOST_TEST(outcome(ask(w, "client_id=%zz")) == "400 invalid_request 900144");
    BOOST_TEST(outcome(ask(w, "grant_type=client_credentials&client_id=" + std::string(reader_app))) ==
               "400 invalid_request 900144");
    BOOST_TEST(outcome(ask(w, std::string(70000, 'a'))) == "400 invalid_request 900144");
    BOOST_TEST(outcome(ask(w, form(reader_app, std::string(20000, 'x')))) == "401 invalid_client 7000215");

    auto const get = w.rooms->handle(w.request("GET", token_path));
    BOOST_TEST(outcome(get) == "405 invalid_request 900561");
    BOOST_TEST(get.headers.find("allow") == "POST");
}

BOOST_AUTO_TEST_CASE(an_error_has_all_that_entra_id_tells)
{
    world w;
    auto r = w.request("POST", token_path);
    r.body = form(reader_app, "wrong-secret");
    r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.headers.add("client-request-id", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    auto const answer = w.rooms->handle(r);
    auto const body = json(answer);
    std::string_view const text = body.at("error_description").as_string();
    BOOST_TEST(text.starts_with("AADSTS7000215: Invalid client secret provided."));
    BOOST_TEST(text.find("\r\nCorrelation ID: aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee\r\nTimestamp: ") != text.npos);
    BOOST_TEST(body.at("correlation_id").as_string() == "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    BOOST_TEST(body.at("trace_id").as_string().size() == 36u);
    BOOST_TEST(body.at("timestamp").as_string().size() == std::string_view("2016-01-09 02:02:12Z").size());
    BOOST_TEST(body.at("error_uri").as_string() == "https://mock.test:8443/error?code=7000215");
    BOOST_TEST(answer.body.find("wrong-secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(requests_without_a_good_token_get_401_and_where_to_get_one)
{
    world w;
    auto const token = w.rooms->issue_app_token(reader_app);
    auto const refused = [&](std::string authorization, std::string message)
    {
        auto r = w.request("GET", "/beta/auditLogs/signIns");
        if (!authorization.empty())
            r.headers.add("Authorization", authorization);
        auto const answer = w.rooms->handle(r);
        BOOST_TEST(answer.status == 401, authorization);
        BOOST_TEST(error_code(answer) == "InvalidAuthenticationToken");
        BOOST_TEST(error_message(answer) == message, authorization);
        BOOST_TEST(answer.headers.find("www-authenticate").starts_with("Bearer realm=\"\", authorization_uri="));
    };
    std::string const garbage = "CompactToken parsing failed with error code: 80049217";
    refused("", "Access token is empty.");
    refused("Basic abc", "Access token is empty.");
    refused("Bearer", "Access token is empty.");
    refused("Bearer  ", "Access token is empty.");
    refused("Bearer" + token, "Access token is empty."); // no space, no scheme
    refused("Bearer x", garbage);
    refused("Bearer a.b.c", garbage);
    refused("Bearer " + token + "x", garbage);
    refused("Bearer " + token.substr(0, token.size() - 1), garbage);
    refused("Bearer " + token.substr(0, token.rfind('.') + 1), garbage);
    refused("Bearer " + token + ".x", garbage);
    refused("Bearer " + std::string(20000, 'x'), garbage);

    // "none" as the algorithm, and claims of one's own under the header of a real token
    auto const header = token.substr(0, token.find('.'));
    auto const own = graph_mock::to_base64url(R"({"tid":"11111111-1111-4111-8111-111111111111","exp":9999999999})");
    refused("Bearer " + graph_mock::to_base64url(R"({"alg":"none"})") + "." + own + ".", garbage);
    refused("Bearer " + header + "." + own + token.substr(token.rfind('.')), garbage);

    refused("Bearer " + w.rooms->issue_app_token(reader_app, 0s), "Lifetime validation failed, the token is expired.");
    refused("Bearer " + w.rooms->issue_app_token(reader_app, -1h), "Lifetime validation failed, the token is expired.");
}

BOOST_AUTO_TEST_CASE(a_token_expires_when_its_time_has_come)
{
    graph_mock::service_options options;
    options.token_lifetime = 600s;
    world w("P2", options);
    auto const body = json(ask(w, form()));
    BOOST_TEST(body.at("expires_in").as_int64() == 600);
    std::string const token(body.at("access_token").as_string());
    w.rooms->clock().advance(590s);
    BOOST_TEST(w.get_with(token, "/beta/auditLogs/signIns").status == 200);
    w.rooms->clock().advance(11s);
    BOOST_TEST(w.get_with(token, "/beta/auditLogs/signIns").status == 401);
    w.rooms->clock().advance(-700s);
    BOOST_TEST(w.get_with(token, "/beta/auditLogs/signIns").status == 200); // backdated by five minutes
    w.rooms->clock().advance(-1h);
    BOOST_TEST(
        error_message(w.get_with(token, "/beta/auditLogs/signIns")) == "Access token has expired or is not yet valid.");
}

BOOST_AUTO_TEST_CASE(the_published_key_verifies_and_the_configuration_leads_to_it)
{
    world w;
    auto const at = [&](std::string path) { return w.rooms->handle(w.request("GET", std::move(path))); };
    auto const configuration = json(at("/woodgrove.com/v2.0/.well-known/openid-configuration"));
    BOOST_TEST(configuration.at("token_endpoint").as_string() == "https://mock.test:8443" + token_path);
    std::string const keys_url(configuration.at("jwks_uri").as_string());
    auto const keys = json(at(keys_url.substr(std::string_view("https://mock.test:8443").size())));
    auto const& key = keys.at("keys").at(0).as_object();
    BOOST_TEST(key.at("kty").as_string() == "RSA");
    BOOST_TEST(graph_mock::from_base64url(std::string_view(key.at("n").as_string()))->size() == 256u);
    auto const token = w.rooms->issue_app_token(reader_app);
    auto const header = boost::json::parse(*graph_mock::from_base64url(token.substr(0, token.find('.'))));
    BOOST_TEST(header.at("alg").as_string() == "RS256");
    BOOST_TEST(header.at("kid").as_string() == key.at("kid").as_string());
    BOOST_TEST(graph_mock::signing_key::of_this_process().verify(token).has_value());
    BOOST_TEST(outcome(at("/nobody.test/v2.0/.well-known/openid-configuration")) == "400 invalid_request 90002");
    BOOST_TEST(at("/oauth2/v2.0/token").status == 404); // no tenant
}

BOOST_AUTO_TEST_CASE(the_configuration_has_what_official_clients_insist_on)
{
    world w;
    auto const at = [&](std::string path) { return w.rooms->handle(w.request("GET", std::move(path))); };
    auto const c = json(at("/woodgrove.com/v2.0/.well-known/openid-configuration"));
    auto const base = "https://mock.test:8443/" + std::string(tenant_id);
    BOOST_TEST(c.at("authorization_endpoint").as_string() == base + "/oauth2/v2.0/authorize");
    BOOST_TEST(c.at("device_authorization_endpoint").as_string() == base + "/oauth2/v2.0/devicecode");
    BOOST_TEST(c.at("issuer").as_string() == base + "/v2.0");
    auto const common = json(at("/Common/v2.0/.well-known/openid-configuration"));
    BOOST_TEST(common.at("token_endpoint").as_string() == "https://mock.test:8443/common/oauth2/v2.0/token");
    BOOST_TEST(common.at("issuer").as_string() == "https://mock.test:8443/{tenantid}/v2.0");
}

BOOST_AUTO_TEST_CASE(instance_discovery_knows_this_server_alone)
{
    world w;
    auto const ask = [&](std::string const& query)
    { return w.rooms->handle(w.request("GET", "/common/discovery/instance?" + query)); };
    auto const of = [](std::string const& url) { return "api-version=1.1&authorization_endpoint=" + encoded(url); };
    auto const r = ask(of("https://mock.test:8443/woodgrove.com/oauth2/v2.0/authorize"));
    BOOST_TEST_REQUIRE(r.status == 200);
    auto const body = json(r);
    BOOST_TEST(body.at("tenant_discovery_endpoint").as_string() ==
               "https://mock.test:8443/" + std::string(tenant_id) + "/v2.0/.well-known/openid-configuration");
    BOOST_TEST(body.at("metadata").at(0).at("preferred_network").as_string() == "mock.test:8443");
    BOOST_TEST(body.at("metadata").at(0).at("aliases").at(0).as_string() == "mock.test:8443");
    BOOST_TEST(outcome(ask(of("https://mock.test:8443/common/oauth2/v2.0/authorize"))) == "200");
    BOOST_TEST(outcome(ask(of("https://evil.test/common/oauth2/v2.0/authorize"))) == "400 invalid_instance 50049");
    BOOST_TEST(outcome(ask(of("https://mock.test:8443"))) == "400 invalid_instance 50049");
    BOOST_TEST(outcome(ask(of("https://mock.test:8443/nobody.test/"))) == "400 invalid_request 90002");
    BOOST_TEST(outcome(ask("api-version=2&authorization_endpoint=x")) == "400 invalid_request 90023");
    BOOST_TEST(outcome(ask("api-version=1.1")) == "400 invalid_request 900144");
    BOOST_TEST(w.rooms->handle(w.request("GET", "/woodgrove.com/discovery/instance")).status == 404);
}

BOOST_AUTO_TEST_CASE(tokens_for_users_carry_their_scopes_and_roles)
{
    world w;
    auto const c = claims(w.rooms->issue_user_token("BOB@woodgrove.com", reader_app, {"A.Read", "B.Read"}));
    BOOST_TEST(c.at("scp").as_string() == "A.Read B.Read");
    BOOST_TEST(c.at("upn").as_string() == "bob@woodgrove.com");
    BOOST_TEST(c.at("wids").at(0).as_string() == "9c99539d-8186-4804-835f-fd51ef9e2dcd");
    BOOST_TEST(!c.as_object().contains("roles"));
    BOOST_TEST(claims(w.rooms->issue_user_token("bob@woodgrove.com", reader_app, {})).at("scp").as_string() ==
               "AuditLog.Read.All");
    BOOST_TEST(!claims(w.rooms->issue_app_token(idle_app)).as_object().contains("roles"));
    BOOST_CHECK_THROW(w.rooms->issue_user_token("nobody@woodgrove.com", reader_app, {}), std::invalid_argument);
    BOOST_CHECK_THROW(w.rooms->issue_user_token("bob@woodgrove.com", tenant_id, {}), std::invalid_argument);
    BOOST_CHECK_THROW(w.rooms->issue_app_token(tenant_id), std::invalid_argument);
    BOOST_CHECK_THROW(w.rooms->issue_app_token(reader_app, 1h, "fabrikam.com"), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
