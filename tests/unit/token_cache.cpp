#include <tests/support/token_cache_bench.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

} // namespace

BOOST_FIXTURE_TEST_SUITE(token_cache_suite, token_cache_bench)

BOOST_AUTO_TEST_CASE(a_token_that_never_ends_is_never_renewed)
{
    source->life = timestamp::max() - time->now();
    BOOST_TEST(ask() == "token-1");
    time->advance(std::chrono::hours(24 * 365 * 50));
    BOOST_TEST(ask() == "token-1");
}

BOOST_AUTO_TEST_CASE(an_expired_token_is_not_served_when_renewal_fails)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(1h);
    source->failures = {error(errc::server_error)};
    BOOST_TEST((fail().code == errc::server_error));
}

BOOST_AUTO_TEST_CASE(failures_are_not_kept)
{
    source->failures = {error(errc::token_rejected), error(errc::server_error)};
    BOOST_TEST((fail().code == errc::token_rejected));
    BOOST_TEST((fail().code == errc::server_error));
    BOOST_TEST(ask() == "token-3");
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_credential_reaches_the_caller_and_is_not_kept)
{
    source->throws = true;
    BOOST_CHECK_THROW(ask(), std::runtime_error);
    source->throws = false;
    BOOST_TEST(ask() == "token-2");
}

BOOST_AUTO_TEST_CASE(a_thousand_waiters_share_one_request)
{
    source->held = true;
    std::vector<token_outcome> outcomes(1000);
    for (auto& o : outcomes)
        start(io, cache->token("id"), o);
    settle();
    BOOST_TEST(source->calls == 1);
    source->open();
    settle();
    BOOST_TEST(io.stopped());
    int served = 0;
    for (auto const& o : outcomes)
        served += o.done && !o.exception && o.value->has_value() && (*o.value)->secret == "token-1" ? 1 : 0;
    BOOST_TEST(served == 1000);
    BOOST_TEST(source->calls == 1);
}

BOOST_AUTO_TEST_CASE(all_waiters_learn_of_a_failure)
{
    source->held = true;
    source->failures = {error(errc::token_rejected)};
    std::vector<token_outcome> outcomes(10);
    for (auto& o : outcomes)
        start(io, cache->token("id"), o);
    settle();
    source->open();
    settle();
    for (auto const& o : outcomes)
        BOOST_TEST((o.done && o.value->has_error() && o.value->error().code == errc::token_rejected));
    BOOST_TEST(source->calls == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_any_waiter_disturbs_no_other)
{
    for (std::size_t cancelled = 0; cancelled < 3; ++cancelled) // 0 is the one that began the request
    {
        auto const calls = source->calls;
        source->held = true;
        std::vector<token_outcome> outcomes(3);
        std::vector<boost::asio::cancellation_signal> signals(3);
        for (std::size_t i = 0; i < 3; ++i)
            start(io, cache->token("id"), outcomes[i], signals[i].slot());
        settle();
        signals[cancelled].emit(boost::asio::cancellation_type::terminal);
        settle();
        for (std::size_t i = 0; i < 3; ++i)
            BOOST_TEST(outcomes[i].done == (i == cancelled));
        BOOST_TEST(outcomes[cancelled].aborted());
        source->open();
        settle();
        for (std::size_t i = 0; i < 3; ++i)
            BOOST_TEST((i == cancelled || outcomes[i].value->has_value()));
        BOOST_TEST(source->calls == calls + 1);
        BOOST_TEST(source->aborted == 0);
        cache->invalidate("token-" + std::to_string(source->calls));
    }
}

BOOST_AUTO_TEST_CASE(the_request_ends_with_its_last_waiter)
{
    source->held = true;
    std::vector<token_outcome> outcomes(2);
    std::vector<boost::asio::cancellation_signal> signals(2);
    start(io, cache->token("id"), outcomes[0], signals[0].slot());
    start(io, cache->token("id"), outcomes[1], signals[1].slot());
    settle();
    signals[0].emit(boost::asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(source->aborted == 0);
    signals[1].emit(boost::asio::cancellation_type::terminal);
    BOOST_TEST(idle());
    BOOST_TEST(source->aborted == 1);
    BOOST_TEST(outcomes[1].aborted());
    source->held = false;
    BOOST_TEST(ask() == "token-2");
}

BOOST_AUTO_TEST_CASE(a_caller_who_comes_while_the_last_waiter_leaves_is_served)
{
    for (int handlers = 0; handlers < 10; ++handlers)
    {
        source->held = true;
        token_outcome leaving;
        token_outcome coming;
        boost::asio::cancellation_signal signal;
        start(io, cache->token("id"), leaving, signal.slot());
        settle();
        signal.emit(boost::asio::cancellation_type::terminal);
        for (int i = 0; i < handlers; ++i)
            io.poll_one();
        start(io, cache->token("id"), coming);
        settle();
        source->open();
        BOOST_TEST(idle());
        BOOST_TEST(leaving.aborted());
        BOOST_TEST_REQUIRE((coming.done && !coming.exception));
        BOOST_TEST(coming.value->has_value());
        cache->invalidate("token-" + std::to_string(source->calls));
    }
}

BOOST_AUTO_TEST_CASE(a_caller_can_be_cancelled_at_every_step)
{
    bool aborted = true;
    std::size_t steps = 0;
    for (; aborted && steps < 100; ++steps)
    {
        cache.emplace(source, wire, time, origin(), "scope");
        aborted =
            run_cancelled(io, cache->token("id"), steps).aborted(); // and the context runs empty: nothing is left over
    }
    BOOST_TEST((steps > 2U && steps < 100U));
}

BOOST_AUTO_TEST_CASE(only_the_refused_token_itself_is_forgotten)
{
    BOOST_TEST(ask() == "token-1");
    cache->invalidate("token-0");
    BOOST_TEST(ask() == "token-1");
    cache->invalidate("token-1");
    BOOST_TEST(ask() == "token-2");
    cache->invalidate("token-1"); // a late 401 for the old one
    BOOST_TEST(ask() == "token-2");
}

BOOST_AUTO_TEST_CASE(the_request_ends_with_the_cache)
{
    source->held = true;
    token_outcome o;
    start(io, cache->token("id"), o);
    settle();
    cache.reset();
    BOOST_TEST(idle());
    BOOST_TEST(source->aborted == 1);
    BOOST_TEST(o.aborted());
}

BOOST_AUTO_TEST_CASE(a_request_whose_executor_goes_away_does_not_block_the_next)
{
    for (bool const begun : {false, true})
    {
        auto const calls = source->calls;
        source->held = true;
        token_outcome lost;
        {
            boost::asio::io_context gone;
            start(gone, cache->token("id"), lost);
            if (begun)
                gone.poll();
        }
        source->open();
        auto const token = ask();
        BOOST_TEST(token == "token-" + std::to_string(source->calls));
        BOOST_TEST(source->calls == calls + (begun ? 2 : 1));
        BOOST_TEST(!lost.done);
        cache->invalidate(token);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
