#include <tests/support/token_cache_bench.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <vector>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

} // namespace

BOOST_FIXTURE_TEST_SUITE(token_cache_renewal_suite, token_cache_bench)

BOOST_AUTO_TEST_CASE(a_token_is_kept_until_it_should_be_renewed)
{
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(source->last_client_request_id == "id");
    time->advance(55min - 1s); // 5 minutes before the end of an hour
    BOOST_TEST(ask() == "token-1");
    time->advance(1s);
    BOOST_TEST(ask() == "token-1"); // and goes on to renew it
    BOOST_TEST(ask() == "token-2");
    BOOST_TEST(source->calls == 2);
}

BOOST_AUTO_TEST_CASE(a_short_token_is_renewed_after_four_fifths_of_its_life)
{
    source->life = 100s;
    BOOST_TEST(ask() == "token-1");
    time->advance(79s);
    BOOST_TEST(ask() == "token-1");
    time->advance(1s);
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(ask() == "token-2");
}

BOOST_AUTO_TEST_CASE(the_issuers_refresh_time_counts)
{
    source->refresh_after = 10min;
    BOOST_TEST(ask() == "token-1");
    time->advance(10min);
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(ask() == "token-2");
}

BOOST_AUTO_TEST_CASE(a_token_that_is_to_be_renewed_at_once_is_not_renewed_with_each_request)
{
    for (ticks const after : {ticks(0s), ticks(-1h)})
    {
        source->calls = 0;
        source->refresh_after = after;
        cache.emplace(source, wire, time, origin(), "scope");
        for (int i = 0; i < 20; ++i)
            BOOST_TEST(ask() == "token-1");
        BOOST_TEST(idle());
        BOOST_TEST(source->calls == 1);
        time->advance(30s);
        BOOST_TEST(ask() == "token-1");
        for (int i = 0; i < 20; ++i)
            BOOST_TEST(ask() == "token-2");
        BOOST_TEST(idle());
        BOOST_TEST(source->calls == 2);
    }
}

BOOST_AUTO_TEST_CASE(the_old_token_serves_on_when_an_early_renewal_fails)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->failures = {error(errc::server_error), error(errc::token_rejected)};
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(source->calls == 2);
    BOOST_TEST(ask() == "token-1"); // not at once again
    BOOST_TEST(source->calls == 2);
    time->advance(30s);
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(source->calls == 3);
    time->advance(30s);
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(ask() == "token-4");
}

BOOST_AUTO_TEST_CASE(nobody_waits_while_a_valid_token_is_renewed)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->held = true;
    std::vector<token_outcome> outcomes(3);
    for (auto& o : outcomes)
    {
        start(io, cache->token("id"), o);
        settle();
        BOOST_TEST_REQUIRE(o.done);
        BOOST_TEST((*o.value)->secret == "token-1");
    }
    BOOST_TEST(source->calls == 2);
    BOOST_TEST((source->last_prompt == prompting::not_now));
    source->open();
    BOOST_TEST(idle()); // and no timer keeps the executor running
    BOOST_TEST(ask() == "token-2");
    BOOST_TEST(source->calls == 2);
}

BOOST_AUTO_TEST_CASE(who_comes_when_the_token_has_expired_waits_for_the_renewal_under_way)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->held = true;
    token_outcome early;
    start(io, cache->token("id"), early);
    settle();
    time->advance(5min);
    token_outcome late;
    start(io, cache->token("id"), late);
    settle();
    BOOST_TEST(!late.done);
    source->open();
    settle();
    BOOST_TEST((*late.value)->secret == "token-2");
    BOOST_TEST(source->calls == 2);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_renewal_that_fails_has_it_tried_with_all_means)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->held = true;
    token_outcome early;
    start(io, cache->token("id"), early);
    settle();
    time->advance(5min);
    std::vector<token_outcome> late(3);
    for (auto& o : late)
        start(io, cache->token("id"), o);
    settle();
    source->failures = {error(errc::credential_unavailable)};
    source->open();
    settle();
    for (auto const& o : late)
        BOOST_TEST((*o.value)->secret == "token-3");
    BOOST_TEST(source->calls == 3);
    BOOST_TEST((source->last_prompt == prompting::allowed));
}

BOOST_AUTO_TEST_CASE(an_exception_in_a_renewal_harms_nobody_while_the_token_is_valid)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->throws = true;
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(source->calls == 2);
    time->advance(4min);
    BOOST_CHECK_THROW(ask(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_renewal_ends_with_the_cache)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->held = true;
    token_outcome o;
    start(io, cache->token("id"), o);
    settle();
    cache.reset();
    BOOST_TEST(idle());
    BOOST_TEST(source->aborted == 1);
}

BOOST_AUTO_TEST_CASE(a_renewal_may_outlive_its_executor)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->held = true;
    {
        boost::asio::io_context gone;
        token_outcome o;
        start(gone, cache->token("id"), o);
        gone.poll();
        BOOST_TEST((*o.value)->secret == "token-1");
    }
    source->open();
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(ask() == "token-3");
}

BOOST_AUTO_TEST_CASE(a_token_refused_during_its_renewal_is_not_served)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->held = true;
    source->failures = {error(errc::server_error), error(errc::token_rejected)};
    token_outcome o;
    start(io, cache->token("id"), o);
    settle();
    cache->invalidate("token-1");
    token_outcome next;
    start(io, cache->token("id"), next);
    settle();
    source->open();
    settle();
    BOOST_TEST_REQUIRE(next.done);
    BOOST_TEST((next.value->has_error() && next.value->error().code == errc::token_rejected));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
