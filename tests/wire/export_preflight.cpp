#include <tests/support/export_program.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(export_preflight)

using namespace entralog::testing;

BOOST_AUTO_TEST_CASE(preflight_says_that_all_can_be_read_and_exports_nothing)
{
    export_bench bench;
    auto const o = bench.run({"all", "--preflight"});
    BOOST_TEST_CONTEXT(o.out << o.err)
    {
        BOOST_TEST(o.status == 0);
        for (auto const part :
            {"signIns: can be read\n", "directoryAudits: can be read\n", "customSecurityAttributeAudits: can be read\n",
                "provisioning: can be read\n", "of application c0a50001-0000-4000-8000-00000000c0a5"})
            BOOST_TEST(has(o.out, part), part);
        BOOST_TEST(!has(o.out, "the token shows"));
        BOOST_TEST(o.err == "");
        BOOST_TEST(!has(o.out, "not-real"));
    }
}

BOOST_AUTO_TEST_CASE(preflight_names_the_permission_that_is_missing_and_where_to_grant_it)
{
    export_bench bench;
    auto const o = bench.run({"all", "--preflight"}, {"AZURE_CLIENT_ID=c0a50002-0000-4000-8000-00000000c0a5",
                                                         "AZURE_CLIENT_SECRET=contoso-auditor-secret-not-real"});
    BOOST_TEST_CONTEXT(o.out << o.err)
    {
        BOOST_TEST(o.status == 1);
        BOOST_TEST(has(o.out, "signIns: can be read\n"));
        BOOST_TEST(has(o.out, "customSecurityAttributeAudits: cannot be read\n"));
        BOOST_TEST(has(o.out, "the token shows: missing application permission: "));
        BOOST_TEST(has(o.out, "the answer: missing application permission: 403 "));
        BOOST_TEST(has(o.out, "CustomSecAttributeAuditLogs.Read.All"));
        BOOST_TEST(has(o.out, "Grant in the Microsoft Entra admin center"));
        BOOST_TEST(has(o.out, "https://learn.microsoft.com/"));
    }
}

BOOST_AUTO_TEST_CASE(preflight_of_a_wrong_secret_says_so_before_any_report_is_asked)
{
    export_bench bench;
    auto const o = bench.run({"sign-ins", "--preflight"}, {"AZURE_CLIENT_SECRET=wrong-not-real"});
    BOOST_TEST_CONTEXT(o.out << o.err)
    {
        BOOST_TEST(o.status == 1);
        BOOST_TEST(has(o.out, "the answer: wrong secret, certificate or assertion: AADSTS7000215"));
        BOOST_TEST(!has(o.out + o.err, "not-real"));
    }
    BOOST_TEST(bench.mock.exchanges().size() == 1U); // the token endpoint's
}

BOOST_AUTO_TEST_CASE(preflight_takes_no_output)
{
    auto const o = run_export({"all", "--preflight", "--output", "x", "--token-env", "T"}, {"T=a-token-not-real"});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(has(o.err, "--preflight exports nothing"));
}

BOOST_AUTO_TEST_SUITE_END()
