#include <tests/support/token_cache_bench.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

constexpr std::string_view some_claims = R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"}}})";

} // namespace

BOOST_FIXTURE_TEST_SUITE(token_cache_claims_suite, token_cache_bench)

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

BOOST_AUTO_TEST_CASE(a_challenge_is_not_forgotten_because_the_token_was_renewed_without_its_claims)
{
    BOOST_TEST(ask() == "token-1");
    time->advance(56min);
    BOOST_TEST(ask() == "token-1"); // and renews it
    BOOST_TEST(ask() == "token-2");
    cache->invalidate("token-1", some_claims); // of a request that began with the old one
    BOOST_TEST(ask() == "token-3");
    BOOST_TEST(source->last_claims == some_claims);
    cache->invalidate("token-1", some_claims); // the renewed one has them
    BOOST_TEST(ask() == "token-3");
    cache->invalidate("token-2", R"({"access_token":{"acrs":{"value":"c1"}}})"); // but not these
    BOOST_TEST(ask() == "token-4");
    BOOST_TEST(source->last_claims ==
               R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"},"acrs":{"value":"c1"}}})");
    cache->invalidate("token-3", some_claims);
    BOOST_TEST(ask() == "token-4");
}

BOOST_AUTO_TEST_CASE(claims_that_the_issuer_refuses_are_not_asked_for_for_ever)
{
    BOOST_TEST(ask() == "token-1");
    cache->invalidate("token-1", some_claims);
    source->failures = {error(errc::token_rejected), std::nullopt};
    BOOST_TEST((fail().code == errc::token_rejected));
    BOOST_TEST(source->last_claims == some_claims);
    BOOST_TEST(ask() == "token-3");
    BOOST_TEST(source->last_claims.empty());
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

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
