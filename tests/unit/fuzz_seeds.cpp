#include "tests/fuzz/targets.hpp"

#include "tests/support/fixtures.hpp"
#include "tests/support/page_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// The fuzz targets over seeds and what a few random bytes make of them: no substitute for a fuzzer, but it runs always.
// A target aborts when a promise is broken.

namespace
{

using namespace entralog;
using namespace entralog::testing;

using target = void (*)(std::uint8_t const*, std::size_t);

void feed(target t, std::string_view text)
{
    std::vector<std::uint8_t> const bytes(text.begin(), text.end()); // of their own, so that a sanitizer sees the end
    t(bytes.data(), bytes.size());
}

void feed_with_damage(target t, std::string const& seed, int rounds)
{
    feed(t, seed);
    std::mt19937 random(static_cast<unsigned>(seed.size()));
    constexpr std::string_view telling = "\"\\{}[]:,0e-.+ \n\x01\xff\xe2TZ%/@#?";
    for (int round = 0; round < rounds; ++round)
    {
        auto text = seed;
        for (int change = 0; change < 3 && !text.empty(); ++change)
        {
            auto const at = random() % text.size();
            switch (random() % 3)
            {
            case 0:
                text[at] = telling[random() % telling.size()];
                break;
            case 1:
                text.erase(at, random() % 8);
                break;
            default:
                text.insert(at, 1, telling[random() % telling.size()]);
            }
        }
        feed(t, text);
    }
    BOOST_TEST(!seed.empty());
}

} // namespace

BOOST_AUTO_TEST_SUITE(fuzz_seeds)

BOOST_AUTO_TEST_CASE(damaged_pages_and_records_break_no_promise)
{
    for_each_report(
        []<class T>(std::type_identity<T>)
        {
            auto const& lines = fixture_lines<T>();
            for (std::size_t i = 0; i < lines.size(); i += 30)
            {
                feed_with_damage(fuzz::record, lines[i], 20);
                feed_with_damage(fuzz::page, page_body({lines[i], lines[i / 2]}, link_to("2")), 10);
            }
        });
    for (std::string const page :
        {R"({"value":[]})", R"({"value":[{}{"error":{"code":"c"}}]})", R"({"value":[1,[2],"x",{}]})"})
        feed_with_damage(fuzz::page, page, 300);
}

BOOST_AUTO_TEST_CASE(damaged_links_break_no_promise)
{
    for (std::string const link : {"https://graph.microsoft.com/beta/auditLogs/signIns?$top=1&$skiptoken=a%2Fb",
             "http://[::1]:8080/", "https://127.0.0.1:443", "HTTPS://Graph.Example/?x=/y"})
        feed_with_damage(fuzz::next_link, link, 300);
}

BOOST_AUTO_TEST_CASE(damaged_times_break_no_promise)
{
    for (std::string const time :
        {"2026-11-25T10:00:00.1234567Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    {
        feed_with_damage(fuzz::timestamp, time, 300);
        feed_with_damage(fuzz::retry_after, time, 300);
    }
    for (std::string const wait :
        {"2.128", "120", "0", "99999999999999999999.99999999", "1, 2.5, Sun, 06 Nov 1994 08:49:37 GMT"})
        feed_with_damage(fuzz::retry_after, wait, 300);
}

BOOST_AUTO_TEST_SUITE_END()
