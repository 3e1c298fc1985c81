#include <entralog/limit.hpp>
#include <entralog/limiter.hpp>

#include "tests/support/run.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/stepping_clock.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace entralog;
using namespace entralog::testing;
using namespace std::chrono_literals;

/// Many coroutines on one clock and one limiter, before a service that takes five requests in ten seconds.
struct limiter_bench
{
    limiter_bench() = default;

    boost::asio::io_context context;
    stepping_clock time;
    limiter shared;
    std::vector<std::string> order; ///< of those that were admitted
    std::deque<timestamp> window;
    int refusals = 0;
    int pages = 0; ///< read so far

    std::optional<ticks> ask_service()
    {
        while (!window.empty() && window.front() + 10s <= time.now())
            window.pop_front();
        if (window.size() < 5)
        {
            window.push_back(time.now());
            return std::nullopt;
        }
        ++refusals;
        return window[window.size() - 5] + 10s - time.now();
    }

    /// Reads pages until `total` have been read by all.
    boost::asio::awaitable<void> read_pages(int total, ticks latency)
    {
        while (pages < total)
        {
            ++pages;
            auto permit = co_await shared.admit("app", priority::bulk, time, 24h);
            if (!permit)
                throw std::runtime_error(to_string(permit.error()));
            auto const refused = ask_service();
            co_await time.wait(latency);
            if (refused)
                permit->refused(time.now(), *refused);
            else
                permit->passed(time.now());
        }
    }

    boost::asio::awaitable<void> once(
        std::string name, priority p, ticks max_wait = std::chrono::hours(24), std::string who = "app")
    {
        auto permit = co_await shared.admit(who, p, time, max_wait);
        order.push_back(permit ? name : name + " not");
        if (permit)
            permit->passed(time.now());
    }

    void use_up()
    {
        for (int i = 0; i < 5; ++i)
            start(context, once("-", priority::bulk), used_up_[static_cast<std::size_t>(i)]);
        time.run(context, time.now());
        order.clear();
    }

private:
    outcome<void> used_up_[5];
};

std::vector<std::string> words(std::initializer_list<char const*> list)
{
    return std::vector<std::string>(list.begin(), list.end());
}

} // namespace

BOOST_AUTO_TEST_SUITE(limiter_suite)

BOOST_AUTO_TEST_CASE(fifty_pages_are_never_refused_and_as_fast_as_the_limit_allows_however_many_coroutines_read)
{
    for (int const coroutines : {1, 8, 64})
        for (ticks const latency : {ticks(0s), ticks(700ms)})
        {
            limiter_bench b;
            auto const begin = b.time.now();
            std::deque<outcome<void>> ends;
            for (int i = 0; i < coroutines; ++i)
                start(b.context, b.read_pages(50, latency), ends.emplace_back());
            b.time.run(b.context);
            BOOST_TEST_CONTEXT(coroutines << " coroutines")
            {
                for (auto const& end : ends)
                    BOOST_TEST((end.done && !end.exception));
                BOOST_TEST(b.refusals == 0);
                BOOST_TEST(b.shared.counters().admitted == 50U);
                BOOST_TEST(b.shared.counters().waiting == 0U);
                // The ideal: five at once, five more each ten seconds, and the last one's answer. One after the other,
                // five take 3.5 seconds and are no reason to wait longer.
                auto const took = b.time.now() - begin;
                auto const ideal = coroutines == 1 ? ticks(90s) + 5 * latency : ticks(90s) + latency;
                BOOST_TEST((took <= ideal + ideal / 50), to_iso8601(b.time.now()));
                BOOST_TEST((took >= 90s));
            }
        }
}

BOOST_AUTO_TEST_CASE(the_order_of_arrival_is_kept_and_interactive_ones_go_first)
{
    limiter_bench b;
    b.use_up();
    std::deque<outcome<void>> ends;
    for (auto const* const name : {"bulk 1", "bulk 2", "bulk 3"})
        start(b.context, b.once(name, priority::bulk), ends.emplace_back());
    b.time.run(b.context, b.time.now());
    for (auto const* const name : {"person 1", "person 2"})
        start(b.context, b.once(name, priority::interactive), ends.emplace_back());
    b.time.run(b.context);
    BOOST_TEST((b.order == words({"person 1", "person 2", "bulk 1", "bulk 2", "bulk 3"})));
}

BOOST_AUTO_TEST_CASE(applications_do_not_wait_for_each_other)
{
    limiter_bench b;
    b.use_up();
    outcome<void> end;
    auto const begin = b.time.now();
    start(b.context, b.once("other", priority::bulk, 24h, "another app"), end);
    b.time.run(b.context, b.time.now());
    BOOST_TEST(end.done);
    BOOST_TEST((b.time.now() == begin));
}

BOOST_AUTO_TEST_CASE(any_one_that_waits_can_be_cancelled_and_the_others_lose_neither_place_nor_time)
{
    for (std::size_t victim = 0; victim < 4; ++victim)
    {
        limiter_bench b;
        b.use_up();
        auto const begin = b.time.now();
        std::deque<outcome<void>> ends;
        boost::asio::cancellation_signal cancel;
        auto wanted = words({"0", "1", "2", "3"});
        for (std::size_t i = 0; i < 4; ++i)
            start(b.context, b.once(wanted[i], priority::bulk), ends.emplace_back(),
                i == victim ? cancel.slot() : boost::asio::cancellation_slot());
        b.time.run(b.context, begin);
        cancel.emit(boost::asio::cancellation_type::terminal);
        b.time.run(b.context);
        wanted.erase(wanted.begin() + static_cast<std::ptrdiff_t>(victim));
        BOOST_TEST((b.order == wanted));
        BOOST_TEST(ends[victim].aborted());
        BOOST_TEST((b.time.now() == begin + 10100ms));
        BOOST_TEST(b.shared.counters().waiting == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_wait_beyond_ones_patience_is_an_error_at_once_with_the_time_in_it)
{
    limiter_bench b;
    b.use_up();
    outcome<result<limiter::permit>> end;
    start(b.context, b.shared.admit("app", priority::bulk, b.time, 5s), end);
    b.time.run(b.context, b.time.now());
    BOOST_REQUIRE(end.done);
    BOOST_REQUIRE(end.value->has_error());
    BOOST_TEST((end.value->error().code == errc::throttled));
    BOOST_TEST((end.value->error().retry_after == ticks(10100ms)));

    // Of the sixth in the queue, too, whose turn is two windows away.
    std::deque<outcome<void>> ends;
    for (int i = 0; i < 6; ++i)
        start(b.context, b.once(std::to_string(i), priority::bulk, 15s), ends.emplace_back());
    b.time.run(b.context, b.time.now());
    BOOST_TEST((b.order == words({"5 not"})));
    b.time.run(b.context);
    BOOST_TEST((b.order == words({"5 not", "0", "1", "2", "3", "4"})));
}

BOOST_AUTO_TEST_CASE(patience_ends_when_it_ends_whatever_others_do)
{
    using admission = outcome<result<limiter::permit>>;
    // Behind one that is to try first, and has no answer yet.
    limiter_bench b;
    auto const admit = [&b](ticks patience, admission& end, std::function<void(ticks)> waits = nullptr)
    { start(b.context, b.shared.admit("app", priority::bulk, b.time, patience, std::move(waits)), end); };
    admission first;
    admit(24h, first);
    b.time.run(b.context, b.time.now());
    first.value->value().refused(b.time.now(), 1s);
    admission probe;
    admit(24h, probe);
    b.time.run(b.context, b.time.now() + 2s);
    BOOST_REQUIRE(probe.done);
    std::deque<admission> others;
    auto const begin = b.time.now();
    for (int i = 0; i < 3; ++i)
        admit(5s, others.emplace_back());
    b.time.run(b.context, begin + 4s);
    BOOST_TEST(!others[0].done);
    b.time.run(b.context, begin + 6s);
    for (auto const& one : others)
        BOOST_TEST((one.done && one.value->has_error()));

    // While all wait for the service's time, and one is still under way.
    limiter_bench c;
    admission refused, slow, impatient;
    ticks told = ticks::zero();
    for (auto* const one : {&refused, &slow})
        start(c.context, c.shared.admit("app", priority::bulk, c.time, 24h), *one);
    c.time.run(c.context, c.time.now() + 1s);
    refused.value->value().refused(c.time.now(), 300s);
    start(c.context, c.shared.admit("app", priority::bulk, c.time, 5s), impatient);
    c.time.run(c.context, c.time.now());
    BOOST_REQUIRE(impatient.done);
    BOOST_TEST((impatient.value->error().retry_after == ticks(300s)));
    admission patient;
    start(c.context, c.shared.admit("app", priority::bulk, c.time, 24h, [&](ticks t) { told = t; }), patient);
    c.time.run(c.context, c.time.now());
    BOOST_TEST((told == ticks(300s)));
    slow.value->value().passed(c.time.now());
    c.time.run(c.context);
    BOOST_TEST(patient.done);

    // When more important ones keep coming.
    limiter_bench d;
    d.use_up();
    auto const then = d.time.now();
    std::deque<outcome<void>> ends;
    start(d.context, d.once("bulk", priority::bulk, 25s), ends.emplace_back());
    d.time.run(d.context, then);
    for (int i = 0; i < 30; ++i)
        start(d.context, d.once("person", priority::interactive), ends.emplace_back());
    d.time.run(d.context, then + 26s);
    BOOST_TEST(ends[0].done);
    BOOST_TEST(std::count(d.order.begin(), d.order.end(), "bulk not") == 1);
    d.time.run(d.context);
}

BOOST_AUTO_TEST_CASE(one_refusal_parks_everybody_and_then_they_go_one_by_one)
{
    limiter_bench b;
    outcome<result<limiter::permit>> first;
    start(b.context, b.shared.admit("app", priority::bulk, b.time, 24h), first);
    b.time.run(b.context, b.time.now());
    std::deque<outcome<void>> ends;
    first.value->value().refused(b.time.now(), 30s);
    auto const begin = b.time.now();
    std::deque<outcome<result<limiter::permit>>> held;
    for (int i = 0; i < 3; ++i)
        start(b.context, b.shared.admit("app", priority::bulk, b.time, 24h), held.emplace_back());
    b.time.run(b.context, begin + 29s);
    BOOST_TEST(!held[0].done);
    b.time.run(b.context, begin + 31s);
    BOOST_TEST((held[0].done && !held[1].done && !held[2].done));
    BOOST_TEST(b.shared.counters().refused == 1U);
    held[0].value->value().passed(b.time.now());
    auto const passed = b.time.now();
    b.time.run(b.context, passed);
    BOOST_TEST((held[1].done && !held[2].done)); // two in a window: one that has passed, and one to try
    held[1].value->value().passed(b.time.now());
    b.time.run(b.context);
    BOOST_TEST(held[2].done);
    BOOST_TEST((b.time.now() == passed + 10100ms));
}

BOOST_AUTO_TEST_CASE(a_permit_that_is_dropped_without_an_answer_counts_and_blocks_nobody)
{
    limiter_bench b;
    {
        outcome<result<limiter::permit>> first;
        start(b.context, b.shared.admit("app", priority::bulk, b.time, 24h), first);
        b.time.run(b.context, b.time.now());
        first.value->value().refused(b.time.now(), 1s);
    }
    {
        outcome<result<limiter::permit>> probe;
        start(b.context, b.shared.admit("app", priority::bulk, b.time, 24h), probe);
        b.time.run(b.context);
        BOOST_TEST(probe.done);
    }
    outcome<void> end;
    start(b.context, b.once("next", priority::bulk), end);
    b.time.run(b.context);
    BOOST_TEST(end.done);
}

BOOST_AUTO_TEST_CASE(the_transport_asks_for_a_turn_and_tells_how_it_went)
{
    boost::asio::io_context context;
    auto const time = std::make_shared<stepping_clock>();
    auto const wire = std::make_shared<scripted_transport>();
    auto const shared = std::make_shared<limiter>(rate_limit(2, 10s));
    limiting limited(wire, shared, time, 1min);
    request r;
    r.origin.host = "graph.microsoft.com";
    r.headers.add("Authorization", "Bearer opaque");
    auto const begin = time->now();
    for (int i = 0; i < 2; ++i)
        wire->steps.push_back(ok("{}"));
    wire->steps.push_back(refusal(429, "", {{"Retry-After", "2.128"}}));
    wire->steps.push_back(ok("{}"));
    text_sink sink;
    for (int i = 0; i < 4; ++i)
    {
        outcome<result<response_head>> end;
        start(context, limited.exchange(r, sink), end);
        time->run(context);
        BOOST_REQUIRE(end.done);
        BOOST_TEST(end.value->value().status == (i == 2 ? 429 : 200));
    }
    BOOST_TEST((time->now() >= begin + 10100ms + 2128ms));
    BOOST_TEST(shared->counters().refused == 1U);
    BOOST_TEST(shared->counters().admitted == 4U);
}

BOOST_AUTO_TEST_CASE(a_limit_is_of_an_application_and_a_tenant_not_of_a_token)
{
    boost::asio::io_context context;
    auto const time = std::make_shared<stepping_clock>();
    auto const wire = std::make_shared<scripted_transport>();
    auto const shared = std::make_shared<limiter>(rate_limit(1, 10s));
    limiting limited(wire, shared, time, 1min);
    // {"appid":"a","tid":"t","n":1}, the same with n 2, and {"appid":"b","tid":"t"}
    constexpr char const* tokens[] = {"x.eyJhcHBpZCI6ImEiLCJ0aWQiOiJ0IiwibiI6MX0.y",
        "x.eyJhcHBpZCI6ImEiLCJ0aWQiOiJ0IiwibiI6Mn0.y", "x.eyJhcHBpZCI6ImIiLCJ0aWQiOiJ0In0.y"};
    auto const ask = [&](char const* token)
    {
        request r;
        r.origin.host = "graph.microsoft.com";
        r.headers.add("Authorization", std::string("Bearer ") + token);
        wire->steps.push_back(ok("{}"));
        text_sink sink;
        outcome<result<response_head>> end;
        auto const begin = time->now();
        start(context, limited.exchange(r, sink), end);
        time->run(context);
        BOOST_REQUIRE(end.done);
        return time->now() - begin;
    };
    BOOST_TEST((ask(tokens[0]) == ticks::zero()));
    BOOST_TEST((ask(tokens[2]) == ticks::zero()));
    BOOST_TEST((ask(tokens[1]) == ticks(10100ms)));
}

BOOST_AUTO_TEST_SUITE_END()
