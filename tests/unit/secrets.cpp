#include <entralog/detail/printable.hpp>
#include <entralog/detail/redact.hpp>
#include <entralog/detail/wipe.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace entralog::testing
{

BOOST_AUTO_TEST_SUITE(secrets_suite)

BOOST_AUTO_TEST_CASE(a_wiped_secret_is_gone_from_all_of_its_memory)
{
    for (std::size_t const size : {std::size_t(10), std::size_t(100)}) // in the string itself, and on the heap
    {
        std::string secret(size, 's');
        secret.resize(size / 2); // the rest is still there
        auto const* const memory = secret.data();
        detail::wipe(secret);
        BOOST_TEST(secret.empty());
        BOOST_TEST_REQUIRE((secret.data() == memory && secret.capacity() >= size));
        BOOST_TEST(std::count(memory, memory + size, 's') == 0);
    }
    std::string text(100, 's');
    {
        detail::wipe_at_end const wiped(text);
    }
    BOOST_TEST(text.empty());
}

BOOST_AUTO_TEST_CASE(every_occurrence_of_a_secret_is_masked)
{
    auto const masked = [](std::string text, std::string_view secret)
    {
        detail::redact(text, secret);
        return text;
    };
    BOOST_TEST(masked("a key and a key", "key") == "a [secret] and a [secret]");
    BOOST_TEST(masked("keykey", "key") == "[secret][secret]");
    BOOST_TEST(masked("a secret", "secret") == "a [secret]"); // the mask itself is not masked again
    BOOST_TEST(masked("nothing", "key") == "nothing");
    BOOST_TEST(masked("nothing", "") == "nothing");
}

BOOST_AUTO_TEST_CASE(printable_text_is_cut_between_characters)
{
    BOOST_TEST(detail::printable("caf\xc3\xa9 au lait", 4) == "caf\xc3\xa9...");
    BOOST_TEST(detail::printable("abc", 3) == "abc");
    BOOST_TEST(detail::printable("abcd", 3) == "abc...");
    BOOST_TEST(detail::printable("", 0).empty());
    BOOST_TEST(detail::printable("\xed\xa0\x80", 99) == "\\xed\\xa0\\x80");          // a surrogate
    BOOST_TEST(detail::printable("\xc0\xaf", 99) == "\\xc0\\xaf");                   // overlong
    BOOST_TEST(detail::printable("\xf4\x90\x80\x80", 99) == "\\xf4\\x90\\x80\\x80"); // beyond Unicode
    BOOST_TEST(detail::printable("\xe2\x82", 99) == "\\xe2\\x82");                   // cut off
    BOOST_TEST(detail::printable("\xe2\x82\xac", 99) == "\xe2\x82\xac");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
