#pragma once

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/evaluator.hpp>
#include <mockserver/odata/parser.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

/// What the tables of filters (tests/unit/mock_odata_table*.cpp) are made of.
namespace graph_mock::odata::testing
{

inline constexpr std::string_view sign_ins = R"([
{"id":"a","createdDateTime":"2026-11-05T10:00:00Z","appDisplayName":"Azure Portal","userDisplayName":"O'Neil",
 "isInteractive":true,"flaggedForReview":true,"processingTimeInMilliseconds":100,"riskState":"atRisk",
 "correlationId":"06d1f3a0-1111-4222-8333-123456789abc",
 "location":{"city":"Oslo","countryOrRegion":"NO","geoCoordinates":{"latitude":59.5,"altitude":-3}},
 "status":{"errorCode":0},"signInEventTypes":["interactiveUser"],"riskEventTypes_v2":["unlikelyTravel","x"],
 "authenticationDetails":[{"succeeded":true,"authenticationMethod":"Password"}],
 "appliedConditionalAccessPolicies":[{"id":"p1","enforcedGrantControls":["Mfa","Block"]},
                                     {"id":"p2","enforcedGrantControls":[]}]},
{"id":"b","createdDateTime":"2026-11-05T10:00:00.1234567Z","appDisplayName":"azure portal",
 "isInteractive":false,"flaggedForReview":null,"processingTimeInMilliseconds":2147483647,"riskState":"none",
 "location":{"city":null},"status":{"errorCode":50126},"signInEventTypes":["nonInteractiveUser","other"],
 "riskEventTypes_v2":[],"appliedConditionalAccessPolicies":[],
 "authenticationDetails":[{"succeeded":false,"authenticationMethod":"Password"},
                          {"succeeded":true,"authenticationMethod":"Mobile app"}]},
{"id":"c"},
{"id":"d","createdDateTime":"2026-11-06T00:00:00Z","appDisplayName":null,"userDisplayName":"Ærø 100%",
 "isInteractive":true,"flaggedForReview":false,"processingTimeInMilliseconds":-5,"riskState":null,"location":null,
 "status":{"errorCode":50126},"signInEventTypes":null,"riskEventTypes_v2":["x","y"],
 "authenticationDetails":[{"succeeded":null},{}],"appliedConditionalAccessPolicies":[{"id":"p1"}]}])";

inline constexpr std::string_view provisionings = R"([
{"id":"p","provisioningAction":"create","durationInMilliseconds":1500,
 "sourceIdentity":{"displayName":"Ann","details":{"Level":3,"When":"2026-11-05T00:00:00Z","Took":"PT5M",
                   "Tags":["x","y"],"Deep":{"Flag":true}}},
 "servicePrincipal":{"id":"sp","name":"Extra"}},
{"id":"Q","provisioningAction":"Create","durationInMilliseconds":0,
 "sourceIdentity":{"displayName":"ann","details":{"Level":"3","Took":"PT300.5S","Tags":[]}}}])";

struct answered
{
    std::string_view filter;
    std::string_view ids;
};

struct refused
{
    std::string_view filter;
    std::size_t position;
    std::string_view why; ///< without what stands around it in each message
};

struct report
{
    std::string_view entity;
    std::string_view records;
    letter_case letters;
};

inline constexpr report sign_in_report{"signIn", sign_ins, letter_case::ignored};
inline constexpr report provisioning_report{"provisioningObjectSummary", provisionings, letter_case::matters};

inline std::string ids_of(std::string_view filter, report const& r)
{
    auto const parsed = parse_filter(filter, type(r.entity), version::beta);
    evaluator e(parsed, r.letters);
    std::string ids;
    auto const records = boost::json::parse(r.records);
    for (auto const& record : records.as_array())
        if (e.matches(record))
            ids += (ids.empty() ? "" : " ") + std::string(record.at("id").as_string());
    return ids;
}

/// Each filter over the records of the report: the ids of those that match.
inline void check(report const& r, std::initializer_list<answered> cases)
{
    for (auto const& c : cases)
    {
        BOOST_TEST_CONTEXT(c.filter)
        {
            try
            {
                BOOST_TEST(ids_of(c.filter, r) == c.ids);
            }
            catch (bad_clause const& why)
            {
                BOOST_ERROR(why.what());
            }
        }
    }
}

/// Each filter is refused, with that message and that position.
inline void check(std::initializer_list<refused> cases)
{
    for (auto const& c : cases)
    {
        BOOST_TEST_CONTEXT(c.filter)
        {
            try
            {
                parse_filter(c.filter, type("signIn"), version::beta);
                BOOST_ERROR("was read");
            }
            catch (bad_clause const& why)
            {
                // Graph's own message has no position.
                auto const whole = c.why.starts_with("Could not")
                                       ? std::string(c.why)
                                       : "Invalid filter clause: " + std::string(c.why) + " at position " +
                                             std::to_string(c.position) + ".";
                BOOST_TEST(why.what() == whole);
                BOOST_TEST_REQUIRE(why.position().has_value());
                BOOST_TEST(*why.position() == c.position);
            }
        }
    }
}

} // namespace graph_mock::odata::testing
