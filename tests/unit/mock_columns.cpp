#include <tests/support/mock_rooms.hpp>

#include <mockserver/column_cache.hpp>
#include <mockserver/json_edit.hpp>
#include <mockserver/lister.hpp>
#include <mockserver/odata/evaluator.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/record_view.hpp>
#include <mockserver/risk.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace graph_mock;

namespace
{

tenant const& contoso()
{
    static auto const loaded = load_tenant(std::filesystem::path(ENTRALOG_TESTDATA) / "contoso");
    return loaded;
}

list_options options_of(std::string_view query, report const& r)
{
    return parse_list_options(query, r, odata::version::beta, [](std::string_view) {});
}

listing listing_of(record_set const& records, report const& r, list_options const& options, visibility const& v)
{
    listing what;
    what.records = &records;
    what.report = &r;
    what.options = &options;
    what.visible = v;
    what.page_size = 50;
    return what;
}

/// All pages, as the mock makes them.
std::string listed(record_set const& records, report const& r, std::string_view query, visibility const& v = {})
{
    auto const options = options_of(query, r);
    auto what = listing_of(records, r, options, v);
    std::string all;
    do
    {
        auto const page = list(what);
        all += page.records + '\n';
        what.after = page.last;
    } while (what.after);
    return all;
}

/// A record with all that there is of it.
struct parsed
{
    std::size_t place;
    boost::json::value json;
};

/// The order of two records as OData defines it, from the records themselves.
bool comes_before(parsed const& a, parsed const& b, std::vector<odata::order_key> const& order, report const& r)
{
    for (auto const& key : order)
    {
        auto const value = [&](parsed const& p)
        {
            auto const* const found = odata::follow_path(&p.json, key.path.path);
            return found ? odata::view_of(*found, key.path.result) : odata::value_view();
        };
        auto const x = value(key.descending ? b : a);
        auto const y = value(key.descending ? a : b);
        if (odata::is_null(x) != odata::is_null(y))
            return odata::is_null(x);
        auto const compared = odata::compare(x, y, r.letters);
        if (compared && *compared != 0)
            return *compared < 0;
    }
    return a.place < b.place;
}

/// The same, from the records without any column: each is parsed as the caller sees it, and asked.
std::string computed(record_set const& records, report const& r, std::string_view query, visibility const& v = {})
{
    auto const options = options_of(query, r);
    auto what = listing_of(records, r, options, v);
    auto const& filter = options.filter;
    bool const all_kinds = filter && odata::mentions(*filter, "signInEventTypes");
    std::vector<parsed> matching;
    for (std::size_t place = 0; place < records.size(); ++place)
    {
        parsed p{place, boost::json::parse(hide(records.at(place).text, v))};
        bool const matches = !filter || odata::evaluator(*filter, r.letters).matches(p.json);
        if (matches && (all_kinds || records.at(place).interactive))
            matching.push_back(std::move(p));
    }
    std::sort(matching.begin(), matching.end(),
        [&](parsed const& a, parsed const& b) { return comes_before(a, b, options.order, r); });
    std::string all;
    for (std::size_t i = 0; i < matching.size(); ++i)
    {
        if (i != 0)
            all += i % what.page_size == 0 ? "\n" : ",";
        all += view_of(records.at(matching[i].place), what);
    }
    return all + '\n';
}

constexpr std::array sign_in_queries{
    "$filter=appDisplayName eq 'microsoft TEAMS'",
    "$filter=appDisplayName ne 'Microsoft Teams' and signInEventTypes/any(t: t ne '')",
    "$filter=appDisplayName gt 'azure' and appDisplayName le 'microsoft'",
    "$filter=startswith(userPrincipalName,'A') or endswith(userPrincipalName,'.COM')",
    "$filter=contains(userAgent,'chrome')",
    "$filter=not contains(userAgent,'Chrome')",
    "$filter=contains(tolower(userAgent),'WINDOWS') and toupper(userDisplayName) ne userDisplayName",
    "$filter=status/errorCode ne 0",
    "$filter=status/errorCode in (50126, 50076, 0) and createdDateTime ge 2026-11-10",
    "$filter=createdDateTime ge 2026-11-01T00:00:00Z and createdDateTime lt 2026-11-15",
    "$filter=createdDateTime lt 2026-11-01 or createdDateTime gt 2026-11-20",
    "$filter=not (createdDateTime lt 2026-11-01) and 2026-11-20T00:00:00Z ge createdDateTime",
    "$filter=createdDateTime eq 2026-10-21T12:41:31.7344Z or createdDateTime ne null and isInteractive",
    "$filter=createdDateTime ne 2026-10-21T12:41:31.7344Z and signInEventTypes/any()",
    "$filter=createdDateTime in (2026-10-21T12:41:31.7344Z, 2026-01-01) and not signInEventTypes/all(t: t eq 'x')",
    "$filter=isInteractive eq true and flaggedForReview",
    "$filter=not flaggedForReview",
    "$filter=flaggedForReview or isTenantRestricted eq false",
    "$filter=location/city eq null",
    "$filter=location/city ne null and location/countryOrRegion eq 'no'",
    "$filter=location/geoCoordinates/latitude gt 50.5",
    "$filter=location/geoCoordinates eq null or mfaDetail ne null",
    "$filter=mfaDetail/authMethod eq null and authenticationProtocol eq 'none'",
    "$filter=not (mfaDetail/authMethod eq 'x')",
    "$filter=riskLevelDuringSignIn eq 'high' or riskDetail eq 'hidden'",
    "$filter=riskLevelAggregated eq 'hidden' and riskState ne 'none'",
    "$filter=riskDetail ne 'hidden' and riskDetail ne null",
    "$filter=appliedConditionalAccessPolicies/any(p: p/result eq 'failure')",
    "$filter=appliedConditionalAccessPolicies/all(p: p/result ne 'failure') and status/errorCode ne 0",
    "$filter=appliedConditionalAccessPolicies/any(p: p/enforcedGrantControls/any(c: contains(c,'mfa')))",
    "$filter=appliedConditionalAccessPolicies/any(p: p/displayName eq appDisplayName or p/result eq "
    "conditionalAccessStatus)",
    "$filter=not appliedConditionalAccessPolicies/any()",
    "$filter=signInEventTypes/any(t: signInEventTypes/all(u: u eq t))",
    "$filter=signInEventTypes eq 'interactiveUser' and userId ne resourceId",
    "$filter=riskEventTypes_v2 eq 'unfamiliarFeatures' or startswith(riskEventTypes_v2,'un')",
    "$filter=authenticationDetails/any(d: d/succeeded and d/authenticationStepDateTime gt 2026-11-10)",
    "$filter=resourceTenantId eq homeTenantId",
    "$filter=id lt correlationId and (isInteractive eq true) eq true",
    "$filter=autonomousSystemNumber ge 64500 and processingTimeInMilliseconds lt 500",
    "$filter=true",
    "$filter=false or 1 eq 2",
    "$filter=null eq clientSessionId and not (sessionId eq null)",
    "$filter=deviceDetail/isCompliant eq false or deviceDetail/trustType in ('','Azure AD registered')",
    "$filter=(userType eq 'guest' or appDisplayName eq 'Azure Portal') and not (userType eq 'guest' and "
    "status/errorCode eq 0)",
    "$orderby=userDisplayName",
    "$orderby=userDisplayName desc",
    "$orderby=location/city,status/errorCode desc,appDisplayName",
    "$orderby=location/geoCoordinates/latitude desc",
    "$orderby=isInteractive,createdDateTime desc",
    "$orderby=createdDateTime,id",
    "$orderby=createdDateTime,id desc",
    "$orderby=mfaDetail/authMethod,id desc",
    "$orderby=riskDetail,riskLevelAggregated desc&$filter=signInEventTypes/any()",
    "$orderby=status/errorCode desc&$filter=createdDateTime gt 2026-11-01 and contains(userPrincipalName,'a')",
    "$orderby=appDisplayName&$filter=appDisplayName eq 'nothing'",
};

constexpr std::array provisioning_queries{
    "$filter=contains(sourceIdentity/displayName,'a')",
    "$filter=contains(tolower(sourceIdentity/displayName),'a')",
    "$filter=toupper(provisioningAction) eq 'CREATE'",
    "$filter=provisioningAction ge 'create' and provisioningAction lt 'd'",
    "$filter=sourceIdentity/details/id ne null or sourceIdentity/details/odatatype eq 'User'",
    "$filter=provisioningStatusInfo/status eq 'failure' and durationInMilliseconds gt 100",
    "$filter=provisioningSteps/any(s: s/status eq 'success' and contains(s/description,'user'))",
    "$filter=modifiedProperties/any(m: startswith(m/displayName,'m'))",
    "$orderby=sourceIdentity/displayName desc,durationInMilliseconds",
    "$orderby=targetIdentity/details/id",
};

std::string line(std::string_view id, std::string_view members)
{
    return R"({"id":")" + std::string(id) + R"(","createdDateTime":"2026-11-05T10:00:00Z")" + std::string(members) +
           "}\n";
}

record_set load(std::string_view lines)
{
    mock_rooms::temporary_folder const folder;
    return record_set::load(folder.write("signIns.ndjson", lines), of(report_id::sign_ins));
}

std::size_t count(record_set const& records, std::string_view query, visibility const& v = {})
{
    auto const text = listed(records, of(report_id::sign_ins), query, v);
    return boost::json::parse('[' + text + ']').as_array().size();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_columns)

BOOST_AUTO_TEST_CASE(columns_answer_as_the_records_themselves_whoever_asks)
{
    auto const& r = of(report_id::sign_ins);
    auto const& records = contoso().of(r.id);
    std::size_t several = 0;
    for (bool policies : {true, false})
        for (bool risk : {true, false})
        {
            visibility v;
            v.conditional_access_policies = policies;
            v.risk_details = risk;
            for (std::string_view query : sign_in_queries)
            {
                auto const answer = listed(records, r, query, v);
                BOOST_TEST((answer == computed(records, r, query, v)), query);
                several += std::count(answer.begin(), answer.end(), '\n') > 1;
            }
        }
    BOOST_TEST(several > 50u); // many answers have more pages than one
}

BOOST_AUTO_TEST_CASE(where_the_case_of_letters_matters_it_matters_in_columns)
{
    auto const& r = of(report_id::provisioning);
    auto const& records = contoso().of(r.id);
    for (std::string_view query : provisioning_queries)
        BOOST_TEST((listed(records, r, query) == computed(records, r, query)), query);
    auto const some = listed(records, r, "$filter=contains(tolower(sourceIdentity/displayName),'a')");
    BOOST_TEST(some != listed(records, r, "$filter=contains(sourceIdentity/displayName,'A')"));
}

BOOST_AUTO_TEST_CASE(a_property_is_found_as_a_parser_finds_it)
{
    auto const records = load(line("a", R"(,"appId":"x","appId":"y")") + line("b", R"(,"APPID":"y","ApPiD":"x")") +
                              line("c", R"(,"APPID":"x","appId":"y")") + line("d", R"(,"\u0061ppId":"y")") +
                              line("e", R"(, "appId" : "\u0079" , "userId":"x\\")") + line("f", R"(,"appId":null)") +
                              line("g", "") + line("h", R"(,"appId":{"y":"y"})") + line("i", R"(,"appId":"x\"appId")"));
    auto const& r = of(report_id::sign_ins);
    for (auto const* query : {"$filter=appId eq 'y'", "$filter=appId eq 'x'", "$filter=appId eq null",
             "$filter=appId ne null", "$filter=userId eq 'x\\'", "$filter=endswith(appId,'appid')"})
        BOOST_TEST((listed(records, r, query) == computed(records, r, query)), query);
    BOOST_TEST(count(records, "$filter=appId eq 'y'") == 5u);
    BOOST_TEST(count(records, "$filter=appId eq null") == 2u);
}

BOOST_AUTO_TEST_CASE(what_changes_in_a_record_changes_in_its_columns)
{
    auto records = load(line("a", R"(,"riskState":"atRisk","riskDetail":"none")") +
                        line("b", R"(,"riskState":"atRisk","riskDetail":"none")"));
    visibility without_risk;
    without_risk.risk_details = false;
    auto const hidden = "$filter=riskDetail eq 'hidden'";
    auto const at_risk = "$filter=riskState eq 'atRisk'";
    BOOST_TEST(count(records, at_risk) == 2u);
    BOOST_TEST(count(records, hidden) == 0u);
    BOOST_TEST(count(records, hidden, without_risk) == 2u);
    BOOST_TEST(count(records, "$filter=riskLevelAggregated eq null", without_risk) == 2u);
    BOOST_TEST(count(records, "$orderby=riskState desc") == 2u);

    records.replace("a", rated(records.find("a")->text, risk_action::confirm_compromised));
    BOOST_TEST(count(records, at_risk) == 1u);
    BOOST_TEST(count(records, "$filter=riskState eq 'confirmedCompromised' and riskLevelAggregated eq 'high'") == 1u);
    BOOST_TEST(count(records, hidden, without_risk) == 2u);
    BOOST_TEST(count(records, "$filter=riskLevelAggregated eq null", without_risk) == 1u);
    BOOST_TEST(listed(records, of(report_id::sign_ins), "$orderby=riskState desc").starts_with(R"({"id":"a")"));

    records.shift(std::chrono::hours(24));
    BOOST_TEST(count(records, "$filter=createdDateTime eq 2026-11-06T10:00:00Z") == 2u);
    BOOST_TEST(count(records, "$filter=createdDateTime in (2026-11-06T10:00:00Z)") == 2u);
}

BOOST_AUTO_TEST_CASE(only_the_columns_of_what_changes_are_made_anew)
{
    auto records = load(line("a", R"(,"riskState":"atRisk","appId":"x")"));
    auto const kept = records.columns().of(records, {"riskState", "appId"}, {});
    BOOST_TEST(&kept.of("riskState") == &records.columns().of(records, {"riskState"}, {}).of("riskState"));
    records.replace("a", rated(records.find("a")->text, risk_action::dismiss));
    auto const later = records.columns().of(records, {"riskState", "appId"}, {});
    BOOST_TEST(&later.of("riskState") != &kept.of("riskState"));
    BOOST_TEST(&later.of("appId") == &kept.of("appId"));
    // What a request has begun with stays with it.
    BOOST_TEST(kept.of("riskState").value(kept.of("riskState").at(0)) == "atRisk");
    BOOST_TEST(later.of("riskState").value(later.of("riskState").at(0)) == "dismissed");
    BOOST_CHECK_THROW(later.of("userId"), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(equal_values_are_kept_once)
{
    std::string lines;
    for (int i = 0; i < 1000; ++i)
        lines += line(std::to_string(i), i % 3 == 0 ? R"(,"appId":"Teams")" : i % 3 == 1 ? "" : R"(,"appId":"Portal")");
    auto const records = load(lines);
    auto const table = records.columns().of(records, {"appId", "id"}, {});
    BOOST_TEST(table.of("appId").distinct() == 3u); // null is one of them
    BOOST_TEST(table.of("appId").bytes() < 5000u);
    BOOST_TEST(table.of("id").distinct() == 1001u);
    BOOST_TEST(table.of("id").bytes() > 20'000u);
}

BOOST_AUTO_TEST_CASE(columns_keep_to_a_size_together_but_a_request_has_all_that_it_needs)
{
    auto const& records = contoso().of(report_id::sign_ins);
    std::vector<std::string_view> const four{"id", "correlationId", "originalRequestId", "sessionId"};
    column_cache unbounded;
    auto const all = unbounded.of(records, four, {});
    std::size_t size = 0;
    for (auto property : four)
        size += all.of(property).bytes();
    column_cache cache(size - 1);
    auto const at = [&](std::string_view property) { return &cache.of(records, {property}, {}).of(property); };
    auto const held = cache.of(records, {"id"}, {}); // nothing else gets its address, then
    BOOST_TEST(at("id") == &held.of("id"));
    at("correlationId");
    BOOST_TEST(at("id") == &held.of("id"));
    at("originalRequestId");
    at("sessionId"); // one too many: correlationId, which was used before id, goes
    BOOST_TEST(at("id") == &held.of("id"));
    at("correlationId");
    at("sessionId");
    at("originalRequestId");
    BOOST_TEST(at("id") != &held.of("id"));

    auto const large = cache.of(records, four, {});
    for (auto property : four)
        BOOST_TEST(large.of(property).distinct() == all.of(property).distinct());
    BOOST_TEST(&cache.of(records, four, {}).of("id") == &large.of("id"));
}

BOOST_AUTO_TEST_CASE(many_threads_may_ask_for_the_same_columns)
{
    auto const& r = of(report_id::sign_ins);
    auto const fresh = load_tenant(std::filesystem::path(ENTRALOG_TESTDATA) / "contoso");
    auto const& records = fresh.of(r.id);
    constexpr std::array queries{"$filter=contains(userAgent,'chrome')", "$orderby=location/city,id desc",
        "$filter=appDisplayName eq 'Azure Portal' or contains(userAgent,'x')", "$orderby=location/countryOrRegion"};
    std::array<std::string, 8> answers;
    {
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < answers.size(); ++i)
            threads.emplace_back([&, i] { answers[i] = listed(records, r, queries[i % queries.size()]); });
        for (auto& t : threads)
            t.join();
    }
    for (std::size_t i = 0; i < answers.size(); ++i)
        BOOST_TEST((answers[i] == computed(records, r, queries[i % queries.size()])), queries[i % queries.size()]);
}

BOOST_AUTO_TEST_SUITE_END()
