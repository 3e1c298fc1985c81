#include <tests/support/conversation.hpp>
#include <tests/support/run.hpp>
#include <tests/support/troubles.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

// Cancel at every step: a conversation is led again and again, and cancelled one handler later each time. Whatever it
// was about, the same client then goes on as if nothing had happened.

namespace
{

using namespace entralog;
using namespace entralog::testing;
using namespace std::chrono_literals;

/// What is going on when it is cancelled.
struct circumstance
{
    char const* name;
    rate_limit limit;
    std::optional<trouble> what;
    std::size_t step = 0;
    waiting clock = waiting::advances;
};

std::vector<circumstance> circumstances()
{
    rate_limit const free(1000, 1s);
    graph_mock::fault const cut(graph_mock::fault_kind::truncated_json);
    return {
        {"all is well", free, {}},
        {"a wait before the second try", free, status(429, "2.128"), 1},
        {"such a wait, which does not end", free, status(503, "7"), 1, waiting::holds},
        {"a wait before a token is asked for again", free, status(503, "3"), 0, waiting::holds},
        {"a new token after a 401", free, status(401), 1},
        {"a page that comes a second time", free, trouble("truncated", cut), 1},
        {"a page cut off", free, trouble("cut", boost::asio::error::eof, trouble::moment::in_body, 0.6), 1},
        {"a limit that lets one through in ten seconds", rate_limit(1, 10s), {}},
        {"such a limit, used up for ever", rate_limit(1, 10s), {}, 0, waiting::holds},
    };
}

/// False when it was not cancelled, as it was over before.
bool cancelled(talk what, circumstance const& how, std::size_t handlers, graph_mock::service& rooms)
{
    conversation c(what, rooms, how.limit);
    if (how.what)
        c.wire->sabotage(*how.what, how.step, 1);
    c.time->set_mode(how.clock);
    auto const first = run_cancelled(c.context, c.go_on(), handlers); // throws when something of it hangs
    BOOST_TEST((first.aborted() || !first.exception));
    BOOST_TEST(c.shared->counters().waiting == 0U); // it has left its place in the queue
    std::set<std::string> const before(c.got.begin(), c.got.end());
    BOOST_TEST(before.size() == c.got.size());
    if (!first.aborted())
    {
        if (first.value && first.value->has_value())
            BOOST_TEST((c.got == c.whole()));
        else // which nobody tries again: the cache by itself, and what may have been carried out
            BOOST_TEST(((what == talk::token || what == talk::action) && how.what.has_value()));
        return false;
    }

    c.wire->mend(); // if it has not happened yet
    c.time->set_mode(waiting::advances);
    c.time->advance(1min);
    auto const second = run(c.context, c.go_on());
    BOOST_TEST(second.has_value(), to_string(second ? error() : second.error()));
    BOOST_TEST((c.got == c.whole()));
    BOOST_TEST(c.malformed == 0U);
    BOOST_TEST(c.shared->counters().waiting == 0U);
    BOOST_TEST(c.wire->exchanges <= 12U);
    BOOST_TEST(c.wire->actions <= 2); // once by each of the two who asked for it
    return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sweep_cancellation)

BOOST_AUTO_TEST_CASE(whenever_it_is_cancelled_the_same_client_goes_on_and_loses_and_repeats_nothing)
{
    mock_rooms::world w;
    std::size_t places = 0;
    for (auto const& how : circumstances())
        for (auto const what : all_talks)
        {
            std::size_t handlers = 0;
            BOOST_TEST_CONTEXT(to_string(what) << ", " << how.name)
            {
                bool more = true;
                std::size_t const most = how.clock == waiting::holds ? 100 : 2000;
                for (; more && handlers < most; ++handlers)
                    BOOST_TEST_CONTEXT("after " << handlers << " handlers")
                more = cancelled(what, how, handlers, *w.rooms);
                // In one that waits for ever, every later place is the same.
                BOOST_TEST((!more || how.clock == waiting::holds));
            }
            places += handlers;
        }
    BOOST_TEST_MESSAGE(places << " places");
    BOOST_TEST(places > 1000U);
}

BOOST_AUTO_TEST_SUITE_END()
