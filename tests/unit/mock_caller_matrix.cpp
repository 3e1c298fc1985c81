#include <entralog/client.hpp>

#include "tests/support/rooms_transport.hpp"
#include "tests/support/run.hpp"

#include <mockserver/tenant.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Every caller of the tenants in testdata, every report, both versions: the status and the code that Microsoft
// documents (or, for the log of custom security attributes, the one that is inferred), and one diagnosis of the client.

namespace
{

using namespace entralog;
using namespace entralog::testing;

graph_mock::service& tenants()
{
    static graph_mock::service rooms = []
    {
        graph_mock::service_options options;
        options.data = {ENTRALOG_TESTDATA "/contoso", ENTRALOG_TESTDATA "/fabrikam"};
        // The client judges a token's exp by this machine's time, which the records' own has been left behind by.
        options.time = *graph_mock::parse_time_setting("rebase");
        return graph_mock::service(std::move(options));
    }();
    return rooms;
}

/// What a caller gets for one report.
struct expected
{
    int status = 200;
    std::string_view code{};
    std::optional<cause> why{};
    std::string_view missing{}; ///< what the fix must name
};

constexpr expected yes{};

constexpr expected no_permission(std::string_view name)
{
    return {403, "Authentication_MSGraphPermissionMissing", cause::missing_application_permission, name};
}
constexpr expected no_scope(std::string_view name)
{
    return {403, "Authentication_MSGraphPermissionMissing", cause::missing_delegated_scope, name};
}
constexpr expected no_role(std::string_view name)
{
    return {403, "Authentication_RequestFromUnsupportedUserRole", cause::missing_directory_role, name};
}
constexpr expected no_license{403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", cause::no_premium_license,
    "Microsoft Entra ID P1 or P2"};
constexpr expected expired{401, "InvalidAuthenticationToken", cause::expired_token, "expired"};

struct caller
{
    std::string_view name;
    std::string_view app;
    std::string_view user; ///< empty: the application alone
    std::chrono::seconds lifetime;
    /// directoryAudits, customSecurityAttributeAudits, signIns, provisioning: in the order of all_reports.
    std::array<expected, 4> gets;
};

constexpr std::string_view logs = "AuditLog.Read.All";
constexpr std::string_view attribute_logs = "CustomSecAttributeAuditLogs.Read.All";
constexpr std::string_view attribute_role = "Attribute Log Reader";
constexpr std::string_view some_role = "Reports Reader";
constexpr std::chrono::seconds hour{3599};

constexpr caller callers[] = {
    {"full reader", "c0a50001-0000-4000-8000-00000000c0a5", "", hour, {yes, yes, yes, yes}},
    {"auditor without the attribute logs", "c0a50002-0000-4000-8000-00000000c0a5", "", hour,
        {yes, no_permission(attribute_logs), yes, yes}},
    {"app without permission", "c0a50003-0000-4000-8000-00000000c0a5", "", hour,
        {no_permission(logs), no_permission(attribute_logs), no_permission(logs), no_permission(logs)}},
    {"app with a certificate", "c0a50004-0000-4000-8000-00000000c0a5", "", hour, {yes, yes, yes, yes}},
    {"attribute log reader", "c0a50005-0000-4000-8000-00000000c0a5", "", hour,
        {no_permission(logs), yes, no_permission(logs), no_permission(logs)}},
    {"system-assigned identity", "c0a50008-0000-4000-8000-00000000c0a5", "", hour,
        {yes, no_permission(attribute_logs), yes, yes}},
    {"user-assigned identity", "c0a50009-0000-4000-8000-00000000c0a5", "", hour, {yes, yes, yes, yes}},
    {"Kubernetes workload", "c0a5000a-0000-4000-8000-00000000c0a5", "", hour,
        {yes, no_permission(attribute_logs), yes, yes}},
    {"expired token", "c0a50001-0000-4000-8000-00000000c0a5", "", std::chrono::seconds(-60),
        {expired, expired, expired, expired}},
    {"Global Administrator", "c0a50006-0000-4000-8000-00000000c0a5", "adele.vance@contoso.com", hour,
        {yes, no_role(attribute_role), yes, yes}},
    {"Attribute Log Reader and Security Reader", "c0a50006-0000-4000-8000-00000000c0a5",
        "oksana.shevchenko@contoso.com", hour, {yes, yes, yes, yes}},
    {"user without a role", "c0a50006-0000-4000-8000-00000000c0a5", "haruto.sato@contoso.com", hour,
        {no_role(some_role), no_role(attribute_role), no_role(some_role), no_role(some_role)}},
    {"Reports Reader", "c0a50006-0000-4000-8000-00000000c0a5", "zoe.muller@contoso.com", hour,
        {yes, no_role(attribute_role), yes, yes}},
    {"Global Administrator in an app without scopes", "c0a50007-0000-4000-8000-00000000c0a5", "adele.vance@contoso.com",
        hour, {no_scope(logs), no_scope(attribute_logs), no_scope(logs), no_scope(logs)}},
    {"app for people, on its own", "c0a50006-0000-4000-8000-00000000c0a5", "", hour,
        {no_permission(logs), no_permission(attribute_logs), no_permission(logs), no_permission(logs)}},
    {"Security Reader in an app without scopes", "c0a50007-0000-4000-8000-00000000c0a5",
        "oksana.shevchenko@contoso.com", hour,
        {no_scope(logs), no_scope(attribute_logs), no_scope(logs), no_scope(logs)}},
    {"nobody in an app without scopes", "c0a50007-0000-4000-8000-00000000c0a5", "haruto.sato@contoso.com", hour,
        {no_scope(logs), no_scope(attribute_logs), no_scope(logs), no_scope(logs)}},
    {"Reports Reader in an app without scopes", "c0a50007-0000-4000-8000-00000000c0a5", "zoe.muller@contoso.com", hour,
        {no_scope(logs), no_scope(attribute_logs), no_scope(logs), no_scope(logs)}},
    {"app without scopes, on its own", "c0a50007-0000-4000-8000-00000000c0a5", "", hour,
        {no_permission(logs), no_permission(attribute_logs), no_permission(logs), no_permission(logs)}},
    {"full reader of a tenant on Free", "fab00001-0000-4000-8000-00000000fab0", "", hour, {yes, yes, no_license, yes}},
};

std::string token_of(caller const& c)
{
    if (c.user.empty())
        return tenants().issue_app_token(c.app, c.lifetime);
    return tenants().issue_user_token(c.user, c.app, {}, c.lifetime);
}

preflight_result ask(std::string token, report r, api_version version)
{
    boost::asio::io_context context;
    client_options options;
    options.version = version;
    client const graph(context.get_executor(), std::make_shared<static_token>(std::move(token)), options,
        std::make_shared<rooms_transport>(tenants()), std::make_shared<system_clock>());
    return run(context, graph.preflight(r));
}

bool foresaw(preflight_result const& r, cause c)
{
    return std::any_of(r.expected.begin(), r.expected.end(), [c](diagnosis const& d) { return d.why == c; });
}

void check(preflight_result const& got, expected const& wanted)
{
    expected answer;
    if (got.failure)
        answer.status = got.failure->http_status, answer.code = got.failure->graph_code;
    BOOST_TEST(answer.status == wanted.status);
    BOOST_TEST(answer.code == wanted.code);
    BOOST_TEST(got.found.has_value() == wanted.why.has_value());
    BOOST_REQUIRE(got.claims.has_value());
    if (!wanted.why || !got.found)
    {
        BOOST_TEST(got.expected.empty());
        return;
    }
    BOOST_TEST(to_string(got.found->why) == to_string(*wanted.why));
    BOOST_TEST(got.found->fix.find(wanted.missing) != std::string::npos, got.found->fix);
    BOOST_TEST(got.found->link.starts_with("https://learn.microsoft.com/"));
    // All but the licence stand in the token, and are told before the first request.
    BOOST_TEST(foresaw(got, *wanted.why) == (*wanted.why != cause::no_premium_license));
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_caller_matrix)

BOOST_AUTO_TEST_CASE(each_caller_gets_the_documented_answer_and_one_right_diagnosis_from_each_report)
{
    for (auto const& c : callers)
        for (auto const version : {api_version::beta, api_version::v1_0})
            for (std::size_t i = 0; i < all_reports.size(); ++i)
            {
                BOOST_TEST_CONTEXT(c.name << ", " << to_string(version) << ", " << to_string(all_reports[i]))
                {
                    auto const got = ask(token_of(c), all_reports[i], version);
                    if (version == api_version::v1_0 && all_reports[i] == report::custom_security_attribute_audits)
                    {
                        BOOST_REQUIRE(got.failure.has_value());
                        BOOST_TEST((got.failure->code == errc::not_in_version));
                        BOOST_REQUIRE(got.found.has_value());
                        BOOST_TEST((got.found->why == cause::other));
                        BOOST_TEST(got.found->fix.find("beta") != std::string::npos, got.found->fix);
                        continue;
                    }
                    check(got, c.gets[i]);
                }
            }
}

BOOST_AUTO_TEST_CASE(no_caller_of_the_test_tenants_is_left_out)
{
    for (auto const* const name : {"contoso", "fabrikam"})
    {
        auto const t = graph_mock::load_tenant(std::filesystem::path(ENTRALOG_TESTDATA) / name);
        auto const has_row = [](std::string_view app, std::string_view user)
        {
            return std::any_of(std::begin(callers), std::end(callers),
                [&](caller const& c) { return c.app == app && c.user == user; });
        };
        for (auto const& app : t.apps)
        {
            BOOST_TEST(has_row(app.app_id, ""), app.display_name);
            if (app.delegated_permissions.empty())
                continue;
            for (auto const& user : t.users)
                BOOST_TEST(has_row(app.app_id, user.user_principal_name),
                    app.display_name << ", " << user.user_principal_name);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_risk_action_that_is_refused_names_its_own_permission)
{
    struct row
    {
        std::string_view app, user;
        errc code;
        std::string_view missing;
    };
    constexpr row rows[] = {
        {"c0a50002-0000-4000-8000-00000000c0a5", "", errc::permission_missing, "IdentityRiskEvent.ReadWrite.All"},
        {"c0a50007-0000-4000-8000-00000000c0a5", "adele.vance@contoso.com", errc::permission_missing,
            "IdentityRiskyUser.ReadWrite.All"},
        {"c0a50006-0000-4000-8000-00000000c0a5", "zoe.muller@contoso.com", errc::role_missing, "directory role"},
    };
    for (auto const& r : rows)
    {
        boost::asio::io_context context;
        auto token =
            r.user.empty() ? tenants().issue_app_token(r.app) : tenants().issue_user_token(r.user, r.app, {}, hour);
        client const graph(context.get_executor(), std::make_shared<static_token>(std::move(token)), client_options(),
            std::make_shared<rooms_transport>(tenants()), std::make_shared<system_clock>());
        std::vector<std::string> const ids{"c0a5f000-0000-4000-8000-000000000001"};
        auto const got = run(context, graph.sign_ins().confirm_safe(ids));
        BOOST_REQUIRE(got.has_error());
        BOOST_TEST((got.error().code == r.code), to_string(got.error()));
        BOOST_TEST(got.error().hint.find(r.missing) != std::string::npos, got.error().hint);
    }
}

BOOST_AUTO_TEST_CASE(a_thousand_requests_at_start_make_one_request_for_a_token)
{
    boost::asio::io_context context;
    auto const rooms = std::make_shared<rooms_transport>(tenants());
    client_options options;
    options.limiter = limiter::off();
    client const graph(context.get_executor(),
        std::make_shared<client_secret>(
            "contoso.com", "c0a50001-0000-4000-8000-00000000c0a5", "contoso-reader-secret-not-real"),
        options, rooms, std::make_shared<system_clock>());
    query<directory_audit> one;
    one.top(1);
    std::vector<pages<directory_audit>> all;
    for (int i = 0; i < 1000; ++i)
        all.push_back(graph.directory_audits().pages(one));
    std::deque<outcome<result<page<directory_audit>>>> ends;
    for (auto& source : all)
        start(context, source.next(), ends.emplace_back());
    context.run();
    int read = 0;
    for (auto const& end : ends)
        read += end.value && *end.value && (*end.value)->records.size() == 1 ? 1 : 0;
    BOOST_TEST(read == 1000);
    BOOST_TEST(rooms->token_requests == 1);
    BOOST_TEST(rooms->requests == 1001);
}

BOOST_AUTO_TEST_CASE(whatever_the_token_endpoint_refuses_is_diagnosed_too)
{
    struct wrong
    {
        std::string_view tenant, app, secret;
        cause why;
        std::string_view code;
    };
    constexpr std::string_view reader = "c0a50001-0000-4000-8000-00000000c0a5";
    constexpr wrong wrongs[] = {
        {"contoso.com", reader, "not the secret", cause::wrong_secret, "AADSTS7000215"},
        {"contoso.com", "c0a500ff-0000-4000-8000-00000000c0a5", "any", cause::application_not_found, "AADSTS700016"},
        {"no-such-tenant.example", reader, "any", cause::tenant_not_found, "AADSTS90002"},
    };
    for (auto const& w : wrongs)
    {
        boost::asio::io_context context;
        auto const rooms = std::make_shared<rooms_transport>(tenants());
        client const graph(context.get_executor(),
            std::make_shared<client_secret>(std::string(w.tenant), std::string(w.app), std::string(w.secret)),
            client_options(), rooms, std::make_shared<system_clock>());
        auto const got = run(context, graph.preflight(report::sign_ins));
        BOOST_REQUIRE(got.found.has_value());
        BOOST_TEST(to_string(got.found->why) == to_string(w.why));
        BOOST_TEST(got.found->evidence.find(w.code) != std::string::npos, got.found->evidence);
        BOOST_TEST(!got.found->fix.empty());
        BOOST_TEST(rooms->requests == 1); // none to Graph
    }
}

BOOST_AUTO_TEST_CASE(a_preflight_says_what_the_token_says_of_itself)
{
    auto const got =
        ask(tenants().issue_user_token("zoe.muller@contoso.com", "c0a50006-0000-4000-8000-00000000c0a5", {}),
            report::custom_security_attribute_audits, api_version::beta);
    auto const text = to_string(got);
    for (auto const part : {"customSecurityAttributeAudits: cannot be read", "zoe.muller@contoso.com",
             "c0a50006-0000-4000-8000-00000000c0a5", "unverified", "scopes: AuditLog.Read.All, Directory.Read.All",
             "the token shows: missing directory role", "it names Reports Reader",
             "the answer: missing directory role: 403 Authentication_RequestFromUnsupportedUserRole",
             "Attribute Log Reader or Attribute Log Administrator (a Global Administrator has neither by default)",
             "see: https://learn.microsoft.com/"})
        BOOST_TEST(text.find(part) != std::string::npos, part << "\n" << text);
}

BOOST_AUTO_TEST_SUITE_END()
