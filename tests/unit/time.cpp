#include <entralog/time.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

timestamp at(int year, unsigned month, unsigned day, std::int64_t seconds = 0, std::int64_t fraction = 0)
{
    using namespace std::chrono;
    return timestamp(sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))) +
           std::chrono::seconds(seconds) + ticks(fraction);
}

constexpr std::int64_t noon_and_a_bit = 12 * 3600 + 34 * 60 + 56;

} // namespace

BOOST_AUTO_TEST_SUITE(time_suite)

BOOST_AUTO_TEST_CASE(every_form_of_graph_timestamps_is_read)
{
    std::pair<std::string_view, timestamp> const cases[] = {
        {"2026-11-25T12:34:56Z", at(2026, 11, 25, noon_and_a_bit)},
        {"2026-11-25T12:34:56", at(2026, 11, 25, noon_and_a_bit)}, // innerError.date has no zone
        {"2026-11-25t12:34:56z", at(2026, 11, 25, noon_and_a_bit)},
        {"2026-11-25T12:34:56.1Z", at(2026, 11, 25, noon_and_a_bit, 1'000'000)},
        {"2026-11-25T12:34:56.12Z", at(2026, 11, 25, noon_and_a_bit, 1'200'000)},
        {"2026-11-25T12:34:56.123Z", at(2026, 11, 25, noon_and_a_bit, 1'230'000)},
        {"2026-11-25T12:34:56.1234Z", at(2026, 11, 25, noon_and_a_bit, 1'234'000)},
        {"2026-11-25T12:34:56.12345Z", at(2026, 11, 25, noon_and_a_bit, 1'234'500)},
        {"2026-11-25T12:34:56.123456Z", at(2026, 11, 25, noon_and_a_bit, 1'234'560)},
        {"2026-11-25T12:34:56.1234567Z", at(2026, 11, 25, noon_and_a_bit, 1'234'567)},
        {"2026-11-25T12:34:56.0000001", at(2026, 11, 25, noon_and_a_bit, 1)},
        {"2026-11-25T12:34:56.123456789Z", at(2026, 11, 25, noon_and_a_bit, 1'234'567)}, // more digits are cut
        {"2026-11-25T12:34:56+00:00", at(2026, 11, 25, noon_and_a_bit)},
        {"2026-11-25T12:34:56-00:00", at(2026, 11, 25, noon_and_a_bit)},
        {"2026-11-25T12:34:56+05:30", at(2026, 11, 25, noon_and_a_bit - 5 * 3600 - 1800)},
        {"2026-11-25T12:34:56.5-08:00", at(2026, 11, 25, noon_and_a_bit + 8 * 3600, 5'000'000)},
        {"2026-11-25T12:34:56+14:00", at(2026, 11, 25, noon_and_a_bit - 14 * 3600)},
        {"2024-02-29T00:00:00Z", at(2024, 2, 29)},
        {"2000-02-29T00:00:00Z", at(2000, 2, 29)},
        {"1969-12-31T23:59:59.9999999Z", at(1970, 1, 1) - ticks(1)},
        {"0001-01-01T00:00:00Z", at(1, 1, 1)},
        {"9999-12-31T23:59:59.9999999Z", at(9999, 12, 31, 86399, 9'999'999)},
    };
    for (auto const& [text, expected] : cases)
    {
        auto const t = parse_iso8601(text);
        BOOST_TEST_REQUIRE(t.has_value(), text);
        BOOST_TEST((*t == expected), text << " became " << to_iso8601(*t));
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_timestamp_is_refused)
{
    for (std::string_view const text : {"", "2026", "2026-11-25", "2026-11-25T12:34", "2026-11-25 12:34:56Z",
             "2026-11-25T12:34:56 Z", " 2026-11-25T12:34:56Z", "2026-11-25T12:34:56Z ", "2026-11-25T12:34:56.Z",
             "2026-11-25T12:34:56.", "2026-11-25T12:34:56,5Z", "2026-11-25T12:34:60Z", "2026-11-25T24:00:00Z",
             "2026-11-25T12:60:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-11-31T00:00:00Z",
             "2026-11-00T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
             "0000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "+2026-11-25T12:34:56Z", "20261125T123456Z",
             "2026-W48-3T12:34:56Z", "2026-11-25T12:34:56ZZ", "2026-11-25T12:34:56+14:01", "2026-11-25T12:34:56+15:00",
             "2026-11-25T12:34:56+05:60", "2026-11-25T12:34:56+0530", "2026-11-25T12:34:56+05",
             "2026-11-25T12:34:56+5:30", "2026-11-25T1a:34:56Z", "2026/11/25T12:34:56Z", "2026-11-25T12.34.56Z",
             "\x82\x30-11-25T12:34:56Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
             "10000-01-01T00:00:00Z"})
        BOOST_TEST(!parse_iso8601(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(every_prefix_of_a_timestamp_is_refused_or_read_without_harm)
{
    std::string const full = "2026-11-25T12:34:56.1234567+05:30";
    for (std::size_t size = 0; size < full.size(); ++size)
    {
        bool const complete = size == 19 || (size > 20 && size <= 27);
        BOOST_TEST(parse_iso8601(std::string_view(full).substr(0, size)).has_value() == complete, full.substr(0, size));
    }
}

BOOST_AUTO_TEST_CASE(each_day_of_eight_hundred_years_survives_writing_and_reading)
{
    auto const first = std::chrono::sys_days(std::chrono::year(1600) / 1 / 1);
    auto const last = std::chrono::sys_days(std::chrono::year(2400) / 1 / 1);
    int wrong = 0;
    for (auto day = first; day < last; day += std::chrono::days(1))
    {
        timestamp const t = timestamp(day) + ticks((day - first).count() * 2'654'435'761 % 864'000'000'000);
        wrong += parse_iso8601(to_iso8601(t)) != t ? 1 : 0;
        wrong += parse_http_date(to_http_date(t)) != std::chrono::floor<std::chrono::seconds>(t) ? 1 : 0;
    }
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(timestamps_are_written_in_utc_without_trailing_zeros)
{
    BOOST_TEST(to_iso8601(at(2026, 11, 25, noon_and_a_bit)) == "2026-11-25T12:34:56Z");
    BOOST_TEST(to_iso8601(at(2026, 11, 25, noon_and_a_bit, 1'230'000)) == "2026-11-25T12:34:56.123Z");
    BOOST_TEST(to_iso8601(at(2026, 11, 25, noon_and_a_bit, 1)) == "2026-11-25T12:34:56.0000001Z");
    BOOST_TEST(to_iso8601(at(1, 1, 1)) == "0001-01-01T00:00:00Z");
    BOOST_TEST(to_iso8601(timestamp()) == "1970-01-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(moments_beyond_four_digit_years_become_the_nearest_that_can_be_written)
{
    BOOST_TEST(to_iso8601(timestamp::max()) == "9999-12-31T23:59:59.9999999Z");
    BOOST_TEST(to_iso8601(timestamp::min()) == "0001-01-01T00:00:00Z");
    BOOST_TEST(to_http_date(timestamp::max()) == "Fri, 31 Dec 9999 23:59:59 GMT");
}

BOOST_AUTO_TEST_CASE(http_dates_are_read_in_their_three_forms)
{
    auto const expected = at(1994, 11, 6, 8 * 3600 + 49 * 60 + 37);
    for (std::string_view const text :
        {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    {
        auto const t = parse_http_date(text);
        BOOST_TEST_REQUIRE(t.has_value(), text);
        BOOST_TEST((*t == expected), text);
    }
    BOOST_TEST((parse_http_date("Wednesday, 25-Nov-26 08:49:37 GMT") == at(2026, 11, 25, 8 * 3600 + 49 * 60 + 37)));
    BOOST_TEST((parse_http_date("Thu Nov 26 08:49:37 2026") == at(2026, 11, 26, 8 * 3600 + 49 * 60 + 37)));
    // A leap second is the second after it.
    BOOST_TEST((parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT") == at(2017, 1, 1)));
}

BOOST_AUTO_TEST_CASE(what_is_no_http_date_is_refused)
{
    for (std::string_view const text :
        {"", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT ",
            "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Xyz 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT",
            "Sun,  6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sunday, 06 Nov 94 08:49:37 GMT", "Someday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 19x4",
            "Sun Nov    08:49:37 1994", "06 Nov 1994 08:49:37 GMT", ",", ", 06-Nov-94 08:49:37 GMT"})
        BOOST_TEST(!parse_http_date(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(retry_after_is_read_in_all_its_forms)
{
    auto const now = at(2026, 11, 25, 10 * 3600);
    std::pair<std::string_view, ticks> const cases[] = {
        {"0", 0s}, {"1", 1s}, {"120", 120s}, {"  5\t", 5s}, {"007", 7s}, {"2.128", 2128ms},   // Microsoft's own sample
        {"0.5", 500ms}, {"1.0000000", 1s}, {"0.0000001", ticks(1)}, {"0.00000001", ticks(1)}, // up to a tick
        {"1.99999999", 2s}, {"-5", 0s}, {"-0.5", 0s}, {"Wed, 25 Nov 2026 10:01:00 GMT", 60s},
        {"Wednesday, 25-Nov-26 10:01:00 GMT", 60s}, {"Wed Nov 25 10:01:00 2026", 60s},
        {"Wed, 25 Nov 2026 09:00:00 GMT", 0s}, // past
        {"3, 7", 7s}, {"7,3,", 7s}, {"30, Wed, 25 Nov 2026 10:01:00 GMT", 60s},
        {"Wed, 25 Nov 2026 10:01:00 GMT, 90", 90s},
        {"Wed, 25 Nov 2026 10:01:00 GMT, Wednesday, 25-Nov-26 10:02:00 GMT", 120s},
        {"Wed Nov 25 10:01:00 2026, 5", 60s}, {"soon, 5", 5s}, // what can be read counts
    };
    for (auto const& [text, expected] : cases)
    {
        auto const wait = parse_retry_after(text, now);
        BOOST_TEST_REQUIRE(wait.has_value(), text);
        BOOST_TEST(wait->count() == expected.count(), text);
    }
}

BOOST_AUTO_TEST_CASE(a_retry_after_date_is_taken_against_the_servers_own_clock)
{
    auto const ours = at(2026, 11, 25, 12 * 3600); // two hours fast
    auto const theirs = at(2026, 11, 25, 10 * 3600);
    auto const wait = parse_retry_after("Wed, 25 Nov 2026 10:00:30 GMT", ours, theirs);
    BOOST_TEST_REQUIRE(wait.has_value());
    BOOST_TEST(wait->count() == ticks(30s).count());
}

BOOST_AUTO_TEST_CASE(absurd_retry_afters_are_a_long_wait_that_cannot_overflow)
{
    auto const now = at(2026, 11, 25);
    for (std::string_view const text : {"99999999999", "99999999999999999999999999999999.9", "9223372036854775807",
             "3153600001", "3153600000.5", "Fri, 31 Dec 9999 23:59:59 GMT"})
    {
        auto const wait = parse_retry_after(text, now);
        BOOST_TEST_REQUIRE(wait.has_value(), text);
        BOOST_TEST((*wait >= ticks(std::chrono::hours(24 * 365 * 99)) && now + *wait > now), text);
    }
    BOOST_TEST((parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", timestamp::min()) >= ticks(1s)));
    BOOST_TEST((parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", timestamp::max()) == ticks(0s)));
}

BOOST_AUTO_TEST_CASE(what_is_no_retry_after_is_nothing)
{
    for (std::string_view const text :
        {"", " ", ",", ",,", "soon", "1e3", "0x10", "1.", ".5", "-", "--1", "5s", "5 seconds", "+5", "1.2.3", "\"5\"",
            "Wed, 25 Nov 2026 10:01:00", "Wed, 99 Nov 2026 10:01:00 GMT", "NaN", "inf", "1\xc2\xa0"})
        BOOST_TEST(!parse_retry_after(text, at(2026, 11, 25)).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
