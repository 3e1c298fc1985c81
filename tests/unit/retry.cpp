#include <entralog/authorize.hpp>
#include <entralog/guid.hpp>
#include <entralog/retry.hpp>

#include <tests/support/manual_clock.hpp>
#include <tests/support/run.hpp>
#include <tests/support/scripted_transport.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <set>
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

constexpr std::string_view client_secret_text = "s3cr/et";
constexpr std::string_view token_text = "t0ken";

request get_sign_ins()
{
    request r;
    r.origin.host = "graph.microsoft.com";
    r.target = "/beta/auditLogs/signIns?$filter=hidden";
    return r;
}

int guids = 0; // given in this test so far

random_sources fixed_random()
{
    guids = 0;
    random_sources random;
    random.guid = [] { return "guid-" + std::to_string(++guids); };
    random.unit = [] { return 0.0; };
    return random;
}

step throttled(std::string retry_after)
{
    return refusal(429, R"({"error":{"code":"TooManyRequests","message":"slow down"}})",
        {{"Retry-After", std::move(retry_after)}, {"request-id", "server-id"}});
}

step html(int status = 200)
{
    auto s = ok("<html><title>Sign in to the network</title></html>", status);
    s.head.headers.set("Content-Type", "text/html; charset=utf-8");
    return s;
}

struct fixture
{
    result<response_head> send(request const& r = get_sign_ins()) { return run(transport.exchange(r, sink)); }

    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    retrying transport = retrying(wire, time, retry_options(), fixed_random());
    text_sink sink;
};

/// The whole stack over one scripted wire: a token, a refusal of it, a new token, and a page.
struct conversation
{
    explicit conversation(http_method method = http_method::get)
    {
        auto const token = R"({"access_token":")" + std::string(token_text);
        wire->steps = {ok(token + "1\"}"), refusal(401), ok(token + "2\"}"), throttled("1.5"), ok("{\"value\":[]}")};
        auto const secret = std::make_shared<client_secret>("contoso.example", "app", std::string(client_secret_text));
        origin authority;
        authority.host = "login.microsoftonline.com";
        tokens = std::make_shared<token_cache>(secret, wire, time, authority, "https://graph.microsoft.com/.default");
        r.method = method;
        auto const authorized = std::make_shared<authorizing>(wire, tokens, r.origin);
        transport = std::make_unique<retrying>(authorized, time, retry_options(), fixed_random());
    }

    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    std::shared_ptr<token_cache> tokens;
    std::unique_ptr<retrying> transport;
    request r = get_sign_ins();
    text_sink sink;
};

bool leaks(error const& e)
{
    auto const all = to_string(e) + e.message + e.hint + e.graph_code + e.request + e.request_id + e.client_request_id;
    return all.find(client_secret_text) != std::string::npos || all.find("s3cr") != std::string::npos ||
           all.find(token_text) != std::string::npos || all.find("hidden") != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(retry_suite, fixture)

BOOST_AUTO_TEST_CASE(a_success_needs_no_second_try)
{
    wire->steps = {ok("{}")};
    BOOST_TEST(send().value().status == 200);
    BOOST_TEST(sink.text == "{}");
    BOOST_TEST(sink.finishes == 1);
    BOOST_TEST(time->waits.empty());
    BOOST_TEST(transport.counters().requests == 1U);
    BOOST_TEST(transport.counters().retries == 0U);
}

BOOST_AUTO_TEST_CASE(a_throttled_request_waits_as_long_as_asked_and_succeeds)
{
    wire->steps = {throttled("2.128"), throttled("Wed, 25 Nov 2026 10:00:30 GMT"), ok("{}")};
    BOOST_TEST(send().value().status == 200);
    BOOST_TEST_REQUIRE(time->waits.size() == 2U);
    BOOST_TEST((time->waits[0] == 2128ms));
    BOOST_TEST((time->waits[1] == 30s - 2128ms));
    BOOST_TEST(transport.counters().retries == 2U);
    BOOST_TEST((transport.counters().waited == 30s));
}

BOOST_AUTO_TEST_CASE(all_tries_of_a_request_have_one_client_request_id_and_the_next_request_another)
{
    wire->steps = {throttled("0"), ok("{}"), ok("{}")};
    BOOST_TEST(send().has_value());
    BOOST_TEST(send().has_value());
    BOOST_TEST(wire->requests[0].headers.find("client-request-id") == "guid-1");
    BOOST_TEST(wire->requests[1].headers.find("client-request-id") == "guid-1");
    BOOST_TEST(wire->requests[2].headers.find("client-request-id") == "guid-2");

    auto named = get_sign_ins();
    named.headers.add("Client-Request-Id", "mine");
    wire->steps = {ok("{}")};
    BOOST_TEST(send(named).has_value());
    BOOST_TEST(wire->requests[3].headers.find("client-request-id") == "mine");
}

BOOST_AUTO_TEST_CASE(when_tries_are_spent_the_error_tells_all_of_them)
{
    wire->steps = {throttled("1"), broken(error(make_error_code(boost::asio::error::connection_reset))),
        refusal(503, "", {{"request-id", "id-3"}}), refusal(504, "<h1>Gateway</h1>", {{"request-id", "id-4"}}),
        ok("never")};
    auto const e = send().error();
    BOOST_TEST((e.code == errc::server_error));
    BOOST_TEST(e.http_status == 504);
    BOOST_TEST(e.message == "Gateway");
    BOOST_TEST(e.request_id == "id-4");
    BOOST_TEST(e.client_request_id == "guid-1");
    BOOST_TEST(e.request == "GET https://graph.microsoft.com/beta/auditLogs/signIns");
    BOOST_TEST_REQUIRE(e.attempts.size() == 3U);
    BOOST_TEST((e.attempts[0].code == errc::throttled));
    BOOST_TEST(e.attempts[0].http_status == 429);
    BOOST_TEST(e.attempts[0].graph_code == "TooManyRequests");
    BOOST_TEST(e.attempts[0].request_id == "server-id");
    BOOST_TEST((e.attempts[0].waited == 1s));
    BOOST_TEST((e.attempts[1].code == boost::asio::error::connection_reset));
    BOOST_TEST(e.attempts[1].http_status == 0);
    BOOST_TEST((e.attempts[1].waited == 1s)); // of 1 to 3 s
    BOOST_TEST((e.attempts[2].waited == 1s));
    BOOST_TEST(to_string(e).find("tries 4") != std::string::npos);
    BOOST_TEST(wire->steps.size() == 1U);
}

BOOST_AUTO_TEST_CASE(tries_after_the_first_say_so)
{
    wire->steps = {throttled("1"), throttled("1"), ok("{}")};
    BOOST_TEST(send().has_value());
    BOOST_TEST(!wire->requests[0].headers.contains("Retry-Attempt"));
    BOOST_TEST(wire->requests[1].headers.find("Retry-Attempt") == "1");
    BOOST_TEST(wire->requests[2].headers.find("Retry-Attempt") == "2");
    BOOST_TEST(wire->requests[2].attempt == 3);
}

BOOST_AUTO_TEST_CASE(requests_that_fail_together_share_a_reserve_of_tries)
{
    retry_options options;
    options.reserve = 3;
    retrying modest(wire, time, options, fixed_random());
    wire->steps.assign(9, refusal(503));
    BOOST_TEST(run(modest.exchange(get_sign_ins(), sink)).error().attempts.size() == 3U);
    auto const e = run(modest.exchange(get_sign_ins(), sink)).error();
    BOOST_TEST(e.attempts.empty());
    BOOST_TEST(e.hint.find("retry_options::reserve") != std::string::npos);
    BOOST_TEST(wire->steps.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_request_that_hangs_is_cut_off_with_all_its_tries_in_the_error)
{
    retry_options options;
    options.max_elapsed = 20ms; // of the executor's time; the waits are by the test's clock
    options.base_delay = 1ms;
    options.max_delay = 1ms;
    retrying impatient(wire, time, options, fixed_random());
    wire->steps = {refusal(503, "", {{"request-id", "first"}}), hanging(), ok("{}")};
    auto const e = run(impatient.exchange(get_sign_ins(), sink)).error();
    BOOST_TEST((e.code == errc::operation_timeout));
    BOOST_TEST(e.request == "GET https://graph.microsoft.com/beta/auditLogs/signIns");
    BOOST_TEST(e.client_request_id == "guid-1");
    BOOST_TEST_REQUIRE(e.attempts.size() == 1U);
    BOOST_TEST(e.attempts[0].request_id == "first");
    BOOST_TEST(is_transient(e));
    BOOST_TEST(run(impatient.exchange(get_sign_ins(), sink)).has_value()); // nothing of it is left
}

BOOST_AUTO_TEST_CASE(what_a_sink_throws_comes_through_at_once)
{
    struct thrower final : body_sink
    {
        void start(response_head const&) override {}
        result<void> write(std::string_view) override { throw std::runtime_error("the caller's own"); }
        result<void> finish() override { return {}; }
    } thrower;
    wire->steps = {ok("{}")};
    BOOST_CHECK_THROW(run(transport.exchange(get_sign_ins(), thrower)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_does_not_pass_is_not_tried_again)
{
    for (int const status : {300, 301, 400, 401, 403, 404, 405, 409, 501})
    {
        wire->steps = {refusal(status), ok("never")};
        auto const e = send().error();
        BOOST_TEST(e.http_status == status);
        BOOST_TEST(e.attempts.empty());
        BOOST_TEST(!e.client_request_id.empty());
    }
    BOOST_TEST(time->waits.empty());
}

BOOST_AUTO_TEST_CASE(a_wait_that_is_too_long_is_not_begun_and_says_why)
{
    wire->steps = {throttled("301")};
    auto const e = send().error();
    BOOST_TEST((e.code == errc::throttled));
    BOOST_TEST((e.retry_after == 301s));
    BOOST_TEST(e.hint.find("max_retry_after") != std::string::npos);
    BOOST_TEST(time->waits.empty());
}

BOOST_AUTO_TEST_CASE(the_waits_of_a_request_are_bounded_together)
{
    retry_options options;
    options.max_elapsed = 10s;
    retrying impatient(wire, time, options, fixed_random());
    wire->steps = {throttled("6"), throttled("5"), ok("never")};
    auto const e = run(impatient.exchange(get_sign_ins(), sink)).error();
    BOOST_TEST((e.code == errc::throttled));
    BOOST_TEST(e.hint.find("max_elapsed") != std::string::npos);
    BOOST_TEST_REQUIRE(time->waits.size() == 1U);
    BOOST_TEST((time->waits[0] == 6s));
    BOOST_TEST(wire->steps.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_page_that_breaks_off_is_asked_for_again_from_its_start)
{
    auto cut = ok("{\"value\":[{\"id\":\"1\"");
    cut.failure = error(errc::truncated_page);
    wire->steps = {cut, ok("{\"value\":[]}")};
    BOOST_TEST(send().has_value());
    BOOST_TEST(sink.text == "{\"value\":[]}");
    BOOST_TEST(sink.starts == 2);
    BOOST_TEST(sink.finishes == 1);
}

BOOST_AUTO_TEST_CASE(an_action_is_not_carried_out_twice)
{
    auto post = get_sign_ins();
    post.method = http_method::post;
    wire->steps = {refusal(504), ok("never")};
    auto const e = send(post).error();
    BOOST_TEST(e.http_status == 504);
    BOOST_TEST(e.hint.find("carried it out") != std::string::npos);
    wire->steps = {refusal(503), ok("never")};
    BOOST_TEST(send(post).error().http_status == 503);
    wire->steps = {refusal(503, "", {{"Retry-After", "1"}}), throttled("1"), ok("", 204)};
    BOOST_TEST(send(post).value().status == 204);
}

BOOST_AUTO_TEST_CASE(html_in_place_of_json_is_told_and_never_reaches_the_sink)
{
    wire->steps = {html()};
    auto const e = send().error();
    BOOST_TEST((e.code == errc::unexpected_content));
    BOOST_TEST(e.message == "it is text/html: Sign in to the network");
    BOOST_TEST(!e.hint.empty());
    BOOST_TEST(sink.starts == 0);

    auto endless = html();
    endless.chunks.assign(100, std::string(1'000, 'x'));
    wire->steps = {endless};
    BOOST_TEST((send().error().code == errc::unexpected_content));
    auto empty = html();
    empty.chunks.clear();
    wire->steps = {empty};
    BOOST_TEST((send().error().code == errc::unexpected_content));
    BOOST_TEST(sink.starts == 0);
}

BOOST_AUTO_TEST_CASE(a_try_that_was_html_does_not_mute_the_next)
{
    auto slow = html();
    slow.failure = error(errc::idle_timeout);
    wire->steps = {slow, ok("{}")};
    BOOST_TEST(send().has_value());
    BOOST_TEST(sink.text == "{}");
}

BOOST_AUTO_TEST_CASE(an_error_of_the_sink_ends_the_request)
{
    class full_sink final : public body_sink
    {
    public:
        void start(response_head const&) override {}
        result<void> write(std::string_view) override { return error(errc::body_too_large); }
        result<void> finish() override { return {}; }
    } full;
    wire->steps = {ok("{}")};
    auto const got = run(transport.exchange(get_sign_ins(), full));
    BOOST_TEST((got.error().code == errc::body_too_large));
    BOOST_TEST(got.error().client_request_id == "guid-1");
}

BOOST_AUTO_TEST_CASE(the_stack_gets_through_a_refused_token_and_throttling)
{
    conversation talk;
    BOOST_TEST(run(talk.transport->exchange(talk.r, talk.sink)).value().status == 200);
    BOOST_TEST(talk.sink.text == "{\"value\":[]}");
    BOOST_TEST(talk.wire->requests.size() == 5U);
    BOOST_TEST(talk.wire->requests[3].headers.find("Authorization") == "Bearer t0ken2");
    for (auto const& r : talk.wire->requests)
        BOOST_TEST(r.headers.find("client-request-id") == "guid-1");
}

BOOST_AUTO_TEST_CASE(when_any_step_fails_once_the_stack_recovers_or_gives_a_clear_error_without_secrets)
{
    std::vector<step> const failures = {broken(error(make_error_code(boost::asio::error::eof))),
        broken(error(make_error_code(boost::asio::error::operation_not_supported))),
        broken(error(errc::connect_timeout)), broken(error(errc::first_byte_timeout)), throttled("3"), throttled("400"),
        refusal(500), refusal(401), refusal(302, "", {{"Location", "https://x.example/?hidden"}}), html(),
        ok("not json"), echo(400), echo(401), echo(403), echo(429), echo(503)};
    int recovered = 0;
    int failed = 0;
    for (auto const& failure : failures)
        for (std::size_t i = 0; i < 5; ++i)
        {
            conversation talk;
            auto& steps = talk.wire->steps;
            steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(i), failure);
            auto const got = run(talk.transport->exchange(talk.r, talk.sink));
            if (got)
            {
                ++recovered;
                BOOST_TEST(got->status == 200);
                continue;
            }
            ++failed;
            auto const& e = got.error();
            BOOST_TEST(e.code.failed());
            BOOST_TEST(e.client_request_id == "guid-1");
            BOOST_TEST(e.request.find("https://") != std::string::npos);
            BOOST_TEST(!leaks(e), e);
        }
    BOOST_TEST(recovered > 25);
    BOOST_TEST(failed > 20);
}

BOOST_AUTO_TEST_CASE(when_any_step_keeps_failing_the_tries_are_bounded)
{
    for (std::size_t i = 0; i < 5; ++i)
    {
        conversation talk;
        auto& steps = talk.wire->steps;
        steps.resize(i);
        for (int n = 0; n < 20; ++n)
            steps.push_back(refusal(503));
        auto const got = run(talk.transport->exchange(talk.r, talk.sink));
        BOOST_TEST_REQUIRE(got.has_error());
        BOOST_TEST(got.error().http_status == 503);
        BOOST_TEST(got.error().attempts.size() == 3U);
        BOOST_TEST(talk.wire->requests.size() <= 7U);
    }
}

BOOST_AUTO_TEST_CASE(the_stack_can_be_cancelled_at_every_step_and_leaves_nothing_behind)
{
    bool aborted = true;
    std::size_t steps = 0;
    for (; aborted && steps < 1000; ++steps)
    {
        conversation talk;
        boost::asio::io_context io;
        aborted = run_cancelled(io, talk.transport->exchange(talk.r, talk.sink), steps).aborted();
        BOOST_TEST(io.stopped());
    }
    BOOST_TEST((steps > 8U && steps < 1000U), steps);
}

BOOST_AUTO_TEST_CASE(guids_are_random_and_well_formed)
{
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
    {
        auto const guid = random_guid();
        BOOST_TEST_REQUIRE(guid.size() == 36U);
        for (std::size_t at = 0; at < guid.size(); ++at)
        {
            bool const dash = at == 8 || at == 13 || at == 18 || at == 23;
            BOOST_TEST(dash == (guid[at] == '-'));
            BOOST_TEST((dash || std::string_view("0123456789abcdef").find(guid[at]) != std::string_view::npos));
        }
        BOOST_TEST(guid[14] == '4');
        BOOST_TEST((std::string_view("89ab").find(guid[19]) != std::string_view::npos));
        seen.insert(guid);
    }
    BOOST_TEST(seen.size() == 1000U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
