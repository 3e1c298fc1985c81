#include <entralog/credential/client_certificate.hpp>
#include <entralog/credential/device_code.hpp>
#include <entralog/detail/printable.hpp>
#include <entralog/detail/redact.hpp>
#include <entralog/detail/token_endpoint.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/detail/wire_proxy.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

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

/// Assigns over `secret` of `to`, whose memory can still be looked at.
template <class Holder>
void check_assignment(std::string Holder::*secret)
{
    Holder from;
    from.*secret = std::string(20, 'n');
    Holder to;
    to.*secret = std::string(100, 's');
    auto const* const memory = (to.*secret).data();
    to = from; // fits where the old one was
    BOOST_TEST((to.*secret == std::string(20, 'n')));
    BOOST_TEST_REQUIRE(((to.*secret).data() == memory));
    BOOST_TEST(std::count(memory, memory + 100, 's') == 0);
    auto const& same = to;
    to = same;
    BOOST_TEST((to.*secret == std::string(20, 'n')));

    for (std::size_t const size : {std::size_t(15), std::size_t(200)}) // in the string itself, and on the heap
    {
        Holder moved;
        moved.*secret = std::string(size, 's');
        to = std::move(moved);
        BOOST_TEST((to.*secret == std::string(size, 's')));
        auto const& left = moved.*secret; // NOLINT(bugprone-use-after-move)
        BOOST_TEST(left.empty());
        BOOST_TEST(std::count(left.data(), left.data() + left.capacity(), 's') == 0);
        BOOST_TEST(std::count(left.data(), left.data() + left.capacity(), 'n') == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_secret_that_another_replaces_is_gone_from_its_memory)
{
    check_assignment(&access_token::secret);
    check_assignment(&detail::token_grant::refresh_token);
    check_assignment(&device_code_options::refresh_token);
    check_assignment(&certificate_options::passphrase);
    check_assignment(&detail::net::proxy_server::authorization);
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

BOOST_AUTO_TEST_CASE(what_json_must_escape_is_escaped_in_one_way)
{
    BOOST_TEST(detail::escape(R"(a"b\c/)") == R"(a\"b\\c/)");
    std::string json = R"({"a":"a\u0022b\u005cc\/\u0041\n\u000a","b":"a\"b\\c\u005C\\u0022"})";
    detail::unescape(json);
    BOOST_TEST(json == R"({"a":"a\"b\\c/A\n\u000a","b":"a\"b\\c\\\\u0022"})");
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
