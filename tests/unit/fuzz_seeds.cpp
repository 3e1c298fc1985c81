#include "tests/fuzz/mock_targets.hpp"
#include "tests/fuzz/targets.hpp"

#include "tests/support/fixtures.hpp"
#include "tests/support/page_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// The fuzz targets over the seeds of tests/fuzz/corpus and what a few random bytes make of them: no substitute for a
// fuzzer, but it runs always. A target aborts when a promise is broken.

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
    constexpr std::string_view telling = "\"\\{}[]:,0e-.+ \n\x01\xff\xe2TZ%/@#?'()&=$t";
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

void replay(target t, std::string const& name, int rounds)
{
    std::size_t seeds = 0;
    for (auto const& entry : std::filesystem::directory_iterator(ENTRALOG_FUZZ_CORPUS "/" + name))
    {
        std::ifstream file(entry.path(), std::ios::binary);
        feed_with_damage(t, std::string(std::istreambuf_iterator<char>(file), {}), rounds);
        ++seeds;
    }
    BOOST_TEST(seeds > 5u, name);
}

} // namespace

BOOST_AUTO_TEST_SUITE(fuzz_seeds)

BOOST_AUTO_TEST_CASE(damaged_pages_and_records_break_no_promise)
{
    replay(fuzz::page, "page", 300);
    replay(fuzz::record, "record", 50);
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
}

BOOST_AUTO_TEST_CASE(damaged_links_break_no_promise)
{
    replay(fuzz::next_link, "next_link", 300);
}

BOOST_AUTO_TEST_CASE(damaged_times_break_no_promise)
{
    replay(fuzz::timestamp, "timestamp", 300);
    replay(fuzz::retry_after, "retry_after", 300);
}

BOOST_AUTO_TEST_CASE(damaged_filters_and_queries_break_no_promise)
{
    replay(graph_mock::fuzz::filter, "filter", 100);
    replay(graph_mock::fuzz::query_string, "query_string", 100);
}

BOOST_AUTO_TEST_SUITE_END()
