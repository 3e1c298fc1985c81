#include <tests/support/mock_rooms.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <thread>
#include <vector>

namespace
{

using namespace graph_mock;
using namespace std::chrono_literals;
using mock_rooms::ids;
using mock_rooms::world;

timestamp const some_time = *entralog::parse_iso8601("2026-11-25T10:00:00Z");

/// What `$top=1` of the sign-ins gives at this time, and the page after it as the target says.
world world_with_short_tokens(std::optional<std::chrono::seconds> lifetime)
{
    service_options options;
    options.skip_token_lifetime = lifetime;
    return world("P2", options);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_clock)

BOOST_AUTO_TEST_CASE(a_clock_that_is_held_moves_only_when_told)
{
    graph_mock::clock c;
    c.set(some_time);
    c.hold();
    auto const begin = c.now();
    auto const real = machine_time();
    while (machine_time() - real < 2ms)
    {
    }
    BOOST_TEST((c.now() == begin));
    c.advance(90s);
    BOOST_TEST((c.now() == begin + 90s));
    c.set(some_time - 24h);
    BOOST_TEST((c.now() == some_time - 24h));
    c.hold(); // again: nothing changes
    BOOST_TEST((c.now() == some_time - 24h));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_let_go_runs_on_from_where_it_stood)
{
    graph_mock::clock c;
    c.hold();
    c.set(some_time);
    c.advance(1h);
    c.release();
    auto const then = c.now();
    BOOST_TEST((then >= some_time + 1h && then < some_time + 1h + 10min));
    auto const real = machine_time();
    while (machine_time() - real < 2ms)
    {
    }
    BOOST_TEST((c.now() > then));
    c.release(); // again: nothing changes
    BOOST_TEST((c.now() < some_time + 1h + 10min));
}

BOOST_AUTO_TEST_CASE(several_threads_may_move_it)
{
    graph_mock::clock c;
    c.hold();
    c.set(some_time);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(
            [&c]
            {
                for (int j = 0; j < 1000; ++j)
                    c.advance(ticks(1));
            });
    for (auto& t : threads)
        t.join();
    BOOST_TEST((c.now() == some_time + ticks(4000)));
}

BOOST_AUTO_TEST_CASE(tokens_go_by_a_held_clock)
{
    world w;
    w.rooms->clock().hold();
    auto const token = w.rooms->issue_app_token(mock_rooms::reader_app, 60s);
    BOOST_TEST(w.get_with(token, "/beta/auditLogs/signIns").status == 200);
    w.rooms->clock().advance(24h);
    BOOST_TEST(w.get_with(token, "/beta/auditLogs/signIns").status == 401);
}

BOOST_AUTO_TEST_CASE(a_skiptoken_expires_when_its_time_is_over)
{
    auto const w = world_with_short_tokens(60s);
    w.rooms->clock().hold();
    auto const token = w.rooms->issue_app_token(mock_rooms::reader_app);
    auto const ask = [&](std::string const& target)
    {
        auto r = w.request("GET", target);
        r.headers.add("Authorization", "Bearer " + token);
        return w.rooms->handle(r);
    };
    auto const second = mock_rooms::next_target(ask("/beta/auditLogs/signIns?$top=1"));
    w.rooms->clock().advance(60s - ticks(1));
    auto const page = ask(second);
    BOOST_TEST(ids(page) == "s5");
    w.rooms->clock().advance(ticks(1));
    auto const late = ask(second);
    BOOST_TEST(late.status == 400);
    BOOST_TEST(mock_rooms::error_code(late) == "Directory_ExpiredPageToken");
    BOOST_TEST(ids(ask(mock_rooms::next_target(page))) == "s6"); // which is younger
    w.rooms->clock().advance(-61s);                              // as if from the future: it is not old
    BOOST_TEST(ids(ask(second)) == "s5");
}

BOOST_AUTO_TEST_CASE(without_a_lifetime_a_skiptoken_is_good_for_ever)
{
    auto const w = world_with_short_tokens(std::nullopt);
    w.rooms->clock().hold();
    auto const ask = [&](std::string const& target)
    {
        auto r = w.request("GET", target);
        r.headers.add("Authorization", "Bearer " + w.rooms->issue_app_token(mock_rooms::reader_app));
        return w.rooms->handle(r);
    };
    auto const second = mock_rooms::next_target(ask("/beta/auditLogs/signIns?$top=1"));
    w.rooms->clock().advance(24h * 365);
    BOOST_TEST(ids(ask(second)) == "s5");
}

BOOST_AUTO_TEST_SUITE_END()
