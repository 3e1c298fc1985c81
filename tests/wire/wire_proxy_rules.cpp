#include <entralog/detail/wire_proxy.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

using namespace entralog;
using namespace entralog::detail::net;

namespace
{

origin https(std::string host, std::uint16_t port = 443)
{
    origin o;
    o.host = std::move(host);
    o.port = port;
    return o;
}

origin http(std::string host)
{
    auto o = https(std::move(host), 80);
    o.tls = false;
    return o;
}

/// The host of the proxy chosen, "direct" or "error".
std::string chosen(proxy_options const& options, origin const& o, std::map<std::string, std::string> variables = {})
{
    auto const proxy = choose_proxy(options, o, [&](char const* name) { return variables[name]; });
    return !proxy ? "error" : !*proxy ? "direct" : (*proxy)->host;
}

proxy_options from_environment()
{
    proxy_options options;
    options.source = proxy_source::environment;
    return options;
}

} // namespace

BOOST_AUTO_TEST_SUITE(wire_proxy_rules)

BOOST_AUTO_TEST_CASE(a_proxy_url_has_host_port_and_credentials)
{
    auto const plain = parse_proxy("http://proxy.example:3128");
    BOOST_REQUIRE(plain);
    BOOST_TEST(plain->host == "proxy.example");
    BOOST_TEST(plain->port == 3128);
    BOOST_TEST(plain->authorization.empty());

    auto const bare = parse_proxy("Proxy.Example:3128");
    BOOST_REQUIRE(bare);
    BOOST_TEST(bare->host == "proxy.example");

    auto const full = parse_proxy("HTTP://us%65r:p%40ss@[::1]:8080/");
    BOOST_REQUIRE(full);
    BOOST_TEST(full->host == "::1");
    BOOST_TEST(full->port == 8080);
    BOOST_TEST(full->authorization == "Basic dXNlcjpwQHNz"); // user:p@ss

    auto const no_password = parse_proxy("http://user@proxy.example");
    BOOST_REQUIRE(no_password);
    BOOST_TEST(no_password->port == 80);
    BOOST_TEST(no_password->authorization == "Basic dXNlcjo="); // user:
}

BOOST_AUTO_TEST_CASE(an_unusable_proxy_url_is_refused_without_its_password)
{
    for (auto const* url :
        {"https://u:hush@proxy.example", "socks5://u:hush@proxy.example", "http://u:hush@", "http://",
            "http://u:hush@host:port", "http://u:hush@host:99999", "http://u:hush@host/path", "http://u:hu%zzsh@host",
            "http://u:hush%4@host", "http://u:hush@ho st", "http://u:hush@host\r\nX: y", "http://u:hush@[::1"})
    {
        auto const proxy = parse_proxy(url);
        BOOST_REQUIRE_MESSAGE(!proxy, url);
        BOOST_TEST(proxy.error().code == errc::invalid_argument);
        BOOST_TEST(proxy.error().message.find("hush") == std::string::npos);
        BOOST_TEST(!proxy.error().hint.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_rule_covers_a_host_and_what_is_below_it)
{
    for (auto const* rule : {"example.com", ".example.com", "*.example.com", "EXAMPLE.com", "example.com."})
    {
        BOOST_TEST(is_exempt(rule, "example.com", 443));
        BOOST_TEST(is_exempt(rule, "graph.example.com", 443));
        BOOST_TEST(is_exempt(rule, "a.b.EXAMPLE.com.", 443));
        BOOST_TEST(!is_exempt(rule, "notexample.com", 443));
        BOOST_TEST(!is_exempt(rule, "example.com.evil.net", 443));
        BOOST_TEST(!is_exempt(rule, "com", 443));
    }
    BOOST_TEST(is_exempt("*", "anything", 1));
    for (auto const* rule : {"", ".", "*.", ":443", "[", "[]", "/"})
        BOOST_TEST(!is_exempt(rule, "example.com", 443));
}

BOOST_AUTO_TEST_CASE(a_rule_with_a_port_covers_that_port)
{
    BOOST_TEST(is_exempt("example.com:8443", "www.example.com", 8443));
    BOOST_TEST(!is_exempt("example.com:8443", "www.example.com", 443));
    BOOST_TEST(is_exempt("127.0.0.1:80", "127.0.0.1", 80));
    BOOST_TEST(!is_exempt("127.0.0.1:80", "127.0.0.1", 81));
    BOOST_TEST(is_exempt("[::1]:80", "::1", 80));
    BOOST_TEST(!is_exempt("[::1]:80", "::1", 81));
}

BOOST_AUTO_TEST_CASE(addresses_match_by_value_and_by_network)
{
    BOOST_TEST(is_exempt("::1", "0:0:0:0:0:0:0:1", 80));
    BOOST_TEST(is_exempt("[::1]", "::1", 80));
    BOOST_TEST(is_exempt("10.0.0.0/8", "10.20.30.40", 80));
    BOOST_TEST(is_exempt("10.1.2.3/8", "10.20.30.40", 80));
    BOOST_TEST(!is_exempt("10.0.0.0/8", "11.0.0.1", 80));
    BOOST_TEST(is_exempt("fd00::/8", "fd12::1", 80));
    BOOST_TEST(!is_exempt("fd00::/8", "fe80::1", 80));
    BOOST_TEST(!is_exempt("10.0.0.0/8", "::1", 80));
    BOOST_TEST(!is_exempt("10.0.0.0/99", "10.0.0.1", 80));
    BOOST_TEST(!is_exempt("10.0.0.0/8", "example.com", 80));
    BOOST_TEST(!is_exempt("0.0.1", "127.0.0.1", 80)); // an address has no suffixes
}

BOOST_AUTO_TEST_CASE(the_options_decide_unless_the_environment_is_asked_for)
{
    std::map<std::string, std::string> const variables = {{"https_proxy", "lower"}, {"no_proxy", "*"}};
    proxy_options options;
    BOOST_TEST(chosen(options, https("graph.example"), variables) == "direct");
    options.url = "http://own:1";
    BOOST_TEST(chosen(options, https("graph.example"), variables) == "own");
    BOOST_TEST(chosen(options, http("graph.example"), variables) == "own");
    options.no_proxy = {"other.example", "graph.example"};
    BOOST_TEST(chosen(options, https("graph.example"), variables) == "direct");
    options.no_proxy = {"other.example, graph.example"};
    BOOST_TEST(chosen(options, https("graph.example"), variables) == "direct");
}

BOOST_AUTO_TEST_CASE(the_environment_is_read_as_curl_reads_it)
{
    auto const options = from_environment();
    BOOST_TEST(chosen(options, https("g.example"), {{"https_proxy", "lower"}, {"HTTPS_PROXY", "upper"}}) == "lower");
    BOOST_TEST(chosen(options, https("g.example"), {{"HTTPS_PROXY", "upper"}}) == "upper");
    BOOST_TEST(chosen(options, https("g.example"), {{"http_proxy", "plain"}}) == "direct");
    BOOST_TEST(chosen(options, http("g.example"), {{"http_proxy", "plain"}, {"https_proxy", "lower"}}) == "plain");
    BOOST_TEST(chosen(options, https("g.example"), {}) == "direct");
    BOOST_TEST(chosen(options, https("g.example"), {{"https_proxy", "ftp://x"}}) == "error");
}

BOOST_AUTO_TEST_CASE(http_proxy_in_capitals_is_never_read)
{
    // Under CGI a request's own Proxy header ends up in it.
    BOOST_TEST(chosen(from_environment(), http("g.example"), {{"HTTP_PROXY", "evil"}}) == "direct");
}

BOOST_AUTO_TEST_CASE(no_proxy_of_the_environment_is_a_list)
{
    auto const options = from_environment();
    std::map<std::string, std::string> variables = {
        {"https_proxy", "p"}, {"no_proxy", "a.example, .b.example c.example"}};
    for (auto const* host : {"a.example", "x.b.example", "c.example"})
        BOOST_TEST(chosen(options, https(host), variables) == "direct");
    BOOST_TEST(chosen(options, https("d.example"), variables) == "p");

    variables["NO_PROXY"] = "d.example"; // the lower-case one wins
    BOOST_TEST(chosen(options, https("d.example"), variables) == "p");
    variables.erase("no_proxy");
    BOOST_TEST(chosen(options, https("d.example"), variables) == "direct");
}

BOOST_AUTO_TEST_CASE(the_url_of_the_options_comes_before_that_of_the_environment)
{
    auto options = from_environment();
    options.url = "http://own:1";
    BOOST_TEST(chosen(options, https("g.example"), {{"https_proxy", "p"}}) == "own");
    BOOST_TEST(chosen(options, https("g.example"), {{"no_proxy", "g.example"}}) == "direct");
}

BOOST_AUTO_TEST_SUITE_END()
