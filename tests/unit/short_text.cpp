#include <entralog/detail/short_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// Comparing and copying without a call must be what comparing and copying are, whatever the length.

using namespace entralog::detail;

namespace
{

std::string text_of(std::size_t n)
{
    std::string s;
    for (std::size_t i = 0; i < n; ++i)
        s += static_cast<char>('a' + i % 26);
    return s;
}

} // namespace

BOOST_AUTO_TEST_SUITE(short_text)

BOOST_AUTO_TEST_CASE(two_texts_are_equal_when_no_byte_differs)
{
    for (std::size_t n = 0; n < 80; ++n)
    {
        auto const a = text_of(n);
        BOOST_TEST(equal_names(a, text_of(n)));
        BOOST_TEST(!equal_names(a, text_of(n + 1)));
        for (std::size_t i = 0; i < n; ++i)
        {
            auto b = a;
            b[i] = '#';
            BOOST_TEST(!equal_names(a, b), "length " << n << ", byte " << i);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_lies_behind_two_padded_texts_does_not_matter)
{
    for (std::size_t n = 0; n <= readable_bytes; ++n)
    {
        auto const behind_a = text_of(n) + std::string(readable_bytes, 'x');
        auto const behind_b = text_of(n) + std::string(readable_bytes, 'y');
        auto const a = std::string_view(behind_a).substr(0, n);
        auto const b = std::string_view(behind_b).substr(0, n);
        BOOST_TEST(equal_padded(a, b));
        BOOST_TEST(!equal_padded(a, std::string_view(behind_b).substr(0, n + 1)));
        for (std::size_t i = 0; i < n; ++i)
        {
            auto other = behind_b;
            other[i] = '#';
            BOOST_TEST(!equal_padded(a, std::string_view(other).substr(0, n)), "length " << n << ", byte " << i);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_text_takes_the_place_of_any_other)
{
    for (std::size_t n = 0; n < 80; ++n)
        for (auto const old : {std::size_t{0}, n, n + 7})
        {
            std::string to(old, '-');
            assign_text(to, text_of(n));
            BOOST_TEST(to == text_of(n));
        }
}

BOOST_AUTO_TEST_SUITE_END()
