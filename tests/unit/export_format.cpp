#include <examples/export/columns.hpp>
#include <examples/export/format.hpp>
#include <examples/export/text.hpp>

#include <entralog/decode.hpp>

#include <tests/support/csv.hpp>
#include <tests/support/fixtures.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace
{

using namespace entralog_export;
using namespace entralog::testing;

template <class T>
std::string written(format f, T const& record)
{
    std::string out;
    append_record(out, f, record);
    return out;
}

template <class T>
std::string written(format f, std::string_view json)
{
    return written(f, entralog::from_json<T>(json).value());
}

template <class T>
std::string heading(format f)
{
    std::string out;
    append_heading<T>(out, f);
    return out;
}

constexpr std::string_view odd_sign_in = R"({"id":"a,\"b","createdDateTime":"2026-11-20T12:00:00.1234567Z",
    "userPrincipalName":"=cmd|' /C calc'!A0","userId":"u","appDisplayName":"\u001b[31mred\nline",
    "signInEventTypes":["interactiveUser","x"],"isInteractive":true,"ipAddress":"2001:db8::1",
    "location":{"city":"Kyiv","countryOrRegion":"UA"},"status":{"errorCode":50126,"failureReason":"Invalid username"},
    "riskState":"brandNewState"})";

} // namespace

BOOST_AUTO_TEST_SUITE(export_format)

BOOST_AUTO_TEST_CASE(ndjson_is_one_line_that_decodes_to_the_same_record)
{
    auto const record = entralog::from_json<entralog::sign_in>(odd_sign_in).value();
    auto const line = written(format::ndjson, record);
    BOOST_TEST(line.find('\n') == line.size() - 1);
    BOOST_TEST((entralog::from_json<entralog::sign_in>(line).value() == record));
}

BOOST_AUTO_TEST_CASE(raw_bytes_lose_their_line_breaks_and_nothing_else)
{
    entralog::raw_record r;
    r.json = "{\r\n  \"id\" : \"x\\ny\",\n\t\"n\": 1.50\n}";
    BOOST_TEST(written(format::raw, r) == "{  \"id\" : \"x\\ny\",\t\"n\": 1.50}\n");
    r.json = "{\"id\":\"x\"}";
    BOOST_TEST(written(format::raw, r) == "{\"id\":\"x\"}\n");
}

BOOST_AUTO_TEST_CASE(csv_fields_come_back_as_they_went)
{
    auto const records =
        parse_csv(heading<entralog::sign_in>(format::csv) + written<entralog::sign_in>(format::csv, odd_sign_in));
    BOOST_REQUIRE(records.size() == 2U);
    auto const& names = records[0];
    auto const& values = records[1];
    BOOST_REQUIRE(names.size() == values.size());
    auto const value = [&](std::string_view name)
    {
        auto const at = std::ranges::find(names, name) - names.begin();
        return values.at(static_cast<std::size_t>(at));
    };
    BOOST_TEST(value("id") == "a,\"b");
    BOOST_TEST(value("createdDateTime") == "2026-11-20T12:00:00.1234567Z");
    BOOST_TEST(value("userPrincipalName") == "'=cmd|' /C calc'!A0");
    BOOST_TEST(value("signInEventTypes") == "interactiveUser; x");
    BOOST_TEST(value("isInteractive") == "true");
    BOOST_TEST(value("location.city") == "Kyiv");
    BOOST_TEST(value("status.errorCode") == "50126");
    BOOST_TEST(value("riskState") == "brandNewState");
    BOOST_TEST(value("deviceDetail.browser") == "");
}

BOOST_AUTO_TEST_CASE(csv_of_all_fixtures_is_rectangular_and_uses_every_column)
{
    for_each_report(
        []<class T>(std::type_identity<T>)
        {
            auto text = heading<T>(format::csv);
            for (auto const& line : fixture_lines<T>())
                text += written<T>(format::csv, line);
            auto const records = parse_csv(text);
            BOOST_TEST(records.size() == fixture_lines<T>().size() + 1);
            auto const columns = csv_columns<T>().size();
            std::vector<bool> used(columns);
            for (auto const& fields : records)
            {
                BOOST_REQUIRE(fields.size() == columns);
                for (std::size_t i = 0; &fields != &records.front() && i < columns; ++i)
                    used[i] = used[i] || !fields[i].empty();
            }
            for (std::size_t i = 0; i < columns; ++i)
                BOOST_TEST(used[i], fixture_of<T> << " never fills the column " << csv_columns<T>()[i].name);
            BOOST_TEST((std::set<std::string>(records[0].begin(), records[0].end()).size() == columns));
        });
}

BOOST_AUTO_TEST_CASE(a_table_line_is_one_line_of_text_that_fits_120_columns)
{
    for_each_report(
        []<class T>(std::type_identity<T>)
        {
            std::vector<bool> used(table_columns<T>().size());
            for (auto const& json : fixture_lines<T>())
            {
                auto const record = entralog::from_json<T>(json).value();
                auto line = written(format::table, record);
                BOOST_REQUIRE(line.ends_with('\n'));
                line.pop_back();
                BOOST_TEST(columns_of(line) <= 120U);
                std::string harmless;
                append_harmless(harmless, line);
                BOOST_TEST(harmless == line);
                for (std::size_t i = 0; i < used.size(); ++i)
                {
                    std::string text;
                    table_columns<T>()[i].append(text, record);
                    used[i] = used[i] || !text.empty();
                }
            }
            for (std::size_t i = 0; i < used.size(); ++i)
                BOOST_TEST(used[i], fixture_of<T> << " never fills the column " << table_columns<T>()[i].name);
        });
}

BOOST_AUTO_TEST_CASE(a_table_line_says_who_did_what_and_how_it_ended)
{
    BOOST_TEST(written<entralog::sign_in>(format::table, odd_sign_in) ==
               "2026-11-20 12:00:00  =cmd|' /C calc'!A0         \xef\xbf\xbd[31mred line     2001:db8::1           "
               "Kyiv, UA      "
               "50126 Invalid use…\n");
    BOOST_TEST(heading<entralog::sign_in>(format::table).starts_with("TIME (UTC)           WHO "));
}

BOOST_AUTO_TEST_CASE(records_with_nothing_but_an_id_have_their_line_too)
{
    BOOST_TEST(written<entralog::sign_in>(format::table, "{\"id\":\"x\"}").ends_with("\n"));
    BOOST_TEST(written<entralog::sign_in>(format::csv, "{\"id\":\"x\"}").starts_with("x,"));
    BOOST_TEST(written<entralog::directory_audit>(format::csv, "{\"id\":\"x\"}").starts_with("x,"));
    BOOST_TEST(written<entralog::provisioning_object_summary>(format::csv, "{\"id\":\"x\"}").starts_with("x,"));
}

BOOST_AUTO_TEST_SUITE_END()
