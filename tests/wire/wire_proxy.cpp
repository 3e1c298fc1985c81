#include <tests/support/wire_client.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

using namespace entralog;
using namespace entralog::testing;

namespace
{

/// What a proxy was asked.
class request_log
{
public:
    void add(std::string request)
    {
        std::lock_guard const lock(mutex_);
        requests_.push_back(std::move(request));
    }
    std::vector<std::string> all() const
    {
        std::lock_guard const lock(mutex_);
        return requests_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
};

/// A proxy that grants tunnels, and is the server behind them too.
raw_server::script tunnels(request_log& asked)
{
    return [&asked](raw_connection& c)
    {
        auto request = c.read_request();
        if (request.empty())
            return;
        asked.add(request);
        c.send("HTTP/1.1 200 Connection established\r\n\r\n");
        c.start_tls();
        while (!(request = c.read_request()).empty())
        {
            asked.add(request);
            c.send(http_response("through"));
        }
    };
}

raw_server_options tls_in_tunnel(graph_mock::identity const& identity)
{
    auto options = with_tls(identity);
    options.tls_from_start = false;
    return options;
}

wire_options through(raw_server const& proxy, std::string const& user = "")
{
    wire_options options;
    options.proxy.url = "http://" + user + "127.0.0.1:" + std::to_string(proxy.port());
    return options;
}

origin graph_example()
{
    origin o;
    o.host = "graph.example";
    return o;
}

/// Sets a variable for as long as it lives.
class variable
{
public:
    variable(char const* name, std::string const& value)
        : name_(name)
    {
        ::setenv(name, value.c_str(), 1);
    }
    ~variable() { ::unsetenv(name_); }
    variable(variable const&) = delete;

private:
    char const* name_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(wire_proxy)

BOOST_AUTO_TEST_CASE(https_goes_through_a_tunnel_and_is_verified_end_to_end)
{
    auto const identity = graph_mock::make_identity({"graph.example"}, std::chrono::system_clock::now());
    request_log asked;
    raw_server proxy(tunnels(asked), tls_in_tunnel(identity));
    auto options = through(proxy);
    options.tls.ca_pem = identity.ca_pem;
    wire_client client(options);
    for (int i = 0; i < 2; ++i)
    {
        auto const head = client.get(graph_example(), "/beta/x");
        BOOST_REQUIRE(head);
        BOOST_TEST(client.sink.text == "through");
    }
    auto const requests = asked.all();
    BOOST_REQUIRE(requests.size() == 3u); // one tunnel, two requests
    BOOST_TEST(requests[0].starts_with("CONNECT graph.example:443 HTTP/1.1\r\nHost: graph.example:443\r\n"));
    BOOST_TEST(!contains(requests[0], "Proxy-Authorization"));
    BOOST_TEST(requests[1].starts_with("GET /beta/x HTTP/1.1\r\nHost: graph.example\r\n"));
    BOOST_TEST(client.wire.counters().connections == 1u);
    BOOST_TEST(client.wire.counters().requests == 2u);

    // The proxy cannot pass itself off as the service.
    origin other = graph_example();
    other.host = "login.example";
    auto const head = client.get(other);
    BOOST_REQUIRE(!head);
    BOOST_TEST(contains(head.error().message, "is not trusted"));
}

BOOST_AUTO_TEST_CASE(user_and_password_go_to_the_proxy_and_no_further)
{
    auto const identity = graph_mock::make_identity({"graph.example"}, std::chrono::system_clock::now());
    request_log asked;
    raw_server proxy(tunnels(asked), tls_in_tunnel(identity));
    auto options = through(proxy, "ali%40ce:s3%3Acret@");
    options.tls.ca_pem = identity.ca_pem;
    wire_client client(options);
    BOOST_REQUIRE(client.get(graph_example()));
    auto const requests = asked.all();
    BOOST_TEST(contains(requests[0], "\r\nProxy-Authorization: Basic YWxpQGNlOnMzOmNyZXQ=\r\n"));
    BOOST_TEST(!contains(requests[1], "Proxy-Authorization"));
}

BOOST_AUTO_TEST_CASE(a_refused_tunnel_names_the_proxy_and_its_status)
{
    raw_server proxy(always(http_response("go away", "", "403 s3cret evil")));
    wire_client client(through(proxy, "alice:s3cret@"));
    auto const head = client.get(graph_example());
    BOOST_REQUIRE(!head);
    auto const e = head.error();
    BOOST_TEST(e.code == errc::proxy_refused);
    BOOST_TEST(e.http_status == 403);
    BOOST_TEST(contains(e.message, "127.0.0.1:" + std::to_string(proxy.port())));
    BOOST_TEST(contains(e.message, "graph.example:443: HTTP 403"));
    BOOST_TEST(!contains(to_string(e), "s3cret"));
    BOOST_TEST(!contains(to_string(e), "evil")); // only the number of the status is believed
    BOOST_TEST(client.wire.counters().requests == 0u);
}

BOOST_AUTO_TEST_CASE(what_may_not_go_through_a_proxy_goes_directly_and_on_a_connection_of_its_own)
{
    raw_server proxy(always(http_response("the proxy")));
    raw_server here(always(http_response("the machine")));
    wire_client client(through(proxy));
    request r;
    r.origin = http_origin(here);
    r.target = "/";
    BOOST_REQUIRE(client.exchange(r)); // leaves a connection to the proxy in the pool
    BOOST_TEST(client.sink.text == "the proxy");
    r.proxy = proxying::never;
    BOOST_REQUIRE(client.exchange(r));
    BOOST_TEST(client.sink.text == "the machine");
    r.proxy = proxying::as_configured;
    BOOST_REQUIRE(client.exchange(r));
    BOOST_TEST(client.sink.text == "the proxy");
}

BOOST_AUTO_TEST_CASE(a_proxy_that_wants_a_password_says_where_to_put_it)
{
    raw_server proxy(always(http_response("", "Proxy-Authenticate: Basic\r\n", "407 Proxy Authentication Required")));
    wire_client client(through(proxy));
    auto plain = graph_example();
    plain.tls = false;
    plain.port = 80;
    for (auto const& o : {graph_example(), plain})
    {
        auto const head = client.get(o);
        BOOST_REQUIRE(!head);
        BOOST_TEST(head.error().code == errc::proxy_refused);
        BOOST_TEST(head.error().http_status == 407);
        BOOST_TEST(contains(head.error().hint, "user:password@"));
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_talks_into_the_tunnel_is_refused)
{
    raw_server proxy(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 200 OK\r\n\r\nhello");
            c.wait_for_end();
        });
    wire_client client(through(proxy));
    auto const head = client.get(graph_example());
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::proxy_refused);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_leaves_or_sends_no_http_is_an_error)
{
    for (std::string const bytes : {"", "HTTP/1.1 2", "SSH-2.0-OpenSSH\r\n\r\n"})
    {
        raw_server proxy(
            [bytes](raw_connection& c)
            {
                c.read_request();
                c.send(bytes);
                c.close();
            });
        wire_client client(through(proxy));
        auto const head = client.get(graph_example());
        BOOST_REQUIRE(!head);
        BOOST_TEST(contains(head.error().message, "through the proxy"));
    }
}

BOOST_AUTO_TEST_CASE(http_is_forwarded_in_absolute_form)
{
    request_log asked;
    raw_server proxy(
        [&](raw_connection& c)
        {
            for (std::string request; !(request = c.read_request()).empty();)
            {
                asked.add(request);
                c.send(http_response("forwarded"));
            }
        });
    wire_client client(through(proxy, "alice:pw@"));
    auto o = graph_example();
    o.tls = false;
    o.port = 8080;
    BOOST_REQUIRE(client.get(o, "/a?b"));
    BOOST_TEST(client.sink.text == "forwarded");
    BOOST_TEST(
        asked.all()[0].starts_with("GET http://graph.example:8080/a?b HTTP/1.1\r\nHost: graph.example:8080\r\n"));
    BOOST_TEST(contains(asked.all()[0], "\r\nProxy-Authorization: Basic YWxpY2U6cHc=\r\n"));
}

BOOST_AUTO_TEST_CASE(exempt_hosts_are_reached_directly)
{
    raw_server proxy(always(http_response("proxied")));
    raw_server server(always(http_response("direct")));
    auto options = through(proxy);
    options.proxy.no_proxy = {"127.0.0.1"};
    wire_client client(options);
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(client.sink.text == "direct");
    BOOST_TEST(proxy.accepted() == 0u);
}

BOOST_AUTO_TEST_CASE(the_environment_counts_only_when_asked_for)
{
    raw_server proxy(always(http_response("proxied")));
    raw_server server(always(http_response("direct")));
    variable const none("no_proxy", "none.invalid"); // whatever this machine has
    variable const set("http_proxy", "http://127.0.0.1:" + std::to_string(proxy.port()));

    wire_client deaf;
    BOOST_REQUIRE(deaf.get(http_origin(server)));
    BOOST_TEST(deaf.sink.text == "direct");

    wire_options options;
    options.proxy.source = proxy_source::environment;
    wire_client client(options);
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(client.sink.text == "proxied");
}

BOOST_AUTO_TEST_CASE(a_proxy_that_is_down_is_named)
{
    wire_options options;
    {
        raw_server proxy(always(""));
        options = through(proxy, "alice:s3cret@");
    }
    wire_client client(options);
    auto const head = client.get(graph_example());
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == boost::system::errc::connection_refused);
    BOOST_TEST(contains(head.error().message, "the proxy 127.0.0.1:"));
    BOOST_TEST(contains(head.error().hint, "proxy up"));
    BOOST_TEST(!contains(to_string(head.error()), "s3cret"));
}

BOOST_AUTO_TEST_CASE(an_unusable_proxy_is_an_error_before_any_connection)
{
    raw_server server(always(http_response("direct")));
    wire_options options;
    options.proxy.url = "socks5://alice:s3cret@127.0.0.1:1080";
    wire_client client(options);
    auto const head = client.get(http_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::invalid_argument);
    BOOST_TEST(!contains(to_string(head.error()), "s3cret"));
    BOOST_TEST(server.accepted() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
