#include <entralog/credential/device_code.hpp>

#include <tests/support/credential_bench.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

step a_code(std::string_view more = R"(,"interval":5,"expires_in":900)")
{
    return ok(R"({"device_code":"the-device-code","user_code":"ABC-DEF","verification_uri":)"
              R"("https://microsoft.com/devicelogin","message":"Open the page and type ABC-DEF.")" +
              std::string(more) + "}");
}

step still(std::string_view code)
{
    return refusal(400, oauth_error(code));
}

struct fixture : credential_bench
{
    std::vector<device_code_prompt> prompts;
    std::vector<std::string> kept;

    device_code make(std::string refresh_token = {}, std::string tenant = "organizations")
    {
        device_code_options options;
        options.refresh_token = std::move(refresh_token);
        options.on_refresh_token = [this](std::string const& token) { kept.push_back(token); };
        return device_code(
            std::move(tenant), std::string(some_client), [this](device_code_prompt const& p) { prompts.push_back(p); },
            std::move(options));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(device_code_suite, fixture)

BOOST_AUTO_TEST_CASE(a_person_is_asked_and_waited_for)
{
    auto credential = make();
    wire.steps = {a_code(), still("authorization_pending"), still("authorization_pending"),
        a_token(R"(,"refresh_token":"refresh-1")")};
    auto const began = time.now();
    BOOST_TEST(ask(credential).value().secret == "ey.J0");
    BOOST_TEST_REQUIRE(prompts.size() == 1U);
    BOOST_TEST(prompts[0].user_code == "ABC-DEF");
    BOOST_TEST(prompts[0].verification_uri == "https://microsoft.com/devicelogin");
    BOOST_TEST(prompts[0].message == "Open the page and type ABC-DEF.");
    BOOST_TEST((prompts[0].expires == began + 900s));
    BOOST_TEST((time.waits == std::vector<ticks>{5s, 5s, 5s}));
    BOOST_TEST((kept == std::vector<std::string>{"refresh-1"}));

    BOOST_TEST(path(0) == "/organizations/oauth2/v2.0/devicecode");
    BOOST_TEST(sent(0).at("client_id") == some_client);
    BOOST_TEST(sent(0).at("scope") == "https://graph.microsoft.com/.default offline_access");
    for (std::size_t i = 1; i < 4; ++i)
    {
        BOOST_TEST(path(i) == "/organizations/oauth2/v2.0/token");
        BOOST_TEST(sent(i).at("grant_type") == "urn:ietf:params:oauth:grant-type:device_code");
        BOOST_TEST(sent(i).at("device_code") == "the-device-code");
        BOOST_TEST(sent(i).at("client_id") == some_client);
    }
}

BOOST_AUTO_TEST_CASE(the_refresh_token_is_used_first_and_replaced)
{
    auto credential = make("refresh-0", "contoso.com");
    wire.steps = {a_token(R"(,"refresh_token":"refresh-1")"), a_token(R"(,"refresh_token":"refresh-1")"), a_token()};
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(prompts.empty());
    BOOST_TEST(path(0) == "/contoso.com/oauth2/v2.0/token");
    BOOST_TEST(sent(0).at("grant_type") == "refresh_token");
    BOOST_TEST(sent(0).at("refresh_token") == "refresh-0");
    BOOST_TEST(sent(0).at("scope") == "https://graph.microsoft.com/.default offline_access");
    BOOST_TEST(sent(1).at("refresh_token") == "refresh-1");
    BOOST_TEST(sent(2).at("refresh_token") == "refresh-1");
    BOOST_TEST((kept == std::vector<std::string>{"refresh-1"})); // told once
}

BOOST_AUTO_TEST_CASE(a_refused_refresh_token_leads_back_to_the_person)
{
    auto credential = make("refresh-0");
    wire.steps = {refusal(400, oauth_error("invalid_grant", 700082)), a_code(), a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(prompts.size() == 1U);
    wire.steps = {a_code(), a_token()}; // it is not tried again
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(prompts.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_refusal_that_is_not_of_the_refresh_token_leaves_it_and_asks_nobody)
{
    auto credential = make("refresh-0");
    for (auto const& [status, code] : {std::pair(401, "invalid_client"), std::pair(400, "unauthorized_client"),
             std::pair(400, "invalid_request"), std::pair(400, "invalid_scope"), std::pair(404, "")})
    {
        wire.steps = {*code ? refusal(status, oauth_error(code)) : refusal(status, "<html>"), a_code(), a_token()};
        auto const e = ask(credential).error();
        BOOST_TEST((e.code == errc::token_rejected), code);
        BOOST_TEST(e.http_status == status);
        BOOST_TEST(e.graph_code == code);
    }
    wire.requests.clear();
    wire.steps = {a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(sent(0).at("refresh_token") == "refresh-0");
    BOOST_TEST(prompts.empty());
    for (auto const* const code : {"invalid_grant", "interaction_required", "consent_required", "login_required"})
    {
        auto other = make("refresh-0");
        prompts.clear();
        wire.steps = {refusal(400, oauth_error(code)), a_code(), a_token()};
        BOOST_TEST(ask(other).has_value(), code);
        BOOST_TEST(prompts.size() == 1U, code);
    }
}

/// Refuses the first request, but not before `meanwhile` has run.
class late_refusal final : public transport
{
public:
    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override
    {
        scripted_transport one;
        if (first)
        {
            first = false;
            auto const token = co_await meanwhile();
            BOOST_TEST(token.has_value());
            one.steps = {refusal(400, oauth_error("invalid_grant", 70000))};
        }
        else
            one.steps = {a_token(R"(,"refresh_token":"refresh-1")")};
        requests.push_back(r);
        co_return co_await one.exchange(r, sink);
    }

    std::function<boost::asio::awaitable<result<access_token>>()> meanwhile;
    std::vector<request> requests;
    bool first = true;
};

BOOST_AUTO_TEST_CASE(a_late_refusal_of_an_old_refresh_token_does_not_cost_the_new_one)
{
    auto credential = make("refresh-0");
    late_refusal line;
    token_context context(line, time);
    context.authority.host = "login.microsoftonline.com";
    line.meanwhile = [&] { return credential.token(context); };
    BOOST_TEST(run(credential.token(context)).has_value());
    BOOST_TEST(prompts.empty());
    BOOST_TEST_REQUIRE(line.requests.size() == 3U);
    BOOST_TEST(fields_of(line.requests[0].body).at("refresh_token") == "refresh-0");
    BOOST_TEST(fields_of(line.requests[1].body).at("refresh_token") == "refresh-0"); // the late one
    BOOST_TEST(fields_of(line.requests[2].body).at("refresh_token") == "refresh-1");
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_because_the_endpoint_is_down)
{
    auto credential = make("refresh-0");
    wire.steps = {refusal(503)};
    BOOST_TEST(is_transient(ask(credential).error()));
    wire.steps = {broken(error(errc::connect_timeout))};
    BOOST_TEST((ask(credential).error().code == errc::connect_timeout));
    wire.steps = {a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(prompts.empty());
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_while_there_is_a_valid_token)
{
    prompt = prompting::not_now;
    auto credential = make();
    BOOST_TEST((ask(credential).error().code == errc::credential_unavailable));
    BOOST_TEST(wire.requests.empty());
    auto with_token = make("refresh-0");
    wire.steps = {a_token()};
    BOOST_TEST(ask(with_token).has_value());
    wire.steps = {refusal(400, oauth_error("invalid_grant", 70008)), a_code()};
    BOOST_TEST((ask(with_token).error().code == errc::credential_unavailable));
    BOOST_TEST(prompts.empty());
}

BOOST_AUTO_TEST_CASE(slow_down_makes_it_slower_by_five_seconds_for_good)
{
    auto credential = make();
    wire.steps = {a_code(R"(,"interval":"7")"), still("slow_down"), still("slow_down"), still("authorization_pending"),
        a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST((time.waits == std::vector<ticks>{7s, 12s, 17s, 17s}));
}

BOOST_AUTO_TEST_CASE(a_network_that_fails_for_a_while_costs_nobody_the_sign_in)
{
    auto credential = make();
    wire.steps = {
        a_code(), broken(error(errc::connect_timeout)), refusal(503), still("authorization_pending"), a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST((time.waits == std::vector<ticks>{5s, 10s, 20s, 20s}));
}

BOOST_AUTO_TEST_CASE(a_sign_in_that_was_declined_or_came_too_late_says_so)
{
    for (std::string_view const code : {"authorization_declined", "access_denied"})
    {
        auto credential = make();
        wire.steps = {a_code(), still(code)};
        auto const e = ask(credential).error();
        BOOST_TEST((e.code == errc::token_rejected));
        BOOST_TEST(e.graph_code == "authorization_declined");
        BOOST_TEST(says(e, "was declined"));
    }
    auto late = make();
    wire.steps = {a_code(), still("authorization_pending"), refusal(400, oauth_error("expired_token", 70020))};
    auto const e = ask(late).error();
    BOOST_TEST((e.code == errc::token_rejected));
    BOOST_TEST(e.graph_code == "expired_token");
    BOOST_TEST(says(e, "Nobody signed in"));
    BOOST_TEST(!is_transient(e));
}

BOOST_AUTO_TEST_CASE(a_server_that_says_pending_for_ever_is_left_when_the_code_has_expired)
{
    for (auto const& answer : {still("authorization_pending"), still("slow_down"), refusal(503)})
    {
        auto credential = make();
        wire.requests.clear();
        wire.steps.assign(1000, answer);
        wire.steps.push_front(a_code(R"(,"interval":1,"expires_in":60)"));
        auto const began = time.now();
        auto const e = ask(credential).error();
        BOOST_TEST((e.code == errc::token_rejected));
        BOOST_TEST(e.graph_code == "expired_token");
        BOOST_TEST((time.now() - began <= 130s));
        BOOST_TEST(!is_transient(e));
    }
}

BOOST_AUTO_TEST_CASE(times_of_the_server_are_bounded)
{
    auto credential = make();
    wire.steps = {a_code(R"(,"interval":100000,"expires_in":100000000)"), a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST((time.waits == std::vector<ticks>{60s}));
    BOOST_TEST((prompts[0].expires <= time.now() + 3600s));
    wire.steps = {a_code(R"(,"interval":0,"expires_in":"soon")"), a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST((time.waits.back() == 1s));
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_code_is_malformed_and_a_missing_message_is_made)
{
    for (std::string const body : {"", "[]", "{}", R"({"device_code":"x","user_code":"y"})",
             R"({"device_code":5,"user_code":"y","verification_uri":"z"})", "<html>x"})
    {
        auto credential = make();
        wire.steps = {ok(body)};
        auto const e = ask(credential).error();
        BOOST_TEST((e.code == errc::malformed_token), body);
        BOOST_TEST(e.request == "POST https://login.microsoftonline.com/organizations/oauth2/v2.0/devicecode");
        BOOST_TEST(e.client_request_id == "our-id");
    }
    BOOST_TEST(prompts.empty());
    auto credential = make();
    wire.steps = {ok(R"({"device_code":"x","user_code":"y","verification_url":"https://z.example"})"), a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(
        prompts[0].message == "To sign in, open the page https://z.example in a web browser and enter the code y.");
}

BOOST_AUTO_TEST_CASE(a_client_that_is_not_public_is_told_what_to_allow)
{
    auto credential = make();
    wire.steps = {a_code(), refusal(401, oauth_error("invalid_client", 7000218))};
    auto const e = ask(credential).error();
    BOOST_TEST((e.code == errc::token_rejected));
    BOOST_TEST(says(e, "Allow public client flows"));
}

BOOST_AUTO_TEST_CASE(what_the_prompt_throws_reaches_the_caller)
{
    device_code credential("contoso.com", std::string(some_client),
        [](device_code_prompt const&) { throw std::runtime_error("no terminal"); });
    wire.steps = {a_code()};
    BOOST_CHECK_THROW(static_cast<void>(ask(credential)), std::runtime_error);
    device_code nobody("contoso.com", std::string(some_client), nullptr);
    BOOST_TEST((ask(nobody).error().code == errc::credential_unavailable));
}

BOOST_AUTO_TEST_CASE(claims_go_with_every_request)
{
    claims = R"({"access_token":{"nbf":{"value":"1"}}})";
    auto credential = make("refresh-0");
    wire.steps = {refusal(400, oauth_error("interaction_required", 50076)), a_code(), a_token()};
    BOOST_TEST(ask(credential).has_value());
    for (std::size_t i = 0; i < 3; ++i)
        BOOST_TEST(sent(i).at("claims") == R"({"access_token":{"nbf":{"value":"1"},"xms_cc":{"values":["cp1"]}}})");
}

BOOST_AUTO_TEST_CASE(it_can_be_cancelled_at_every_step)
{
    bool aborted = true;
    std::size_t steps = 0;
    for (; aborted && steps < 100; ++steps)
    {
        scripted_transport line({refusal(400, oauth_error("invalid_grant")), a_code(), still("slow_down"), a_token()});
        auto credential = make("refresh-0");
        token_context context(line, time);
        boost::asio::io_context io;
        aborted = run_cancelled(io, credential.token(context), steps).aborted();
    }
    BOOST_TEST((steps >= 8U && steps < 100U));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
