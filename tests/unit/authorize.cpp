#include <entralog/authorize.hpp>

#include <tests/support/manual_clock.hpp>
#include <tests/support/run.hpp>
#include <tests/support/scripted_transport.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

namespace
{

/// Gives the tokens of a list, and its last one for ever.
class listed_credential final : public credential
{
public:
    boost::asio::awaitable<result<access_token>> token(token_context const& context) override
    {
        ++calls;
        last_client_request_id = context.client_request_id;
        claims.push_back(context.claims);
        auto const next = answers.front();
        if (answers.size() > 1)
            answers.pop_front();
        if (!next)
            co_return next.error();
        access_token fresh;
        fresh.secret = *next;
        fresh.expires_on = context.time.now() + std::chrono::hours(1);
        co_return fresh;
    }

    int calls = 0;
    std::string last_client_request_id;
    std::vector<std::string> claims; ///< of each call
    std::deque<result<std::string>> answers;
};

struct fixture
{
    fixture() { trusted.host = "graph.microsoft.com"; }

    result<response_head> get()
    {
        request r;
        r.origin = trusted;
        r.target = "/beta/auditLogs/signIns?$top=1";
        r.headers.add("client-request-id", "our-id");
        r.headers.add("authorization", "left over");
        return send(r);
    }

    std::shared_ptr<token_cache> make_tokens() const
    {
        return std::make_shared<token_cache>(source, std::make_shared<scripted_transport>(), time, origin(), "scope");
    }

    /// With a cache of its own, unless the test has one.
    result<response_head> send(request const& r)
    {
        authorizing transport(wire, tokens ? tokens : make_tokens(), trusted);
        return run(transport.exchange(r, sink));
    }

    std::string_view sent(std::size_t i) const { return wire->requests.at(i).headers.find("Authorization"); }

    origin trusted;
    std::shared_ptr<listed_credential> source = std::make_shared<listed_credential>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    std::shared_ptr<token_cache> tokens;
    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    text_sink sink;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(authorize_suite, fixture)

BOOST_AUTO_TEST_CASE(the_token_goes_with_the_request)
{
    source->answers = {std::string("one")};
    wire->steps = {ok("body")};
    BOOST_TEST(get().value().status == 200);
    BOOST_TEST(sent(0) == "Bearer one");
    BOOST_TEST(sink.text == "body");
    BOOST_TEST(source->last_client_request_id == "our-id");
}

BOOST_AUTO_TEST_CASE(no_other_origin_gets_the_token_or_even_a_request)
{
    source->answers = {std::string("one")};
    for (std::string_view const url : {"http://graph.microsoft.com/beta", "https://graph.microsoft.com:444/beta",
             "https://graph.microsoft.com.evil.example/beta", "https://evil.example/beta",
             "https://graph.microsoft.us/beta"})
    {
        auto const parts = split_url(url).value();
        request r;
        r.origin = parts.origin;
        r.target = parts.target + "?name=secret";
        auto const refused = send(r);
        BOOST_TEST_REQUIRE(refused.has_error(), url);
        BOOST_TEST((refused.error().code == errc::foreign_next_link));
        BOOST_TEST(to_string(refused.error()).find("secret") == std::string::npos);
    }
    BOOST_TEST(wire->requests.empty());
    BOOST_TEST(source->calls == 0);
}

BOOST_AUTO_TEST_CASE(after_a_401_a_new_token_is_tried_once)
{
    source->answers = {std::string("one"), std::string("two"), std::string("three")};
    wire->steps = {refusal(401), ok("body")};
    BOOST_TEST(get().value().status == 200);
    BOOST_TEST(sent(0) == "Bearer one");
    BOOST_TEST(sent(1) == "Bearer two");
    BOOST_TEST(sink.text == "body");

    source->answers = {std::string("one"), std::string("two"), std::string("three")};
    wire->steps = {refusal(401), refusal(401, "second"), ok("never")};
    auto const head = get();
    BOOST_TEST(head.value().status == 401);
    BOOST_TEST(head.value().error_body == "second");
    BOOST_TEST(wire->steps.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_credential_with_one_token_is_not_asked_to_fail_twice)
{
    source->answers = {std::string("only")};
    wire->steps = {refusal(401, "refused"), ok("never")};
    auto const head = get();
    BOOST_TEST(head.value().status == 401);
    BOOST_TEST(head.value().error_body == "refused");
    BOOST_TEST(wire->requests.size() == 1U);
}

step challenge(int status = 401)
{
    auto const field = std::string(R"(Bearer realm="", error="insufficient_claims", claims="eyJhIjp7ImIiOjF9fQ==")");
    return refusal(status, "", {{"WWW-Authenticate", "Basic realm=\"x\""}, {"www-authenticate", field}});
}

BOOST_AUTO_TEST_CASE(the_claims_of_a_challenge_go_with_the_request_for_the_new_token)
{
    source->answers = {std::string("one"), std::string("two"), std::string("three")};
    wire->steps = {challenge(), ok("body")};
    BOOST_TEST(get().value().status == 200);
    BOOST_TEST(sent(1) == "Bearer two");
    BOOST_TEST((source->claims == std::vector<std::string>{"", R"({"a":{"b":1}})"}));
}

BOOST_AUTO_TEST_CASE(a_second_challenge_is_the_response_and_the_next_request_answers_it)
{
    tokens = make_tokens();
    source->answers = {std::string("one"), std::string("two"), std::string("three")};
    wire->steps = {challenge(), challenge(), ok("body")};
    BOOST_TEST(get().value().status == 401);
    BOOST_TEST(wire->requests.size() == 2U);
    BOOST_TEST(get().value().status == 200);
    BOOST_TEST(sent(2) == "Bearer three");
    BOOST_TEST((source->claims == std::vector<std::string>{"", R"({"a":{"b":1}})", R"({"a":{"b":1}})"}));
}

BOOST_AUTO_TEST_CASE(a_challenge_may_come_with_a_403)
{
    source->answers = {std::string("one"), std::string("two"), std::string("three")};
    wire->steps = {challenge(403), ok("body")};
    BOOST_TEST(get().value().status == 200);
    BOOST_TEST((source->claims == std::vector<std::string>{"", R"({"a":{"b":1}})"}));

    // A second one is the response; so is one whose claims cannot be read, and costs no token.
    tokens = make_tokens();
    source->answers = {std::string("one"), std::string("two"), std::string("three")};
    wire->steps = {challenge(403), challenge(403),
        refusal(403, "", {{"WWW-Authenticate", "Bearer error=\"insufficient_claims\", claims=\"????\""}})};
    BOOST_TEST(get().value().status == 403);
    BOOST_TEST(get().value().status == 403);
    BOOST_TEST(sent(4) == "Bearer three");
    BOOST_TEST(source->answers.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_challenge_whose_claims_cannot_be_read_is_any_other_401)
{
    source->answers = {std::string("one"), std::string("two")};
    wire->steps = {
        refusal(401, "", {{"WWW-Authenticate", "Bearer error=\"insufficient_claims\", claims=\"????\""}}), ok("body")};
    BOOST_TEST(get().value().status == 200);
    BOOST_TEST((source->claims == std::vector<std::string>{"", ""}));
}

BOOST_AUTO_TEST_CASE(a_static_token_cannot_answer_a_challenge_and_says_so)
{
    tokens = std::make_shared<token_cache>(
        std::make_shared<static_token>("ey.J0"), std::make_shared<scripted_transport>(), time, origin(), "scope");
    authorizing transport(wire, tokens, trusted);
    wire->steps = {challenge(), ok("never")};
    request r;
    r.origin = trusted;
    r.target = "/beta/auditLogs/signIns";
    auto const e = run(transport.exchange(r, sink)).error();
    BOOST_TEST((e.code == errc::unauthenticated));
    BOOST_TEST((e.source == error_source::token));
    BOOST_TEST(e.message.find("claims") != std::string::npos);
    BOOST_TEST(!e.hint.empty());
    BOOST_TEST(wire->requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(failures_to_get_a_token_are_the_result)
{
    source->answers = {error(errc::token_rejected, "no")};
    BOOST_TEST((get().error().code == errc::token_rejected));
    BOOST_TEST(wire->requests.empty());

    source->answers = {std::string("one"), error(errc::server_error, "down")};
    wire->steps = {refusal(401)};
    BOOST_TEST((get().error().code == errc::server_error));
}

BOOST_AUTO_TEST_CASE(other_responses_and_failures_pass_through)
{
    source->answers = {std::string("one")};
    for (int const status : {204, 302, 400, 403, 429, 503})
    {
        wire->steps = {status == 204 ? ok("", 204) : refusal(status, "text", {{"Retry-After", "1"}})};
        BOOST_TEST(get().value().status == status);
    }
    wire->steps = {broken(error(errc::idle_timeout))};
    BOOST_TEST((get().error().code == errc::idle_timeout));
    BOOST_TEST(source->calls == 7);
}

BOOST_AUTO_TEST_CASE(a_token_that_the_service_echoes_is_masked)
{
    std::string const token = "ey.J0/eXAiOiJKV1QiLCJhbGciOiJ";
    source->answers = {token};
    wire->steps = {refusal(400, "you sent Bearer " + token + ", " + token)};
    BOOST_TEST(get().value().error_body == "you sent Bearer [secret], [secret]");
    // Escaped in JSON, and cut.
    wire->steps = {
        refusal(400, R"({"a":"\u0065y.J0\/eXAiOiJKV1QiLCJhbGciOiJ","b":"ey.J0\/eXAiOiJKV","c":"\\u0065\u0022"})")};
    BOOST_TEST(get().value().error_body == R"({"a":"[secret]","b":"[secret]","c":"\\u0065\""})");
    wire->steps = {refusal(302, "", {{"Location", "https://x/" + token}, {"request-id", token}, {"Date", "today"}})};
    auto const head = get().value();
    BOOST_TEST(head.headers.find("Location") == "https://x/[secret]");
    BOOST_TEST(head.headers.find("request-id") == "[secret]");
    BOOST_TEST(head.headers.find("Date") == "today");
    error e(errc::unexpected_content, "it is text/html: your request was: " + token);
    e.hint = e.graph_code = e.request_id = e.client_request_id = token;
    wire->steps = {broken(e)};
    auto const failed = get().error();
    for (auto const& text :
        {failed.message, failed.hint, failed.graph_code, failed.request_id, failed.client_request_id})
        BOOST_TEST(text.find(token.substr(0, 12)) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_empty_token_is_an_error_and_not_sent)
{
    source->answers = {std::string()};
    auto const e = get().error();
    BOOST_TEST((e.code == errc::malformed_token));
    BOOST_TEST((e.source == error_source::token));
    BOOST_TEST(wire->requests.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
