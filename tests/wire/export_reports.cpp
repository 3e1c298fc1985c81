#include <tests/support/csv.hpp>
#include <tests/support/export_program.hpp>
#include <tests/support/fixtures.hpp>

#include <entralog/decode.hpp>
#include <entralog/encode.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace
{

using namespace entralog::testing;

/// Asks for every kind of sign-in; without it the service gives the interactive ones alone.
std::string const every_sign_in =
    "signInEventTypes/any(t: t eq 'interactiveUser') or signInEventTypes/any(t: t ne 'interactiveUser')";

template <class T>
constexpr char const* command_of = nullptr;
template <>
constexpr char const* command_of<entralog::sign_in> = "sign-ins";
template <>
constexpr char const* command_of<entralog::directory_audit> = "directory-audits";
template <>
constexpr char const* command_of<entralog::custom_security_attribute_audit> = "custom-security-attribute-audits";
template <>
constexpr char const* command_of<entralog::provisioning_object_summary> = "provisioning";

export_bench const& bench()
{
    static export_bench const one;
    return one;
}

std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

template <class Range>
std::vector<std::string> sorted(Range const& lines)
{
    std::vector<std::string> out(lines.begin(), lines.end());
    std::ranges::sort(out);
    return out;
}

/// Those lines of a fixture that the service gives without a filter.
template <class T>
std::vector<std::string> unfiltered()
{
    std::vector<std::string> lines;
    for (auto const& line : fixture_lines<T>())
        if constexpr (std::is_same_v<T, entralog::sign_in>)
        {
            auto const record = entralog::from_json<T>(line).value();
            if (std::ranges::count(record.sign_in_event_types, "interactiveUser") != 0 ||
                (record.sign_in_event_types.empty() && record.is_interactive.value_or(false)))
                lines.push_back(line);
        }
        else
            lines.push_back(line);
    return lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_reports)

BOOST_AUTO_TEST_CASE(raw_lines_are_the_servers_own_bytes)
{
    for_each_report(
        []<class T>(std::type_identity<T>)
        {
            std::vector<std::string> arguments{command_of<T>, "--format", "raw"};
            if (std::is_same_v<T, entralog::sign_in>)
                arguments.insert(arguments.end(), {"--filter", every_sign_in});
            auto const o = bench().run(arguments);
            BOOST_TEST_CONTEXT(o.err)
            {
                BOOST_TEST(o.status == 0);
                BOOST_TEST((sorted(lines_of(o.out)) == sorted(fixture_lines<T>())));
            }
        });
}

BOOST_AUTO_TEST_CASE(ndjson_lines_are_the_records_encoded_again)
{
    scratch_folder const f;
    auto const o = bench().run({"all", "--format", "ndjson", "--output", f / "new/folder"});
    BOOST_TEST_CONTEXT(o.err)
    {
        BOOST_TEST(o.status == 0);
        BOOST_TEST(o.out == "");
    }
    std::size_t total = 0;
    for_each_report(
        [&]<class T>(std::type_identity<T>)
        {
            std::vector<std::string> expected;
            for (auto const& line : unfiltered<T>())
                expected.push_back(entralog::to_json(entralog::from_json<T>(line).value()));
            auto const lines = lines_of(f.read("new/folder/" + std::string(fixture_of<T>) + ".ndjson"));
            BOOST_TEST((sorted(lines) == sorted(expected)));
            BOOST_TEST(has(o.err, std::string(fixture_of<T>) + ": " + std::to_string(lines.size()) + " records, "));
            total += lines.size();
        });
    BOOST_TEST(has(o.err, "total: " + std::to_string(total) + " records, "));
}

BOOST_AUTO_TEST_CASE(csv_has_a_heading_and_a_record_for_each)
{
    scratch_folder const f;
    auto const o = bench().run({"all", "--format", "csv", "--output", f.path().string()});
    BOOST_TEST(o.status == 0);
    for_each_report(
        [&]<class T>(std::type_identity<T>)
        {
            auto const records = parse_csv(f.read(std::string(fixture_of<T>) + ".csv"));
            BOOST_REQUIRE(!records.empty());
            BOOST_TEST(records.size() == unfiltered<T>().size() + 1);
            BOOST_TEST(records[0][0] == "id");
            std::vector<std::string> ids;
            for (auto const& fields : records)
            {
                BOOST_TEST(fields.size() == records[0].size());
                ids.push_back(fields[0]);
            }
            std::vector<std::string> expected{"id"};
            for (auto const& line : unfiltered<T>())
                expected.push_back(entralog::from_json<T>(line).value().id);
            BOOST_TEST((sorted(ids) == sorted(expected)));
        });
}

BOOST_AUTO_TEST_CASE(all_reports_can_follow_one_another_as_json_on_standard_output)
{
    for (auto const* const format : {"ndjson", "raw"})
    {
        auto const o = bench().run({"all", "--format", format});
        BOOST_TEST(o.status == 0);
        BOOST_TEST(std::count(o.out.begin(), o.out.end(), '\n') == 160 + 220 + 64 + 112);
    }
}

BOOST_AUTO_TEST_CASE(tables_of_all_reports_follow_one_another_with_title_and_count)
{
    auto const o = bench().run({"all"});
    BOOST_TEST(o.status == 0);
    auto const lines = lines_of(o.out);
    std::size_t at = 0;
    for_each_report(
        [&]<class T>(std::type_identity<T>)
        {
            auto const n = unfiltered<T>().size();
            BOOST_REQUIRE(lines.size() >= at + n + 4);
            BOOST_TEST(lines[at] == fixture_of<T>);
            BOOST_TEST(lines[at + 1].starts_with("TIME (UTC)  "));
            BOOST_TEST(lines[at + 1 + n].starts_with("20"));
            BOOST_TEST(lines[at + 2 + n] == std::to_string(n) + " records");
            BOOST_TEST(lines[at + 3 + n] == "");
            at += n + 4;
        });
    BOOST_TEST(lines.size() == at);
    for (char const c : o.out)
        BOOST_REQUIRE((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
}

BOOST_AUTO_TEST_CASE(table_of_one_report_is_heading_and_lines_alone)
{
    auto const o = bench().run({"provisioning", "--max-records", "3"});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(lines_of(o.out).size() == 4U);
}

BOOST_AUTO_TEST_CASE(format_none_counts_and_writes_nothing)
{
    auto const o = bench().run({"all", "--format", "none"});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(o.out == "");
    BOOST_TEST(has(o.err, "directoryAudits: 220 records, 5 pages, "));
    BOOST_TEST(has(o.err, "customSecurityAttributeAudits: 64 records, 2 pages, "));
    BOOST_TEST(has(o.err, "provisioning: 112 records, 3 pages, "));
    BOOST_TEST(has(o.err, " on the wire, 0 retries, "));
}

BOOST_AUTO_TEST_CASE(what_the_model_does_not_know_is_told)
{
    auto const o = bench().run({"directory-audits", "--format", "none"});
    BOOST_TEST(has(o.err, "properties directoryAudit.auditEventVersion"));
    BOOST_TEST(has(o.err, "members "));
}

BOOST_AUTO_TEST_CASE(query_options_reach_the_service)
{
    auto const newest = bench().run({"directory-audits", "--format", "raw", "--max-records", "1"});
    auto const oldest = bench().run(
        {"directory-audits", "--format", "raw", "--max-records", "1", "--order-by", "activityDateTime asc"});
    BOOST_TEST(newest.status == 0);
    BOOST_TEST(oldest.status == 0);
    auto const time_of = [](export_outcome const& o)
    { return std::string(boost::json::parse(o.out).at("activityDateTime").as_string()); };
    BOOST_TEST((time_of(oldest) < time_of(newest)));

    auto const selected =
        bench().run({"sign-ins", "--format", "raw", "--max-records", "2", "--select", "id,createdDateTime"});
    BOOST_TEST(selected.status == 0);
    for (auto const& line : lines_of(selected.out))
        BOOST_TEST(boost::json::parse(line).as_object().size() == 2U);

    auto const failed = bench().run({"sign-ins", "--format", "ndjson", "--filter", "status/errorCode ne 0"});
    BOOST_TEST(failed.status == 0);
    BOOST_TEST(lines_of(failed.out).size() > 3U);
    for (auto const& line : lines_of(failed.out))
        BOOST_TEST(boost::json::parse(line).at("status").at("errorCode").as_int64() != 0);

    auto const between = bench().run({"directory-audits", "--format", "ndjson", "--since", "2026-11-10", "--until",
        "2026-11-15T12:00:00Z", "--top", "7"});
    BOOST_TEST(between.status == 0);
    auto const lines = lines_of(between.out);
    BOOST_TEST(!lines.empty());
    for (auto const& line : lines)
    {
        std::string const time(boost::json::parse(line).at("activityDateTime").as_string());
        BOOST_TEST((time >= "2026-11-10T00:00:00" && time < "2026-11-15T12:00:00"), time);
    }
    BOOST_TEST(has(between.err, ", " + std::to_string((lines.size() + 6) / 7) + " page"));
}

BOOST_AUTO_TEST_CASE(max_records_ends_each_report_at_exactly_that_many)
{
    scratch_folder const f;
    for (std::string const n : {"1", "50", "51", "63"})
    {
        auto const o = bench().run({"all", "--format", "raw", "--output", f.path().string(), "--max-records", n});
        BOOST_TEST(o.status == 0);
        for (auto const* const name : {"signIns", "directoryAudits", "customSecurityAttributeAudits", "provisioning"})
            BOOST_TEST(lines_of(f.read(std::string(name) + ".ndjson")).size() == std::stoul(n), name << ' ' << n);
    }
    BOOST_TEST(f.files() == 4U);
}

BOOST_AUTO_TEST_CASE(top_of_all_reports_is_held_to_what_each_allows)
{
    auto const o = bench().run({"all", "--format", "none", "--top", "1000"});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(has(o.err, "customSecurityAttributeAudits: 64 records, 1 page, "));
}

BOOST_AUTO_TEST_CASE(output_is_a_file_or_a_folder)
{
    scratch_folder const f;
    BOOST_TEST(bench().run({"provisioning", "--format", "csv", "--output", f / "my.csv"}).status == 0);
    BOOST_TEST(bench().run({"provisioning", "--format", "csv", "--output", f.path().string()}).status == 0);
    BOOST_TEST(f.read("my.csv").size() > 1000U);
    BOOST_TEST(f.read("my.csv") == f.read("provisioning.csv"));
    BOOST_TEST(bench().run({"provisioning", "--format", "raw", "--output", "/dev/null"}).status == 0);
    BOOST_TEST(f.files() == 2U);
}

BOOST_AUTO_TEST_CASE(all_of_v1_leaves_out_what_it_does_not_have)
{
    auto const o = bench().run({"all", "--format", "none", "--api-version", "v1.0"});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(has(o.err, "customSecurityAttributeAudits is left out"));
    BOOST_TEST(!has(o.err, "customSecurityAttributeAudits: "));
    BOOST_TEST(has(o.err, "signIns: "));
}

BOOST_AUTO_TEST_CASE(a_token_from_the_environment_will_do)
{
    export_bench one;
    auto const token = one.mock.rooms().issue_app_token("c0a50001-0000-4000-8000-00000000c0a5");
    auto const o = one.run({"provisioning", "--format", "none", "--token-env", "MY_TOKEN"}, {"MY_TOKEN=" + token});
    BOOST_TEST_CONTEXT(o.err)
    BOOST_TEST(o.status == 0);
    for (auto const& e : one.mock.exchanges())
        BOOST_TEST(!has(e.target, "/oauth2/"));
}

BOOST_AUTO_TEST_SUITE_END()
