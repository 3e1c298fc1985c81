#include <mockserver/ignored_parameter.hpp>
#include <mockserver/retention.hpp>
#include <tests/support/mock_rooms.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>

using namespace mock_rooms;

namespace
{

// The clock stands five seconds after the newest record, which is of 2026-11-06T10:00:00Z.

std::string by_time(std::string_view report, std::string_view filter)
{
    return "/beta/auditLogs/" + std::string(report) + "?$filter=" + encoded(filter);
}

std::string minimum(std::string_view property, std::string_view date)
{
    return "400: Specified argument was out of the range of valid values. (Parameter 'Minimum allowed time for " +
           std::string(property) + " is " + std::string(date) + " 12:00:00 AM')";
}

constexpr char const* directory = "Directory_1_ABC_2 Directory_2";

} // namespace

BOOST_AUTO_TEST_SUITE(mock_options)

BOOST_AUTO_TEST_CASE(a_licence_keeps_30_days_and_no_licence_7)
{
    for (auto const* licence : {"P1", "P2"})
    {
        world w(licence);
        BOOST_TEST(ids(w.get(by_time("directoryAudits", "activityDateTime ge 2026-10-07"))) == directory);
        auto const r = w.get(by_time("directoryAudits", "activityDateTime ge 2026-10-06T23:59:59.9999999Z"));
        BOOST_TEST(ids(r) == minimum("activityDateTime", "10/7/2026"));
        BOOST_TEST(error_code(r) == "BadRequest");
        BOOST_TEST(
            ids(w.get(by_time("signIns", "createdDateTime ge 2026-10-06"))) == minimum("createdDateTime", "10/7/2026"));
    }
    world w("free");
    BOOST_TEST(ids(w.get(by_time("directoryAudits", "activityDateTime ge 2026-10-30"))) == directory);
    for (auto const* report : {"directoryAudits", "customSecurityAttributeAudits", "provisioning"})
        BOOST_TEST(ids(w.get(by_time(report, "activityDateTime ge 2026-10-29T23:59:59Z"))) ==
                   minimum("activityDateTime", "10/30/2026"));
}

BOOST_AUTO_TEST_CASE(days_can_be_set_and_0_is_no_limit)
{
    graph_mock::service_options options;
    options.retention_days = 1;
    world one("P2", options);
    BOOST_TEST(ids(one.get(by_time("directoryAudits", "activityDateTime ge 2026-11-05"))) == directory);
    BOOST_TEST(ids(one.get(by_time("directoryAudits", "activityDateTime ge 2026-11-04T12:00:00Z"))) ==
               minimum("activityDateTime", "11/5/2026"));
    BOOST_TEST(
        ids(one.get("/beta/auditLogs/signIns")) == "s7 s5 s6 s2 s1"); // what is older is served, only not asked for
    options.retention_days = 0;
    world none("free", options);
    BOOST_TEST(ids(none.get(by_time("directoryAudits", "activityDateTime ge 1601-01-01"))) == directory);

    BOOST_TEST(graph_mock::retention_days(graph_mock::licence::free, {}) == 7u);
    BOOST_TEST(graph_mock::retention_days(graph_mock::licence::free, 0u) == 0u);
    auto const epoch = graph_mock::timestamp();
    BOOST_TEST((graph_mock::oldest_allowed(epoch + std::chrono::hours(30), 1) == epoch));
    BOOST_TEST((graph_mock::oldest_allowed(epoch - std::chrono::seconds(1), 1) == epoch - std::chrono::days(2)));
    BOOST_TEST(!graph_mock::oldest_allowed(epoch, 0).has_value());
}

BOOST_AUTO_TEST_CASE(a_time_is_too_old_wherever_it_stands_in_the_filter)
{
    world w;
    for (auto const* filter : {"createdDateTime lt 2026-10-01", "createdDateTime eq 2026-10-01",
             "2026-10-01 le createdDateTime", "not (createdDateTime ge 2026-10-01)",
             "status/errorCode eq 0 and (id eq 'x' or createdDateTime gt 2026-10-01)",
             "createdDateTime in (2026-11-05T10:00:00Z,2026-10-01T00:00:00Z)", "CREATEDDATETIME ge 2026-10-01",
             "createdDateTime ge 2026-10-06T23:00:00-00:30"})
        BOOST_TEST(ids(w.get(by_time("signIns", filter))) == minimum("createdDateTime", "10/7/2026"), filter);
    for (auto const* filter : {"createdDateTime ge 2026-10-06T23:00:00-01:00", "createdDateTime ne null",
             "createdDateTime ge 2026-11-01 or userPrincipalName eq '2026-10-01'"})
        BOOST_TEST(w.get(by_time("signIns", filter)).status == 200, filter);
    graph_mock::service_options options;
    options.filters = graph_mock::odata::filter_rules::all;
    world any("P2", options); // the time of something else may be of any age
    BOOST_TEST(any.get(by_time("signIns", "authenticationDetails/any(d: d/authenticationStepDateTime gt 2026-10-01)"))
                   .status == 200);
    BOOST_TEST(
        any.get(by_time("provisioning", "sourceIdentity/details/x/any(d: d/activityDateTime gt 2026-10-01)")).status ==
        200);
}

BOOST_AUTO_TEST_CASE(retention_goes_by_the_mocks_clock_and_spares_the_pages_under_way)
{
    world w;
    auto const target = "/beta/auditLogs/directoryAudits?$top=1&$filter=" + encoded("activityDateTime ge 2026-10-07");
    auto const first = w.get(target);
    BOOST_TEST(ids(first) == "Directory_1_ABC_2");
    w.rooms->clock().advance(std::chrono::hours(14)); // past midnight
    BOOST_TEST(ids(w.get(target)) == minimum("activityDateTime", "10/8/2026"));
    BOOST_TEST(ids(w.get(next_target(first))) == "Directory_2");
    BOOST_TEST(ids(w.get(target + "&$skiptoken=00")) == "400: Invalid Skip Token"); // and it is no way around
}

BOOST_AUTO_TEST_CASE(rebased_records_have_the_retention_of_today)
{
    graph_mock::service_options options;
    options.time = *graph_mock::parse_time_setting("rebase");
    world w("P2", options);
    auto const days_ago = [&](int days)
    { return "activityDateTime ge " + entralog::to_iso8601(w.rooms->clock().now() - std::chrono::days(days)); };
    BOOST_TEST(ids(w.get(by_time("directoryAudits", days_ago(30)))) == directory);
    BOOST_TEST(w.get(by_time("directoryAudits", days_ago(32))).status == 400);
}

BOOST_AUTO_TEST_CASE(what_is_ignored_is_told_with_what_was_meant)
{
    using graph_mock::why_ignored;
    BOOST_TEST(why_ignored("top", "5", false) == "the query parameter 'top' is ignored by Graph; write '$top'");
    BOOST_TEST(why_ignored("Filter", "id eq 'x'", false) ==
               "the query parameter 'Filter' is ignored by Graph; write '$filter'");
    BOOST_TEST(
        why_ignored("note", "1", true) == "the query parameter 'note' is ignored by Graph; options begin with '$'");
    BOOST_TEST(why_ignored("", "activityDateTime ge 2018-07-16", false) ==
               "the query parameter '=activityDateTime ge 2018-07-16' is ignored by Graph; write "
               "'$filter=activityDateTime ge 2018-07-16'");
    BOOST_TEST(
        why_ignored("b eq 2", "", false) ==
        "the query parameter 'b eq 2' is ignored by Graph; if it is meant as a condition, write '$filter=b eq 2'");
    for (auto const* condition :
        {"b eq 2", "id NE 'x'", "createdDateTime le 2026-11-05T00:00:00Z", "startswith(userDisplayName,'a')",
            "signInEventTypes/any(t:t eq 'x')", "not contains(id,'x')", "id in ('a')"})
        BOOST_TEST(
            why_ignored(condition, "", true) == "'" + std::string(condition) +
                                                    "' is ignored by Graph: '&' ends the filter before it; write 'and' "
                                                    "between conditions");
    BOOST_TEST(why_ignored("id eq 'a", "b'", true).starts_with("'id eq 'a=b'' is ignored by Graph: '&' ends"));
    for (auto const* other : {"eq", "a eq", "eq 2", "equal to 2", "", "in", "some words in"})
        BOOST_TEST(why_ignored(other, "", true).find("'&'") == std::string::npos, other);
}

BOOST_AUTO_TEST_CASE(an_ampersand_in_place_of_and_is_served_with_a_warning_and_refused_when_strict)
{
    auto const target = "/beta/auditLogs/signIns?$filter=status/errorCode%20eq%200&userDisplayName%20eq%20%27Bob%27";
    world w;
    BOOST_TEST(ids(w.get(target)) == "s5 s6 s1"); // as if the second condition were not there
    std::string const why =
        "'userDisplayName eq 'Bob'' is ignored by Graph: '&' ends the filter before it; write 'and' "
        "between conditions";
    BOOST_TEST_REQUIRE(w.log.size() == 1u);
    BOOST_TEST(w.log.back() == why);

    graph_mock::service_options options;
    options.strict = true;
    world strict("P2", options);
    auto const r = strict.get(target);
    BOOST_TEST(ids(r) == "400: Refused by --strict: " + why + ".");
    BOOST_TEST(error_code(r) == "BadRequest");
    BOOST_TEST(strict.log.empty());
    BOOST_TEST(ids(strict.get("/beta/auditLogs/signIns?top=1")) ==
               "400: Refused by --strict: the query parameter 'top' is ignored by Graph; write '$top'.");
    BOOST_TEST(strict.get("/beta/auditLogs/signIns?note=1").status == 400);
    BOOST_TEST(strict.get("/beta/auditLogs/signIns/s1?expand=x").status == 400);
    BOOST_TEST(strict.get("/beta/auditLogs/signIns?=createdDateTime%20ge%202026-11-05").status == 400);
    BOOST_TEST(ids(strict.get("/beta/auditLogs/signIns?$top=1&&")) == "s7"); // an empty parameter is none
    BOOST_TEST(ids(strict.get(next_target(strict.get("/beta/auditLogs/signIns?$top=3&$select=id")))) == "s2 s1");
}

BOOST_AUTO_TEST_CASE(a_text_that_an_ampersand_cuts_is_told_how_to_write_it)
{
    world w;
    auto const cut = w.get("/beta/auditLogs/signIns?$filter=userDisplayName%20eq%20'R&D'");
    BOOST_TEST(cut.status == 400);
    BOOST_TEST(error_message(cut).ends_with(" An '&' within a text is written as %26."));
    auto const open = w.get("/beta/auditLogs/signIns?$top=1&$filter=userDisplayName%20eq%20'R");
    BOOST_TEST(open.status == 400);
    BOOST_TEST(error_message(open).find("%26") == std::string::npos);
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=userDisplayName%20eq%20'R%26D'")) == "");
}

BOOST_AUTO_TEST_SUITE_END()
