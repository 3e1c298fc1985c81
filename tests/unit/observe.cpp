#include <entralog/client.hpp>
#include <entralog/observe.hpp>

#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_transport.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

using namespace entralog;
using namespace entralog::testing;
using namespace std::chrono_literals;

/// A client over a script, whose events are printed.
struct watched_client
{
    watched_client() = default;

    client make(std::function<void(event const&)> hook)
    {
        client_options options;
        options.observe = std::move(hook);
        options.limiter = limit;
        auto const secret = std::make_shared<client_secret>("contoso.example", "app", "s3cret");
        return client(context.get_executor(), secret, options, wire, time);
    }

    /// Two pages with one malformed record, a 429 and a broken connection on the way.
    void script()
    {
        wire->steps = {ok(R"({"access_token":"t0ken","expires_in":3599})"),
            ok(R"({"value":[{"id":"1"},{"id":7}],)"
               R"("@odata.nextLink":"https://graph.microsoft.com/beta/auditLogs/signIns?$skiptoken=hidden"})"),
            refusal(429, R"({"error":{"code":"TooManyRequests"}})", {{"Retry-After", "2.128"}, {"request-id", "id-1"}}),
            broken(error(make_error_code(boost::asio::error::connection_reset))), ok(R"({"value":[{"id":"2"}]})")};
    }

    void read_all(client const& graph)
    {
        query<sign_in> q;
        q.where("userPrincipalName eq 'adele'");
        auto pages = graph.sign_ins().pages(q);
        while (!pages.done())
            run(context, pages.next()).value();
    }

    boost::asio::io_context context;
    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    std::shared_ptr<limiter> limit = limiter::off();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(observe_suite, watched_client)

BOOST_AUTO_TEST_CASE(all_that_a_client_does_is_told_in_order)
{
    script();
    std::vector<event_kind> kinds;
    std::vector<event> waits;
    auto const graph = make(
        [&](event const& e)
        {
            kinds.push_back(e.kind);
            if (e.kind == event_kind::wait)
                waits.push_back(e);
        });
    read_all(graph);
    using enum event_kind;
    std::vector<event_kind> const expected{request, response, token, // of the token endpoint
        request, response, page,                                     //
        request, response, wait, retry,                              // 429
        request, response, wait, retry,                              // reset
        request, response, page};
    BOOST_TEST((kinds == expected));
    BOOST_TEST_REQUIRE(waits.size() == 2U);
    BOOST_TEST((waits[0].why == wait_reason::retry_after));
    BOOST_TEST((waits[0].wait == 2128ms));
    BOOST_TEST(waits[0].http_status == 429);
    BOOST_TEST((waits[0].code == errc::throttled));
    BOOST_TEST((waits[1].code == boost::asio::error::connection_reset));
    BOOST_TEST((waits[1].why == wait_reason::backoff));
    BOOST_TEST((waits[1].wait >= 1s && waits[1].wait <= 3s));
}

BOOST_AUTO_TEST_CASE(the_printed_lines_say_what_and_never_a_query_a_token_or_a_secret)
{
    script();
    std::ostringstream out;
    read_all(make(print_events(out)));
    auto const text = out.str();
    for (std::string_view const line :
        {"2026-11-25T10:00:00Z request: GET https://graph.microsoft.com/beta/auditLogs/signIns [client-request-id ",
            "200 after 0.000 s: POST https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
            "token until 2026-11-25T10:59:59Z", "page of 1 records and 1 that do not fit, 120 bytes: GET https://",
            "429 after 0.000 s: GET https://graph.microsoft.com/beta/auditLogs/signIns [request-id id-1]",
            "wait 2.128 s, the service asked for it: GET https://", "try 2 after 429 TooManyRequests, ",
            "Connection reset by peer after 0.000 s: GET https://graph.microsoft.com/beta/auditLogs/signIns try 2",
            "s, to give it time: GET https://", "try 3 after Connection reset by peer: GET https://",
            "page of 1 records, 22 bytes, the last: GET https://"})
        BOOST_TEST((text.find(line) != text.npos), line << " is not in\n" << text);
    for (std::string_view const secret : {"t0ken", "s3cret", "hidden", "adele", "skiptoken", "filter", "Bearer"})
        BOOST_TEST((text.find(secret) == text.npos), secret << " is in\n" << text);
}

BOOST_AUTO_TEST_CASE(a_wait_is_counted_as_far_as_it_came)
{
    ticks waited{};
    {
        detail::stopwatch const so_far(*time, waited);
        time->advance(3s);
        BOOST_TEST((waited == ticks::zero()));
    } // over, or cancelled
    BOOST_TEST((waited == ticks(3s)));
    {
        detail::stopwatch const so_far(*time, waited);
        time->advance(-1h); // somebody sets the clock
    }
    BOOST_TEST((waited == ticks(3s)));
}

BOOST_AUTO_TEST_CASE(counters_can_be_read_at_any_time_whether_or_not_anybody_watches)
{
    for (bool const watched : {false, true})
    {
        script();
        auto const graph = make(watched ? [](event const&) {} : std::function<void(event const&)>());
        BOOST_TEST(graph.counters().requests == 0U);
        read_all(graph);
        auto const counts = graph.counters();
        BOOST_TEST(counts.requests == 5U);
        BOOST_TEST(counts.retries == 2U);
        BOOST_TEST(counts.throttled == 1U);
        BOOST_TEST(counts.tokens == 1U);
        BOOST_TEST(counts.pages == 2U);
        BOOST_TEST(counts.records == 2U);
        BOOST_TEST(counts.malformed_records == 1U);
        BOOST_TEST((counts.waited > 3s && counts.waited < 6s));
    }
}

BOOST_AUTO_TEST_CASE(waiting_for_the_limit_is_told_before_it_begins_and_counted)
{
    limit = nullptr; // the documented one
    std::vector<std::string> lines;
    auto const graph = make([&](event const& e) { lines.push_back(to_string(e)); });
    wire->steps = {ok(R"({"access_token":"t0ken","expires_in":3599})")};
    for (int i = 0; i < 6; ++i)
    {
        wire->steps.push_back(ok(R"({"id":"1"})"));
        BOOST_TEST(run(context, graph.sign_ins().get("1")).has_value());
    }
    BOOST_TEST_REQUIRE(lines.size() == 3U + 5 * 2 + 3);
    BOOST_TEST((lines[13].find("wait 10.100 s, the application's limit is used up: GET https://") != std::string::npos),
        lines[13]);
    BOOST_TEST((graph.counters().waited_for_limit == 10100ms));
    BOOST_TEST((graph.counters().waited == 0s));
}

BOOST_AUTO_TEST_CASE(a_token_that_does_not_come_is_told_with_the_issuers_reason)
{
    std::ostringstream out;
    auto const graph = make(print_events(out));
    wire->steps = {refusal(401, R"({"error":"invalid_client","error_description":"AADSTS7000215: s3cret"})")};
    BOOST_TEST(!run(context, graph.sign_ins().get("1")).has_value());
    auto const text = out.str();
    BOOST_TEST((text.find("no token: 401 invalid_client") != text.npos), text);
    BOOST_TEST((text.find("s3cret") == text.npos), text);
}

BOOST_AUTO_TEST_CASE(what_the_service_sends_cannot_break_a_line)
{
    event e(event_kind::retry);
    e.http_status = 503;
    std::string const evil = "x\r\n2026 forged\x1b[2J" + std::string(10'000, 'y');
    e.graph_code = evil;
    e.request_id = evil;
    e.client_request_id = evil;
    e.request = evil;
    auto const line = to_string(e);
    BOOST_TEST(line.find_first_of("\r\n\x1b") == std::string::npos);
    BOOST_TEST(line.size() < 1'000U);
}

BOOST_AUTO_TEST_CASE(what_the_hook_throws_ends_the_operation_and_leaves_the_client_usable)
{
    int calls = 0;
    bool angry = true;
    auto const graph = make(
        [&](event const&)
        {
            if (angry && ++calls == 4)
                throw std::runtime_error("the hook's own");
        });
    wire->steps = {ok(R"({"access_token":"t0ken","expires_in":3599})"), ok(R"({"id":"1"})")};
    BOOST_CHECK_THROW(run(context, graph.sign_ins().get("1")), std::runtime_error);
    angry = false;
    BOOST_TEST(run(context, graph.sign_ins().get("1")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
