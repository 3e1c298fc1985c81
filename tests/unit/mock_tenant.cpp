#include <tests/support/mock_rooms.hpp>

#include <mockserver/record_set.hpp>
#include <mockserver/tenant.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_rooms;
using namespace std::chrono_literals;

namespace
{

/// What loading that folder fails with, without the folder's own name; "loaded" when it does not.
std::string outcome(temporary_folder const& folder)
{
    try
    {
        graph_mock::load_tenants({folder.path()});
        return "loaded";
    }
    catch (graph_mock::load_error const& why)
    {
        std::string text = why.what();
        BOOST_TEST(text.find('\n') == std::string::npos);
        auto const name = folder.path().string();
        return text.starts_with(name) ? text.substr(name.size()) : text;
    }
}

std::string outcome_of_records(std::string_view lines, std::string const& file = "signIns.ndjson")
{
    temporary_folder folder;
    folder.write("tenant.json", tenant_json());
    folder.write(file, lines);
    return outcome(folder);
}

std::string outcome_of_tenant(std::string const& json)
{
    temporary_folder folder;
    folder.write("tenant.json", json);
    return outcome(folder);
}

/// The fixture's tenant.json with one piece of its text replaced.
std::string with(std::string const& from, std::string const& to)
{
    auto text = tenant_json();
    auto const at = text.find(from);
    BOOST_TEST_REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_tenant)

BOOST_AUTO_TEST_CASE(mistakes_in_records_are_named_by_file_line_and_fix)
{
    std::string const good = R"({"id":"a","createdDateTime":"2026-11-01T00:00:00Z"})"
                             "\n";
    BOOST_TEST(outcome_of_records(good) == "loaded");
    BOOST_TEST(outcome_of_records("\xEF\xBB\xBF" + good + "\r\n\n  \n" +
                                  R"({"id":"b","createdDateTime":"2026-11-01T00:00:00"})") == "loaded");
    BOOST_TEST(outcome_of_records(good + R"({"id":"b"})") ==
               "/signIns.ndjson:2: 'createdDateTime' is missing; every sign-in needs one");
    BOOST_TEST(outcome_of_records(good + "\n" + R"({"createdDateTime":"2026-11-01T00:00:00Z"})") ==
               "/signIns.ndjson:3: 'id' is missing; every sign-in needs one");
    BOOST_TEST(outcome_of_records(good + good) ==
               "/signIns.ndjson:2: the id 'a' was used in line 1 already; every record needs its own");
    BOOST_TEST(outcome_of_records(R"({"id":"a","createdDateTime":"yesterday"})") ==
               "/signIns.ndjson:1: 'createdDateTime' is no time; write it like 2026-11-25T10:00:00Z");
    BOOST_TEST(outcome_of_records(R"({"id":7,"createdDateTime":"2026-11-01T00:00:00Z"})") ==
               "/signIns.ndjson:1: 'id' is not a string; put it in quotes");
    BOOST_TEST(outcome_of_records(R"({"id":"","createdDateTime":"2026-11-01T00:00:00Z"})").find("1 to 512") !=
               std::string::npos);
    BOOST_TEST(outcome_of_records("[]").find("/signIns.ndjson:1: this is JSON, but no object") == 0u);
    BOOST_TEST(outcome_of_records(good + "{\"id\":\"b\",\n}").find("/signIns.ndjson:2: this is not JSON") == 0u);
    BOOST_TEST(outcome_of_records(good + "{\"id\":\"\xff\"}").find("/signIns.ndjson:2: this is not JSON") == 0u);
    BOOST_TEST(outcome_of_records(std::string("{\"id\":\"a\0", 8)).find("/signIns.ndjson:1: this is not JSON") == 0u);
    BOOST_TEST(outcome_of_records(good + "{\"id\":\"" + std::string(1024 * 1024, 'x') + "\"}")
                   .find("/signIns.ndjson:2: the record is longer") == 0u);
    BOOST_TEST(outcome_of_records(R"({"id":"a","activityDateTime":"x"})", "provisioning.ndjson")
                   .find("/provisioning.ndjson:1: ") == 0u);
    BOOST_TEST(outcome_of_records("", "signins.ndjson").find("/signins.ndjson: is no report; the reports are ") == 0u);
}

BOOST_AUTO_TEST_CASE(mistakes_in_tenant_json_are_named_by_their_key)
{
    BOOST_TEST(outcome_of_tenant(tenant_json()) == "loaded");
    BOOST_TEST(outcome_of_tenant(with("\"licence\"", "\"license\"")).find("'licence' is missing") != std::string::npos);
    BOOST_TEST(
        outcome_of_tenant(with("\"P2\"", "\"P3\"")) == "/tenant.json: 'licence' is 'P3'; it may be free, P1 or P2");
    BOOST_TEST(
        outcome_of_tenant(with("\"secrets\":[\"second\"]", "\"secret\":\"second\""))
            .find("/tenant.json: 'apps[1].secret' is not known; it may be one of: appId, displayName, secrets, ") ==
        0u);
    BOOST_TEST(outcome_of_tenant(with("[\"second\"]", "\"second\"")) ==
               "/tenant.json: 'apps[1].secrets' is not a list; put it in [ ]");
    BOOST_TEST(
        outcome_of_tenant(with("[\"second\"]", "[2]")).find("'apps[1].secrets' holds something") != std::string::npos);
    BOOST_TEST(outcome_of_tenant(with("33333333-", "")).find("'apps[1].appId' is not a GUID") != std::string::npos);
    BOOST_TEST(
        outcome_of_tenant(with("33333333-3333-4333-8333-333333333333", reader_app)).find("'apps[1].appId' was used") !=
        std::string::npos);
    BOOST_TEST(
        outcome_of_tenant(with("bob@", "ADA@")).find("'users[1].userPrincipalName' was used") != std::string::npos);
    BOOST_TEST(
        outcome_of_tenant(with("Attribute Log Reader", "Atribute Log Reader"))
            .find("'users[1].roles' names 'Atribute Log Reader', which is no directory role") != std::string::npos);
    BOOST_TEST(
        outcome_of_tenant(with("\"users\":[", "\"users\":[[],")) == "/tenant.json: users[0] is not a JSON object");
    BOOST_TEST(outcome_of_tenant("[]") == "/tenant.json: the file is not a JSON object");
    BOOST_TEST(outcome_of_tenant("{\n\"id\":\n}").find("/tenant.json:3: this is not JSON") == 0u);
    BOOST_TEST(outcome_of_tenant("{} x").find("/tenant.json:1: this is not JSON") == 0u);
    BOOST_TEST(outcome_of_tenant(tenant_json().substr(0, 100)).find("this is not JSON") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(folders_hold_a_tenant_or_tenants)
{
    temporary_folder folder;
    BOOST_TEST(outcome(folder) == ": holds no tenant; put a tenant.json into it or into a folder in it");
    folder.write("recordings/readme.txt", "not a tenant");
    folder.write("b/tenant.json", tenant_json());
    BOOST_TEST(outcome(folder) == "loaded");
    folder.write("c/tenant.json", tenant_json());
    BOOST_TEST(outcome(folder) ==
               "/c/tenant.json: has the id or a domain of the tenant 'Woodgrove'; every tenant needs its own");
    BOOST_CHECK_THROW(graph_mock::load_tenants({folder.path() / "nowhere"}), graph_mock::load_error);
    BOOST_CHECK_THROW(graph_mock::load_tenants({folder.path() / "b" / "tenant.json"}), graph_mock::load_error);
}

BOOST_AUTO_TEST_CASE(recorded_time_begins_a_moment_after_the_newest_record)
{
    world w;
    auto const newest = *entralog::parse_iso8601("2026-11-06T10:00:00Z");
    BOOST_TEST((w.rooms->clock().now() >= newest + graph_mock::a_moment));
    BOOST_TEST((w.rooms->clock().now() < newest + graph_mock::a_moment + 1min));
    BOOST_TEST(w.get("/beta/auditLogs/signIns").headers.find("date").starts_with("Fri, 06 Nov 2026 10:0"));
}

BOOST_AUTO_TEST_CASE(a_fixed_time_is_where_the_clock_begins)
{
    graph_mock::service_options options;
    options.time = *graph_mock::parse_time_setting("now=2027-01-01T00:00:00Z");
    world w("P2", options);
    BOOST_TEST(w.get("/beta/auditLogs/signIns").headers.find("date").starts_with("Fri, 01 Jan 2027 00:0"));
    BOOST_TEST(json(w.get("/beta/auditLogs/signIns/s7")).at("createdDateTime").as_string() == "2026-11-06T10:00:00Z");
}

BOOST_AUTO_TEST_CASE(rebased_records_are_as_recent_as_they_were_and_keep_their_distances)
{
    graph_mock::service_options options;
    options.time = *graph_mock::parse_time_setting("rebase");
    world w("P2", options);
    auto const s7 = json(w.get("/beta/auditLogs/signIns/s7"));
    auto const s2 = json(w.get("/beta/auditLogs/signIns/s2"));
    auto const time = [](boost::json::value const& v)
    { return *entralog::parse_iso8601(std::string_view(v.as_string())); };
    auto const now = std::chrono::system_clock::now();
    auto const newest = time(s7.at("createdDateTime"));
    BOOST_TEST((newest <= now - graph_mock::a_moment + 1s));
    BOOST_TEST((newest > now - 1min));
    BOOST_TEST((newest - time(s2.at("createdDateTime")) == 96h - 500ms));
    BOOST_TEST((newest - time(s7.at("authenticationDetails").at(0).at("authenticationStepDateTime")) ==
                entralog::ticks(18765433)));
    BOOST_TEST(std::string_view(s2.at("createdDateTime").as_string()).ends_with(".5000000Z"));
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns")) == "s7 s5 s6 s2 s1");
    auto const since = entralog::to_iso8601(std::chrono::floor<std::chrono::seconds>(
        std::chrono::time_point_cast<entralog::ticks>(now - std::chrono::hours(36))));
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=" + encoded("createdDateTime ge " + since))) == "s7 s5 s6");
}

BOOST_AUTO_TEST_CASE(shifting_moves_times_only_and_keeps_all_other_bytes)
{
    using graph_mock::shift_times;
    BOOST_TEST(
        shift_times(
            R"({ "aDateTime" : "2026-02-28T23:59:59.1200Z" , "b":[{"cDateTime":"2026-01-01T00:00:00"},1.50,"2026-01-01T00:00:00Z"]})",
            24h) ==
        R"({"aDateTime":"2026-03-01T23:59:59.1200Z","b":[{"cDateTime":"2026-01-02T00:00:00"},1.50,"2026-01-01T00:00:00Z"]})");
    BOOST_TEST(shift_times(R"({"aDateTime":"2026-01-01T02:00:00.5+02:00"})", 1s) ==
               R"({"aDateTime":"2026-01-01T00:00:01.5Z"})");
    for (auto const* same : {R"({"aDateTime":null,"bDateTime":"soon","cDateTime":7,"dDateTime":{}})",
             R"({"aDateTime":"0001-01-01T00:00:00Z","bDateTime":"9999-12-31T23:59:59Z"})",
             R"({"DateTimes":"2026-01-01T00:00:00Z"})", R"({"a":"\"bDateTime\":\"2026-01-01T00:00:00Z\""})", "{}",
             R"({"a":[]})"})
        BOOST_TEST(shift_times(same, 24h) == same);
}

BOOST_AUTO_TEST_CASE(time_settings_are_read_as_the_command_line_writes_them)
{
    using graph_mock::parse_time_setting;
    using mode = graph_mock::time_setting::mode;
    BOOST_TEST((parse_time_setting("recorded")->kind == mode::recorded));
    BOOST_TEST((parse_time_setting("rebase")->kind == mode::rebase));
    BOOST_TEST((parse_time_setting("now=2026-11-25T10:00:00+01:00")->start ==
                *entralog::parse_iso8601("2026-11-25T09:00:00Z")));
    for (auto const* wrong : {"", "now", "now=", "now=today", "Recorded", "rebase "})
        BOOST_TEST(!parse_time_setting(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
