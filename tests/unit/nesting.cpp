#include <entralog/detail/nesting.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// The scanner that looks at 64 bytes at a time against one that looks at each byte, over texts that no JSON parser
// would take: where an element ends must not depend on alignment, nor on how a network cuts it.

namespace
{

using entralog::detail::nesting;

std::size_t reference(std::string_view text)
{
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] == '\\')
        {
            // Whatever follows is no quote; a bracket outside of strings still is one.
            if (i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\'))
                ++i;
            continue;
        }
        if (text[i] == '"')
            in_string = !in_string;
        else if (!in_string && (text[i] == '{' || text[i] == '['))
            ++depth;
        else if (!in_string && (text[i] == '}' || text[i] == ']') && --depth == 0)
            return i + 1;
    }
    return nesting::open;
}

std::size_t scan_in_chunks(std::string_view text, std::vector<std::size_t> const& sizes)
{
    nesting n;
    std::size_t done = 0;
    for (std::size_t k = 0; done < text.size(); ++k)
    {
        auto const chunk = text.substr(done, sizes[k % sizes.size()]);
        if (auto const end = n.scan(chunk); end != nesting::open)
            return done + end;
        done += chunk.size();
    }
    return nesting::open;
}

/// Opens with '{'; long enough to span blocks, heavy in what matters.
std::string random_text(std::mt19937& random, std::string_view alphabet)
{
    std::uniform_int_distribution<std::size_t> letter(0, alphabet.size() - 1);
    std::string text = "{";
    auto const size = std::uniform_int_distribution<std::size_t>(0, 400)(random);
    for (std::size_t i = 0; i < size; ++i)
        text += alphabet[letter(random)];
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(nesting_scanner)

BOOST_AUTO_TEST_CASE(any_bytes_end_where_a_scan_byte_by_byte_says)
{
    std::mt19937 random(20261125);
    for (std::string_view const alphabet :
        {R"(""\\{}[]x)", R"("\)", R"(\\\\\\\")", R"({[}]{[{[")", R"({}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\)",
            "{}\"\\\x01\x80\xff[]\x7b\x5b\x3b\x1b\xfb", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{}"})
        for (int round = 0; round < 3000; ++round)
        {
            auto const text = random_text(random, alphabet);
            auto const expected = reference(text);
            BOOST_REQUIRE_EQUAL(nesting().scan(text), expected);
            std::uniform_int_distribution<std::size_t> size(1, 150);
            BOOST_REQUIRE_EQUAL(scan_in_chunks(text, {size(random), size(random), size(random)}), expected);
            BOOST_REQUIRE_EQUAL(scan_in_chunks(text, {1}), expected);
            BOOST_REQUIRE_EQUAL(scan_in_chunks(text, {63, 65, 64}), expected);
        }
}

BOOST_AUTO_TEST_CASE(alignment_makes_no_difference)
{
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round)
    {
        auto const text = random_text(random, R"(""\\\{{}[]xxx)");
        auto const expected = reference(text);
        for (std::size_t shift = 0; shift < 64; ++shift)
        {
            std::string buffer(shift, '"');
            buffer += text;
            BOOST_REQUIRE_EQUAL(nesting().scan(std::string_view(buffer).substr(shift)), expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_bracket_at_every_place_of_a_block_is_seen)
{
    for (std::size_t length = 2; length < 200; ++length)
    {
        std::string text = "{" + std::string(length - 2, 'x') + "}";
        BOOST_TEST(nesting().scan(text) == length);
        BOOST_TEST(nesting().scan(text + "}}}}") == length);
        for (std::size_t quote = 1; quote + 1 < length; ++quote)
        {
            auto quoted = text;
            quoted[quote] = '"'; // the closing bracket is now inside a string
            BOOST_REQUIRE(nesting().scan(quoted) == nesting::open);
            if (quote > 1)
            {
                quoted[quote - 1] = '\\';
                BOOST_REQUIRE(nesting().scan(quoted) == length);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(depth_has_no_bound_but_the_bytes)
{
    std::size_t const depth = 1 << 20;
    auto const text = std::string(depth, '[') + std::string(depth, ']');
    BOOST_TEST(nesting().scan(text) == 2 * depth);
    BOOST_TEST(scan_in_chunks(text, {4093}) == 2 * depth);
}

BOOST_AUTO_TEST_SUITE_END()
