#include <tests/support/export_program.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace entralog::testing
{

namespace
{

int count_of(std::string_view part, std::string_view text)
{
    int n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++n;
    return n;
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_limit)

BOOST_AUTO_TEST_CASE(the_documented_limit_is_on_and_a_wait_beyond_the_callers_patience_fails_at_once)
{
    export_bench bench(export_bench::contoso(20)); // 8 pages
    bench.limit.clear();
    auto const outcome = bench.run({"sign-ins", "--format", "none", "--max-wait", "1s"});
    BOOST_TEST(outcome.status == 1);
    BOOST_TEST(has(outcome.err, "100 records, 5 pages"), outcome.err);
    BOOST_TEST(has(outcome.err, "allow longer waits (--max-wait)"), outcome.err);
    BOOST_TEST(has(outcome.err, "wait"), outcome.err);
}

BOOST_AUTO_TEST_CASE(a_limit_of_ones_own_is_waited_for_and_the_trace_tells_of_it)
{
    export_bench bench(export_bench::contoso(50));
    bench.limit = "2/0.3";
    auto const outcome =
        bench.run({"sign-ins", "--format", "none", "--trace", "--filter", "userPrincipalName ne 'traced'"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(count_of("the application's limit is used up: GET https://", outcome.err) >= 1, outcome.err);
    BOOST_TEST(count_of("Z request: GET https://", outcome.err) == count_of("Z page of ", outcome.err), outcome.err);
    BOOST_TEST(count_of("Z token until ", outcome.err) == 1, outcome.err);
    BOOST_TEST(has(outcome.err, " for the service's limit"), outcome.err);
    for (std::string_view const secret : {"traced", "skiptoken", reader_secret, "eyJ"})
        BOOST_TEST(!has(outcome.err, secret), secret << " is in\n" << outcome.err);
    BOOST_TEST(!has(bench.run({"sign-ins", "--format", "none"}).err, "Z request: "));
}

BOOST_AUTO_TEST_CASE(limits_and_waits_that_make_no_sense_are_refused_in_words)
{
    for (std::string const limit : {"", "5", "0/10", "-1/10", "5/0", "5/nan", "5/1e9", "x/10", "5/10s", "5/10/2"})
    {
        auto const outcome = run_export({"sign-ins", "--limit", limit});
        BOOST_TEST(outcome.status == 2, limit);
        BOOST_TEST(has(outcome.err, "--limit"), outcome.err);
    }
    for (std::string const time : {"", "5", "s", "-1s", "1.5m", "soon"})
    {
        auto const outcome = run_export({"sign-ins", "--max-wait", time});
        BOOST_TEST(outcome.status == 2, time);
        BOOST_TEST(has(outcome.err, "--max-wait"), outcome.err);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
