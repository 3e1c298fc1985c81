#include <entralog/message.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace entralog::testing
{

BOOST_AUTO_TEST_SUITE(message_suite)

BOOST_AUTO_TEST_CASE(urls_are_split_into_origin_and_verbatim_target)
{
    struct
    {
        std::string_view url, origin, target;
    } const cases[] = {
        {"https://graph.microsoft.com", "https://graph.microsoft.com", "/"},
        {"HTTPS://Graph.Microsoft.COM/Beta", "https://graph.microsoft.com", "/Beta"},
        {"https://graph.microsoft.com:443/x", "https://graph.microsoft.com", "/x"},
        {"https://graph.microsoft.com:8443/x", "https://graph.microsoft.com:8443", "/x"},
        {"http://localhost:80/", "http://localhost", "/"},
        {"http://127.0.0.1:5000/a?b=c", "http://127.0.0.1:5000", "/a?b=c"},
        {"https://[::1]:8443/a", "https://[::1]:8443", "/a"},
        {"https://[2001:DB8::1]", "https://[2001:db8::1]", "/"},
        {"https://host?x=1", "https://host", "/?x=1"},
        // As Graph writes its next links: mixed escapes, literal $ and parentheses.
        {"https://graph.microsoft.com/beta/auditLogs/signins?$filter=startswith(appDisplayName%2c%27Azure%27)&"
         "$skiptoken=9177f2e3532fcd4c4d225f68f7b9bdf7_1",
            "https://graph.microsoft.com",
            "/beta/auditLogs/signins?$filter=startswith(appDisplayName%2c%27Azure%27)&"
            "$skiptoken=9177f2e3532fcd4c4d225f68f7b9bdf7_1"},
        {"https://host/a?b=https://other/@x", "https://host", "/a?b=https://other/@x"},
    };
    for (auto const& c : cases)
    {
        auto const parts = split_url(c.url);
        BOOST_TEST_REQUIRE(parts.has_value(), c.url);
        BOOST_TEST(to_string(parts->origin) == c.origin);
        BOOST_TEST(parts->target == c.target);
    }
}

BOOST_AUTO_TEST_CASE(urls_that_could_mislead_are_refused)
{
    for (std::string_view const url :
        {"", "graph.microsoft.com", "/beta", "//host/x", "ftp://host/", "file:///etc/passwd", "https:/host", "https://",
            "https:///x", "https://:443/", "https://user@host/", "https://user:pw@host/", "https://host@evil.example/",
            "https://host\\@evil.example/", "https://host/x#fragment", "https://host/a b", "https://host/a\r\nX: y",
            "https://host/a\tb", "https://host/\xc3\xa9", "https://h\xc3\xb6st/", "https://host:/", "https://host:0/",
            "https://host:65536/", "https://host:99999999999/", "https://host:4x/", "https://host:-1/", "https://[::1/",
            "https://[host]/", "https://[]/", "https://[::1]x/", "https://[::1%25eth0]/", "https://ho%73t/",
            "https://host%00/", "https://ho st/"})
    {
        auto const parts = split_url(url);
        BOOST_TEST(!parts.has_value(), url);
        if (!parts)
        {
            BOOST_TEST((parts.error().code == errc::invalid_argument));
            BOOST_TEST(!parts.error().message.empty());
            BOOST_TEST(to_string(parts.error()).find("pw") == std::string::npos);
        }
    }
    BOOST_TEST(!split_url("https://host/" + std::string(70'000, 'a')).has_value());
    BOOST_TEST(!split_url("https://" + std::string(254, 'a')).has_value());
    using namespace std::string_view_literals;
    BOOST_TEST(!split_url("https://host/\0x"sv).has_value());
}

BOOST_AUTO_TEST_CASE(origins_differ_by_scheme_host_and_port)
{
    auto const origin_of = [](std::string_view url) { return split_url(url).value().origin; };
    BOOST_TEST((origin_of("https://Host/a") == origin_of("https://host:443/b")));
    BOOST_TEST((origin_of("https://host/") != origin_of("http://host/")));
    BOOST_TEST((origin_of("https://host/") != origin_of("https://host:444/")));
    BOOST_TEST((origin_of("https://host/") != origin_of("https://host.evil.example/")));
}

BOOST_AUTO_TEST_CASE(header_names_compare_without_case_and_keep_their_order)
{
    headers h{{"A", "1"}, {"b", "2"}, {"a", "3"}};
    BOOST_TEST(h.find("a") == "1");
    BOOST_TEST(h.contains("B"));
    BOOST_TEST(!h.contains("c"));
    BOOST_TEST(h.find("c").empty());

    h.set("A", "4");
    BOOST_TEST(h.size() == 2U);
    BOOST_TEST(h.begin()->first == "b");
    BOOST_TEST(h.find("a") == "4");
    h.erase("B");
    BOOST_TEST(h.size() == 1U);
    h.add("x", "1");
    h.wipe("X");
    BOOST_TEST(!h.contains("x"));
}

BOOST_AUTO_TEST_CASE(a_field_can_be_set_from_views_of_itself)
{
    headers h{{"A-long-name-that-needs-memory-of-its-own", "value"}};
    h.set(h.begin()->first, std::string(h.begin()->second));
    BOOST_TEST(h.find("a-long-name-that-needs-memory-of-its-own") == "value");
    h.erase(h.begin()->first);
    BOOST_TEST(h.size() == 0U);
}

BOOST_AUTO_TEST_CASE(values_that_would_break_a_header_are_told)
{
    using namespace std::string_view_literals;
    BOOST_TEST(is_header_value(""));
    BOOST_TEST(is_header_value("Bearer abc\tdef \xc3\xa9"));
    for (auto const value : {"a\rb"sv, "a\nb"sv, "a\0b"sv, "\x1b"sv, "\x7f"sv})
        BOOST_TEST(!is_header_value(value));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
