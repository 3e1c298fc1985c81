#include <examples/export/moment.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace
{

using entralog_export::read_moment;

entralog::timestamp const now = *entralog::parse_iso8601("2026-11-25T10:30:00.5Z");

std::string moment(std::string_view text)
{
    auto const t = read_moment(text, now);
    return t ? entralog::to_iso8601(*t) : "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_moment)

BOOST_AUTO_TEST_CASE(a_duration_counts_back_from_now)
{
    BOOST_TEST(moment("24h") == "2026-11-24T10:30:00.5Z");
    BOOST_TEST(moment("30m") == "2026-11-25T10:00:00.5Z");
    BOOST_TEST(moment("90s") == "2026-11-25T10:28:30.5Z");
    BOOST_TEST(moment("7d") == "2026-11-18T10:30:00.5Z");
    BOOST_TEST(moment("2w") == "2026-11-11T10:30:00.5Z");
    BOOST_TEST(moment("0s") == "2026-11-25T10:30:00.5Z");
}

BOOST_AUTO_TEST_CASE(iso_8601_is_a_moment)
{
    BOOST_TEST(moment("2026-11-24T06:00:00Z") == "2026-11-24T06:00:00Z");
    BOOST_TEST(moment("2026-11-24T06:00:00.1234567+02:00") == "2026-11-24T04:00:00.1234567Z");
    BOOST_TEST(moment("2026-11-24T06:00:00") == "2026-11-24T06:00:00Z");
    BOOST_TEST(moment("2026-11-24") == "2026-11-24T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(all_else_is_refused)
{
    for (std::string_view const text : {"", "h", "24", "24 h", "-24h", "+24h", "1.5h", "24H", "24hours", "1h30m", "now",
             "yesterday", "2026-11", "2026-11-31", "2026-13-01", "24/11/2026", "06:00", "36526d", "99999999999h",
             "4294967295w", "2026-11-24T06:00:00Z' or 1 eq 1"})
        BOOST_TEST(moment(text) == "none", text);
}

BOOST_AUTO_TEST_SUITE_END()
