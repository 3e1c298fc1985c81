#include <examples/export/explain.hpp>
#include <examples/export/tally.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace
{

using namespace entralog_export;
using namespace std::chrono_literals;

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != text.npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_tally)

BOOST_AUTO_TEST_CASE(numbers_have_their_plural)
{
    BOOST_TEST(counted(0, "record") == "0 records");
    BOOST_TEST(counted(1, "record") == "1 record");
    BOOST_TEST(counted(2, "record") == "2 records");
    BOOST_TEST(counted(1, "retry") == "1 retry");
    BOOST_TEST(counted(2, "retry") == "2 retries");
}

BOOST_AUTO_TEST_CASE(sizes_and_times_are_short)
{
    BOOST_TEST(size_text(0) == "0 B");
    BOOST_TEST(size_text(999) == "999 B");
    BOOST_TEST(size_text(1000) == "1.0 kB");
    BOOST_TEST(size_text(41'340) == "41.3 kB");
    BOOST_TEST(size_text(999'960) == "1.0 MB");
    BOOST_TEST(size_text(12'345'678'901) == "12.3 GB");
    BOOST_TEST(size_text(12'345'678'901'234) == "12.3 TB");
    BOOST_TEST(seconds_text(420ms) == "0.4 s");
    BOOST_TEST(seconds_text(75s) == "75 s");
}

BOOST_AUTO_TEST_CASE(summary_tells_what_came_and_what_it_cost)
{
    tally t;
    t.records = 300;
    t.pages = 3;
    t.bytes = 41'300;
    t.took = 400ms;
    BOOST_TEST(summary("signIns", t) == "signIns: 300 records, 3 pages, 41.3 kB on the wire, 0 retries, 0.4 s\n");
    t.retries = 2;
    t.waited = 2500ms;
    t.malformed = 1;
    BOOST_TEST(contains(summary("signIns", t), ", 2 retries after waiting 2.5 s, 0.4 s, 1 malformed\n"));
}

BOOST_AUTO_TEST_CASE(what_the_model_does_not_know_is_named_but_not_without_end)
{
    entralog::drift d;
    BOOST_TEST(drift_summary(d) == "");
    d.unknown_properties["signIn.brandNew"] = 2;
    d.unknown_members["signIn.riskState=so\x1bnew"] = 1;
    BOOST_TEST(
        contains(drift_summary(d), ": properties signIn.brandNew (2); members signIn.riskState=so\xef\xbf\xbdnew\n"));
    for (int i = 0; i < 100; ++i)
        d.unknown_properties["signIn.p" + std::to_string(i)] = 1;
    BOOST_TEST(contains(drift_summary(d), " and 98 more; members"));
    BOOST_TEST(drift_summary(d).size() < 400U);
}

BOOST_AUTO_TEST_CASE(parts_add_up)
{
    tally part;
    part.records = 1;
    part.malformed = 2;
    part.pages = 3;
    part.bytes = 4;
    part.retries = 5;
    part.waited = 6s;
    part.took = 7s;
    part.beyond_model.unknown_properties["x"] = 8;
    tally total;
    total += part;
    total += part;
    BOOST_TEST(total.records == 2U);
    BOOST_TEST(total.malformed == 4U);
    BOOST_TEST(total.pages == 6U);
    BOOST_TEST(total.bytes == 8U);
    BOOST_TEST(total.retries == 10U);
    BOOST_TEST((total.waited == 12s));
    BOOST_TEST((total.took == 14s));
    BOOST_TEST(total.beyond_model.unknown_properties["x"] == 16U);
}

BOOST_AUTO_TEST_CASE(an_error_is_explained_line_by_line)
{
    entralog::error e(entralog::errc::role_missing, "User is not in the allowed roles");
    e.http_status = 403;
    e.graph_code = "Authentication_RequestFromUnsupportedUserRole";
    e.hint = "Assign the role.";
    e.request = "GET https://graph.microsoft.com/beta/auditLogs/signIns";
    e.request_id = "r-1";
    e.client_request_id = "c-1";
    e.retry_after = entralog::ticks(21'280'000);
    entralog::attempt a;
    a.http_status = 503;
    a.waited = std::chrono::seconds(3);
    e.attempts.push_back(a);
    BOOST_TEST(explain("signIns", e) ==
               "signIns: the signed-in user lacks a directory role\n"
               "    why:                User is not in the allowed roles\n"
               "    to do:              Assign the role.\n"
               "    asked:              GET https://graph.microsoft.com/beta/auditLogs/signIns\n"
               "    answer:             HTTP 403, Authentication_RequestFromUnsupportedUserRole\n"
               "    wait:               the service asks for 2.2 s\n"
               "    tries:              2 in all; before the last: HTTP 503; waited 3.0 s\n"
               "    request-id:         r-1\n"
               "    client-request-id:  c-1\n");
}

BOOST_AUTO_TEST_CASE(an_error_shows_only_what_it_has_and_nothing_that_moves_the_cursor)
{
    entralog::error e(boost::asio::error::connection_refused, "line\nbreak \x1b[31m");
    auto const text = explain("", e);
    BOOST_TEST(text.starts_with(e.code.message() + "\n    why:  "));
    BOOST_TEST(contains(text, "line break \xef\xbf\xbd[31m\n"));
    BOOST_TEST(!contains(text, "answer:"));
    BOOST_TEST(!contains(text, "request-id:"));
}

BOOST_AUTO_TEST_SUITE_END()
