#include <tests/support/mock_contoso.hpp>

#include <mockserver/tokens/device_codes.hpp>
#include <mockserver/tokens/oauth_error.hpp>
#include <mockserver/tokens/refresh_tokens.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_contoso;
using namespace std::chrono_literals;

namespace
{

std::string const everything = "https://graph.microsoft.com/.default openid profile offline_access";

graph_mock::response start(world& w, std::string const& app = console, std::string const& scope = everything,
    std::string const& tenant = "contoso.com")
{
    return w.post("/" + tenant + "/oauth2/v2.0/devicecode", "client_id=" + app + "&scope=" + encoded(scope));
}

graph_mock::response poll(world& w, boost::json::value const& codes, std::string const& app = console,
    std::string const& more = "", std::string const& tenant = "contoso.com")
{
    return w.token("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=" + app +
                       "&device_code=" + text(codes, "device_code") + more,
        tenant);
}

graph_mock::response refresh(
    world& w, std::string const& token, std::string const& app = console, std::string const& scope = everything)
{
    return w.token(
        "grant_type=refresh_token&client_id=" + app + "&refresh_token=" + encoded(token) + "&scope=" + encoded(scope));
}

std::string pressed(world& w, std::string const& body)
{
    auto const r = w.post("/devicelogin", body);
    BOOST_TEST(r.headers.find("content-type") == "text/html; charset=utf-8");
    return std::to_string(r.status);
}

std::string const pending = "400 authorization_pending 70016";

} // namespace

BOOST_AUTO_TEST_SUITE(mock_device_codes)

BOOST_AUTO_TEST_CASE(a_person_who_approves_gives_the_device_tokens_of_their_own)
{
    world w;
    auto const codes = json(start(w));
    BOOST_TEST(text(codes, "user_code").size() == 9u);
    BOOST_TEST(text(codes, "verification_uri") == "https://mock.test:8443/devicelogin");
    BOOST_TEST(codes.at("expires_in").as_int64() == 900);
    BOOST_TEST(codes.at("interval").as_int64() == 5);
    BOOST_TEST((text(codes, "message").find(text(codes, "user_code")) != std::string::npos));
    BOOST_TEST(outcome(poll(w, codes)) == pending);

    auto const page = w.rooms->handle(world::request("GET", "/devicelogin?user_code=%22%3E%3Cscript%3E"));
    BOOST_TEST(page.status == 200);
    BOOST_TEST((page.body.find("value=\"&quot;&gt;&lt;script&gt;\"") != std::string::npos));
    BOOST_TEST((page.body.find("<script") == std::string::npos));

    auto const code = text(codes, "user_code");
    auto const typed = code.substr(0, 4) + "-" + graph_mock::to_lower(code.substr(4)); // as people do
    BOOST_TEST(pressed(w, "user_code=" + typed + "&username=nobody%40contoso.com") == "400");
    BOOST_TEST(pressed(w, "user_code=" + typed + "&username=nestor.wilke%40fabrikam.com") == "400");
    BOOST_TEST(pressed(w, "user_code=BBBBBBBBB&username=" + oksana) == "400");
    BOOST_TEST(pressed(w, "user_code=" + typed + "&username=" + oksana + "&action=approve") == "200");
    BOOST_TEST(pressed(w, "user_code=" + typed + "&username=" + oksana) == "400"); // once

    auto const r = poll(w, codes, console, "&client_info=1");
    BOOST_TEST_REQUIRE(outcome(r) == "200");
    auto const body = json(r);
    BOOST_TEST(
        text(body, "scope")
            .starts_with(
                "openid profile https://graph.microsoft.com/.default https://graph.microsoft.com/AuditLog.Read.All "));
    auto const c = claims(text(body, "access_token"));
    BOOST_TEST(text(c, "upn") == oksana);
    BOOST_TEST(text(c, "oid") == "c0a51002-0000-4000-8000-00000000c0a5");
    BOOST_TEST(text(c, "appidacr") == "0");
    BOOST_TEST(text(c, "scp").starts_with("AuditLog.Read.All Directory.Read.All "));
    BOOST_TEST(c.at("wids").as_array().size() == 3u);
    auto const id = claims(text(body, "id_token"));
    BOOST_TEST(text(id, "aud") == console);
    BOOST_TEST(text(id, "iss") == "https://mock.test:8443/" + tenant_id + "/v2.0");
    BOOST_TEST(text(id, "preferred_username") == oksana);
    auto const info = boost::json::parse(*graph_mock::from_base64url(text(body, "client_info")));
    BOOST_TEST(text(info, "uid") == text(c, "oid"));
    BOOST_TEST(text(info, "utid") == tenant_id);
    BOOST_TEST(w.get(text(body, "access_token"), "/beta/auditLogs/customSecurityAttributeAudits?$top=1").status == 200);
    BOOST_TEST(w.get(text(body, "id_token"), "/beta/auditLogs/signIns?$top=1").status == 401); // it opens nothing
    BOOST_TEST(outcome(poll(w, codes)) == "400 bad_verification_code 70018");                  // once
}

BOOST_AUTO_TEST_CASE(the_form_of_another_site_signs_nobody_in)
{
    world w;
    auto const codes = json(start(w));
    auto r = world::request("POST", "/devicelogin");
    r.body = "user_code=" + text(codes, "user_code") + "&username=" + oksana;
    r.headers.add("Origin", "https://evil.test");
    BOOST_TEST(w.rooms->handle(r).status == 400);
    BOOST_TEST(outcome(poll(w, codes)) == pending);
    auto own = world::request("POST", "/devicelogin");
    own.body = r.body;
    own.headers.add("Origin", "https://mock.test:8443");
    BOOST_TEST(w.rooms->handle(own).status == 200);
}

BOOST_AUTO_TEST_CASE(a_site_that_leads_its_own_name_here_signs_nobody_in)
{
    graph_mock::service_options options;
    world closed(options);
    options.exposed = true;
    world open(options);
    auto const answer = [](world& w, std::string const& host)
    {
        auto r = world::request("POST", "/devicelogin");
        r.body = "user_code=" + text(json(start(w)), "user_code") + "&username=" + oksana;
        r.tls = false;
        r.host = host;
        r.remote = "127.0.0.1:4711";
        r.headers.add("Origin", "http://" + host); // the page's own name, so the same
        return w.rooms->handle(r).status;
    };
    for (auto const* host : {"evil.test", "127.0.0.1.evil.test:8080", "127.evil.test", "[2001:db8::1]:8080"})
        BOOST_TEST(answer(closed, host) == 400, host);
    for (auto const* host : {"localhost:8080", "127.0.0.1:8080", "127.0.0.2", "[::1]:8080"})
        BOOST_TEST(answer(closed, host) == 200, host);
    BOOST_TEST(answer(open, "graph-mock.internal:8080") == 200);
}

BOOST_AUTO_TEST_CASE(an_approval_that_nobody_fetches_expires_with_its_code)
{
    world w;
    auto const approved = json(start(w));
    auto const fetched = json(start(w));
    for (auto const& codes : {approved, fetched})
        w.rooms->approve_device_code(text(codes, "user_code"), oksana);
    w.rooms->clock().advance(14min + 50s);
    BOOST_TEST(outcome(poll(w, fetched)) == "200");
    w.rooms->clock().advance(10s);
    BOOST_TEST(outcome(poll(w, approved)) == "400 expired_token 70020");
}

BOOST_AUTO_TEST_CASE(a_code_is_used_up_by_nothing_but_the_tokens)
{
    world w;
    auto const codes = json(start(w));
    w.rooms->approve_device_code(text(codes, "user_code"), oksana);
    BOOST_TEST(outcome(poll(w, codes, console, "&claims=no+json")) == "400 invalid_request 90023");
    BOOST_TEST(outcome(poll(w, codes, console, "&client_secret=x")) == "401 invalid_client 700025");
    BOOST_TEST(outcome(poll(w, codes)) == "200");
    BOOST_TEST(outcome(poll(w, codes)) == "400 bad_verification_code 70018");
}

BOOST_AUTO_TEST_CASE(another_tenants_endpoint_gives_nothing_for_a_code)
{
    mock_rooms::temporary_folder const folder;
    std::string const app = "22222222-0000-4000-8000-000000000000";
    for (std::string const name : {"a", "b"})
        folder.write(name + "/tenant.json",
            R"({"id":"11111111-1111-4111-8111-11111111111)" + name + R"(","domain":")" + name +
                R"(.test","displayName":"T","licence":"P1",)" + R"("apps":[{"appId":")" + app +
                R"(","displayName":"A","publicClient":true,"delegatedPermissions":["User.Read"]}],"users":[{"id":)" +
                R"("33333333-0000-4000-8000-000000000000","userPrincipalName":"u@)" + name +
                R"(.test","displayName":"U","roles":[]}]})");
    graph_mock::service_options options;
    options.data = {folder.path()};
    world w;
    w.rooms = std::make_unique<graph_mock::service>(options);
    auto const codes = json(start(w, app, "https://graph.microsoft.com/.default", "a.test"));
    w.rooms->approve_device_code(text(codes, "user_code"), "u@a.test");
    BOOST_TEST(outcome(poll(w, codes, app, "", "b.test")) == "400 invalid_grant 700005");
    BOOST_TEST(outcome(poll(w, codes, app, "", "a.test")) == "200");

    auto const shared = json(start(w, app, "https://graph.microsoft.com/.default", "organizations"));
    w.rooms->approve_device_code(text(shared, "user_code"), "u@b.test");
    BOOST_TEST(outcome(poll(w, shared, app, "", "a.test")) == "400 invalid_grant 700005");
    BOOST_TEST(outcome(poll(w, shared, app, "", "common")) == "200");
}

BOOST_AUTO_TEST_CASE(a_device_is_told_to_wait_to_slow_down_or_to_give_up)
{
    world w;
    auto const codes = json(start(w));
    BOOST_TEST(outcome(poll(w, codes)) == pending);
    BOOST_TEST(outcome(poll(w, codes)) == "400 slow_down 70016");
    w.rooms->clock().advance(6s); // ten are asked for now
    BOOST_TEST(outcome(poll(w, codes)) == "400 slow_down 70016");
    w.rooms->clock().advance(16s);
    BOOST_TEST(outcome(poll(w, codes)) == pending);
    BOOST_TEST(outcome(poll(w, codes, dashboard)) == "400 bad_verification_code 70018"); // another app's
    w.rooms->clock().advance(15min);
    BOOST_TEST(outcome(poll(w, codes)) == "400 expired_token 70020");
    BOOST_CHECK_THROW(w.rooms->approve_device_code(text(codes, "user_code"), oksana), std::invalid_argument);

    auto const declined = json(start(w));
    w.rooms->decline_device_code(text(declined, "user_code"));
    BOOST_TEST(outcome(poll(w, declined)) == "400 authorization_declined 65004");
    BOOST_CHECK_THROW(w.rooms->approve_device_code(text(declined, "user_code"), oksana), std::invalid_argument);
    BOOST_CHECK_THROW(w.rooms->decline_device_code("BBBBBBBBB"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(any_tenants_name_starts_a_sign_in_and_every_mistake_has_its_number)
{
    world w;
    auto const common = json(start(w, console, everything, "common"));
    w.rooms->approve_device_code(text(common, "user_code"), oksana);
    BOOST_TEST(outcome(poll(w, common, console, "", "organizations")) == "200");

    BOOST_TEST(outcome(start(w, tenant_id)) == "400 unauthorized_client 700016");
    BOOST_TEST(outcome(start(w, tenant_id, everything, "common")) == "400 unauthorized_client 700016");
    BOOST_TEST(outcome(start(w, console, everything, "nobody.test")) == "400 invalid_request 90002");
    BOOST_TEST(outcome(start(w, console, "")) == "400 invalid_request 900144");
    BOOST_TEST(outcome(start(w, console, "https://vault.azure.net/.default")) == "400 invalid_resource 500011");
    BOOST_TEST(outcome(start(w, console, "https://graph.microsoft.com/")) == "400 invalid_scope 70011");
    BOOST_TEST(outcome(start(w, console, ".default User.Read")) == "400 invalid_scope 70011");
    std::string scopes = "openid"; // which are all good, and kept for as long as the code is
    while (scopes.size() + 7 <= 2048)
        scopes += " openid";
    BOOST_TEST(outcome(start(w, console, scopes)) == "200");
    BOOST_TEST(outcome(start(w, console, scopes + " openid")) == "400 invalid_scope 70011");

    auto const with_scope = [&](std::string const& app, std::string const& scope)
    {
        auto const codes = json(start(w, app, scope));
        w.rooms->approve_device_code(text(codes, "user_code"), oksana);
        return outcome(poll(w, codes, app));
    };
    BOOST_TEST(with_scope(dashboard, "AuditLog.Read.All") == "400 invalid_grant 65001");
    BOOST_TEST(with_scope(dashboard, "User.Read") == "200");
    BOOST_TEST(with_scope(dashboard, "AuditLog.Read.Al") == "400 invalid_client 650053");
    BOOST_TEST(with_scope(reader, "https://graph.microsoft.com/.default") == "401 invalid_client 7000218");

    auto const codes = json(start(w));
    BOOST_TEST(outcome(poll(w, codes, console, "&client_secret=x")) == "401 invalid_client 700025");
    BOOST_TEST(outcome(w.token("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=" +
                               console)) == "400 invalid_request 900144");
}

BOOST_AUTO_TEST_CASE(the_answers_scope_has_the_form_of_the_question)
{
    world w;
    auto const scope = [&](std::string const& asked)
    {
        auto const codes = json(start(w, dashboard, asked));
        w.rooms->approve_device_code(text(codes, "user_code"), oksana);
        auto const body = json(poll(w, codes, dashboard));
        BOOST_TEST(body.as_object().contains("refresh_token") == (asked.find("offline") != std::string::npos));
        BOOST_TEST(body.as_object().contains("id_token") == (asked.find("openid") != std::string::npos));
        BOOST_TEST(!body.as_object().contains("client_info"));
        return text(body, "scope");
    };
    BOOST_TEST(scope("User.Read") == "User.Read");
    BOOST_TEST(scope("openid email offline_access") == "openid email User.Read");
    BOOST_TEST(scope("https://graph.microsoft.com//user.read") == "https://graph.microsoft.com//user.read");
    BOOST_TEST(scope("https://graph.microsoft.com/.default offline_access") ==
               "https://graph.microsoft.com/.default https://graph.microsoft.com/User.Read");
}

BOOST_AUTO_TEST_CASE(device_login_approves_each_code_as_that_user)
{
    graph_mock::service_options options;
    options.device_login = "Zoe.Muller@contoso.com";
    world w(options);
    auto const r = poll(w, json(start(w)));
    BOOST_TEST_REQUIRE(outcome(r) == "200");
    BOOST_TEST(text(claims(text(json(r), "access_token")), "upn") == "zoe.muller@contoso.com");
    options.device_login = "nobody@contoso.com";
    BOOST_CHECK_EXCEPTION(world{options}, std::invalid_argument,
        [](auto const& why) { return std::string_view(why.what()).find(oksana) != std::string_view::npos; });
}

BOOST_AUTO_TEST_CASE(a_refresh_token_gives_new_tokens_and_its_successor_ends_it)
{
    world w;
    auto const codes = json(start(w));
    w.rooms->approve_device_code(text(codes, "user_code"), oksana);
    auto const first = text(json(poll(w, codes)), "refresh_token");
    auto const answer = refresh(w, first);
    BOOST_TEST_REQUIRE(outcome(answer) == "200");
    BOOST_TEST(text(claims(text(json(answer), "access_token")), "upn") == oksana);
    auto const second = text(json(answer), "refresh_token");
    BOOST_TEST(second != first);
    BOOST_TEST(outcome(refresh(w, first)) == "200"); // the answer may have been lost
    BOOST_TEST(outcome(refresh(w, second)) == "200");
    BOOST_TEST(outcome(refresh(w, first)) == "400 invalid_grant 9002313");

    BOOST_TEST(outcome(refresh(w, second, dashboard)) == "400 invalid_grant 70000");
    BOOST_TEST(outcome(refresh(w, second, reader)) == "401 invalid_client 7000218");
    BOOST_TEST(outcome(refresh(w, "1.made-up")) == "400 invalid_grant 9002313");
    BOOST_TEST(outcome(refresh(w, "")) == "400 invalid_request 900144");
    BOOST_TEST(outcome(refresh(w, second, console, "Policy.Read.All")) == "400 invalid_grant 65001");
    BOOST_TEST(!json(refresh(w, second, console, "User.Read")).as_object().contains("refresh_token"));
    BOOST_TEST(json(refresh(w, second, console, "")).as_object().contains("refresh_token"));
    BOOST_TEST(outcome(w.token("grant_type=refresh_token&client_id=" + console + "&refresh_token=" + second,
                   "fabrikam.com")) == "400 unauthorized_client 700016");

    w.rooms->clock().advance(24h * 89);
    BOOST_TEST(outcome(refresh(w, second)) == "200");
    w.rooms->clock().advance(24h * 2);
    BOOST_TEST(outcome(refresh(w, second)) == "400 invalid_grant 700082");
}

BOOST_AUTO_TEST_CASE(codes_and_tokens_that_nobody_fetches_are_forgotten)
{
    graph_mock::device_codes codes(5s);
    graph_mock::timestamp const now{};
    auto const begin = [&] { return codes.start(graph_mock::device_codes::question("app", "", ""), now); };
    auto const oldest = begin();
    auto const next = begin();
    for (std::size_t i = 0; i < graph_mock::device_codes::most - 1; ++i)
        begin();
    BOOST_CHECK_THROW(codes.find(oldest.user_code, now), graph_mock::device_code_error);
    BOOST_CHECK_NO_THROW(codes.find(next.user_code, now));

    graph_mock::refresh_tokens tokens;
    auto const issue = [&] { return tokens.issue(graph_mock::refresh_tokens::grant("t", "app", "u", now)); };
    auto const first = issue();
    auto const second = issue();
    for (std::size_t i = 0; i < graph_mock::refresh_tokens::most - 1; ++i)
        issue();
    BOOST_CHECK_THROW(tokens.redeem(first, "app", now), graph_mock::oauth_error);
    BOOST_CHECK_NO_THROW(tokens.redeem(second, "app", now));
}

BOOST_AUTO_TEST_SUITE_END()
