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

BOOST_AUTO_TEST_CASE(mistakes_in_tenant_json_are_named_by_line_column_and_key)
{
    BOOST_TEST(outcome_of_tenant(tenant_json()) == "loaded");
    BOOST_TEST(outcome_of_tenant("\n " + tenant_json()) == "loaded");
    auto const is = [](std::string const& from, std::string const& to, std::string const& expected)
    {
        auto const got = outcome_of_tenant(with(from, to));
        BOOST_TEST(got.substr(0, expected.size()) == expected);
    };
    is("\"licence\"", "\"license\"",
        "/tenant.json:2:55: 'license' is not known; it may be one of: $schema, id, domain, ");
    is("\"licence\":\"P2\",", "", "/tenant.json:1:1: 'licence' is missing; give it a string");
    is("\"P2\"", "\"P3\"", "/tenant.json:2:65: 'licence' is 'P3'; it may be free, P1 or P2");
    is("\"P2\"", "\"P2\",\"licence\":\"P1\"", "/tenant.json:2:70: 'licence' is there a second time");
    is("woodgrove.com", "woodgrove", "/tenant.json:2:12: 'domains[0]' is 'woodgrove', which is no domain name");
    is("\"secrets\":[\"second\"]", "\"secret\":\"second\"",
        "/tenant.json:8:74: 'apps[1].secret' is not known; it may be one of: appId, displayName, publicClient, ");
    is("[\"second\"]", "\"second\"", "/tenant.json:8:84: 'apps[1].secrets' is not a list; put it in [ ]");
    is("[\"second\"]", "[\"x\",2]", "/tenant.json:8:89: 'apps[1].secrets[1]' is not a string");
    is("[\"second\"]", "[\"\"]", "/tenant.json:8:85: 'apps[1].secrets[0]' is not a string");
    is("33333333-", "", "/tenant.json:8:11: 'apps[1].appId' is not a GUID; write it like 1111");
    is("33333333-3333-4333-8333-333333333333", reader_app,
        "/tenant.json:8:11: 'apps[1].appId' is '22222222-2222-4222-8222-222222222222', which 'apps[0].appId' has");
    is("55555555-5555-4555-8555-555555555555", tenant_id, "/tenant.json:12:8: 'users[0].id' is '11111111-");
    is("\"Directory.Read.All\"", "\"Directory.Reed.All\"",
        "/tenant.json:5:38: 'apps[0].permissions[1]' is 'Directory.Reed.All', which is no application permission that "
        "graph-mock knows: AuditLog.Read.All, ");
    is("\"Directory.Read.All\"", "\"User.Read\"", "/tenant.json:5:38: 'apps[0].permissions[1]' is 'User.Read'");
    is("\"delegatedPermissions\":[\"AuditLog.Read.All\"]", "\"delegatedPermissions\":[\"Any\"]",
        "/tenant.json:7:27: 'apps[0].delegatedPermissions[0]' is 'Any', which is no delegated permission");
    is("\"secrets\":[\"second\"]", "\"publicClient\":1", "/tenant.json:8:89: 'apps[1].publicClient' is neither true");
    is("bob@", "ADA@", "/tenant.json:14:67: 'users[1].userPrincipalName' was used by an earlier user");
    is("bob@woodgrove.com", "bob", "/tenant.json:14:67: 'users[1].userPrincipalName' is no user principal name");
    is("Attribute Log Reader", "Atribute Log Reader",
        "/tenant.json:15:12: 'users[1].roles[0]' is 'Atribute Log Reader', which is no directory role");
    is("\"users\":[", "\"users\":[[],", "/tenant.json:11:10: 'users[0]' is not a JSON object");
    BOOST_TEST(outcome_of_tenant("[]") == "/tenant.json:1:1: the file is not a JSON object");
    BOOST_TEST(outcome_of_tenant("{\n\"id\":\n}").find("/tenant.json:3:1: this is not JSON") == 0u);
    BOOST_TEST(outcome_of_tenant("{} x").find("/tenant.json:1:4: this is not JSON") == 0u);
    BOOST_TEST(outcome_of_tenant(tenant_json().substr(0, 100)).find("this is not JSON") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(keys_and_certificates_that_cannot_be_used_are_named_and_never_shown)
{
    auto const is = [](std::string const& member, std::string const& expected)
    {
        auto const got = outcome_of_tenant(with("\"secrets\":[\"second\"]", member));
        BOOST_TEST(got.substr(0, expected.size()) == expected);
        BOOST_TEST(got.find("MIIE") == std::string::npos);
    };
    is(R"("certificates":["x"])",
        "/tenant.json:8:90: 'apps[1].certificates[0]' is no certificate in PEM; write it like");
    is(R"("certificates":["-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n"])",
        "/tenant.json:8:90: 'apps[1].certificates[0]' is no certificate in PEM");
    is(R"("certificates":["-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"])",
        "/tenant.json:8:90: 'apps[1].certificates[0]' holds a private key, which is its owner's alone");
    auto const federated = [](std::string const& key, std::string const& audiences)
    {
        return R"("federatedCredentials":[{"name":"n","issuer":"i","subject":"s","audiences":)" + audiences +
               R"(,"publicKey":")" + key + R"("}])";
    };
    // An EC key, of which Entra ID takes none.
    std::string const ec =
        R"(-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYWwVaeLgBXQjSH0fY68komdgwgmR\naPD/DuWd/swLNJqqeSwCJvbSZc+dVIVcSWSJdiBZW/F0K3WAFTAjjvOgWg==\n-----END PUBLIC KEY-----\n)";
    is(federated(ec, R"(["a"])"),
        "/tenant.json:8:167: 'apps[1].federatedCredentials[0].publicKey' is no RSA key of at least 2048 bits");
    is(federated("x", R"(["a"])"), "/tenant.json:8:167: 'apps[1].federatedCredentials[0].publicKey' is no public key");
    auto const identity = [](std::string const& kind, std::string const& resource)
    {
        return R"("managedIdentity":{"kind":")" + kind +
               R"(","objectId":"33333333-3333-4333-8333-000000000000","resourceId":")" + resource + R"("})";
    };
    is(identity("both", "/subscriptions/x"), "/tenant.json:8:100: 'apps[1].managedIdentity.kind' is 'both'; it may be");
    is(identity("user", "x"), "/tenant.json:8:170: 'apps[1].managedIdentity.resourceId' is no resource id");
    is(identity("user", "/subscriptions/x"), "loaded");
    is(R"("managedIdentity":{"kind":"user","objectId":"x"})", "/tenant.json:8:118: 'apps[1].managedIdentity.objectId'");
    is(R"("managedIdentity":null)", "/tenant.json:8:92: 'apps[1].managedIdentity' is not a JSON object");
}

BOOST_AUTO_TEST_CASE(folders_hold_a_tenant_or_tenants)
{
    temporary_folder folder;
    BOOST_TEST(outcome(folder) == ": holds no tenant; put a tenant.json into it or into a folder in it");
    folder.write("recordings/readme.txt", "not a tenant");
    folder.write("b/tenant.json", tenant_json());
    BOOST_TEST(outcome(folder) == "loaded");
    folder.write("c/tenant.json", tenant_json());
    std::string const has = "', which the tenant 'Woodgrove' has already; every tenant needs its own id and domains";
    BOOST_TEST(outcome(folder) == "/c/tenant.json:1:7: 'id' is '" + std::string(tenant_id) + has);
    auto other = with(tenant_id, "11111111-1111-4111-8111-111111111112");
    folder.write("c/tenant.json", other);
    BOOST_TEST(outcome(folder) == "/c/tenant.json:1:55: 'domain' is 'woodgrove.onmicrosoft.com" + has);
    other.replace(other.find("woodgrove.onm"), 9, "c");
    folder.write("c/tenant.json", other);
    BOOST_TEST(outcome(folder) == "/c/tenant.json:2:12: 'domains[0]' is 'woodgrove.com" + has);
    other.replace(other.find("woodgrove.com"), 9, "c");
    folder.write("c/tenant.json", other);
    BOOST_TEST(outcome(folder) == "loaded");
    BOOST_CHECK_THROW(graph_mock::load_tenants({folder.path() / "nowhere"}), graph_mock::load_error);
    BOOST_CHECK_THROW(graph_mock::load_tenants({folder.path() / "b" / "tenant.json"}), graph_mock::load_error);
}

BOOST_AUTO_TEST_CASE(the_machine_has_one_identity_whichever_tenant_it_is_of)
{
    auto const with_identity = [](std::string text, std::string const& kind)
    {
        std::string const before = "\"secrets\":[\"second\"]";
        return text.replace(text.find(before), before.size(),
            R"("managedIdentity":{"kind":")" + kind +
                R"(","objectId":"99999999-9999-4999-8999-999999999999","resourceId":"/subscriptions/1"})");
    };
    auto other = with(tenant_id, "11111111-1111-4111-8111-111111111112");
    other.replace(other.find("woodgrove.onm"), 9, "c");
    other.replace(other.find("woodgrove.com"), 9, "c");
    temporary_folder const folder;
    folder.write("b/tenant.json", with_identity(tenant_json(), "system"));
    folder.write("c/tenant.json", with_identity(other, "user"));
    BOOST_TEST(outcome(folder) == "loaded");
    folder.write("c/tenant.json", with_identity(other, "system"));
    BOOST_TEST(outcome(folder).starts_with("/c/tenant.json:8:92: 'apps[1].managedIdentity' is the second "));
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
