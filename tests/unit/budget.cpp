#include <entralog/budget.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace
{

using namespace entralog;
using namespace std::chrono_literals;

timestamp const start = *parse_iso8601("2026-11-25T10:00:00Z");

/// The service's side, written anew: so many in any window; what is refused does not count.
class service
{
public:
    explicit service(rate_limit limit)
        : limit_(limit)
    {
    }

    /// Nothing when it passes, else how long until one will.
    std::optional<ticks> ask(timestamp now)
    {
        tidy(now);
        if (passed_.size() < static_cast<std::size_t>(limit_.requests))
        {
            passed_.push_back(now);
            return std::nullopt;
        }
        return passed_[passed_.size() - static_cast<std::size_t>(limit_.requests)] + limit_.window - now;
    }

    /// Somebody else's, which pass whatever we do.
    void take(timestamp now)
    {
        tidy(now);
        passed_.push_back(now);
    }

private:
    void tidy(timestamp now)
    {
        while (!passed_.empty() && passed_.front() + limit_.window <= now)
            passed_.pop_front();
    }

    rate_limit limit_;
    std::deque<timestamp> passed_;
};

struct outcome
{
    outcome() = default;

    std::vector<timestamp> passed;
    std::vector<timestamp> refused;
};

/// As many requests as the budget lets leave, one after the other, until `end`; others ask at the times of `others`.
outcome run(rate_limit limit, timestamp end, std::vector<timestamp> const& others = {}, std::size_t most = 100'000)
{
    budget ours(limit);
    service theirs(limit);
    outcome out;
    auto next = others.begin();
    for (auto now = start; out.passed.size() < most;)
    {
        now = ours.earliest(now);
        if (now >= end)
            break;
        for (; next != others.end() && *next <= now; ++next)
            theirs.take(*next);
        auto const ticket = ours.leave(now);
        if (auto const wait = theirs.ask(now))
        {
            ours.refused(ticket, now, *wait);
            out.refused.push_back(now);
        }
        else
        {
            ours.passed(ticket, now);
            out.passed.push_back(now);
        }
    }
    return out;
}

std::size_t most_in_a_window(std::vector<timestamp> const& times, ticks window)
{
    std::size_t most = 0;
    for (std::size_t i = 0, j = 0; i < times.size(); ++i)
    {
        while (times[i] - times[j] >= window)
            ++j;
        most = std::max(most, i - j + 1);
    }
    return most;
}

} // namespace

BOOST_AUTO_TEST_SUITE(budget_suite)

BOOST_AUTO_TEST_CASE(a_burst_leaves_at_once_and_the_next_when_the_window_allows)
{
    budget b;
    for (int i = 0; i < 5; ++i)
    {
        BOOST_TEST((b.earliest(start) == start));
        b.passed(b.leave(start), start);
    }
    BOOST_TEST((b.earliest(start) == start + 10100ms)); // a hundredth more than the window
    BOOST_TEST((b.earliest(start + 20s) == start + 20s));
}

BOOST_AUTO_TEST_CASE(the_first_ones_leave_a_little_apart_until_they_are_answered)
{
    budget b;
    auto const first = b.leave(start);
    BOOST_TEST((b.earliest(start) == start + 100ms));
    BOOST_TEST((b.due() == start + 100ms));
    b.passed(first, start + 50ms);
    BOOST_TEST((b.earliest(start + 50ms) == start + 50ms));
    std::vector<budget::ticket> slow;
    for (auto now = start + 50ms; slow.size() < 4; now = b.earliest(now))
        slow.push_back(b.leave(now));
    for (auto const t : slow)
        b.passed(t, start + 1s);
    auto now = b.earliest(start + 1s);
    BOOST_TEST((now == start + 10100ms));
    b.leave(now); // proven: the next bursts are as close as the first
    BOOST_TEST((b.earliest(now) == start + 50ms + 10100ms));

    budget rested;
    for (int i = 0; i < 5; ++i)
        rested.passed(rested.leave(start), start);
    rested.leave(start + 1min);
    BOOST_TEST((rested.earliest(start + 1min) == start + 1min + 100ms));
    budget ours(rate_limit(1000, 10s)); // of a large limit, a few will do
    for (int i = 0; i < 5; ++i)
        ours.passed(ours.leave(start), start);
    ours.leave(start);
    BOOST_TEST((ours.earliest(start) == start));
}

BOOST_AUTO_TEST_CASE(fifty_pages_take_nine_windows_and_are_never_refused)
{
    auto const got = run(rate_limit(), start + 1h, {}, 50);
    BOOST_TEST(got.refused.empty());
    BOOST_TEST(got.passed.size() == 50U);
    // The ideal is 90 seconds: five at once, and five more every ten seconds.
    BOOST_TEST((got.passed.back() - start <= 91800ms));
    BOOST_TEST((got.passed.back() - start >= 90s));
    BOOST_TEST(most_in_a_window(got.passed, 10s) == 5U);
}

BOOST_AUTO_TEST_CASE(others_who_take_half_are_found_out_with_one_refusal_a_window_at_most)
{
    struct company
    {
        std::string name;
        std::vector<timestamp> times;
        double left; ///< requests in a window
    };
    company evenly{"one every 4 s", {}, 2.5};
    company in_turn{"two and three in turn", {}, 2.5};
    company at_once{"three at once", {}, 2};
    for (int i = 0; i < 900; ++i)
        evenly.times.push_back(start + 4s * i + 300ms);
    for (int i = 0; i < 360; ++i)
    {
        for (int k = 0; k < 2 + i % 2; ++k)
            in_turn.times.push_back(start + 10s * i + 3s + 10ms * k);
        for (int k = 0; k < 3; ++k)
            at_once.times.push_back(start + 10s * i + 7s + 10ms * k);
    }
    for (auto const& c : {evenly, in_turn, at_once})
    {
        auto const got = run(rate_limit(), start + 1h, c.times);
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(static_cast<double>(got.passed.size()) / 360 >= 0.9 * c.left);
            BOOST_TEST(most_in_a_window(got.refused, 10s) <= 1U);
            BOOST_TEST(!got.refused.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_whole_limit_is_ours_again_when_the_others_have_gone)
{
    std::vector<timestamp> others;
    for (int i = 0; i < 30; ++i)
        others.push_back(start + 4s * i);
    auto const got = run(rate_limit(), start + 10min, others);
    std::size_t late = 0;
    for (auto const t : got.passed)
        late += t >= start + 5min ? 1U : 0U;
    BOOST_TEST(late >= 145U); // of 150
    BOOST_TEST((got.refused.empty() || got.refused.back() < start + 3min));
}

BOOST_AUTO_TEST_CASE(a_refusal_parks_everything_until_its_time_and_then_one_goes_first)
{
    budget b;
    auto const first = b.leave(start);
    auto const second = b.leave(start);
    b.passed(first, start + 1s);
    b.refused(second, start + 1s, 7s);
    BOOST_TEST(b.allowance() == 1);
    BOOST_TEST((b.earliest(start + 1s) >= start + 8s));
    auto const now = start + 11s;
    BOOST_TEST((b.earliest(now) == now));
    auto const probe = b.leave(now);
    BOOST_TEST((b.earliest(now) == budget::never));
    b.passed(probe, now + 1s);
    BOOST_TEST((b.earliest(now + 1s) != budget::never));
}

BOOST_AUTO_TEST_CASE(a_refusal_never_shortens_a_wait_and_one_without_a_time_takes_a_window)
{
    budget b;
    auto const one = b.leave(start);
    auto const two = b.leave(start);
    auto const three = b.leave(start);
    b.refused(one, start, 60s);
    b.refused(two, start, 1s);
    BOOST_TEST((b.earliest(start) == budget::never)); // the third may show more
    b.refused(three, start, std::nullopt);
    BOOST_TEST((b.earliest(start) == start + 60s));

    budget c;
    c.refused(c.leave(start), start, std::nullopt);
    BOOST_TEST((c.earliest(start) == start + 10s));
    budget d;
    d.refused(d.leave(start), start, ticks::max());
    BOOST_TEST((d.earliest(start) > start + 1h));
    budget e;
    e.refused(e.leave(start), start, -5s);
    BOOST_TEST((e.earliest(start) == start));
}

BOOST_AUTO_TEST_CASE(what_got_no_answer_counts)
{
    budget b(rate_limit(1, 10s));
    b.lost(b.leave(start));
    BOOST_TEST((b.earliest(start) == start + 10100ms));
    b.lost(12345); // no such
}

BOOST_AUTO_TEST_CASE(a_crowded_limit_leaves_us_the_rest)
{
    budget b;
    auto const t = b.leave(start);
    b.crowded(t, 0.8, start); // four of five, and one of them ours
    BOOST_TEST(b.allowance() == 2);
    b.crowded(t, 0.2, start);
    BOOST_TEST(b.allowance() == 2);
    b.crowded(t, 1e300, start);
    BOOST_TEST(b.allowance() == 1);
    b.crowded(t, -1, start);
    b.crowded(t, std::numeric_limits<double>::quiet_NaN(), start);
    BOOST_TEST(b.allowance() == 1);
    b.passed(t, start);
}

BOOST_AUTO_TEST_CASE(a_limit_that_we_use_up_ourselves_is_not_crowded)
{
    budget b;
    auto now = start;
    for (int window = 0; window < 4; ++window, now = b.earliest(now))
    {
        std::vector<budget::ticket> five;
        for (int i = 0; i < 5; ++i)
            five.push_back(b.leave(now));
        for (std::size_t i = 0; i < 5; ++i) // the answers come while others are under way
        {
            b.crowded(five[i], 0.2 * static_cast<double>(i + 1), now + 1s);
            b.passed(five[i], now + 1s);
        }
        BOOST_TEST(b.allowance() == 5);
    }
    // An answer that comes late tells of the window before its request, of which nothing has been forgotten.
    budget late;
    for (int i = 0; i < 4; ++i)
        late.passed(late.leave(start), start);
    auto const slow = late.leave(start + 9s);
    late.passed(late.leave(start + 15s), start + 15s);
    late.crowded(slow, 1, start + 16s);
    BOOST_TEST(late.allowance() == 5);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_stops_nobody)
{
    budget b;
    for (int i = 0; i < 5; ++i)
        b.passed(b.leave(start), start);
    BOOST_TEST((b.earliest(start - 1h) == start - 1h + 10100ms));
    budget parked;
    parked.refused(parked.leave(start), start, 60s);
    BOOST_TEST((parked.earliest(start - 24h) == start - 24h + 60s));
    budget disorder; // threads do not come in the order in which they looked at the clock
    disorder.passed(disorder.leave(start + 3s), start + 3s);
    for (int i = 0; i < 4; ++i)
        disorder.passed(disorder.leave(start), start);
    BOOST_TEST((disorder.earliest(start) == start + 10100ms));
}

BOOST_AUTO_TEST_CASE(what_left_before_a_refusal_and_passes_after_it_is_not_the_one_that_goes_first)
{
    budget b;
    std::vector<budget::ticket> five;
    for (int i = 0; i < 5; ++i)
        five.push_back(b.leave(start));
    b.refused(five[0], start + 1s, 20s); // whose answer happens to be the first
    for (std::size_t i = 1; i < 5; ++i)
        b.passed(five[i], start + 2s);
    BOOST_TEST(b.allowance() == 4); // so many have passed
    auto const now = b.earliest(start + 2s);
    BOOST_TEST((now == start + 21s));
    auto const probe = b.leave(now);
    BOOST_TEST((b.earliest(now) == budget::never));
    b.passed(probe, now + 1s);
    BOOST_TEST((b.earliest(now + 1s) == now + 1s));
}

BOOST_AUTO_TEST_CASE(time_alone_gives_the_whole_limit_back)
{
    budget b;
    b.refused(b.leave(start), start, 1s);
    auto const now = start + 2s;
    b.passed(b.leave(now), now);
    BOOST_TEST(b.allowance() == 1);
    BOOST_TEST(!b.idle(now + 20s));
    BOOST_TEST(b.idle(now + 1h));
    BOOST_TEST((b.earliest(now + 1h, 5) == now + 1h));
    BOOST_TEST((b.earliest(now + 1h, 6) > now + 1h));
    budget parked; // but not while nothing may leave
    parked.refused(parked.leave(start), start, 1h);
    BOOST_TEST((parked.earliest(start + 1h) == start + 1h));
    BOOST_TEST(parked.allowance() == 2);
}

BOOST_AUTO_TEST_CASE(the_turn_of_one_further_back_in_the_queue_can_be_told)
{
    budget b;
    for (int i = 0; i < 5; ++i)
        b.passed(b.leave(start + 1s * i), start + 1s * i);
    auto const now = start + 5s;
    BOOST_TEST((b.earliest(now, 1) == start + 10100ms));
    BOOST_TEST((b.earliest(now, 2) == start + 11100ms));
    BOOST_TEST((b.earliest(now, 6) == start + 20200ms));
    BOOST_TEST((b.earliest(now, 1'000'000'000) > now + 24h));
}

BOOST_AUTO_TEST_CASE(the_time_it_took_to_connect_is_no_part_of_the_window)
{
    // What leaves first makes connections, and reaches the service later than what leaves next on the same ones.
    budget ours;
    std::vector<budget::ticket> first;
    for (int i = 0; i < 5; ++i)
        first.push_back(ours.leave(start));
    for (auto const t : first)
        ours.passed(t, start + 2s, 700ms);
    BOOST_TEST((ours.earliest(start + 2s) == start + 700ms + 10100ms));

    budget honest;
    for (int i = 0; i < 5; ++i)
        honest.passed(honest.leave(start), start + 1s, i % 2 == 0 ? ticks(-5s) : ticks(24h)); // never before, nor ahead
    BOOST_TEST((honest.earliest(start + 1s) == start + 10100ms));
    BOOST_TEST((honest.earliest(start + 1s, 4) == start + 11100ms)); // three left at once, two arrived a second later
}

BOOST_AUTO_TEST_CASE(no_limit_is_no_limit)
{
    budget b(rate_limit(0, 10s));
    for (int i = 0; i < 100; ++i)
        b.passed(b.leave(start), start);
    BOOST_TEST((b.earliest(start) == start));
    BOOST_TEST(!b.idle(start));
    BOOST_TEST(b.idle(start + 1min));
}

BOOST_AUTO_TEST_SUITE_END()
