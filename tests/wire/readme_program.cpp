#include <tests/support/export_program.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

// The program of the README, run as a reader would.

namespace
{

using namespace entralog::testing;

class readme_program
{
public:
    readme_program()
        : bench_(rebased())
        , arguments_{bench_.mock.graph(), bench_.scratch.write("ca.pem", bench_.mock.ca_pem())}
    {
    }

    export_outcome run(std::string const& secret)
    {
        auto environment = bare_environment();
        if (!secret.empty())
            environment.insert(environment.begin(),
                {"AZURE_TENANT_ID=contoso.onmicrosoft.com", "AZURE_CLIENT_ID=c0a50001-0000-4000-8000-00000000c0a5",
                    "AZURE_CLIENT_SECRET=" + secret});
        child program(ENTRALOG_FAILED_SIGN_INS, arguments_, environment);
        return outcome_of(program);
    }

    export_bench& bench() { return bench_; }

private:
    /// With sign-ins of the last 24 hours.
    static graph_mock::in_process_options rebased()
    {
        auto options = export_bench::contoso();
        options.rooms.time.kind = graph_mock::time_setting::mode::rebase;
        return options;
    }

    export_bench bench_;
    std::vector<std::string> arguments_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(the_readme_program, readme_program)

BOOST_AUTO_TEST_CASE(prints_the_failed_sign_ins_of_the_last_day)
{
    auto const o = run(reader_secret);
    BOOST_TEST_REQUIRE(o.status == 0, o.err);
    auto const expected =
        bench().run({"sign-ins", "--since", "24h", "--filter", "status/errorCode ne 0", "--format", "raw"});
    auto const lines = [](std::string const& text) { return std::count(text.begin(), text.end(), '\n'); };
    BOOST_TEST(lines(o.out) > 0);
    BOOST_TEST(lines(o.out) == lines(expected.out));
    BOOST_TEST(has(o.out, "@contoso.com\n"));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_the_credentials)
{
    auto const without = run("");
    BOOST_TEST(without.status == 1);
    BOOST_TEST(has(without.err, "AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET"), without.err);
    auto const wrong = run("wrong-not-real");
    BOOST_TEST(wrong.status == 1);
    BOOST_TEST(has(wrong.err, "AADSTS7000215"), wrong.err);
    BOOST_TEST(!has(wrong.err, "not-real"));
}

BOOST_AUTO_TEST_CASE(says_that_nobody_listens)
{
    bench().mock.stop();
    auto const o = run(reader_secret);
    BOOST_TEST(o.status == 1);
    BOOST_TEST(has(o.err, "no connection to 127.0.0.1"), o.err);
}

BOOST_AUTO_TEST_SUITE_END()
