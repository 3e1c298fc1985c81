#include <entralog/backoff.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>

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
    return decide(options, state, e, unit);
}

verdict of_post(error const& e)
{
    retry_state state;
    state.method = http_method::post;
    return decide(retry_options(), state, e, 0.0).verdict;
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

BOOST_AUTO_TEST_CASE(delays_double_up_to_their_maximum_and_chance_takes_at_most_half)
{
    retry_options options;
    options.max_attempts = 100;
    options.max_total_wait = 100h;
    ticks const expected[] = {3s, 6s, 12s, 24s, 48s, 60s, 60s};
    for (int i = 0; i < 7; ++i)
    {
        BOOST_TEST(after(i + 1, answered(503), 0.0, options).wait.count() == expected[i].count());
        BOOST_TEST(after(i + 1, answered(503), 1.0, options).wait.count() == expected[i].count() / 2);
    }
    BOOST_TEST(after(99, answered(503), 0.0, options).wait.count() == ticks(60s).count());
}

BOOST_AUTO_TEST_CASE(absurd_options_cannot_overflow_or_wait_less_than_nothing)
{
    retry_options options;
    options.max_attempts = 1'000'000;
    options.base_delay = ticks::max() / 3;
    options.max_delay = ticks::max();
    options.max_total_wait = ticks::max();
    BOOST_TEST((after(999'999, answered(503), 0.0, options).wait == ticks::max()));
    options.base_delay = -5s;
    BOOST_TEST(after(3, answered(503), 0.0, options).wait.count() == 0);
    options.max_delay = -5s;
    BOOST_TEST(after(3, answered(503), 2.0, options).wait.count() == 0);
    BOOST_TEST(after(3, answered(503, -1s), 0.0, options).wait.count() == 0);
    options.max_attempts = -1;
    BOOST_TEST((after(1, answered(503), 0.0, options).verdict == verdict::out_of_attempts));
}

BOOST_AUTO_TEST_CASE(tries_and_time_are_bounded)
{
    BOOST_TEST((after(3, answered(503)).verdict == verdict::wait));
    BOOST_TEST((after(4, answered(503)).verdict == verdict::out_of_attempts));
    retry_state state;
    state.waited = 14min;
    BOOST_TEST((decide(retry_options(), state, answered(429, 60s), 0.0).verdict == verdict::wait));
    BOOST_TEST((decide(retry_options(), state, answered(429, 61s), 0.0).verdict == verdict::out_of_time));
}

BOOST_AUTO_TEST_CASE(a_get_is_tried_again_after_whatever_may_pass)
{
    for (auto const& e : {answered(429), answered(500), answered(502), answered(503), answered(504),
             error(errc::truncated_page), error(errc::error_in_page), error(errc::first_byte_timeout),
             error(make_error_code(boost::asio::error::eof))})
        BOOST_TEST((after(1, e).verdict == verdict::wait), to_string(e));
    for (auto const& e : {error(errc::bad_request), error(errc::unauthenticated), error(errc::license_missing),
             answered(501), error(errc::malformed_page), error(make_error_code(boost::asio::error::operation_aborted))})
        BOOST_TEST((after(1, e).verdict == verdict::not_transient), to_string(e));
}

BOOST_AUTO_TEST_CASE(a_post_is_tried_again_only_when_it_was_surely_not_carried_out)
{
    for (auto const& e : {answered(429), answered(503), error(errc::connect_timeout), error(errc::handshake_timeout),
             error(make_error_code(boost::asio::error::connection_refused)),
             error(make_error_code(boost::asio::error::host_not_found_try_again))})
        BOOST_TEST((of_post(e) == verdict::wait), to_string(e));
    for (auto const& e : {answered(500), answered(502), answered(504), error(errc::first_byte_timeout),
             error(errc::attempt_timeout), error(make_error_code(boost::asio::error::connection_reset)),
             error(make_error_code(boost::asio::error::eof))})
        BOOST_TEST((of_post(e) == verdict::not_repeatable), to_string(e));
}

BOOST_AUTO_TEST_CASE(a_token_that_was_tried_for_as_documented_is_not_tried_for_again)
{
    error e(errc::server_error);
    e.source = error_source::token;
    BOOST_TEST((decide(retry_options(), retry_state(), e, 0).verdict == verdict::wait));
    e.attempts.emplace_back();
    BOOST_TEST((decide(retry_options(), retry_state(), e, 0).verdict == verdict::out_of_attempts));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
