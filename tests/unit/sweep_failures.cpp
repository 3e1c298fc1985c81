#include <tests/support/conversation.hpp>
#include <tests/support/run.hpp>
#include <tests/support/troubles.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

// Fail at every step: a conversation of n exchanges is led n times, and each time another of them goes wrong, once or
// for good, in each of the ways there are.

namespace
{

using namespace entralog;
using namespace entralog::testing;

struct leading
{
    leading(talk t, graph_mock::service& rooms, trouble const& what, std::size_t step, std::size_t times)
        : c(t, rooms)
    {
        c.wire->sabotage(what, step, times);
        outcome = run(c.context, c.go_on());
    }

    conversation c;
    result<void> outcome;
};

std::size_t length_of(talk what, graph_mock::service& rooms)
{
    conversation c(what, rooms);
    BOOST_TEST(run(c.context, c.go_on()).has_value());
    BOOST_TEST((c.got == c.whole()));
    return c.wire->exchanges;
}

/// Says what, where and nothing secret.
void is_clear(error const& e)
{
    auto const said = to_string(e);
    BOOST_TEST(e.code.failed());
    BOOST_TEST((!e.message.empty() || !e.hint.empty()), said);
    BOOST_TEST((e.request.starts_with("GET https://") || e.request.starts_with("POST https://")), said);
    BOOST_TEST((said.find(conversation::secret_text) == std::string::npos), said);
    BOOST_TEST((said.find("s%2Bcr") == std::string::npos), said); // nor as it is sent
    BOOST_TEST((said.find("eyJ") == std::string::npos), said);
    BOOST_TEST((said.find("skiptoken=") == std::string::npos), said);
}

/// All records, none twice.
void has_all_once(conversation const& c)
{
    BOOST_TEST((c.got == c.whole()));
    BOOST_TEST(c.malformed == 0U);
}

void has_all(conversation const& c)
{
    auto const whole = c.whole();
    BOOST_TEST(
        (std::set<std::string>(c.got.begin(), c.got.end()) == std::set<std::string>(whole.begin(), whole.end())));
}

void has_none_twice(conversation const& c)
{
    BOOST_TEST(std::set<std::string>(c.got.begin(), c.got.end()).size() == c.got.size());
    auto const whole = c.whole();
    BOOST_TEST(c.got.size() <= whole.size());
    BOOST_TEST(std::equal(c.got.begin(), c.got.end(), whole.begin()));
}

/// What one who asks again gets, when all is well again.
void goes_on(leading& l, bool for_good)
{
    l.c.wire->mend();
    l.c.time->advance(std::chrono::hours(25)); // the service may have asked for a day's rest
    auto const again = run(l.c.context, l.c.go_on());
    BOOST_TEST(again.has_value() == !for_good);
    if (again)
        has_all_once(l.c);
    else
        BOOST_TEST((again.error().code == l.outcome.error().code));
}

/// One exchange goes wrong, or all of its kind from that one on, which comes to `e`.
void sweep(talk what, std::size_t step, trouble const& t, ending const& e, graph_mock::service& rooms)
{
    // A cache by itself repeats nothing; nor is repeated what may have been carried out.
    bool const may = what != talk::token && (what != talk::action || step == 0);
    bool const repeated = e.repeats == repeats::always ? what != talk::token : e.repeats == repeats::reads && may;

    leading once(what, rooms, t, step, 1);
    BOOST_TEST(once.c.wire->bad_ones == 1U);
    BOOST_TEST(once.c.wire->actions <= 1);
    BOOST_TEST(once.outcome.has_value() == repeated);
    if (once.outcome)
        has_all_once(once.c);
    else
    {
        BOOST_TEST((once.outcome.error().code == e.code), to_string(once.outcome.error()));
        is_clear(once.outcome.error());
        has_none_twice(once.c);
        if (what != talk::action) // to dismiss once more is for the caller to decide
            goes_on(once, false);
    }

    leading always(what, rooms, t, step, sabotaged_rooms::for_good);
    BOOST_REQUIRE(always.outcome.has_error());
    auto const failure = always.outcome.error();
    BOOST_TEST((failure.code == e.code), to_string(failure));
    is_clear(failure);
    has_none_twice(always.c);
    BOOST_TEST(always.c.wire->actions <= 1);
    // A second 401 is the answer; all else is tried four times, and each time is told of.
    bool const one_more = failure.code == errc::unauthenticated;
    auto const tries = always.c.wire->bad_ones;
    BOOST_TEST(tries == (!repeated ? 1U : one_more ? 2U : 4U));
    BOOST_TEST(failure.attempts.size() == (repeated && !one_more ? tries - 1 : 0U));
    if (what != talk::action)
        goes_on(always, false);
}

} // namespace

BOOST_AUTO_TEST_SUITE(sweep_failures)

BOOST_AUTO_TEST_CASE(whatever_fails_at_whatever_step_each_record_comes_once_or_the_error_is_clear)
{
    mock_rooms::world w;
    for (auto const what : all_talks)
    {
        auto const steps = length_of(what, *w.rooms);
        for (auto const& h : hardships())
            for (std::size_t step = 0; step < steps; ++step)
                BOOST_TEST_CONTEXT(to_string(what) << ", step " << step << ", " << h.what.name)
        sweep(what, step, h.what, step == 0 ? h.at_token_endpoint : h.at_graph, *w.rooms);
        for (auto const& [t, e] : token_hardships())
            BOOST_TEST_CONTEXT(to_string(what) << ", token, " << t.name)
        sweep(what, 0, t, e, *w.rooms);
    }
}

BOOST_AUTO_TEST_CASE(pages_that_are_wrong_are_had_right_or_told_and_leave_the_cursor_valid)
{
    mock_rooms::world w;
    constexpr std::size_t last = 3; // the third page
    for (auto const what : {talk::list, talk::list_into, talk::records})
        for (auto const& h : page_hardships())
            for (std::size_t step = 1; step <= last; ++step)
                BOOST_TEST_CONTEXT(to_string(what) << ", step " << step << ", " << h.what.name)
                {
                    using of = page_hardship::of;
                    bool const linkless = h.pages == of::page_with_next_link && step == last;
                    bool const spared = h.pages == of::page_after_the_first && step == 1;

                    leading once(what, *w.rooms, h.what, step, 1);
                    auto const expected = linkless || spared ? error_code() : h.once;
                    BOOST_TEST(once.outcome.has_value() == !expected.failed());
                    if (h.what.fault->kind == graph_mock::fault_kind::repeated_page)
                        has_all(once.c); // the service has sent some twice, and so they come
                    else if (once.outcome)
                        has_all_once(once.c);
                    else
                    {
                        BOOST_TEST((once.outcome.error().code == expected), to_string(once.outcome.error()));
                        is_clear(once.outcome.error());
                        if (h.what.fault->kind != graph_mock::fault_kind::next_link_loop)
                            has_none_twice(once.c);
                        goes_on(once, h.stays);
                    }

                    leading always(what, *w.rooms, h.what, step, sabotaged_rooms::for_good);
                    auto const in_the_end = linkless ? error_code() : h.always;
                    BOOST_TEST(always.outcome.has_value() == !in_the_end.failed());
                    BOOST_TEST(always.c.wire->exchanges <= 12U);
                    if (always.outcome)
                        has_all_once(always.c);
                    else
                    {
                        BOOST_TEST((always.outcome.error().code == in_the_end), to_string(always.outcome.error()));
                        is_clear(always.outcome.error());
                    }
                }
}

BOOST_AUTO_TEST_SUITE_END()
