#include <tests/support/direct_listing.hpp>
#include <tests/support/thoroughness.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <thread>
#include <vector>

using namespace direct_listing;

namespace
{

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

} // namespace

BOOST_AUTO_TEST_SUITE(mock_column_queries)

BOOST_AUTO_TEST_CASE(columns_answer_as_the_records_themselves_whoever_asks)
{
    auto const& r = of(report_id::sign_ins);
    auto const& records = contoso().of(r.id);
    std::size_t several = 0;
    for (bool policies : {true, false})
        for (bool risk : {true, false})
        {
            if (!entralog::testing::every_place && policies != risk)
                continue;
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
