#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/filter_rules.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/report.hpp>
#include <tests/support/mock_rooms.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>

using namespace mock_rooms;
using namespace graph_mock::odata;

namespace
{

/// "signIns beta createdDateTime" and its operators.
using table = std::map<std::string, std::set<std::string>>;

constexpr std::string_view versions[] = {"beta", "v1.0"};

table from_file()
{
    std::ifstream in(std::filesystem::path(ENTRALOG_TESTDATA) / "schema/filters.json");
    std::string const text(std::istreambuf_iterator<char>(in), {});
    table all;
    auto const parsed = boost::json::parse(text);
    for (auto const& [report, of_version] : parsed.as_object())
        for (auto const& [version, paths] : of_version.as_object())
            for (auto const& [path, operators] : paths.as_object())
                for (auto const& op : operators.as_array())
                    all[std::string(report) + ' ' + std::string(version) + ' ' + std::string(path)].emplace(
                        op.as_string());
    return all;
}

table from_program()
{
    table all;
    for (auto const& report : graph_mock::reports)
        for (auto const v : {version::beta, version::v1_0})
            for (auto const& row : documented_filters(report.entity, v))
                for (auto const& [name, op] : operator_names)
                    if (row.operators.has(op))
                        all[std::string(report.name) + ' ' + std::string(versions[v == version::v1_0]) + ' ' +
                            std::string(row.path)]
                            .emplace(name);
    return all;
}

/// The words "text", "time", ... as a literal of the kind.
std::string literal_of(kind k)
{
    switch (k)
    {
    case kind::moment:
        return "2026-11-05T00:00:00Z";
    case kind::number:
        return "5";
    case kind::boolean:
        return "true";
    default:
        return "'x'";
    }
}

/// A filter of that operator on a path as tables have it; nothing where the type forbids it.
std::string filter_with(std::string_view path, std::string_view op, structure const& entity, version v)
{
    auto const any = path.find("/any(t:");
    std::string const subject(
        any == std::string_view::npos ? path : path.substr(any + 7, path.size() - any - 8)); // "t/id"
    std::string begin;
    if (any != std::string_view::npos)
        begin = std::string(path.substr(0, any)) + "/any(t:";
    auto const whole = [&](std::string const& condition) { return begin + condition + (begin.empty() ? "" : ")"); };
    auto const is_function = op.size() > 2;
    if (is_function)
        return whole(std::string(op) + "(" + subject + ",'x')");
    for (auto const k : {kind::text, kind::moment, kind::number, kind::boolean})
    {
        auto const literal = op == "in" ? "(" + literal_of(k) + ")" : literal_of(k);
        auto const filter = whole(subject + " " + std::string(op) + " " + literal);
        try
        {
            parse_filter(filter, entity, v);
            return filter;
        }
        catch (bad_clause const&)
        {
        }
    }
    return {};
}

std::string refused(std::string_view filter, std::string_view entity, version v, filter_rules rules)
{
    auto const& t = type(entity);
    auto const parsed = parse_filter(filter, t, v);
    for (auto const& report : graph_mock::reports)
        if (report.entity == entity)
        {
            try
            {
                check_operators(parsed, t, v, rules, report.name);
                return {};
            }
            catch (bad_clause const& why)
            {
                return why.what();
            }
        }
    return "no such report";
}

std::string of_sign_ins(std::string_view filter, filter_rules rules = filter_rules::observed)
{
    return refused(filter, "signIn", version::beta, rules);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_filters)

BOOST_AUTO_TEST_CASE(the_programs_tables_are_those_of_the_test_data)
{
    auto const expected = from_file();
    auto const found = from_program();
    BOOST_TEST(expected.size() > 130u);
    for (auto const& [path, operators] : expected)
        BOOST_TEST((found.contains(path) && found.at(path) == operators), path);
    for (auto const& [path, operators] : found)
        BOOST_TEST(expected.contains(path), path);
}

BOOST_AUTO_TEST_CASE(documented_takes_every_pair_of_the_tables_and_no_other)
{
    std::size_t taken = 0;
    std::size_t others = 0;
    for (auto const& report : graph_mock::reports)
        for (auto const v : {version::beta, version::v1_0})
            for (auto const& row : documented_filters(report.entity, v))
                for (auto const& [name, op] : operator_names)
                {
                    if (op == operation::any || op == operation::all)
                        continue;
                    std::string filter = filter_with(row.path, name, type(report.entity), v);
                    std::string why;
                    try
                    {
                        why = refused(filter, report.entity, v, filter_rules::documented);
                    }
                    catch (bad_clause const&) // a function of a time, say
                    {
                        BOOST_TEST(!row.operators.has(op), filter);
                        continue;
                    }
                    BOOST_TEST(why.empty() == row.operators.has(op), filter << ": " << why);
                    BOOST_TEST(refused(filter, report.entity, v, filter_rules::all) == "", filter);
                    if (row.operators.has(op)) // what is observed is more, never less
                        BOOST_TEST(refused(filter, report.entity, v, filter_rules::observed) == "", filter);
                    ++(why.empty() ? taken : others);
                }
    BOOST_TEST(taken > 180u);
    BOOST_TEST(others > 800u);
}

BOOST_AUTO_TEST_CASE(every_observed_path_exists_and_is_taken)
{
    for (auto const& report : graph_mock::reports)
        for (auto const& row : observed_filters(report.entity))
            for (auto const& [name, op] : operator_names)
                if (row.operators.has(op) && op != operation::any)
                {
                    auto const filter = filter_with(row.path, name, type(report.entity), version::beta);
                    BOOST_TEST(refused(filter, report.entity, version::beta, filter_rules::observed) == "", filter);
                }
}

BOOST_AUTO_TEST_CASE(observed_takes_what_practice_does)
{
    struct
    {
        char const* entity;
        char const* filter;
    } const cases[] = {
        {"signIn", "status/errorCode ne 0"},
        {"signIn", "status/errorCode in (0,50126)"},
        {"signIn", "createdDateTime gt 2026-11-01 and createdDateTime lt 2026-11-02T00:00:00Z"},
        {"signIn", "startswith(appId,'0')"},
        {"signIn", "clientAppUsed ne 'Browser' and not (userId eq null)"},
        {"signIn", "isInteractive and isInteractive eq true"},
        {"signIn", "startswith(tolower(userId),'ada') eq true"},
        {"signIn", "signInEventTypes/any(x: x eq 'nonInteractiveUser' or startswith(x,'m'))"},
        {"signIn", "authenticationDetails/any()"},
        {"signIn", "signInEventTypes/any() and riskEventTypes_v2 ne 'leakedCredentials'"},
        {"signIn", "authenticationDetails/any(d:d/authenticationMethod eq 'Password' and d/succeeded eq false)"},
        {"directoryAudit", "category eq 'UserManagement' and result ne 'failure'"},
        {"directoryAudit", "targetResources/any(t: t/userPrincipalName eq 'a@b.c' and startswith(t/displayName,'A'))"},
        {"directoryAudit", "activityDateTime lt 2026-11-02 and contains(activityDisplayName,'user')"},
        {"customSecurityAttributeAudit", "correlationId eq 'x' and activityDateTime gt 2026-11-02"},
        {"provisioningObjectSummary", "activityDateTime ge 2026-11-02 and contains(tolower(jobId),'one')"},
        {"provisioningObjectSummary", "durationInMilliseconds ge 5 and 5 le durationInMilliseconds"},
    };
    for (auto const& c : cases)
    {
        BOOST_TEST(refused(c.filter, c.entity, version::beta, filter_rules::observed) == "", c.filter);
        BOOST_TEST(refused(c.filter, c.entity, version::beta, filter_rules::documented) != "", c.filter);
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_says_which_property_which_operator_where_and_what_is_allowed)
{
    BOOST_TEST(of_sign_ins("appDisplayName gt 'A'") ==
               "Invalid filter clause: The operator 'gt' is not supported for the property 'appDisplayName' of signIns "
               "in beta (supported: eq, ne, in, startswith) at position 15.");
    BOOST_TEST(of_sign_ins("appDisplayName ne 'A'", filter_rules::documented) ==
               "Invalid filter clause: The operator 'ne' is not supported for the property 'appDisplayName' of signIns "
               "in beta (supported: eq, startswith) at position 15.");
    BOOST_TEST(
        of_sign_ins("id eq 'a' and contains(tolower(userAgent),'x')").find("'contains' is not") != std::string::npos);
    BOOST_TEST(of_sign_ins("processingTimeInMilliseconds gt 5") ==
               "Invalid filter clause: The operator 'gt' is not supported for the property "
               "'processingTimeInMilliseconds' of signIns in beta (supported: none) at position 29.");
    BOOST_TEST(refused("servicePrincipalId eq 'x'", "signIn", version::v1_0, filter_rules::observed) ==
               "Invalid filter clause: The operator 'eq' is not supported for the property 'servicePrincipalId' of "
               "signIns in v1.0 (supported: none) at position 19.");
    BOOST_TEST(
        refused("targetResources/any(x: x/groupType eq 'unifiedGroups')", "directoryAudit", version::beta,
            filter_rules::observed)
            .find("the property 'targetResources/any(t:t/groupType)' of directoryAudits in beta (supported: none)") !=
        std::string::npos);
    BOOST_TEST(of_sign_ins("signInEventTypes/all(t: t eq 'x')")
                   .find("'all' is not supported for the property "
                         "'signInEventTypes' of signIns in beta "
                         "(supported: any)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_property_cannot_hide_from_the_rules)
{
    for (auto const* filter : {"'A' lt appDisplayName", "not (appDisplayName gt 'A')",
             "(id eq 'a' or appDisplayName gt 'A') and id eq 'b'", "tolower(appDisplayName) gt 'a'",
             "toupper(tolower(appDisplayName)) gt 'a'", "(appDisplayName gt 'A') eq true",
             "true ne (appDisplayName gt 'A')", "contains('Azure',appDisplayName)", "isTenantRestricted",
             "not flaggedForReview", "id eq resourceTenantId", "location ne null", "networkLocationDetails/any()",
             "networkLocationDetails/any(n: id eq 'x')", "signInEventTypes/any(t: t gt 'a')", "signInEventTypes gt 'a'",
             "signInEventTypes/any(t: resourceTenantId eq t)",
             "appliedConditionalAccessPolicies/any(p: p/enforcedGrantControls/any(c: c eq 'Mfa'))",
             "appliedConditionalAccessPolicies/any(p: p/displayName eq 'x')"})
    {
        BOOST_TEST(of_sign_ins(filter) != "", filter);
        BOOST_TEST(of_sign_ins(filter, filter_rules::all) == "", filter);
    }
    for (auto const* filter : {"5 eq status/errorCode", "2026-11-05 lt createdDateTime", "null eq appId", "true",
             "signInEventTypes/any(t: t eq 'x' and id eq 'y')", "ID EQ 'a' AND LOCATION/CITY NE 'b'"})
        BOOST_TEST(of_sign_ins(filter) == "", filter);
}

BOOST_AUTO_TEST_CASE(the_service_answers_400_and_tells_how_to_allow_it)
{
    world w;
    auto const target = "/beta/auditLogs/signIns?$filter=" + encoded("processingTimeInMilliseconds gt 5");
    auto const r = w.get(target);
    BOOST_TEST(r.status == 400);
    BOOST_TEST(error_code(r) == "BadRequest");
    BOOST_TEST(error_message(r).find("'processingTimeInMilliseconds' of signIns in beta") != std::string::npos);
    BOOST_TEST_REQUIRE(w.log.size() == 1u);
    BOOST_TEST(w.log.back().find("--filters all") != std::string::npos);

    graph_mock::service_options options;
    options.filters = filter_rules::all;
    world lenient("P2", options);
    BOOST_TEST(ids(lenient.get(target)) == "s1");
    options.filters = filter_rules::documented;
    world strict("P2", options);
    BOOST_TEST(strict.get("/beta/auditLogs/signIns?$filter=" + encoded("status/errorCode ne 0")).status == 400);
    BOOST_TEST(ids(strict.get("/beta/auditLogs/signIns?$filter=" + encoded("status/errorCode eq 50074"))) == "s7");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=" + encoded("status/errorCode ne 0"))) == "s7 s2");
}

BOOST_AUTO_TEST_SUITE_END()
