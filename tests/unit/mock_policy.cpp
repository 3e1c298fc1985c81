#include <tests/support/mock_rooms.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_rooms;

namespace
{

/// "200", or "403 code: message"
std::string outcome(graph_mock::response const& r)
{
    if (r.status < 300)
        return std::to_string(r.status);
    return std::to_string(r.status) + " " + error_code(r) + ": " + error_message(r);
}

constexpr char const* sign_ins_path = "/beta/auditLogs/signIns";
constexpr char const* audits_path = "/beta/auditLogs/directoryAudits";
constexpr char const* attributes_path = "/beta/auditLogs/customSecurityAttributeAudits";
constexpr char const* provisioning_path = "/v1.0/auditLogs/provisioning";

std::string const role_missing = "403 Authentication_RequestFromUnsupportedUserRole: User is not in the allowed roles";
std::string const licence_missing =
    "403 Authentication_RequestFromNonPremiumTenantOrB2CTenant: Neither tenant is B2C or "
    "tenant doesn't have premium license";

std::string permission_missing(std::string_view permission)
{
    return "403 Authentication_MSGraphPermissionMissing: Calling principal does not have required MSGraph "
           "permissions " +
           std::string(permission);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_policy)

BOOST_AUTO_TEST_CASE(an_app_without_the_permission_is_told_which_one)
{
    world w;
    auto const idle = w.rooms->issue_app_token(idle_app);
    auto const auditor = w.rooms->issue_app_token(auditor_app);
    for (auto const* path : {sign_ins_path, audits_path, provisioning_path})
    {
        BOOST_TEST(outcome(w.get_with(idle, path)) == permission_missing("AuditLog.Read.All"), path);
        BOOST_TEST(outcome(w.get_with(auditor, path)) == "200", path);
    }
    BOOST_TEST(
        outcome(w.get_with(auditor, attributes_path)) == permission_missing("CustomSecAttributeAuditLogs.Read.All"));
    BOOST_TEST(outcome(w.get(attributes_path)) == "200");
    BOOST_TEST(outcome(w.get_with(idle, std::string(audits_path) + "/Directory_2")) ==
               permission_missing("AuditLog.Read.All"));
}

BOOST_AUTO_TEST_CASE(a_user_needs_the_scope_and_the_role_and_a_global_administrator_is_no_attribute_log_reader)
{
    world w;
    auto const as = [&](std::string_view user, std::vector<std::string> const& scopes, char const* path)
    { return outcome(w.get_with(w.rooms->issue_user_token(user, reader_app, scopes), path)); };
    std::vector<std::string> const logs{"AuditLog.Read.All"};
    std::vector<std::string> const attributes{"CustomSecAttributeAuditLogs.Read.All"};

    BOOST_TEST(as("bob@woodgrove.com", attributes, attributes_path) == "200");
    BOOST_TEST(as("root@woodgrove.com", attributes, attributes_path) == role_missing);
    BOOST_TEST(as("ada@woodgrove.com", attributes, attributes_path) == role_missing);
    BOOST_TEST(as("eve@woodgrove.com", attributes, attributes_path) == role_missing);
    BOOST_TEST(
        as("bob@woodgrove.com", logs, attributes_path) == permission_missing("CustomSecAttributeAuditLogs.Read.All"));

    for (auto const* path : {sign_ins_path, audits_path, provisioning_path})
    {
        BOOST_TEST(as("ada@woodgrove.com", logs, path) == "200", path);
        BOOST_TEST(as("root@woodgrove.com", logs, path) == "200", path);
        BOOST_TEST(as("bob@woodgrove.com", logs, path) == role_missing, path);
        BOOST_TEST(as("eve@woodgrove.com", logs, path) == role_missing, path);
        BOOST_TEST(as("ada@woodgrove.com", {"User.Read"}, path) == permission_missing("AuditLog.Read.All"), path);
    }
    BOOST_TEST(as("ada@woodgrove.com", {"Directory.Read.All"}, audits_path) == "200");
}

BOOST_AUTO_TEST_CASE(sign_ins_need_a_licence_that_the_other_reports_do_not)
{
    world w("free");
    BOOST_TEST(outcome(w.get(sign_ins_path)) == licence_missing);
    BOOST_TEST(outcome(w.get("/v1.0/auditLogs/signIns/s1")) == licence_missing);
    BOOST_TEST(outcome(w.get(audits_path)) == "200");
    BOOST_TEST(outcome(w.get(attributes_path)) == "200");
    BOOST_TEST(outcome(w.get(provisioning_path)) == "200");
    // The permission is looked at first.
    BOOST_TEST(outcome(w.get_with(w.rooms->issue_app_token(idle_app), sign_ins_path)) ==
               permission_missing("AuditLog.Read.All"));
}

BOOST_AUTO_TEST_CASE(risk_details_are_hidden_without_p2_also_from_filters)
{
    world w("P1");
    auto const s2 = json(w.get("/beta/auditLogs/signIns/s2"));
    BOOST_TEST(s2.at("riskDetail").as_string() == "hidden");
    BOOST_TEST(s2.at("riskLevelAggregated").as_string() == "hidden");
    BOOST_TEST(s2.at("riskLevelDuringSignIn").as_string() == "hidden");
    BOOST_TEST(s2.at("riskState").as_string() == "atRisk");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=" + encoded("riskLevelAggregated eq 'medium'"))) == "");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=" + encoded("riskLevelAggregated eq 'hidden'"))) == "s2 s1");
    world licensed;
    BOOST_TEST(
        ids(licensed.get("/beta/auditLogs/signIns?$filter=" + encoded("riskLevelAggregated eq 'medium'"))) == "s2");
}

BOOST_AUTO_TEST_CASE(conditional_access_policies_are_shown_to_those_who_may_read_policies)
{
    world w;
    auto const shows = [&](std::string const& token)
    {
        auto const r = w.get_with(token, "/beta/auditLogs/signIns/s1");
        BOOST_TEST(r.status == 200);
        return json(r).as_object().contains("appliedConditionalAccessPolicies");
    };
    BOOST_TEST(shows(w.rooms->issue_app_token(reader_app)));
    BOOST_TEST(!shows(w.rooms->issue_app_token(auditor_app)));
    BOOST_TEST(shows(w.rooms->issue_user_token("ada@woodgrove.com", auditor_app, {"AuditLog.Read.All"})));
}

BOOST_AUTO_TEST_CASE(risk_actions_have_permissions_of_their_own)
{
    world w;
    auto const act = [&](std::string const& token)
    { return outcome(w.post(token, "/beta/auditLogs/signIns/dismiss", R"({"requestIds":["s1"]})")); };
    auto const as = [&](std::string_view user, std::string const& scope)
    { return act(w.rooms->issue_user_token(user, reader_app, {scope})); };
    BOOST_TEST(act(w.rooms->issue_app_token(reader_app)) == "204");
    BOOST_TEST(act(w.rooms->issue_app_token(auditor_app)) == permission_missing("IdentityRiskEvent.ReadWrite.All"));
    BOOST_TEST(as("root@woodgrove.com", "IdentityRiskyUser.ReadWrite.All") == "204");
    BOOST_TEST(as("ada@woodgrove.com", "IdentityRiskyUser.ReadWrite.All") == role_missing);
    BOOST_TEST(as("root@woodgrove.com", "AuditLog.Read.All") == permission_missing("IdentityRiskyUser.ReadWrite.All"));
    world unlicensed("free");
    BOOST_TEST(outcome(unlicensed.post(unlicensed.rooms->issue_app_token(reader_app), "/beta/auditLogs/signIns/dismiss",
                   R"({"requestIds":["s1"]})")) == licence_missing);
}

BOOST_AUTO_TEST_CASE(the_tokens_tenant_is_the_only_one_that_is_read)
{
    temporary_folder folder;
    folder.write("one/tenant.json", tenant_json());
    folder.write("one/signIns.ndjson", sign_ins);
    auto other = tenant_json();
    for (auto const& [from, to] :
        {std::pair<std::string, std::string>{tenant_id, "99999999-1111-4111-8111-111111111111"},
            {"woodgrove", "northwind"}, {"woodgrove", "northwind"}})
        other.replace(other.find(from), from.size(), to);
    folder.write("two/tenant.json", other);
    folder.write("two/signIns.ndjson", R"({"id":"other","createdDateTime":"2026-11-01T00:00:00Z"})");
    graph_mock::service_options options;
    options.data.push_back(folder.path());
    graph_mock::service both(options);

    graph_mock::request r;
    BOOST_TEST_REQUIRE(graph_mock::set_target(r, "/beta/auditLogs/signIns"));
    r.method = "GET";
    r.host = "mock.test";
    r.headers.add("Authorization", "Bearer " + both.issue_app_token(reader_app, std::nullopt, "northwind.com"));
    BOOST_TEST(ids(both.handle(r)) == "other");

    world alone; // signs with the same key, but does not know that tenant
    BOOST_TEST(outcome(alone.rooms->handle(r)).starts_with("401 "));
}

BOOST_AUTO_TEST_SUITE_END()
