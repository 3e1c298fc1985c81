#include <mockserver/throttle.hpp>
#include <tests/support/mock_rooms.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace
{

using namespace graph_mock;
using namespace std::chrono_literals;
using mock_rooms::world;

timestamp const start = *entralog::parse_iso8601("2026-11-25T10:00:00Z");

throttle_rules limited(std::size_t requests = 5, ticks window = 10s)
{
    throttle_rules rules;
    rules.limit = throttle_limit(requests, window);
    return rules;
}

/// A world whose clock stands still.
struct still_world : world
{
    explicit still_world(throttle_rules const& rules)
        : world("P2", options_with(rules))
        , reader(rooms->issue_app_token(mock_rooms::reader_app))
    {
        rooms->clock().hold();
    }

    static service_options options_with(throttle_rules const& rules)
    {
        service_options options;
        options.throttle = rules;
        return options;
    }

    response audits() { return get_with(reader, "/beta/auditLogs/directoryAudits"); }

    std::string reader;
};

} // namespace

BOOST_AUTO_TEST_SUITE(mock_throttle)

BOOST_AUTO_TEST_CASE(five_requests_pass_within_any_ten_seconds)
{
    throttle t(limited());
    std::vector<timestamp> passed;
    // One each 300 ms, for two minutes: whatever passes, no stretch of ten seconds holds a sixth.
    for (auto now = start; now < start + 2min; now += 300ms)
    {
        auto const v = t.ask("tenant", "app", now);
        if (!v.wait)
            passed.push_back(now);
        else
            BOOST_TEST((*v.wait > 0s && *v.wait <= 10s));
    }
    BOOST_TEST(passed.size() >= 55U);
    for (std::size_t i = 5; i < passed.size(); ++i)
        BOOST_TEST((passed[i] - passed[i - 5] >= 10s));
    BOOST_TEST(t.counters().passed == passed.size());
    BOOST_TEST(t.counters().passed + t.counters().refused == 400U);
}

BOOST_AUTO_TEST_CASE(the_wait_that_a_refusal_names_is_exact)
{
    throttle t(limited());
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(!t.ask("t", "a", start + i * 1s).wait);
    BOOST_TEST((t.ask("t", "a", start + 5s).wait == ticks(5s)));
    BOOST_TEST(t.ask("t", "a", start + 10s - ticks(1)).wait.has_value());
    BOOST_TEST(!t.ask("t", "a", start + 10s).wait);
    BOOST_TEST((t.ask("t", "a", start + 10s).wait == ticks(1s)));
    BOOST_TEST(t.counters().early == 1U); // the one that was a tick before its time
}

BOOST_AUTO_TEST_CASE(each_application_has_its_own_limit_in_each_tenant)
{
    throttle t(limited(1));
    BOOST_TEST(!t.ask("t", "a", start).wait);
    BOOST_TEST(!t.ask("t", "b", start).wait);
    BOOST_TEST(!t.ask("u", "a", start).wait);
    BOOST_TEST(t.ask("t", "a", start).wait.has_value());
}

BOOST_AUTO_TEST_CASE(a_request_before_its_time_starts_a_whole_window_when_that_is_punished)
{
    auto rules = limited(1);
    rules.punish = true;
    throttle t(rules);
    BOOST_TEST(!t.ask("t", "a", start).wait);
    BOOST_TEST((t.ask("t", "a", start + 1s).wait == ticks(9s))); // nobody had told it
    BOOST_TEST((t.ask("t", "a", start + 4s).wait == ticks(10s)));
    BOOST_TEST((t.ask("t", "a", start + 13s).wait == ticks(10s)));
    BOOST_TEST(!t.ask("t", "a", start + 23s).wait);

    throttle lenient(limited(1));
    BOOST_TEST(!lenient.ask("t", "a", start).wait);
    BOOST_TEST((lenient.ask("t", "a", start + 1s).wait == ticks(9s)));
    BOOST_TEST((lenient.ask("t", "a", start + 4s).wait == ticks(6s)));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_locks_nobody_out)
{
    auto rules = limited(1);
    rules.punish = true;
    throttle t(rules);
    BOOST_TEST(!t.ask("t", "a", start).wait);
    BOOST_TEST(t.ask("t", "a", start + 1s).wait.has_value());
    BOOST_TEST(t.ask("t", "a", start + 2s).wait.has_value());
    BOOST_TEST(!t.ask("t", "a", start - 24h).wait);
}

BOOST_AUTO_TEST_CASE(limits_are_read_from_text)
{
    auto const documented = parse_throttle_limit("documented");
    BOOST_REQUIRE((documented && *documented));
    BOOST_TEST((*documented)->requests == 5U);
    BOOST_TEST(((*documented)->window == ticks(10s)));
    auto const off = parse_throttle_limit("off");
    BOOST_REQUIRE(off.has_value());
    BOOST_TEST(!off->has_value());
    auto const own = parse_throttle_limit("100/2.5");
    BOOST_REQUIRE((own && *own));
    BOOST_TEST((*own)->requests == 100U);
    BOOST_TEST(((*own)->window == ticks(2500ms)));
    BOOST_TEST(to_string(**own) == "100 requests in 2.500 s");
    BOOST_TEST(to_string(throttle_limit()) == "5 requests in 10 s");
    for (auto const* const text : {"", "Off", "5", "/", "5/", "/10", "0/10", "-1/10", "5/0", "5/-1", "5/nan", "5/inf",
             "5/1e3", " 5/10", "5/10 ", "5/10s", "1.5/10", "100001/10", "5/86401", "5/10/2", "99999999999999999999/1"})
        BOOST_TEST(!parse_throttle_limit(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(the_sixth_request_gets_429_with_the_time_when_one_will_pass)
{
    still_world w(limited());
    for (int i = 0; i < 5; ++i)
    {
        BOOST_TEST(w.audits().status == 200);
        w.rooms->clock().advance(500ms);
    }
    auto const refused = w.audits();
    BOOST_TEST(refused.status == 429);
    BOOST_TEST(refused.headers.find("Retry-After") == "8"); // of 7.5 s
    BOOST_TEST(refused.headers.find("request-id") != "");
    BOOST_TEST(refused.headers.find("x-ms-throttle-limit-percentage") == "");
    w.rooms->clock().advance(8s);
    BOOST_TEST(w.audits().status == 200);
    BOOST_TEST(w.rooms->throttled().passed == 6U);
    BOOST_TEST(w.rooms->throttled().refused == 1U);
    BOOST_TEST(w.rooms->throttled().early == 0U);
}

BOOST_AUTO_TEST_CASE(any_report_any_answer_and_any_user_count_but_not_what_has_no_caller)
{
    still_world w(limited());
    auto const ada = w.rooms->issue_user_token("ada@woodgrove.com", mock_rooms::reader_app, {});
    for (auto const* const target :
        {"/beta/auditLogs/signIns", "/v1.0/auditLogs/provisioning", "/beta/auditLogs/signIns/none"})
        BOOST_TEST(w.get_with(w.reader, target).status != 429);
    BOOST_TEST(w.get_with(ada, "/beta/auditLogs/customSecurityAttributeAudits").status == 403);
    BOOST_TEST(w.get_with("no token", "/beta/auditLogs/signIns").status == 401);
    BOOST_TEST(w.rooms->handle(w.request("GET", "/woodgrove.com/v2.0/.well-known/openid-configuration")).status == 200);
    BOOST_TEST(w.get_with(w.reader, "/beta/auditLogs/signIns?$filter=nonsense").status == 400);
    BOOST_TEST(w.audits().status == 429);
    BOOST_TEST(w.post(ada, "/beta/auditLogs/signIns/dismiss", "{}").status == 429);
    auto const other = w.rooms->issue_app_token(mock_rooms::auditor_app);
    BOOST_TEST(w.get_with(other, "/beta/auditLogs/directoryAudits").status == 200);
}

BOOST_AUTO_TEST_CASE(refusals_have_all_the_forms_that_clients_have_met)
{
    still_world w(limited(1));
    w.audits();
    std::vector<std::string> codes;
    for (int i = 0; i < 5; ++i)
    {
        auto const r = w.audits();
        BOOST_TEST(r.status == 429);
        auto const message = mock_rooms::error_message(r);
        bool const correlated = message.ends_with("CorrelationId: " + std::string(r.headers.find("request-id")));
        codes.push_back(mock_rooms::error_code(r) + (correlated ? " with an id" : ""));
    }
    BOOST_TEST((codes == std::vector<std::string>{"UnknownError with an id", "UnknownError", " with an id",
                             "TooManyRequests", "UnknownError with an id"}));
}

BOOST_AUTO_TEST_CASE(retry_after_comes_in_the_form_that_is_asked_for)
{
    struct expectation
    {
        retry_after_form form;
        std::string text;
    };
    for (auto const& e :
        {expectation{retry_after_form::seconds, "3"}, expectation{retry_after_form::fractional, "2.128"},
            expectation{retry_after_form::date, "Wed, 25 Nov 2026 10:00:11 GMT"},
            expectation{retry_after_form::none, ""}})
    {
        auto rules = limited(1);
        rules.retry_after = e.form;
        still_world w(rules);
        w.rooms->clock().set(start + 500ms);
        auto const token = w.rooms->issue_app_token(mock_rooms::reader_app);
        w.get_with(token, "/beta/auditLogs/signIns");
        w.rooms->clock().advance(7872ms);
        auto const r = w.get_with(token, "/beta/auditLogs/signIns");
        BOOST_TEST(r.status == 429);
        BOOST_TEST(r.headers.find("Retry-After") == e.text);
    }
}

BOOST_AUTO_TEST_CASE(throttle_headers_are_sent_when_asked_for)
{
    auto rules = limited();
    rules.headers = true;
    still_world w(rules);
    for (auto const* const used : {"", "", "", "0.80", "1.00"})
        BOOST_TEST(w.audits().headers.find("x-ms-throttle-limit-percentage") == used);
    auto const refused = w.audits();
    BOOST_TEST(refused.headers.find("x-ms-throttle-limit-percentage") == "1.00");
    BOOST_TEST(refused.headers.find("x-ms-throttle-scope") ==
               "Tenant_Application/ReadWrite/" + std::string(mock_rooms::reader_app));
    BOOST_TEST(refused.headers.find("x-ms-throttle-information") == "ResourceUnitLimitExceeded");
}

BOOST_AUTO_TEST_CASE(the_log_says_once_who_is_throttled_and_how_to_stop_it)
{
    still_world w(limited(1));
    for (int i = 0; i < 4; ++i)
        w.audits();
    BOOST_TEST((w.log == std::vector<std::string>{"the app " + std::string(mock_rooms::reader_app) +
                                                  " is throttled, as the service does: more than 1 request in 10 s; "
                                                  "graph-mock --throttle off serves all requests"}));
    w.rooms->clock().advance(10s);
    w.audits();
    w.audits();
    BOOST_TEST(w.log.size() == 2U);
}

BOOST_AUTO_TEST_CASE(in_process_nothing_is_throttled_unless_asked_for)
{
    world w;
    for (int i = 0; i < 50; ++i)
        BOOST_TEST(w.get("/beta/auditLogs/directoryAudits").status == 200);
    BOOST_TEST(w.rooms->throttled().passed == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
