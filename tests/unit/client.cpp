#include <entralog/client.hpp>
#include <entralog/fields.hpp>

#include "tests/support/counting_credential.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/page_fixture.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// The whole client over a scripted transport: what each answer of the service comes to.

namespace
{

using namespace entralog;
using namespace entralog::testing;

class over_a_script
{
public:
    client make(client_options options = client_options())
    {
        return client(context.get_executor(), who, std::move(options), wire, time);
    }

    result<sign_in> get(step answer)
    {
        wire->steps.push_back(std::move(answer));
        return run(context, make().sign_ins().get("the id"));
    }

    boost::asio::io_context context;
    std::shared_ptr<counting_credential> who = std::make_shared<counting_credential>();
    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_suite, over_a_script)

BOOST_AUTO_TEST_CASE(get_reads_a_bare_record_and_one_alone_in_a_value)
{
    BOOST_TEST(get(ok(R"({"@odata.context":"x","id":"1","appId":"a"})")).value().id == "1");
    BOOST_TEST(wire->requests.at(0).target == "/beta/auditLogs/signIns/the%20id");
    BOOST_TEST(get(ok(R"({"@odata.context":"x","value":[{"id":"2"}]})")).value().id == "2");
    BOOST_TEST(get(ok(R"({"error":"is a property here","id":"3"})")).value().id == "3");
}

BOOST_AUTO_TEST_CASE(get_of_an_unknown_id_is_not_found_also_when_the_service_says_so_with_an_empty_value)
{
    BOOST_TEST((get(ok(R"({"value":[]})")).error().code == errc::not_found));
    BOOST_TEST((get(refusal(404)).error().code == errc::not_found));
}

BOOST_AUTO_TEST_CASE(get_does_not_take_an_error_object_for_a_record)
{
    for (auto const* const body :
        {R"({"error":{"code":"X","message":"no"}})", R"({"value":[{"error":{"code":"X","message":"no"}}]})"})
    {
        client_options options;
        options.retry.max_attempts = 1;
        wire->steps.push_back(ok(body));
        auto const e = run(context, make(options).sign_ins().get("1")).error();
        BOOST_TEST((e.code == errc::error_in_page));
        BOOST_TEST(e.graph_code == "X");
    }
}

BOOST_AUTO_TEST_CASE(get_does_not_take_for_a_record_what_has_no_id)
{
    for (auto const* const body : {"{}", R"({"message":"hello"})", R"({"value":[{"appId":"a"}]})"})
    {
        client_options options;
        options.retry.max_attempts = 1;
        wire->steps.push_back(ok(body));
        auto const record = run(context, make(options).sign_ins().get("1"));
        BOOST_REQUIRE(record.has_error());
        BOOST_TEST((record.error().code == errc::malformed_record));
        BOOST_TEST((record.error().message.find("'id'") != std::string::npos), record.error().message);
    }
}

BOOST_AUTO_TEST_CASE(get_reads_a_record_as_large_as_one_of_a_page_may_be)
{
    auto const record = R"({"id":"1","userAgent":")" + std::string(1'000'000, 'x') + "\"}";
    BOOST_TEST(get(ok(record)).value().user_agent.value().size() == 1'000'000U);
    BOOST_TEST((get(ok(R"({"id":")" + std::string(17'000'000, 'x') + "\"}")).error().code == errc::malformed_page));
}

BOOST_AUTO_TEST_CASE(an_action_is_tried_again_when_only_its_token_failed)
{
    error down(errc::server_error, "down");
    down.http_status = 500;
    who->failures = {down, std::nullopt};
    wire->steps = {ok("", 204)};
    BOOST_TEST(run(context, make().sign_ins().dismiss({"1"})).has_value());
    BOOST_TEST(wire->requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_action_that_a_captive_portal_answers_was_not_carried_out)
{
    auto portal = ok("<html><title>Sign in to the network</title></html>");
    portal.head.headers.set("Content-Type", "text/html");
    wire->steps = {portal};
    auto const done = run(context, make().sign_ins().dismiss({"1"}));
    BOOST_REQUIRE(done.has_error());
    BOOST_TEST((done.error().code == errc::unexpected_content));
    BOOST_TEST(wire->requests.size() == 1U); // nor is it sent again
    auto typed = ok("", 204);                // an odd server's
    typed.head.headers.set("Content-Type", "text/plain");
    wire->steps = {typed};
    BOOST_TEST(run(context, make().sign_ins().dismiss({"1"})).has_value());
}

BOOST_AUTO_TEST_CASE(an_action_that_is_answered_with_an_error_has_failed_whatever_its_status)
{
    wire->steps = {ok(R"({"error":{"code":"X","message":"no"}})")};
    auto const done = run(context, make().sign_ins().dismiss({"1"}));
    BOOST_REQUIRE(done.has_error());
    BOOST_TEST((done.error().code == errc::error_in_page));
    BOOST_TEST(done.error().graph_code == "X");
    BOOST_TEST(wire->requests.size() == 1U); // it may have been carried out all the same
    wire->steps = {ok(R"({"value":"done","error":"is a property here"})")};
    BOOST_TEST(run(context, make().sign_ins().dismiss({"1"})).has_value());
}

BOOST_AUTO_TEST_CASE(no_content_is_not_a_page_and_not_asked_for_again)
{
    wire->steps = {ok("", 204), ok("", 204)};
    auto pages = make().sign_ins().pages();
    auto const e = run(context, pages.next()).error();
    BOOST_TEST((e.code == errc::unexpected_status));
    BOOST_TEST(e.http_status == 204);
    BOOST_TEST(wire->requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_error_of_a_bad_link_names_the_page_that_brought_it)
{
    auto s = ok(page_body({}, "https://evil.example/"));
    s.head.headers.add("request-id", "the-id");
    s.head.headers.add("client-request-id", "ours");
    wire->steps = {s};
    auto pages = make().sign_ins().pages();
    BOOST_TEST(run(context, pages.next()).has_value());
    auto const e = run(context, pages.next()).error();
    BOOST_TEST((e.code == errc::foreign_next_link));
    BOOST_TEST(e.request == "GET https://graph.microsoft.com/beta/auditLogs/signIns");
    BOOST_TEST(e.request_id == "the-id");
    BOOST_TEST(e.client_request_id == "ours");
}

BOOST_AUTO_TEST_CASE(a_record_that_has_an_error_property_and_an_id_is_a_record)
{
    wire->steps = {
        ok(page_body({R"({"id":"a"})", R"({"error":{"code":"X","message":"y"},"id":"b"})", R"({"id":"c"})"}))};
    auto pages = make().sign_ins().pages();
    BOOST_TEST(run(context, pages.next()).value().records.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_whole_page_after_a_broken_visit_starts_anew)
{
    client_options options;
    options.retry.max_attempts = 1;
    std::vector<std::string> seen;
    auto visitor = [&](auto const& r)
    {
        if constexpr (requires { r.id; })
            seen.push_back(r.id);
    };
    auto const body =
        page_body({R"({"id":"a"})", R"({"id":"b"})"}, "https://graph.microsoft.com/beta/auditLogs/signIns?n=2");
    wire->steps = {ok(body.substr(0, body.find("\"b\""))), ok(body), ok(page_body({R"({"id":"a"})", R"({"id":"c"})"}))};
    auto pages = make(options).sign_ins().pages();
    BOOST_TEST(!run(context, pages.next_into(visitor)).has_value());
    BOOST_TEST(run(context, pages.next()).value().records.size() == 2U);
    BOOST_TEST(run(context, pages.next_into(visitor)).has_value());
    BOOST_TEST((seen == std::vector<std::string>{"a", "a", "c"}));
}

BOOST_AUTO_TEST_CASE(a_typed_filter_that_the_version_does_not_document_is_refused_before_any_io)
{
    client_options options;
    options.version = api_version::v1_0;
    query<sign_in> q;
    q.where(fields::sign_in::user_agent == "x");
    auto pages = make(options).sign_ins().pages(q);
    auto const e = run(context, pages.next()).error();
    BOOST_TEST((e.code == errc::not_in_version));
    BOOST_TEST(e.message.find("userAgent") != std::string::npos);
    BOOST_TEST(who->calls == 0);
}

BOOST_AUTO_TEST_CASE(no_token_goes_over_plain_http_but_on_loopback_or_when_told_so_loudly)
{
    for (std::string const url : {"http://127.0.0.1:1", "http://127.9.9.9", "http://localhost:80", "http://[::1]:8080"})
    {
        client_options options;
        options.graph = options.authority = url;
        wire->steps = {ok(page_body({}))};
        auto pages = make(options).sign_ins().pages();
        BOOST_TEST(run(context, pages.next()).has_value(), url);
    }
    wire->requests.clear();
    for (std::string const url :
        {"http://192.0.2.1", "http://localhost.example", "http://127.0.0.1.example", "http://mock"})
        for (bool const authority : {false, true})
        {
            client_options options;
            (authority ? options.authority : options.graph) = url;
            auto pages = make(options).sign_ins().pages();
            BOOST_TEST((run(context, pages.next()).error().code == errc::invalid_argument), url);
            options.allow_plain_http_insecure = true;
            wire->steps = {ok(page_body({}))};
            auto allowed = make(options).sign_ins().pages();
            BOOST_TEST(run(context, allowed.next()).has_value(), url);
        }
    BOOST_TEST(wire->requests.size() == 8U);
}

BOOST_AUTO_TEST_CASE(clients_that_share_a_limiter_wait_for_each_other)
{
    client_options options;
    options.limiter = std::make_shared<limiter>(rate_limit(1, std::chrono::seconds(10)));
    auto const one = make(options);
    auto const other = make(options);
    auto const begin = time->now();
    for (auto const& c : {one, other})
    {
        wire->steps.push_back(ok(R"({"id":"1"})"));
        BOOST_TEST(run(context, c.sign_ins().get("1")).has_value());
    }
    BOOST_TEST((time->now() - begin >= std::chrono::seconds(10)));
    BOOST_TEST(options.limiter->counters().admitted == 2U);

    options.max_wait = std::chrono::seconds(1);
    auto const refused = run(context, make(options).sign_ins().get("1"));
    BOOST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::throttled));
    BOOST_TEST(wire->requests.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_preflight_tries_again_what_may_pass)
{
    error busy(errc::server_error, "the token endpoint is busy");
    busy.http_status = 503;
    who->failures = {busy, std::nullopt};
    wire->steps.push_back(ok(R"({"value":[{"id":"1"}]})"));
    auto const got = run(context, make().preflight(report::sign_ins));
    BOOST_TEST(got.readable());
    BOOST_TEST(!got.empty);
    BOOST_TEST(wire->requests.at(0).target == "/beta/auditLogs/signIns?$top=1");

    error wrong(errc::token_rejected, "no");
    who->failures = {wrong};
    who->life = std::chrono::seconds(-1); // no token is kept
    auto const refused = run(context, make().preflight(report::sign_ins));
    BOOST_TEST(!refused.readable());
    BOOST_TEST(wire->requests.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
