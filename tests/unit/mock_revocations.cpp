#include <tests/support/mock_contoso.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_contoso;
using namespace std::chrono_literals;

namespace
{

std::string const audits = "/beta/auditLogs/directoryAudits?$top=1";
std::string const cp1 = R"({"access_token":{"xms_cc":{"values":["cp1"]}}})";

/// A token of the reader, by its secret.
std::string token(world& w, std::string const& asked = "", std::string const& app = reader)
{
    auto const secret = app == reader ? reader_secret : "contoso-auditor-secret-not-real";
    auto const r = w.token("grant_type=client_credentials&client_id=" + app + "&client_secret=" + secret +
                           "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default" +
                           (asked.empty() ? "" : "&claims=" + encoded(asked)));
    BOOST_TEST_REQUIRE(outcome(r) == "200");
    return text(json(r), "access_token");
}

/// The claims that a challenge asks for; "" for a plain 401.
std::string challenge(graph_mock::response const& r)
{
    BOOST_TEST(r.status == 401);
    std::string const header(r.headers.find("www-authenticate"));
    BOOST_TEST(header.starts_with("Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/"));
    std::string const before = ", error=\"insufficient_claims\", claims=\"";
    auto const at = header.find(before);
    if (at == std::string::npos)
        return {};
    auto const begin = at + before.size();
    return graph_mock::from_base64(header.substr(begin, header.find('"', begin) - begin)).value_or("no base64");
}

/// The challenge's claims together with cp1, as a client passes them on.
std::string merged(std::string const& asked)
{
    auto both = boost::json::parse(asked).as_object();
    both["access_token"].as_object()["xms_cc"] = {{"values", {"cp1"}}};
    return boost::json::serialize(both);
}

graph_mock::response command(world& w, std::string const& path, std::string const& body,
    std::vector<std::pair<std::string, std::string>> const& headers = {}, std::string const& remote = "127.0.0.1:9",
    std::string const& host = "localhost:8443")
{
    auto r = world::request("POST", "/_mock/tokens/" + path);
    r.body = body;
    r.remote = remote;
    r.host = host;
    for (auto const& [name, value] : headers)
        r.headers.add(name, value);
    return w.rooms->handle(r);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_revocations)

BOOST_AUTO_TEST_CASE(cp1_is_in_the_token_of_a_client_that_declares_it)
{
    world w;
    BOOST_TEST(claims(token(w, cp1)).at("xms_cc").at(0).as_string() == "cp1");
    BOOST_TEST(!claims(token(w)).as_object().contains("xms_cc"));
    BOOST_TEST(!claims(token(w, R"({"access_token":{"xms_cc":{"values":["cp9"]}}})")).as_object().contains("xms_cc"));
    auto const ask = [&](std::string const& asked)
    {
        return outcome(w.token("grant_type=client_credentials&client_id=" + reader + "&client_secret=" + reader_secret +
                               "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&claims=" + encoded(asked)));
    };
    for (auto const* bad : {"x", "[]", R"({"access_token":{"xms_cc":{"values":"cp1"}}})",
             R"({"access_token":{"xms_cc":{"values":[1]}}})", R"({"access_token":{"nbf":{"value":"soon"}}})",
             R"({"access_token":{"nbf":{"value":[]}}})", R"({"access_token":{"nbf":{}}})"})
        BOOST_TEST(ask(bad) == "400 invalid_request 90023", bad);
    for (auto const* good : {"{}", R"({"access_token":null})", R"({"access_token":{"nbf":null,"acrs":{}}})",
             R"({"id_token":{"auth_time":{"essential":true}}})", R"({"access_token":{"nbf":{"value":1604106651}}})"})
        BOOST_TEST(ask(good) == "200", good);
}

BOOST_AUTO_TEST_CASE(a_challenged_client_gets_the_claims_and_passes_them_on)
{
    world w;
    auto const before = token(w, cp1);
    BOOST_TEST(w.get(before, audits).status == 200);
    auto const from = w.rooms->challenge_tokens(reader, "");
    auto const refused = w.get(before, audits);
    auto const asked = challenge(refused);
    BOOST_TEST(asked == R"({"access_token":{"nbf":{"essential":true,"value":")" + std::to_string(from) + R"("}}})");
    BOOST_TEST(mock_rooms::error_code(refused) == "InvalidAuthenticationToken");
    BOOST_TEST(mock_rooms::error_message(refused).ends_with("code: TokenCreatedWithOutdatedPolicies"));

    // A new token alone is not enough, however late it is asked for; one for these claims is, at once and ever after.
    BOOST_TEST(challenge(w.get(token(w, cp1), audits)) == asked);
    w.rooms->clock().advance(10min);
    BOOST_TEST(challenge(w.get(token(w, cp1), audits)) == asked);
    BOOST_TEST(w.get(token(w, merged(asked)), audits).status == 200);
    BOOST_TEST(w.get(token(w, cp1), audits).status == 200);
    BOOST_TEST(w.get(before, audits).status == 401);

    // Others are not meant.
    BOOST_TEST(w.get(token(w, cp1, auditor), audits).status == 200);
}

BOOST_AUTO_TEST_CASE(seconds_tell_the_tokens_before_a_command_from_those_after_it)
{
    world w;
    for (int i = 0; i < 5; ++i)
    {
        auto const before = token(w, cp1);
        w.rooms->revoke_tokens(reader, "");
        BOOST_TEST(w.get(before, audits).status == 401);
        BOOST_TEST(w.get(token(w, cp1), audits).status == 200);
    }
    auto const before = w.rooms->issue_app_token(reader);
    w.rooms->challenge_tokens(reader, "");
    BOOST_TEST(w.get(before, audits).status == 401);
    BOOST_TEST(w.get(w.rooms->issue_app_token(reader), audits).status == 200);
}

BOOST_AUTO_TEST_CASE(a_client_that_has_not_declared_cp1_gets_a_plain_401_and_a_new_token_will_do)
{
    for (auto const challenged : {true, false})
    {
        world w;
        auto const before = token(w);
        challenged ? w.rooms->challenge_tokens(reader, "") : w.rooms->revoke_tokens(reader, "");
        auto const refused = w.get(before, audits);
        BOOST_TEST(challenge(refused) == "");
        BOOST_TEST(mock_rooms::error_message(refused) == "Access token has expired or is not yet valid.");
        BOOST_TEST(w.get(token(w), audits).status == 200);
    }
}

BOOST_AUTO_TEST_CASE(a_users_sessions_end_with_their_refresh_tokens_and_a_challenge_leaves_those)
{
    graph_mock::service_options options;
    options.device_login = oksana;
    world w(options);
    auto const sign_in = [&]
    {
        auto const codes = json(
            w.post("/contoso.com/oauth2/v2.0/devicecode", "client_id=" + console + "&scope=.default+offline_access"));
        return json(w.token("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=" + console +
                            "&device_code=" + text(codes, "device_code") + "&claims=" + encoded(cp1)));
    };
    auto const refresh = [&](boost::json::value const& session, std::string const& asked)
    {
        return w.token("grant_type=refresh_token&client_id=" + console +
                       "&scope=.default&refresh_token=" + text(session, "refresh_token") + "&claims=" + encoded(asked));
    };
    auto const session = sign_in();
    auto const access = text(session, "access_token");
    BOOST_TEST(w.get(access, audits).status == 200);

    w.rooms->challenge_tokens("", oksana);
    auto const asked = challenge(w.get(access, audits));
    auto const renewed = refresh(session, merged(asked));
    BOOST_TEST_REQUIRE(outcome(renewed) == "200");
    BOOST_TEST(w.get(text(json(renewed), "access_token"), audits).status == 200);

    w.rooms->revoke_tokens("", oksana);
    auto const ended = w.get(text(json(renewed), "access_token"), audits);
    BOOST_TEST(challenge(ended) != "");
    BOOST_TEST(mock_rooms::error_message(ended).ends_with("code: TokenIssuedBeforeRevocationTimestamp"));
    BOOST_TEST(outcome(refresh(session, merged(challenge(ended)))) == "400 invalid_grant 50173");
    auto const again = sign_in();
    BOOST_TEST(w.get(text(again, "access_token"), audits).status == 200);
    BOOST_TEST(outcome(refresh(again, cp1)) == "200");

    // With an app as well it is that app alone.
    w.rooms->revoke_tokens(dashboard, oksana);
    BOOST_TEST(w.get(text(again, "access_token"), audits).status == 200);
    w.rooms->revoke_tokens(console, oksana);
    BOOST_TEST(w.get(text(again, "access_token"), audits).status == 401);
}

BOOST_AUTO_TEST_CASE(commands_come_from_this_machine_and_from_no_web_page)
{
    world w;
    auto const before = token(w, cp1);
    auto const body = "app=" + reader;
    for (auto const* remote :
        {"", "10.0.0.7:1", "192.0.2.1:127", "[2001:db8::1]:80", "[::ffff:10.0.0.1]:1", "1127.0.0.1:1"})
        BOOST_TEST(command(w, "revoke", body, {}, remote).status == 403, remote);
    for (auto const* host : {"evil.test", "localhost.evil.test", "mock.test:8443", "[2001:db8::1]",
             "127.0.0.1.evil.test", "127.evil.test:8443", "127.0.0.1:80.evil.test", "[::1].evil.test", "[::1"})
        BOOST_TEST(command(w, "revoke", body, {}, "127.0.0.1:1", host).status == 403, host);
    BOOST_TEST(command(w, "revoke", body, {{"Origin", "https://evil.test"}}).status == 403);
    BOOST_TEST(command(w, "revoke", body, {{"X-Forwarded-For", "10.0.0.7"}}).status == 403);
    BOOST_TEST(w.get(before, audits).status == 200);

    auto const done = command(w, "challenge", body, {{"Origin", "https://localhost:8443"}}, "[::1]:9");
    BOOST_TEST_REQUIRE(done.status == 200);
    BOOST_TEST(json(done).at("notBefore").as_int64() > 0);
    BOOST_TEST(challenge(w.get(before, audits)) != "");
    for (auto const* remote : {"127.0.0.2:9", "[::ffff:127.0.0.1]:9"})
        for (auto const* host : {"127.0.0.1", "LocalHost:8443", "[::1]:8443", "[::ffff:7f00:1]"})
            BOOST_TEST(command(w, "challenge", body, {}, remote, host).status == 200, remote << " asks " << host);
}

BOOST_AUTO_TEST_CASE(commands_name_an_app_or_a_user_as_a_form_or_as_json)
{
    world w;
    std::vector<std::pair<std::string, std::string>> const as_json{{"Content-Type", "application/json; charset=utf-8"}};
    BOOST_TEST(command(w, "revoke", R"({"user":"OKSANA.shevchenko@contoso.com","app":")" + console + R"("})", as_json)
                   .status == 200);
    BOOST_TEST(command(w, "revoke", "user=" + oksana + "&tenant=contoso.com").status == 200);
    auto const refused = [&](std::string const& body, std::string const& why,
                             std::vector<std::pair<std::string, std::string>> const& headers = {})
    {
        auto const r = command(w, "revoke", body, headers);
        BOOST_TEST(r.status == 400, body);
        BOOST_TEST(mock_rooms::error_message(r) == why);
    };
    refused("", "neither an app nor a user is named; give a client id, a principal name, or both");
    refused("user=nobody", "no tenant knows the user 'nobody'");
    refused("app=x&user=y", "no tenant knows the app 'x' and the user 'y'");
    refused("user=" + oksana + "&tenant=fabrikam.com",
        "no tenant 'fabrikam.com' knows the user 'oksana.shevchenko@contoso.com'");
    refused("apps=x", "'apps' is not known; it may be one of: app, user, tenant");
    refused("[]", "The body is not a JSON object.", as_json);
    refused("{", "The body is not a JSON object.", as_json);
    refused(R"({"app":1})", "'app' is not a string.", as_json);
    auto get = world::request("GET", "/_mock/tokens/revoke");
    get.remote = "127.0.0.1:1";
    get.host = "127.0.0.1:1";
    BOOST_TEST(w.rooms->handle(get).status == 405);
    BOOST_TEST(command(w, "unknown", "app=" + reader).status == 404);
    BOOST_CHECK_THROW(w.rooms->revoke_tokens("", "nobody"), std::invalid_argument);
    BOOST_CHECK_THROW(w.rooms->challenge_tokens("", ""), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
