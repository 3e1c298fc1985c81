#include <entralog/token_cache.hpp>

#include <tests/support/counting_credential.hpp>
#include <tests/support/manual_clock.hpp>
#include <tests/support/run.hpp>
#include <tests/support/scripted_transport.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

struct fixture
{
    std::shared_ptr<counting_credential> source = std::make_shared<counting_credential>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    std::optional<token_cache> cache = std::optional<token_cache>(std::in_place, source, wire, time, origin(), "scope");
    boost::asio::io_context io;

    std::string ask() { return run(io, cache->token("id")).value().secret; }

    error fail()
    {
        auto const token = run(io, cache->token("id"));
        BOOST_TEST_REQUIRE(token.has_error());
        return token.error();
    }

    /// Runs what can run now.
    void settle()
    {
        io.restart();
        io.poll();
    }

    bool idle() { return settle(), io.stopped(); }
};

using token_outcome = outcome<result<access_token>>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(token_cache_suite, fixture)

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

BOOST_AUTO_TEST_CASE(a_token_that_never_ends_is_never_renewed)
{
    source->life = timestamp::max() - time->now();
    BOOST_TEST(ask() == "token-1");
    time->advance(std::chrono::hours(24 * 365 * 50));
    BOOST_TEST(ask() == "token-1");
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

constexpr std::string_view some_claims = R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"}}})";

BOOST_AUTO_TEST_CASE(claims_go_with_each_request_until_one_succeeds)
{
    BOOST_TEST(ask() == "token-1");
    BOOST_TEST(source->last_claims.empty());
    cache->invalidate("token-1", some_claims);
    source->failures = {error(errc::server_error)};
    BOOST_TEST((fail().code == errc::server_error));
    BOOST_TEST(source->last_claims == some_claims);
    BOOST_TEST(ask() == "token-3");
    BOOST_TEST(source->last_claims == some_claims);
    cache->invalidate("token-3");
    BOOST_TEST(ask() == "token-4");
    BOOST_TEST(source->last_claims.empty());
}

BOOST_AUTO_TEST_CASE(many_refusals_at_once_make_one_request_with_the_claims)
{
    BOOST_TEST(ask() == "token-1");
    source->held = true;
    std::vector<token_outcome> outcomes(100);
    for (auto& o : outcomes)
    {
        cache->invalidate("token-1", some_claims);
        start(io, cache->token("id"), o);
        settle();
    }
    source->open();
    settle();
    for (auto const& o : outcomes)
        BOOST_TEST((*o.value)->secret == "token-2");
    cache->invalidate("token-1", some_claims); // a late one
    BOOST_TEST(ask() == "token-2");
    BOOST_TEST(source->calls == 2);
}

BOOST_AUTO_TEST_CASE(a_renewal_that_began_before_a_challenge_does_not_answer_it)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    source->held = true;
    token_outcome early;
    start(io, cache->token("id"), early);
    settle();
    cache->invalidate("token-1", some_claims);
    token_outcome challenged;
    start(io, cache->token("id"), challenged);
    settle();
    BOOST_TEST(source->aborted == 1); // nobody waited for it
    BOOST_TEST(source->calls == 3);
    source->open();
    settle();
    BOOST_TEST((*challenged.value)->secret == "token-3");
    BOOST_TEST(source->last_claims == some_claims);
    BOOST_TEST(ask() == "token-3");
}

BOOST_AUTO_TEST_CASE(a_token_that_comes_late_and_without_the_claims_does_not_replace_the_one_with_them)
{
    BOOST_TEST(ask() == "token-1");
    cache->invalidate("token-1");
    source->held = true;
    token_outcome without;
    token_outcome with;
    start(io, cache->token("id"), without);
    settle();
    cache->invalidate("token-1", some_claims);
    start(io, cache->token("id"), with);
    settle();
    BOOST_TEST(source->calls == 3);
    source->held = false;
    for (auto const gate : {1U, 0U}) // the later one first
    {
        source->gates.at(gate).lock()->cancel();
        settle();
    }
    BOOST_TEST((*with.value)->secret == "token-3");
    BOOST_TEST((*without.value)->secret == "token-2"); // for the one who waited for it
    BOOST_TEST(ask() == "token-3");
}

BOOST_AUTO_TEST_CASE(claims_of_several_challenges_are_joined_and_bounded)
{
    BOOST_TEST(ask() == "token-1");
    cache->invalidate("token-1", R"({"access_token":{"a":1}})");
    cache->invalidate("token-1", R"({"access_token":{"b":2}})");
    BOOST_TEST(ask() == "token-2");
    BOOST_TEST(source->last_claims == R"({"access_token":{"a":1,"b":2}})");
    cache->invalidate("token-2", R"({"a":")" + std::string(10'000, 'x') + "\"}");
    cache->invalidate("token-2", R"({"b":")" + std::string(10'000, 'x') + "\"}");
    BOOST_TEST(ask() == "token-3");
    BOOST_TEST(source->last_claims == R"({"b":")" + std::string(10'000, 'x') + "\"}");
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
