#include <entralog/backoff.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <random>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

error answered(int status, std::optional<ticks> retry_after = std::nullopt)
{
    error e(status == 429 ? errc::throttled : errc::server_error);
    e.http_status = status;
    e.retry_after = retry_after;
    return e;
}

retry_decision after(int attempts, error const& e, double unit = 0.0, retry_options const& options = retry_options())
{
    retry_state state;
    state.attempts = attempts;
    return decide(options, state, retry_reserve(1), e, unit);
}

verdict of_post(error const& e)
{
    retry_state state;
    state.method = http_method::post;
    return decide(retry_options(), state, retry_reserve(1), e, 0.0).verdict;
}

} // namespace

BOOST_AUTO_TEST_SUITE(backoff_suite)

BOOST_AUTO_TEST_CASE(retry_after_is_kept_to_the_tick)
{
    for (ticks const wish : {ticks(0), ticks(1), ticks(2128ms), ticks(300s)})
        for (double const unit : {0.0, 0.5, 1.0})
        {
            auto const decision = after(1, answered(429, wish), unit);
            BOOST_TEST((decision.verdict == verdict::wait));
            BOOST_TEST(decision.wait.count() == wish.count());
        }
}

BOOST_AUTO_TEST_CASE(a_retry_after_beyond_our_patience_ends_the_request)
{
    BOOST_TEST((after(1, answered(429, ticks(300s) + ticks(1))).verdict == verdict::asked_too_long));
}

BOOST_AUTO_TEST_CASE(a_wait_of_our_own_lies_between_the_base_and_three_times_the_last_and_has_a_maximum)
{
    retry_options options;
    retry_state state;
    ticks const longest[] = {3s, 9s, 27s, 60s, 60s};
    for (int i = 0; i < 5; ++i)
    {
        auto const at = [&](double unit) { return decide(options, state, retry_reserve(1), answered(503), unit).wait; };
        BOOST_TEST(at(0.0).count() == ticks(1s).count());
        BOOST_TEST(at(1.0).count() == longest[i].count());
        BOOST_TEST(at(0.5).count() == (1s + (longest[i] - 1s) / 2).count());
        state.delay = at(1.0);
    }
}

BOOST_AUTO_TEST_CASE(waits_spread_over_their_whole_span)
{
    // Clients that fail at one moment come back at many.
    std::minstd_rand random(7);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    std::array<int, 10> hits{};
    for (int i = 0; i < 10'000; ++i)
    {
        auto const wait = after(1, answered(503), unit(random)).wait;
        ++hits.at(static_cast<std::size_t>((wait - 1s) * 10 / ticks(2s + 1ms)));
    }
    for (auto const n : hits)
        BOOST_TEST((n > 800 && n < 1200), n);
}

BOOST_AUTO_TEST_CASE(absurd_options_cannot_overflow_or_wait_less_than_nothing)
{
    retry_options options;
    options.max_attempts = 1'000'000;
    options.base_delay = ticks::max() / 3;
    options.max_delay = ticks::max();
    options.max_elapsed = ticks::max();
    BOOST_TEST((after(999'999, answered(503), 1.0, options).wait >= ticks::max() / 3));
    retry_state long_waited;
    long_waited.delay = ticks::max();
    BOOST_TEST((decide(options, long_waited, retry_reserve(1), answered(503), 1.0).wait == ticks::max()));
    options.base_delay = -5s;
    BOOST_TEST(after(3, answered(503), 0.0, options).wait.count() == 0);
    options.max_delay = -5s;
    BOOST_TEST(after(3, answered(503), 2.0, options).wait.count() == 0);
    BOOST_TEST(after(3, answered(503, -1s), 0.0, options).wait.count() == 0);
    options.max_attempts = -1;
    BOOST_TEST((after(1, answered(503), 0.0, options).verdict == verdict::out_of_attempts));
}

BOOST_AUTO_TEST_CASE(tries_again_are_held_in_reserve_and_earned_by_successes)
{
    retry_reserve reserve(2);
    auto const verdict_of = [&](error const& e)
    { return decide(retry_options(), retry_state(), reserve, e, 0.0).verdict; };
    for (int i = 0; i < 2; ++i)
    {
        BOOST_TEST((verdict_of(answered(503)) == verdict::wait));
        reserve.spend();
    }
    BOOST_TEST((verdict_of(answered(503)) == verdict::out_of_reserve));
    BOOST_TEST((verdict_of(answered(429, 5s)) == verdict::wait)); // the service said when to come
    reserve.spend();                                              // changes nothing
    for (int i = 0; i < 5; ++i)
    {
        BOOST_TEST(reserve.empty());
        reserve.succeeded();
    }
    BOOST_TEST((verdict_of(answered(503)) == verdict::wait));
    for (int i = 0; i < 100; ++i)
        reserve.succeeded();
    for (int i = 0; i < 2; ++i)
        reserve.spend();
    BOOST_TEST(reserve.empty());
    BOOST_TEST(retry_reserve(-1).empty());
    BOOST_TEST(retry_reserve(0).empty());
}

BOOST_AUTO_TEST_CASE(tries_and_time_are_bounded)
{
    BOOST_TEST((after(3, answered(503)).verdict == verdict::wait));
    BOOST_TEST((after(4, answered(503)).verdict == verdict::out_of_attempts));
    retry_state state;
    state.elapsed = 29min;
    retry_reserve const reserve(1);
    BOOST_TEST((decide(retry_options(), state, reserve, answered(429, 60s), 0.0).verdict == verdict::wait));
    BOOST_TEST((decide(retry_options(), state, reserve, answered(429, 61s), 0.0).verdict == verdict::out_of_time));
}

BOOST_AUTO_TEST_CASE(a_get_is_tried_again_after_whatever_may_pass)
{
    for (auto const& e : {answered(408), answered(429), answered(500), answered(502), answered(503), answered(504),
             error(errc::truncated_page), error(errc::error_in_page), error(errc::first_byte_timeout),
             error(make_error_code(boost::asio::error::eof))})
        BOOST_TEST((after(1, e).verdict == verdict::wait), to_string(e));
    for (auto const& e : {error(errc::bad_request), error(errc::unauthenticated), error(errc::license_missing),
             answered(501), error(errc::malformed_page), error(make_error_code(boost::asio::error::operation_aborted))})
        BOOST_TEST((after(1, e).verdict == verdict::not_transient), to_string(e));
}

BOOST_AUTO_TEST_CASE(a_post_is_tried_again_only_when_it_was_surely_not_carried_out)
{
    for (auto const& e : {answered(429), answered(503, 2s), error(errc::connect_timeout),
             error(errc::handshake_timeout), error(make_error_code(boost::asio::error::connection_refused)),
             error(make_error_code(boost::asio::error::host_not_found_try_again))})
        BOOST_TEST((of_post(e) == verdict::wait), to_string(e));
    for (auto const& e : {answered(500), answered(502), answered(503), answered(504), error(errc::first_byte_timeout),
             error(errc::attempt_timeout), error(make_error_code(boost::asio::error::connection_reset)),
             error(make_error_code(boost::asio::error::eof))})
        BOOST_TEST((of_post(e) == verdict::not_repeatable), to_string(e));
}

BOOST_AUTO_TEST_CASE(a_token_that_was_tried_for_as_documented_is_not_tried_for_again)
{
    error e(errc::server_error);
    e.source = error_source::token;
    BOOST_TEST((decide(retry_options(), retry_state(), retry_reserve(1), e, 0).verdict == verdict::wait));
    e.attempts.emplace_back();
    BOOST_TEST((decide(retry_options(), retry_state(), retry_reserve(1), e, 0).verdict == verdict::out_of_attempts));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
