#include <entralog/decode.hpp>
#include <entralog/pages.hpp>

#include "tests/support/fixtures.hpp"
#include "tests/support/page_fixture.hpp"
#include "tests/support/run.hpp"
#include "tests/support/schema_walk.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/thoroughness.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// A page that breaks off at any byte, or goes over into an error there: each record before the fault is delivered, none
// that is wrong, and the error says that asking again may help.

namespace
{

using namespace entralog;
using namespace entralog::testing;

/// The shortest record first, then as few as it takes to have every property that the fixtures have.
template <class T>
std::vector<std::string> telling_records()
{
    auto lines = fixture_lines<T>();
    std::sort(lines.begin(), lines.end(), [](auto const& a, auto const& b) { return a.size() < b.size(); });
    std::vector<std::string> chosen;
    test::schema_walk covered(boost::json::parse(test::read_testdata("schema/beta.json")).as_object());
    for (auto const& line : lines)
    {
        auto const before = covered.unused_properties().size();
        covered.record(boost::json::parse(line), std::string(description<T>::name), "");
        if (covered.unused_properties().size() < before)
            chosen.push_back(line);
    }
    return chosen;
}

/// Chunk sizes that differ from call to call, among them those around the scanner's block.
class sizes
{
public:
    std::size_t operator()()
    {
        constexpr std::array<std::size_t, 8> fixed{1, 2, 3, 7, 64, 65, 4096, 0};
        auto const size = fixed[kind_];
        return size != 0 ? size : random_() % 200 + 1;
    }
    void next_kind() { kind_ = (kind_ + 1) % 8; }

private:
    std::size_t kind_ = 0;
    std::minstd_rand random_;
};

template <class T>
struct outcome_of_page
{
    std::vector<T> records;
    std::size_t malformed = 0;
    error why; ///< no code: a whole page
};

template <class T>
outcome_of_page<T> fetch(boost::asio::io_context& context, step s)
{
    auto const script = std::make_shared<scripted_transport>();
    script->steps.push_back(std::move(s));
    auto source = pages_over<T>(script);
    auto page = run(context, source.next());
    outcome_of_page<T> out;
    if (!page)
        out.why = page.error();
    auto const& got = page ? *page : source.partial();
    out.records = got.records;
    out.malformed = got.malformed.size();
    BOOST_REQUIRE_EQUAL(source.done(), page.has_value());
    return out;
}

template <class T>
std::vector<T> decoded(std::vector<std::string> const& lines)
{
    std::vector<T> all;
    for (auto const& line : lines)
        all.push_back(from_json<T>(line).value());
    return all;
}

template <class T>
bool are_the_first(std::vector<T> const& got, std::vector<T> const& all, std::size_t count)
{
    return got.size() == count && std::equal(got.begin(), got.end(), all.begin());
}

template <class F>
void for_each_telling_page(F&& f)
{
    for_each_report(
        [&]<class T>(std::type_identity<T> type)
        {
            auto const telling = telling_records<T>();
            for (std::size_t i = 1; i < telling.size(); ++i)
                f(type, std::vector<std::string>{telling[0], telling[i]});
        });
}

} // namespace

BOOST_AUTO_TEST_SUITE(decode_cut)

BOOST_AUTO_TEST_CASE(a_page_cut_at_any_byte_gives_the_records_before_the_cut)
{
    boost::asio::io_context context;
    sizes next_size;
    for_each_telling_page(
        [&]<class T>(std::type_identity<T>, std::vector<std::string> const& lines)
        {
            auto const page = make_page(lines);
            auto const all = decoded<T>(lines);
            for (std::size_t n = 0; n < page.text.size(); n += sweep_stride)
            {
                next_size.next_kind();
                auto const got = fetch<T>(context, in_chunks(std::string_view(page.text).substr(0, n), next_size));
                BOOST_REQUIRE_MESSAGE(got.why.code == make_error_code(errc::truncated_page), n << ": " << got.why);
                BOOST_REQUIRE(is_transient(got.why));
                BOOST_REQUIRE_MESSAGE(are_the_first(got.records, all, page.records_within(n)), "cut at " << n);
                BOOST_REQUIRE_EQUAL(got.malformed, 0u);
            }
            auto const got = fetch<T>(context, in_chunks(page.text, next_size));
            BOOST_REQUIRE_MESSAGE(!got.why.code, got.why);
            BOOST_REQUIRE(are_the_first(got.records, all, 2));
        });
}

BOOST_AUTO_TEST_CASE(a_page_that_turns_into_an_error_at_any_byte_says_so)
{
    boost::asio::io_context context;
    sizes next_size;
    for_each_report(
        [&]<class T>(std::type_identity<T>)
        {
            auto const telling = telling_records<T>();
            std::vector<std::string> const lines{telling[0], telling[1]};
            auto const page = make_page(lines);
            auto const all = decoded<T>(lines);
            for (std::size_t n = 0; n <= page.text.size(); n += sweep_stride)
            {
                next_size.next_kind();
                auto text =
                    page.text.substr(0, n) +
                    R"({ "error": { "code":"BadRequest","message":"'a[b=C]' \"null\"", "innerError":{"x":"y"}}})";
                auto const got = fetch<T>(context, in_chunks(text, next_size));
                BOOST_REQUIRE_MESSAGE(are_the_first(got.records, all, page.records_within(n)), "error at " << n);
                BOOST_REQUIRE_EQUAL(got.malformed, 0u);
                BOOST_REQUIRE_MESSAGE(got.why.code == make_error_code(errc::error_in_page), text << ": " << got.why);
                BOOST_REQUIRE(is_transient(got.why));
                BOOST_REQUIRE_EQUAL(got.why.graph_code, "BadRequest");
                BOOST_REQUIRE(got.why.message.find("'a[b=C]' \"null\"") != std::string::npos);
            }
        });
}

BOOST_AUTO_TEST_CASE(an_error_that_is_cut_itself_or_has_brackets_of_its_own_is_an_error_all_the_same)
{
    boost::asio::io_context context;
    auto const line = fixture_lines<sign_in>()[0];
    auto const page = make_page({line});
    auto const [begin, end] = page.records[0];
    for (std::size_t n = begin; n < end; n += sweep_stride)
        for (std::string_view const tail :
            {R"({"error":{"code":"X","message":"} ] } { [ ")", R"({"error":{"message":"]}"}}]})"})
        {
            auto const text = page.text.substr(0, n).append(tail);
            auto const got = fetch<sign_in>(context, in_chunks(text, [] { return 50; }));
            // Where a value is due the error can be one, and the record JSON that fits or does not.
            auto const expected = got.malformed + got.records.size() == 0 ? errc::error_in_page : errc::truncated_page;
            BOOST_REQUIRE_MESSAGE(got.why.code == make_error_code(expected), text << ": " << got.why);
        }
}

BOOST_AUTO_TEST_CASE(a_connection_lost_at_any_byte_keeps_the_records_before_it)
{
    boost::asio::io_context context;
    auto const lines =
        std::vector<std::string>{fixture_lines<directory_audit>()[0], fixture_lines<directory_audit>()[1]};
    auto const page = make_page(lines);
    auto const all = decoded<directory_audit>(lines);
    for (std::size_t n = 0; n <= page.text.size(); n += sweep_stride)
    {
        auto s = in_chunks(std::string_view(page.text).substr(0, n), [] { return 100; });
        s.failure = error(boost::asio::error::make_error_code(boost::asio::error::connection_reset));
        auto const got = fetch<directory_audit>(context, std::move(s));
        BOOST_REQUIRE((got.why.code == boost::asio::error::connection_reset));
        BOOST_REQUIRE(are_the_first(got.records, all, page.records_within(n)));
    }
}

BOOST_AUTO_TEST_CASE(any_chunks_give_the_same_page)
{
    boost::asio::io_context context;
    for_each_report(
        [&]<class T>(std::type_identity<T>)
        {
            auto const& lines = fixture_lines<T>();
            auto const page = make_page(lines);
            auto const all = decoded<T>(lines);
            for (std::size_t const size : {1u, 2u, 3u, 7u, 64u, 65u, 4096u, 10000000u})
            {
                auto const got = fetch<T>(context, in_chunks(page.text, [=] { return size; }));
                BOOST_REQUIRE_MESSAGE(!got.why.code, got.why);
                BOOST_REQUIRE_EQUAL(got.malformed, 0u);
                BOOST_REQUIRE(are_the_first(got.records, all, lines.size()));
            }
        });
}

BOOST_AUTO_TEST_CASE(white_space_anywhere_changes_nothing)
{
    boost::asio::io_context context;
    auto const line = fixture_lines<custom_security_attribute_audit>()[0];
    auto const all = decoded<custom_security_attribute_audit>({line, line});
    std::string const blank = " \r\n\t";
    auto const text = blank + "{" + blank + R"("value")" + blank + ":" + blank + "[" + blank + line + blank + "," +
                      blank + line + blank + "]" + blank + "," + blank + R"("x")" + blank + ":" + blank + "1" + blank +
                      "}" + blank;
    for (std::size_t size = 1; size < 100; ++size)
    {
        auto const got = fetch<custom_security_attribute_audit>(context, in_chunks(text, [=] { return size; }));
        BOOST_REQUIRE_MESSAGE(!got.why.code, got.why);
        BOOST_REQUIRE(are_the_first(got.records, all, 2));
    }
}

BOOST_AUTO_TEST_CASE(a_cut_raw_record_is_not_delivered_either)
{
    boost::asio::io_context context;
    auto const& lines = fixture_lines<provisioning_object_summary>();
    auto const page = make_page({lines[0], lines[1]});
    sizes next_size;
    for (std::size_t n = 0; n < page.text.size(); n += 3)
    {
        next_size.next_kind();
        auto const got = fetch<raw_record>(context, in_chunks(std::string_view(page.text).substr(0, n), next_size));
        BOOST_REQUIRE((got.why.code == make_error_code(errc::truncated_page)));
        BOOST_REQUIRE_EQUAL(got.records.size(), page.records_within(n));
        for (std::size_t i = 0; i < got.records.size(); ++i)
            BOOST_REQUIRE_EQUAL(got.records[i].json, lines[i]);
    }
}

BOOST_AUTO_TEST_SUITE_END()
