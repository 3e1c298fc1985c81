#include <entralog/detail/page_splitter.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// A page into its elements and what is around them, whatever the bytes and however they are cut.

namespace
{

using namespace entralog;

/// Keeps what it is given; can take an element from the front of the bytes when `taker` knows its length.
class kept_elements final : public detail::element_sink
{
public:
    result<std::size_t> element_in(std::string_view bytes) override
    {
        ++offers;
        if (refuse_offers)
            return error(errc::malformed_token, "refused");
        auto const length = taker ? taker(bytes) : 0;
        if (length != 0)
            elements.emplace_back(bytes.substr(0, length));
        return length;
    }
    result<void> element(std::string_view json) override
    {
        if (elements.size() == refuse_at)
            return error(errc::malformed_token, "refused");
        elements.emplace_back(json);
        return {};
    }

    std::vector<std::string> elements;
    std::size_t offers = 0;
    bool refuse_offers = false;
    std::size_t refuse_at = static_cast<std::size_t>(-1);
    std::size_t (*taker)(std::string_view) = nullptr;
};

struct split
{
    std::vector<std::string> elements;
    std::string envelope;
    bool complete = false;
    bool has_value = false;
    std::string error;

    bool operator==(split const&) const = default;
};

template <class NextSize>
split split_in_chunks(std::string_view page, NextSize next_size, std::size_t (*taker)(std::string_view) = nullptr)
{
    kept_elements sink;
    sink.taker = taker;
    detail::page_splitter splitter(sink);
    splitter.start();
    split s;
    for (std::size_t done = 0; done < page.size() && s.error.empty();)
    {
        auto const chunk = page.substr(done, next_size());
        // Bytes of their own, so that a sanitizer sees a look beyond the chunk.
        std::vector<char> const own(chunk.begin(), chunk.end());
        if (auto const r = splitter.write(std::string_view(own.data(), own.size())); !r)
        {
            BOOST_TEST((r.error().code == make_error_code(errc::malformed_page)));
            s.error = r.error().message;
        }
        done += chunk.size();
    }
    s.elements = sink.elements;
    s.complete = splitter.complete();
    s.has_value = splitter.has_value();
    s.envelope = splitter.envelope();
    return s;
}

split whole(std::string_view page)
{
    return split_in_chunks(page, [&] { return page.size(); });
}

/// The same, however the page is cut.
split any_chunks(std::string_view page)
{
    auto const expected = whole(page);
    for (std::size_t const size : {1u, 2u, 3u, 5u, 7u, 16u, 63u, 64u, 65u})
        BOOST_TEST((split_in_chunks(page, [=] { return size; }) == expected), page << " in chunks of " << size);
    std::mt19937 random(static_cast<unsigned>(page.size()));
    for (int round = 0; round < 20; ++round)
        BOOST_TEST((split_in_chunks(page, [&] { return random() % 30 + 1; }) == expected), page);
    return expected;
}

using texts = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(page_splitter)

BOOST_AUTO_TEST_CASE(elements_and_envelope_are_told_apart)
{
    auto const s = any_chunks(
        R"( {"@odata.context":"c","value" : [ {"a":"]},"} , {"b":[{}, [] ]},1, "x,]\"" ,null,[1,[2]] ], "n":{"value":[3]}} )");
    BOOST_TEST(s.complete);
    BOOST_TEST(s.has_value);
    BOOST_TEST(s.error == "");
    BOOST_TEST(s.elements == (texts{R"({"a":"]},"})", R"({"b":[{}, [] ]})", "1", R"("x,]\"" )", "null", "[1,[2]] "}),
        boost::test_tools::per_element());
    BOOST_TEST(s.envelope == R"({"@odata.context":"c","value" : [], "n":{"value":[3]}} )");
}

BOOST_AUTO_TEST_CASE(pages_without_records_are_pages)
{
    for (auto const page :
        {R"({"value":[]})", R"({"value":[ ]})", "{ \"value\"\n:\t[\r\n]\n}\n", R"({"a":1,"value":[]})"})
    {
        auto const s = any_chunks(page);
        BOOST_TEST(s.complete);
        BOOST_TEST(s.has_value);
        BOOST_TEST(s.elements.empty());
        BOOST_TEST(s.error == "");
    }
}

BOOST_AUTO_TEST_CASE(only_the_value_array_at_the_top_counts)
{
    for (auto const page : {R"({})", R"({"value":{}})", R"({"value":null})", R"({"value":"[{}]"})", R"({"value":1})",
             R"({"values":[{}]})", R"({"x":{"value":[{}]}})", R"({"x":[{"value":[{}]}]})", R"({"x":"value","y":[{}]})",
             R"({"\"value":[{}]})", R"({"value\"":[{}]})", R"({"Value":[{}]})", R"({"x":["value",[{}]]})",
             R"({"value":{"value":[{}]}})", R"({"val\u0075e":[{}]})"})
    {
        auto const s = any_chunks(page);
        BOOST_TEST(s.complete, page);
        BOOST_TEST(!s.has_value, page);
        BOOST_TEST(s.elements.empty(), page);
        BOOST_TEST(s.envelope == page);
    }
    auto const s = any_chunks(R"({"x":{"value":[1]},"y":"\\","value":[{}],"z":[]})");
    BOOST_TEST(s.elements == texts{"{}"}, boost::test_tools::per_element());
    BOOST_TEST(s.envelope == R"({"x":{"value":[1]},"y":"\\","value":[],"z":[]})");
}

BOOST_AUTO_TEST_CASE(what_is_no_page_is_refused_as_soon_as_it_is_known)
{
    for (auto const page : {"<html>", "[]", "null", "\"value\"", "1", "\x01", " x"})
    {
        auto const s = any_chunks(page);
        BOOST_TEST(s.error == "the page is not a JSON object");
        BOOST_TEST(!s.complete);
    }
    BOOST_TEST(any_chunks("\xef\xbb\xbf{\"value\":[{}]}").elements == texts{"{}"}, boost::test_tools::per_element());
    for (auto const page : {"", " ", "\xef\xbb\xbf"})
        BOOST_TEST((!any_chunks(page).complete && any_chunks(page).error.empty()));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_between_elements_ends_the_page_after_those_before_it)
{
    struct wrong
    {
        std::string page;
        std::size_t elements;
        std::string error;
    };
    std::string const none = "the page has no record where one should be";
    std::string const neither = "the page has neither ',' nor ']' after a record";
    for (auto const& [page, elements, message] : {
             wrong{R"({"value":[,{}]})", 0, none},
             wrong{R"({"value":[{},]})", 1, none},
             wrong{R"({"value":[{},,{}]})", 1, none},
             wrong{R"({"value":[{},:{}]})", 1, none},
             wrong{R"({"value":[}]})", 0, none},
             wrong{R"({"value":[{}}]})", 1, neither},
             wrong{R"({"value":[{}1]})", 1, neither},
             wrong{R"({"value":[{}"x":1,{}]})", 1, neither},
             wrong{R"({"value":[{"a":1}{"b":2},{}]})", 2, neither},
             wrong{R"({"value":[{}],"value":[{}]})", 1, "the page has two 'value' arrays"},
         })
    {
        auto const s = any_chunks(page);
        BOOST_TEST(s.error == message, page);
        BOOST_TEST(s.elements.size() == elements, page);
    }
}

BOOST_AUTO_TEST_CASE(an_element_that_is_not_json_costs_only_itself)
{
    for (std::string const element : {R"({"a":nul})", R"({a})", R"({"a":"b"c"d"})", "tru", "-", R"({"a":'x'})",
             "\x01\x02", "1 2 3", R"({"a":[1}})", R"({"a":\})"})
    {
        auto const s = any_chunks(R"({"value":[{"first":1},)" + element + R"(,{"last":2}],"z":0})");
        BOOST_TEST(s.elements == (texts{R"({"first":1})", element, R"({"last":2})"}), boost::test_tools::per_element());
        BOOST_TEST(s.complete);
    }
}

BOOST_AUTO_TEST_CASE(an_element_whose_brackets_do_not_balance_is_cut_the_same_in_all_chunks)
{
    for (std::string const element :
        {R"({"a":1)", R"({"a":1}})", R"({"\x":[})", "[1", R"({]"]}"})", R"({\"a\"})", R"({"a)"})
    {
        auto const s = any_chunks(R"({"value":[{"first":1},)" + element + R"(,{"last":2}],"z":0})");
        BOOST_REQUIRE(!s.elements.empty());
        BOOST_TEST(s.elements.front() == R"({"first":1})");
    }
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_page_is_incomplete_and_has_the_elements_before_it)
{
    std::string const page = R"({"c":"\"[{","value":[{"a":"\\\""},{"b":{"c":[1,"}"]}},[5],{}],"n":"l"})";
    auto const all = whole(page);
    for (std::size_t n = 0; n < page.size(); ++n)
    {
        auto const s = any_chunks(std::string_view(page).substr(0, n));
        BOOST_TEST(!s.complete);
        BOOST_TEST(s.error == "");
        BOOST_TEST(std::equal(s.elements.begin(), s.elements.end(), all.elements.begin()));
    }
}

BOOST_AUTO_TEST_CASE(an_element_may_be_taken_where_it_begins)
{
    auto const taker = [](std::string_view bytes) -> std::size_t
    { return bytes.starts_with(R"({"a":)") && bytes.size() >= 7 ? 7 : 0; };
    std::string const page = R"({"value":[{"a":1},{"b":1},{"a":2} , {"a":3}]})";
    auto const expected = whole(page);
    for (std::size_t size = 1; size <= page.size(); ++size)
        BOOST_TEST((split_in_chunks(
                        page, [=] { return size; }, taker) == expected),
            size);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_sink_ends_the_page_with_that_error)
{
    for (bool const offers : {false, true})
    {
        kept_elements sink;
        sink.refuse_offers = offers;
        sink.refuse_at = 1;
        detail::page_splitter splitter(sink);
        splitter.start();
        auto const r = splitter.write(R"({"value":[{},{},{}]})");
        BOOST_REQUIRE(!r);
        BOOST_TEST((r.error().code == make_error_code(errc::malformed_token)));
        BOOST_TEST(sink.elements.size() == (offers ? 0u : 1u));
    }
}

BOOST_AUTO_TEST_CASE(a_new_start_forgets_everything)
{
    kept_elements sink;
    detail::page_splitter splitter(sink);
    std::string const page = R"({"c":1,"value":[{"a":"b"},[1,"x"],{}],"n":2})";
    for (std::size_t n = 0; n <= page.size(); ++n)
    {
        splitter.start();
        BOOST_REQUIRE(splitter.write(std::string_view(page).substr(0, n)));
        sink.elements.clear();
        splitter.start();
        BOOST_TEST(splitter.pending().empty());
        BOOST_TEST(splitter.envelope().empty());
        BOOST_TEST(!splitter.has_value());
        BOOST_REQUIRE(splitter.write(page));
        BOOST_TEST(splitter.complete());
        BOOST_TEST(sink.elements.size() == 3u);
        sink.elements.clear();
    }
}

BOOST_AUTO_TEST_CASE(what_is_held_is_bounded)
{
    using detail::page_splitter;
    auto const endless = [](std::string_view begin, std::size_t bound)
    {
        kept_elements sink;
        page_splitter splitter(sink);
        splitter.start();
        BOOST_REQUIRE(splitter.write(begin));
        std::string const chunk(64 * 1024, 'x');
        for (std::size_t sent = 0; sent <= bound + 2 * chunk.size(); sent += chunk.size())
        {
            auto const r = splitter.write(chunk);
            BOOST_REQUIRE(splitter.pending().size() + splitter.envelope().size() <= bound + chunk.size());
            if (!r)
            {
                BOOST_TEST((r.error().code == make_error_code(errc::malformed_page)));
                return sent;
            }
        }
        BOOST_FAIL("there is no bound");
        return std::size_t();
    };
    for (auto const begin : {R"({"x":")", R"({"value":[{}],"x":")", R"({)"})
        BOOST_TEST(endless(begin, page_splitter::max_envelope_bytes) >= page_splitter::max_envelope_bytes - 65536);
    for (auto const begin :
        {R"({"value":[{"x":")", R"({"value":[{)", R"({"value":[")", R"({"value":[[)", R"({"value":[7)"})
        BOOST_TEST(endless(begin, page_splitter::max_element_bytes) >= page_splitter::max_element_bytes - 65536);
}

BOOST_AUTO_TEST_CASE(depth_is_not_bounded_by_the_stack)
{
    std::string const deep(1 << 18, '[');
    std::string const end(1 << 18, ']');
    auto const s = whole(R"({"value":[{"x":)" + deep + end + R"(},)" + deep + end + R"(,{}],"n":1})");
    BOOST_TEST(s.complete);
    BOOST_TEST(s.elements.size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
