#include <entralog/credential.hpp>

#include <tests/support/manual_clock.hpp>
#include <tests/support/run.hpp>
#include <tests/support/scripted_transport.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

constexpr std::string_view tenant = "8b5c1f2e-0000-4000-8000-000000000001";
constexpr std::string_view client_id = "6a1d2c3b-0000-4000-8000-000000000002";
constexpr std::string_view secret = "s3cr~t +/=&%\xc3\xa9";
constexpr std::string_view encoded_secret = "s3cr~t%20%2B%2F%3D%26%25%C3%A9";

struct fixture
{
    scripted_transport wire;
    manual_clock time;

    result<access_token> ask(credential& c)
    {
        token_context context(wire, time);
        context.authority.host = "login.microsoftonline.com";
        context.scope = "https://graph.microsoft.com/.default";
        context.client_request_id = "our-id";
        return run(c.token(context));
    }

    result<access_token> ask_with(step answer)
    {
        wire.steps.push_back(std::move(answer));
        client_secret c{std::string(tenant), std::string(client_id), std::string(secret)};
        return ask(c);
    }

    ticks life(access_token const& token) const { return token.expires_on - time.now(); }
};

bool leaks(error const& e)
{
    for (auto const& text :
        {e.message, e.hint, e.graph_code, e.request, e.request_id, e.client_request_id, to_string(e)})
        for (auto const part : {secret, encoded_secret, std::string_view("s3cr")})
            if (text.find(part) != std::string::npos)
                return true;
    return false;
}

std::string oauth_body(std::string_view code, long number)
{
    auto const aadsts = std::to_string(number);
    return R"({"error":")" + std::string(code) + R"(","error_description":"AADSTS)" + aadsts +
           R"(: What happened.\r\nTrace ID: trace-1\r\nCorrelation ID: corr-1\r\nTimestamp: 2016-01-09 02:02:12Z",)" +
           R"("error_codes":[)" + aadsts +
           R"(],"timestamp":"2016-01-09 02:02:12Z","trace_id":"trace-1","correlation_id":"corr-1"})";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(credential_suite, fixture)

BOOST_AUTO_TEST_CASE(a_client_secret_is_exchanged_for_a_token)
{
    auto const token = ask_with(ok(
        R"({"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"refresh_in":1800,"access_token":"ey.J0-_"})"));
    BOOST_TEST_REQUIRE(token.has_value());
    BOOST_TEST(token->secret == "ey.J0-_");
    BOOST_TEST((life(*token) == 3599s));
    BOOST_TEST((token->refresh_on == time.now() + 1800s));

    BOOST_TEST_REQUIRE(wire.requests.size() == 1U);
    auto const& r = wire.requests[0];
    BOOST_TEST((r.method == http_method::post));
    BOOST_TEST(r.origin.host == "login.microsoftonline.com");
    BOOST_TEST(r.target == "/" + std::string(tenant) + "/oauth2/v2.0/token");
    BOOST_TEST(r.headers.find("content-type") == "application/x-www-form-urlencoded");
    BOOST_TEST(r.headers.find("client-request-id") == "our-id");
    BOOST_TEST(r.body == "client_id=" + std::string(client_id) +
                             "&claims=%7B%22access_token%22%3A%7B%22xms_cc%22%3A%7B%22values%22%3A%5B%22cp1%22%5D%7D"
                             "%7D%7D&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_secret=" +
                             std::string(encoded_secret) + "&grant_type=client_credentials");
}

BOOST_AUTO_TEST_CASE(lifetimes_may_be_numbers_strings_or_missing)
{
    std::pair<std::string_view, ticks> const cases[] = {{R"("expires_in":"3599",)", 3599s}, {R"("expires_in":1,)", 1s},
        {"", 300s}, {R"("expires_in":999999999,)", 7 * 24h}, {R"("expires_in":3599,"refresh_in":"x",)", 3599s},
        {R"("expires_in":3599,"refresh_in":-1,"ext_expires_in":{},)", 3599s}};
    for (auto const& [members, expected] : cases)
    {
        auto const token = ask_with(ok("{" + std::string(members) + R"("access_token":"t"})"));
        BOOST_TEST_REQUIRE(token.has_value(), members);
        BOOST_TEST((life(*token) == expected), members);
        BOOST_TEST(!token->refresh_on.has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_response_without_a_usable_token_is_malformed_and_never_quoted)
{
    for (std::string_view const body : {"", "{", "null", "[]", "\"s3cr\"", "{}", R"({"access_token":null})",
             R"({"access_token":5})", R"({"access_token":""})", R"({"access_token":"s3cr\r\nX: y"})",
             R"({"access_token":"s3cr t"})", R"({"access_token":"s3cr\u00e9"})",
             R"({"access_token":"s3cr","token_type":"pop"})", R"({"access_token":"s3cr","token_type":5})",
             R"({"access_token":"s3cr","expires_in":"soon"})", R"({"access_token":"s3cr","expires_in":-1})",
             R"({"access_token":"s3cr","expires_in":0})", R"({"access_token":"s3cr","expires_in":{}})",
             R"({"access_token":"s3cr","expires_in":""})", "<html>s3cr</html>"})
    {
        auto const token = ask_with(ok(std::string(body)));
        BOOST_TEST_REQUIRE(token.has_error(), body);
        BOOST_TEST((token.error().code == errc::malformed_token), body);
        BOOST_TEST(token.error().request ==
                   "POST https://login.microsoftonline.com/" + std::string(tenant) + "/oauth2/v2.0/token");
        BOOST_TEST(token.error().client_request_id == "our-id");
        BOOST_TEST(!leaks(token.error()), to_string(token.error()));
    }
    BOOST_TEST(ask_with(ok(R"({"access_token":")" + std::string(40'000, 'a') + "\"}")).has_error());
    auto const endless = ask_with(ok(std::string(100'000, ' ')));
    BOOST_TEST((endless.error().code == errc::body_too_large));
}

BOOST_AUTO_TEST_CASE(each_refusal_says_what_to_do)
{
    struct
    {
        int status;
        std::string_view code;
        long number;
        std::string_view hint;
    } const cases[] = {{401, "invalid_client", 7000215, "value, not its id"},
        {401, "invalid_client", 7000222, "expired"}, {400, "unauthorized_client", 700016, "client id"},
        {400, "invalid_request", 90002, "tenant"}, {400, "invalid_scope", 70011, "scope"},
        {401, "invalid_client", 700027, "Upload the certificate"}, {400, "invalid_grant", 50034, "no such user"},
        {400, "invalid_grant", 65001, "Grant admin consent"}, {400, "access_denied", 53003, "Conditional Access"},
        {401, "invalid_client", 70021, "Federated credentials"}, {400, "invalid_grant", 50173, "Sign in again"},
        {400, "unauthorized_client", 7000112, "Enable it"}, {400, "invalid_resource", 500011, "does not know"},
        {400, "invalid_request", 50196, "loop"}, {400, "interaction_required", 50076, "multifactor"},
        {401, "invalid_client", 1, "client id"}};
    for (auto const& c : cases)
    {
        auto const token = ask_with(refusal(c.status, oauth_body(c.code, c.number)));
        BOOST_TEST_REQUIRE(token.has_error());
        auto const& e = token.error();
        BOOST_TEST((e.code == errc::token_rejected));
        BOOST_TEST(!is_transient(e));
        BOOST_TEST(e.http_status == c.status);
        BOOST_TEST(e.graph_code == c.code);
        BOOST_TEST(e.aadsts == c.number);
        BOOST_TEST(e.message == "AADSTS" + std::to_string(c.number) + ": What happened.");
        BOOST_TEST(e.hint.find(c.hint) != std::string::npos, e);
        BOOST_TEST(e.request_id == "trace-1");
        BOOST_TEST(e.client_request_id == "our-id");
    }
}

BOOST_AUTO_TEST_CASE(what_entra_says_will_pass_is_tried_again_whatever_its_status)
{
    for (long const number : {50033L, 50087L, 70012L, 90006L, 90012L, 90024L, 90033L, 90055L, 90090L, 90091L})
        for (int const status : {400, 401, 429, 503})
        {
            auto const e = ask_with(refusal(status, oauth_body("server_error", number))).error();
            BOOST_TEST(is_transient(e), to_string(e));
            BOOST_TEST(e.aadsts == number);
            BOOST_TEST(e.http_status == status);
            BOOST_TEST(!e.hint.empty());
        }
    BOOST_TEST(is_transient(ask_with(refusal(400, R"({"error":"temporarily_unavailable"})")).error()));
    BOOST_TEST(!is_transient(ask_with(refusal(400, oauth_body("invalid_client", 7000215))).error()));
}

BOOST_AUTO_TEST_CASE(the_number_is_read_from_the_list_when_the_text_lacks_it)
{
    auto const e =
        ask_with(refusal(401, R"({"error":"invalid_client","error_description":"Wrong.","error_codes":[7000215]})"))
            .error();
    BOOST_TEST(e.aadsts == 7000215);
    BOOST_TEST(e.message == "AADSTS7000215: Wrong.");
    BOOST_TEST(ask_with(refusal(401, R"({"error":"x","error_codes":[99]})")).error().message == "AADSTS99");
    BOOST_TEST(ask_with(refusal(401, R"({"error":"x"})")).error().aadsts == 0);
}

BOOST_AUTO_TEST_CASE(a_busy_or_broken_token_endpoint_is_transient)
{
    for (int const status : {429, 500, 502, 503, 504})
    {
        auto const token =
            ask_with(refusal(status, "<h1>busy</h1>", {{"Retry-After", "7"}, {"x-ms-request-id", "req-1"}}));
        BOOST_TEST_REQUIRE(token.has_error());
        BOOST_TEST(is_transient(token.error()), to_string(token.error()));
        BOOST_TEST((token.error().retry_after == ticks(7s)));
        BOOST_TEST(token.error().request_id == "req-1");
    }
    auto const cut = ask_with(broken(error(make_error_code(boost::asio::error::connection_reset))));
    BOOST_TEST(is_transient(cut.error()));
    BOOST_TEST(cut.error().client_request_id == "our-id");
}

BOOST_AUTO_TEST_CASE(what_is_no_token_endpoint_is_told)
{
    auto const missing = ask_with(refusal(404, "<html>Not here</html>")).error();
    BOOST_TEST((missing.code == errc::token_rejected));
    BOOST_TEST(missing.hint.find("https://login.microsoftonline.com") != std::string::npos);
    BOOST_TEST((ask_with(refusal(302, "", {{"Location", "https://elsewhere.example/"}})).error().code ==
                errc::unexpected_redirect));
}

BOOST_AUTO_TEST_CASE(a_secret_that_the_server_echoes_is_masked)
{
    for (auto const echo : {secret, encoded_secret})
        for (int const status : {400, 500})
        {
            auto const text = std::string(echo);
            auto const body =
                R"({"error":")" + text + R"(","error_description":"bad )" + text + R"(","trace_id":")" + text + "\"}";
            auto const token = ask_with(refusal(status, body));
            BOOST_TEST_REQUIRE(token.has_error());
            BOOST_TEST(!leaks(token.error()), to_string(token.error()));
            auto const plain = ask_with(refusal(status, "you sent " + text));
            BOOST_TEST(!leaks(plain.error()), to_string(plain.error()));
        }
}

BOOST_AUTO_TEST_CASE(a_secret_is_masked_though_json_escapes_it_or_the_excerpt_ends_within_it)
{
    auto const escaped = R"({"error":{"code":"x","message":"s3cr\u007et +\/=&%\u00e9"}})";
    auto const token = ask_with(refusal(400, escaped));
    BOOST_TEST(token.error().message == "[secret]");
    for (std::size_t before = 150; before < 200; ++before)
    {
        auto const cut = ask_with(refusal(500, std::string(before, 'x') + std::string(secret)));
        BOOST_TEST(!leaks(cut.error()), to_string(cut.error()));
    }
}

BOOST_AUTO_TEST_CASE(what_could_change_the_request_is_refused_before_any_io)
{
    auto const id = std::string(client_id);
    std::string const wrong_tenants[] = {"", "..", "../x", "a/b", "a?b", "a#b", "a%2fb", "a b", "a\r\nb", "a..b", "-a",
        "caf\xc3\xa9", "common", "organizations", "consumers", std::string(254, 'a'), "a@b"};
    for (auto const& wrong : wrong_tenants)
    {
        client_secret c(wrong, id, "s3cr");
        auto const token = ask(c);
        BOOST_TEST_REQUIRE(token.has_error(), wrong);
        BOOST_TEST((token.error().code == errc::invalid_argument));
        BOOST_TEST(!leaks(token.error()));
    }
    for (std::string const wrong : {"", "a&b", "a b", "a\n"})
    {
        client_secret c("contoso.onmicrosoft.com", wrong, "s3cr");
        BOOST_TEST((ask(c).error().code == errc::invalid_argument));
    }
    for (std::string const& wrong :
        {std::string(), std::string("s3cr\n"), std::string("s3cr\0", 5), std::string(5'000, 'x')})
    {
        client_secret c("contoso.onmicrosoft.com", id, wrong);
        auto const token = ask(c);
        BOOST_TEST((token.error().code == errc::invalid_argument));
        BOOST_TEST(!leaks(token.error()));
    }
    BOOST_TEST(wire.requests.empty());
}

BOOST_AUTO_TEST_CASE(a_client_secret_of_the_environment_needs_all_three_variables)
{
    char const* const names[] = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"};
    auto const set = [&](unsigned which)
    {
        for (unsigned i = 0; i < 3; ++i)
            ::setenv(names[i], (which >> i & 1) != 0 ? "contoso.com" : "", 1);
    };
    for (unsigned which = 0; which < 7; ++which)
    {
        set(which);
        auto const c = client_secret::from_environment();
        BOOST_TEST_REQUIRE(c.has_error());
        BOOST_TEST((c.error().code == errc::credential_unavailable));
        for (unsigned i = 0; i < 3; ++i)
            BOOST_TEST((c.error().message.find(names[i]) == std::string::npos) == ((which >> i & 1) != 0));
    }
    set(7);
    wire.steps.push_back(ok(R"({"token_type":"Bearer","expires_in":3599,"access_token":"ey.J0"})"));
    auto const token = ask(*client_secret::from_environment().value());
    BOOST_TEST(token.value().secret == "ey.J0");
    BOOST_TEST(wire.requests.at(0).target == "/contoso.com/oauth2/v2.0/token");
    BOOST_TEST(wire.requests.at(0).body.find("&client_secret=contoso.com") != std::string::npos);
    for (auto const* const name : names)
        ::unsetenv(name);
}

BOOST_AUTO_TEST_CASE(a_static_token_is_given_as_it_is_or_refused_without_quoting_it)
{
    static_token good("ey.J0-_~+/=");
    auto const token = ask(good);
    BOOST_TEST(token.value().secret == "ey.J0-_~+/=");
    BOOST_TEST((token.value().expires_on > time.now() + std::chrono::hours(24 * 365)));
    for (std::string const wrong : {"", "Bearer s3cr", "s3cr\n", "s3cr\r\nX: y", "\"s3cr\"", "s3cr\xc3\xa9"})
    {
        static_token bad(wrong);
        auto const refused = ask(bad);
        BOOST_TEST_REQUIRE(refused.has_error(), wrong);
        BOOST_TEST((refused.error().code == errc::invalid_argument));
        BOOST_TEST(!refused.error().hint.empty());
        BOOST_TEST(!leaks(refused.error()));
    }
    BOOST_TEST(wire.requests.empty());
}

BOOST_AUTO_TEST_CASE(a_claims_challenge_goes_to_the_token_endpoint_and_never_to_a_static_token)
{
    token_context context(wire, time);
    context.authority.host = "login.microsoftonline.com";
    context.claims = R"({"access_token":{"nbf":{"value":"1"}}})";
    wire.steps.push_back(ok(R"({"access_token":"t"})"));
    client_secret c{std::string(tenant), std::string(client_id), std::string(secret)};
    BOOST_TEST(run(c.token(context)).has_value());
    BOOST_TEST(
        wire.requests[0].body.find("%22nbf%22%3A%7B%22value%22%3A%221%22%7D%2C%22xms_cc%22") != std::string::npos);
    static_token fixed("ey.J0");
    auto const e = run(fixed.token(context)).error();
    BOOST_TEST((e.code == errc::unauthenticated));
    BOOST_TEST(!e.hint.empty());
    BOOST_TEST(wire.requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_request_for_a_token_can_be_cancelled_at_every_step)
{
    bool aborted = true;
    std::size_t steps = 0;
    for (; aborted && steps < 100; ++steps)
    {
        scripted_transport line({ok(R"({"access_token":"t"})")});
        token_context context(line, time);
        context.authority.host = "login.microsoftonline.com";
        client_secret c{std::string(tenant), std::string(client_id), std::string(secret)};
        boost::asio::io_context io;
        aborted = run_cancelled(io, c.token(context), steps).aborted();
    }
    BOOST_TEST((steps >= 2U && steps < 100U));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
