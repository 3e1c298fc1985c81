#include <entralog/limiter.hpp>

#include <tests/support/run.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// No sockets, but real threads: clients on executors of their own share a limiter, and the thread sanitizer looks on.

namespace
{

using namespace entralog;
using namespace entralog::testing;
using namespace std::chrono_literals;

boost::asio::awaitable<void> ask(limiter& shared, entralog::clock& time, std::string who, int times)
{
    for (int i = 0; i < times; ++i)
    {
        auto permit = co_await shared.admit(who, i % 3 == 0 ? priority::interactive : priority::bulk, time, 1h);
        if (!permit)
            throw std::runtime_error(to_string(permit.error()));
        if (i % 7 != 0) // else it is lost
            permit->passed(time.now());
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(limiter_threads)

BOOST_AUTO_TEST_CASE(clients_in_many_threads_share_a_limit_and_nobody_is_lost)
{
    constexpr int threads = 4;
    constexpr int coroutines = 5;
    constexpr int requests = 10;
    limiter shared(rate_limit(20, 50ms));
    auto const begin = std::chrono::steady_clock::now();
    std::vector<std::thread> all;
    std::deque<outcome<void>> ends(static_cast<std::size_t>(threads * coroutines));
    for (int t = 0; t < threads; ++t)
        all.emplace_back(
            [&, t]
            {
                boost::asio::io_context context;
                system_clock time;
                for (int i = 0; i < coroutines; ++i)
                    start(context, ask(shared, time, "app", requests),
                        ends[static_cast<std::size_t>(t * coroutines + i)]);
                context.run();
            });
    for (auto& thread : all)
        thread.join();
    for (auto const& end : ends)
        BOOST_TEST((end.done && !end.exception));
    BOOST_TEST(shared.counters().admitted == static_cast<std::uint64_t>(threads * coroutines * requests));
    BOOST_TEST(shared.counters().waiting == 0U);
    // 200 requests, 20 in 50 ms: no machine is fast enough to be done before.
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 9 * 50ms));
}

BOOST_AUTO_TEST_CASE(one_whose_thread_does_something_else_holds_the_others_up_for_a_moment_only)
{
    limiter shared(rate_limit(1, 100ms));
    system_clock time;
    boost::asio::io_context stalled;
    boost::asio::io_context context;
    outcome<void> first, second, third, fourth;
    start(stalled, ask(shared, time, "app", 1), first);
    stalled.run();
    stalled.restart();
    start(stalled, ask(shared, time, "app", 1), second); // at the head of the queue, and then nobody runs it
    start(stalled, ask(shared, time, "app", 1), third);
    stalled.poll();
    start(context, ask(shared, time, "app", 1), fourth);
    auto const end = std::chrono::steady_clock::now() + 30s;
    while (!fourth.done && context.run_one_until(end) != 0)
    {
    }
    BOOST_TEST(fourth.done);
    BOOST_TEST(!second.done);
    stalled.run();
    BOOST_TEST((second.done && third.done));
    BOOST_TEST(shared.counters().admitted == 4U);
}

BOOST_AUTO_TEST_CASE(threads_that_give_up_leave_the_others_their_turn)
{
    limiter shared(rate_limit(10, 20ms));
    std::vector<std::thread> all;
    std::deque<outcome<void>> patient(4);
    for (std::size_t t = 0; t < 4; ++t)
        all.emplace_back(
            [&, t]
            {
                boost::asio::io_context context;
                system_clock time;
                std::deque<outcome<void>> gone(10);
                std::deque<boost::asio::cancellation_signal> signals(10);
                start(context, ask(shared, time, "app", 20), patient[t]);
                for (std::size_t i = 0; i < 10; ++i)
                    start(context, ask(shared, time, i % 2 == 0 ? "app" : "another app", 1000), gone[i],
                        signals[i].slot());
                boost::asio::steady_timer timer(context, std::chrono::milliseconds(5 + 10 * t));
                timer.async_wait(
                    [&](boost::system::error_code const&)
                    {
                        for (auto& signal : signals)
                            signal.emit(boost::asio::cancellation_type::terminal);
                    });
                context.run();
                for (auto const& end : gone)
                    if (!end.aborted())
                        patient[t].exception = std::make_exception_ptr(std::logic_error("not cancelled"));
            });
    for (auto& thread : all)
        thread.join();
    for (auto const& end : patient)
        BOOST_TEST((end.done && !end.exception));
    BOOST_TEST(shared.counters().waiting == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
