#include <tests/support/mock_contoso.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace mock_contoso;

// Every caller x report x version: who may read what, as documented. A cell is "200", or the error's code in short and
// what the message names.

namespace
{

std::string const fabrikam_reader = "fab00001-0000-4000-8000-00000000fab0";

/// "200", "permission AuditLog.Read.All", "role", "licence", "segment"
std::string cell(graph_mock::response const& r)
{
    if (r.status < 300)
        return std::to_string(r.status);
    auto const code = mock_rooms::error_code(r);
    auto const message = mock_rooms::error_message(r);
    if (r.status == 403 && code == "Authentication_MSGraphPermissionMissing")
        return "permission " + message.substr(message.rfind(' ') + 1);
    if (r.status == 403 && code == "Authentication_RequestFromUnsupportedUserRole")
        return "role";
    if (r.status == 403 && code == "Authentication_RequestFromNonPremiumTenantOrB2CTenant")
        return "licence";
    if (r.status == 400 && message.starts_with("Resource not found for the segment"))
        return "segment";
    return std::to_string(r.status) + " " + code + ": " + message;
}

struct row
{
    std::string sign_ins;
    std::string audits;
    std::string attributes; ///< in beta; v1.0 has no such report
    std::string provisioning;
    std::string action;
};

std::string const logs = "permission AuditLog.Read.All";
std::string const attribute_logs = "permission CustomSecAttributeAuditLogs.Read.All";
std::string const app_risk = "permission IdentityRiskEvent.ReadWrite.All";
std::string const user_risk = "permission IdentityRiskyUser.ReadWrite.All";

void check(world& w, std::string const& name, std::string const& token, row const& expected)
{
    BOOST_TEST_CONTEXT(name)
    for (std::string const version : {"/beta", "/v1.0"})
    {
        bool const beta = version == "/beta";
        auto const read = [&](std::string const& report)
        { return cell(w.get(token, version + "/auditLogs/" + report)); };
        BOOST_TEST(read("signIns?$top=1") == expected.sign_ins, version);
        BOOST_TEST(read("directoryAudits?$top=1") == expected.audits, version);
        BOOST_TEST(read("customSecurityAttributeAudits?$top=1") == (beta ? expected.attributes : "segment"), version);
        BOOST_TEST(read("provisioning?$top=1") == expected.provisioning, version);
        for (auto const* action : {"confirmCompromised", "confirmSafe", "dismiss"})
        {
            auto r = world::request("POST", version + "/auditLogs/signIns/" + action);
            r.headers.add("Authorization", "Bearer " + token);
            r.headers.add("Content-Type", "application/json");
            r.body = R"({"requestIds":["none"]})";
            BOOST_TEST(cell(w.rooms->handle(r)) == expected.action, version << " " << action);
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_matrix)

BOOST_AUTO_TEST_CASE(apps_on_their_own)
{
    world w;
    std::map<std::string, row> const rows{
        {reader, {"200", "200", "200", "200", "204"}},
        {auditor, {"200", "200", attribute_logs, "200", app_risk}},
        {newcomer, {logs, logs, attribute_logs, logs, app_risk}},
        {archiver, {"200", "200", "200", "200", app_risk}},
        {attributes, {logs, logs, "200", logs, app_risk}},
        {machine, {"200", "200", attribute_logs, "200", app_risk}},
        {collector, {"200", "200", "200", "200", app_risk}},
        {workload, {"200", "200", attribute_logs, "200", app_risk}},
        {console, {logs, logs, attribute_logs, logs, app_risk}}, // it has delegated permissions only
        {dashboard, {logs, logs, attribute_logs, logs, app_risk}},
        {fabrikam_reader, {"licence", "200", "200", "200", app_risk}},
    };
    for (auto const& [app, expected] : rows)
        check(w, app, w.rooms->issue_app_token(app), expected);
}

BOOST_AUTO_TEST_CASE(people_who_have_signed_in)
{
    world w;
    std::map<std::string, row> const rows{
        {"adele.vance@contoso.com", {"200", "200", "role", "200", "204"}}, // Global Administrator
        {oksana, {"200", "200", "200", "200", "role"}},                    // Attribute Log Reader, Security Reader
        {"haruto.sato@contoso.com", {"role", "role", "role", "role", "role"}},
        {"zoe.muller@contoso.com", {"200", "200", "role", "200", "role"}}, // Reports Reader
    };
    for (auto const& [user, expected] : rows)
    {
        check(w, user, w.rooms->issue_user_token(user, console, {}), expected);
        check(w, user + " in an app without the permissions", w.rooms->issue_user_token(user, dashboard, {}),
            {logs, logs, attribute_logs, logs, user_risk});
    }
    auto const scopes = {std::string("AuditLog.Read.All"), std::string("CustomSecAttributeAuditLogs.Read.All")};
    check(w, "fabrikam", w.rooms->issue_user_token("nestor.wilke@fabrikam.com", fabrikam_reader, scopes),
        {"licence", "200", "200", "200", user_risk});
}

BOOST_AUTO_TEST_SUITE_END()
