#include <mockserver/faults/presets.hpp>
#include <tests/support/faulty_tenant.hpp>
#include <tests/support/mock.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// Each fault on a real connection, seen by a client that knows only bytes, and by entralog.

namespace
{

using namespace entralog::testing;
using namespace std::chrono_literals;
using graph_mock::fault;
using graph_mock::fault_kind;
using graph_mock::fault_rule;
using ending = raw_client::ending;

fault_rule rule(fault f, std::string path = {}, std::uint64_t nth = 1, std::optional<std::uint64_t> count = {})
{
    fault_rule r(std::move(f));
    r.path = std::move(path);
    r.nth = nth;
    r.count = count;
    return r;
}

/// What a raw client sees of one fault.
struct seen
{
    explicit seen(fault f, bool tls = false)
        : mock(options(std::move(f), tls))
        , client(mock.port(), trusting(mock))
    {
        client.get("/thing");
        answer = client.read();
    }

    static graph_mock::in_process_options options(fault f, bool tls)
    {
        graph_mock::in_process_options o;
        o.rooms.data = {ENTRALOG_TESTDATA "/fabrikam"}; // which says 404 to /thing
        o.tls = tls;
        o.faults = {rule(std::move(f))};
        return o;
    }

    ending end()
    {
        client.read_to_end();
        return client.ended();
    }

    /// As it is when the server has noticed that all is sent: the client may know it first.
    graph_mock::exchange entry() const
    {
        auto const end = std::chrono::steady_clock::now() + 30s; // or else the server never does
        for (;;)
        {
            auto const all = mock.exchanges();
            bool const finished = !all.empty() && all.back().wire_bytes != 0;
            if (finished || std::chrono::steady_clock::now() > end)
                return all.empty() ? graph_mock::exchange() : all.back();
            std::this_thread::sleep_for(1ms);
        }
    }

    graph_mock::in_process mock;
    raw_client client;
    raw_response answer;
};

fault bytes_of(fault_kind kind, std::size_t n)
{
    fault f(kind);
    f.bytes = n;
    return f;
}

/// What entralog says of a list whose second page has the fault once, or each page always; nothing: all records came.
struct expectation
{
    char const* once;
    char const* always;
};

expectation expected(fault_kind kind)
{
    using k = fault_kind;
    constexpr char const* nothing = "";
    auto const both = [](char const* words) { return expectation{words, words}; };
    switch (kind)
    {
    case k::status:
        return {nothing, "the service failed"};
    case k::html:
        return both("the response is not JSON");
    case k::redirect:
        return both("a redirect, which is never followed");
    case k::token_error:
        return {nothing, "AADSTS90033"};
    case k::expired_skip_token:
    case k::empty_skip_token:
        return both("the service no longer knows this next link");
    case k::invalid_json:
    case k::error_in_value:
        return {nothing, "the service failed in the middle of a page"};
    case k::truncated_json:
        return {nothing, "the page ended before its end"};
    case k::empty_page:
    case k::repeated_page:
        return {nothing, "the next link was followed before"};
    case k::next_link_loop:
        return both("the next link was followed before");
    case k::foreign_next_link:
        return both("leads away from https://127.0.0.1");
    case k::malformed_chunk:
        return both("is not in chunks of HTTP/1.1");
    case k::truncated_gzip:
        return both("gzip body ends in its middle");
    case k::bad_gzip:
        return both("gzip body is broken");
    case k::gzip_bomb:
        return both("expands more than 200 times");
    case k::short_page:
    case k::date_skew:
    case k::delay:
    case k::slow_first_byte:
    case k::dribble:
        return both(nothing);
    case k::reset:
        return {nothing, "broke"};
    case k::close_before_head:
        return {nothing, "closed the connection without an answer"};
    case k::close_after_head:
    case k::close_at_byte:
    case k::wrong_length:
    case k::no_close_notify:
        return {nothing, "closed the connection in the middle of its response"};
    case k::wrong_certificate:
        return both("is not trusted");
    }
    return both("an expectation");
}

fault_rule of_pages(fault_kind kind, bool once)
{
    fault f(kind);
    f.time = std::min(f.time, std::chrono::milliseconds(20));
    f.records = 10;
    f.bytes = kind == fault_kind::dribble ? 4096 : std::min<std::size_t>(f.bytes, 64 << 20);
    auto const scope = info(kind).scope;
    bool const pages = scope != graph_mock::fault_scope::token && scope != graph_mock::fault_scope::connection;
    auto r = pages ? rule(f, "*/directoryAudits", once ? 2 : 1) : rule(f);
    if (once)
        r.count = 1;
    return r;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_faults)

BOOST_AUTO_TEST_CASE(entralog_gets_every_record_or_says_what_went_wrong_whatever_the_fault)
{
    faulty_tenant const whole;
    auto const all = whole.read(100).set();
    BOOST_REQUIRE(all.size() == 220U);
    for (auto const& what : graph_mock::all_faults())
        for (bool const once : {true, false})
            BOOST_TEST_CONTEXT(what.name << (once ? " once" : " always"))
            {
                graph_mock::in_process_options options;
                options.faults = {of_pages(what.kind, once)};
                faulty_tenant tenant(std::move(options));
                auto const got = tenant.read(50);
                auto const should = once ? expected(what.kind).once : expected(what.kind).always;
                auto const said = got.failure ? to_string(*got.failure) : std::string();
                BOOST_TEST(got.ended);
                BOOST_TEST((said.find(should) != std::string::npos), said);
                BOOST_TEST((said.empty() == (*should == '\0')), said);
                if (said.empty())
                    BOOST_TEST((got.set() == all));
                BOOST_TEST(got.malformed == 0U);
                BOOST_TEST(tenant.mock.faults().given().at(0) >= 1U);
                BOOST_TEST((said.find("not-real") == std::string::npos)); // the secret
                BOOST_TEST((said.find("eyJ") == std::string::npos));      // a token
            }
}

BOOST_AUTO_TEST_CASE(bytes_and_endings_are_as_the_fault_says)
{
    BOOST_TEST((seen(fault(fault_kind::close_before_head)).answer.status == 0));
    for (bool const tls : {false, true})
    {
        seen after_head(fault(fault_kind::close_after_head), tls);
        BOOST_TEST(after_head.answer.status == 404);
        BOOST_TEST(after_head.answer.body == "");
        BOOST_TEST(!after_head.answer.whole);
        BOOST_TEST((after_head.end() == (tls ? ending::cut : ending::closed)));
        BOOST_TEST(after_head.entry().wire_bytes > 0U);
        BOOST_TEST(!after_head.entry().complete);

        seen at_byte(bytes_of(fault_kind::close_at_byte, 50), tls);
        BOOST_TEST(!at_byte.answer.whole);
        BOOST_TEST(at_byte.entry().fault == "closeAtByte");

        seen reset(bytes_of(fault_kind::reset, 0), tls);
        BOOST_TEST(reset.answer.status == 0);
        BOOST_TEST((reset.end() == ending::reset));

        graph_mock::in_process mock(seen::options(fault(fault_kind::no_close_notify), tls));
        raw_client client(mock.port(), trusting(mock));
        client.get("/thing");
        BOOST_TEST(client.read_to_end().starts_with("HTTP/1.1 404"));
        BOOST_TEST((client.ended() == (tls ? ending::cut : ending::closed)));
    }
    seen const dribble{fault(fault_kind::dribble)};
    BOOST_TEST(dribble.answer.whole);
    BOOST_TEST(dribble.entry().complete);
    BOOST_TEST((to_line(dribble.entry()).find(", fault dribble") != std::string::npos));

    fault too_long(fault_kind::wrong_length);
    BOOST_TEST(!seen(too_long).answer.whole);
    fault too_short(fault_kind::wrong_length);
    too_short.by = -5;
    BOOST_TEST(seen(too_short).answer.whole);
    graph_mock::in_process chunks(seen::options(fault(fault_kind::malformed_chunk), false));
    raw_client client(chunks.port());
    client.get("/thing");
    BOOST_TEST((client.read_to_end().find("\r\nmany\r\n") != std::string::npos));
    BOOST_CHECK_THROW(gunzip(seen(fault(fault_kind::truncated_gzip)).answer.body), std::runtime_error);
    BOOST_CHECK_THROW(gunzip(seen(fault(fault_kind::bad_gzip)).answer.body), std::runtime_error);
    BOOST_TEST(gunzip(seen(bytes_of(fault_kind::gzip_bomb, 5'000'000)).answer.body) == std::string(5'000'000, ' '));
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_does_not_wait_for_its_own_delays)
{
    fault f(fault_kind::delay);
    f.time = 10min;
    graph_mock::in_process mock(seen::options(f, false));
    raw_client client(mock.port());
    client.get("/thing");
    while (mock.exchanges().empty())
        std::this_thread::sleep_for(1ms);
    mock.stop(); // or this test has no end
    BOOST_TEST(client.read().status == 404);
}

BOOST_AUTO_TEST_CASE(the_slow_hold_up_nobody_else)
{
    fault f(fault_kind::delay);
    f.time = 10min;
    auto options = seen::options(f, false);
    options.faults[0].count = 20;
    graph_mock::in_process mock(options);
    std::vector<std::unique_ptr<raw_client>> waiting;
    for (int i = 0; i < 20; ++i)
    {
        waiting.push_back(std::make_unique<raw_client>(mock.port()));
        waiting.back()->get("/thing");
    }
    while (mock.exchanges().size() < 20)
        std::this_thread::sleep_for(1ms);
    raw_client client(mock.port());
    client.get("/thing");
    BOOST_TEST(client.read().status == 404);
}

BOOST_AUTO_TEST_CASE(rules_can_be_changed_while_the_server_runs)
{
    graph_mock::in_process mock(seen::options(fault(fault_kind::html), false));
    auto const status = [&]
    {
        raw_client client(mock.port());
        client.get("/thing");
        return client.read().status;
    };
    BOOST_TEST(status() == 200);
    mock.faults().clear();
    BOOST_TEST(status() == 404);
    fault gone(fault_kind::status);
    gone.status = 410;
    mock.faults().add(rule(gone, "/thing", 2, 1));
    BOOST_TEST(status() == 404);
    BOOST_TEST(status() == 410);
    BOOST_TEST(status() == 404);
    BOOST_TEST((mock.faults().given() == std::vector<std::uint64_t>{1}));
}

BOOST_AUTO_TEST_CASE(with_the_friendly_presets_everything_is_had)
{
    faulty_tenant const whole;
    auto const all = whole.read(100).set();
    for (std::string_view const name : {"flaky", "throttled", "slow"})
        for (std::uint64_t seed = 1; seed <= 3; ++seed)
        {
            graph_mock::in_process_options options;
            options.faults = graph_mock::preset(name);
            for (auto& r : options.faults)
            {
                r.what.time = std::min(r.what.time, std::chrono::milliseconds(20));
                if (!r.what.retry_after.empty())
                    r.what.retry_after = "0.01";
            }
            options.faults_seed = seed;
            faulty_tenant tenant(std::move(options));
            auto const got = tenant.read(11);
            std::uint64_t given = 0;
            for (auto const n : tenant.mock.faults().given())
                given += n;
            BOOST_TEST_CONTEXT(name << ", seed " << seed)
            {
                BOOST_TEST(!got.failure.has_value(), to_string(got.failure.value_or(entralog::error())));
                BOOST_TEST((got.set() == all));
                BOOST_TEST(given >= 1U);
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
