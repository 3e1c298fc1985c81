#include <tests/support/direct_listing.hpp>
#include <tests/support/mock_rooms.hpp>

#include <mockserver/column_cache.hpp>
#include <mockserver/risk.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace direct_listing;

namespace
{

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

BOOST_AUTO_TEST_SUITE_END()
