#include <tests/support/wire_client.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <future>
#include <string>

using namespace entralog;
using namespace entralog::testing;

namespace
{

/// The bytes that `r` becomes.
std::string sent(request r, wire_options const& options = wire_options())
{
    std::promise<std::string> got;
    raw_server server(
        [&](raw_connection& c)
        {
            got.set_value(c.read_request());
            c.send(http_response("fine"));
            c.wait_for_end();
        });
    wire_client client(options);
    r.origin = http_origin(server);
    BOOST_REQUIRE(client.exchange(r));
    auto bytes = got.get_future().get();
    auto const port = std::to_string(server.port());
    if (auto const at = bytes.find(port); at != bytes.npos)
        bytes.replace(at, port.size(), "PORT");
    return bytes;
}

request request_of(std::string target)
{
    request r;
    r.target = std::move(target);
    return r;
}

} // namespace

BOOST_AUTO_TEST_SUITE(wire_request)

BOOST_AUTO_TEST_CASE(a_get_is_sent_with_what_it_needs)
{
    BOOST_TEST(sent(request_of("/beta/auditLogs/signIns?$top=5&$filter=a%20b")) ==
               "GET /beta/auditLogs/signIns?$top=5&$filter=a%20b HTTP/1.1\r\n"
               "Host: 127.0.0.1:PORT\r\n"
               "User-Agent: entralog\r\n"
               "Accept-Encoding: gzip\r\n"
               "\r\n");
}

BOOST_AUTO_TEST_CASE(a_post_has_a_length_even_without_a_body)
{
    auto r = request_of("/");
    r.method = http_method::post;
    BOOST_TEST(contains(sent(r), "\r\nContent-Length: 0\r\n\r\n"));
    r.body = "a=b";
    BOOST_TEST(sent(r).ends_with("\r\nContent-Length: 3\r\n\r\na=b"));
}

BOOST_AUTO_TEST_CASE(headers_of_the_caller_are_sent_in_their_order_and_replace_the_defaults)
{
    auto r = request_of("/");
    r.headers = {
        {"Authorization", "Bearer x"}, {"user-agent", "mine"}, {"accept-encoding", "identity"}, {"X-Empty", ""}};
    BOOST_TEST(sent(r) == "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAuthorization: Bearer x\r\nuser-agent: mine\r\n"
                          "accept-encoding: identity\r\nX-Empty: \r\n\r\n");
}

BOOST_AUTO_TEST_CASE(gzip_is_not_asked_for_when_it_is_off)
{
    wire_options options;
    options.gzip = false;
    BOOST_TEST(contains(sent(request_of("/"), options), "\r\nAccept-Encoding: identity\r\n"));
}

BOOST_AUTO_TEST_CASE(nothing_that_could_smuggle_is_ever_sent)
{
    raw_server server(always(http_response("fine")));
    wire_client client;
    using change = std::function<void(request&)>;
    auto const target = [](std::string t) -> change { return [t](request& r) { r.target = t; }; };
    auto const header = [](std::string name, std::string value) -> change
    { return [name, value](request& r) { r.headers.add(name, value); }; };
    auto const host = [](std::string h) -> change { return [h](request& r) { r.origin.host = h; }; };

    for (auto const& spoil : {target(""), target("relative"), target("*"), target("http://evil/"), target("/a b"),
             target("/a\r\nX: y"), target("/a\nX: y"), target("/a\tb"), target(std::string("/a\0b", 4)),
             target("/a\x7f"), target("/caf\xc3\xa9"), target("/a#b"), header("X", "a\r\nY: b"), header("X", "a\nb"),
             header("X", "a\rb"), header("X", std::string("a\0b", 3)), header("X", "\x1b[31m"), header("", "a"),
             header("X Y", "a"), header("X:", "a"), header("X\r\nY", "a"), header("X\n", "a"), header("\xc3\xa9", "a"),
             header("Host", "evil"), header("content-length", "5"), header("Transfer-Encoding", "chunked"),
             header("Connection", "close"), header("Expect", "100-continue"), header("Proxy-Authorization", "x"),
             host(""), host("a b"), host("evil/"), host("evil\r\nX: y"), host("user@evil"), host("[::1]"),
             change([](request& r) { r.origin.port = 0; })})
    {
        request r;
        r.origin = http_origin(server);
        r.target = "/";
        spoil(r);
        auto const head = client.exchange(r);
        BOOST_REQUIRE(!head);
        BOOST_TEST(head.error().code == errc::invalid_argument);
        BOOST_TEST(!head.error().message.empty());
        BOOST_TEST(to_string(head.error()).find_first_of("\r\n\x1b") == std::string::npos);
    }
    BOOST_TEST(server.accepted() == 0u);
    BOOST_TEST(client.get(http_origin(server)).has_value());
}

BOOST_AUTO_TEST_CASE(errors_carry_the_request_without_its_query_and_its_id)
{
    raw_server server([](raw_connection& c) { c.read_request(); });
    wire_client client;
    auto r = request_of("/v1.0/auditLogs/signIns?$filter=secret");
    r.origin = http_origin(server);
    r.headers.add("client-request-id", "abc");
    auto const head = client.exchange(r);
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().request == "GET " + to_string(r.origin) + "/v1.0/auditLogs/signIns");
    BOOST_TEST(head.error().client_request_id == "abc");
    BOOST_TEST(head.error().http_status == 0);
}

BOOST_AUTO_TEST_CASE(a_refused_connection_says_where_and_what_to_check)
{
    origin nobody;
    {
        raw_server server(always(""));
        nobody = http_origin(server);
    }
    wire_client client;
    auto const head = client.get(nobody);
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == boost::system::errc::connection_refused);
    BOOST_TEST(contains(head.error().message, "127.0.0.1:" + std::to_string(nobody.port)));
    BOOST_TEST(contains(head.error().hint, "is the service up"));
    BOOST_TEST(is_transient(head.error()));
    BOOST_TEST(client.wire.counters().connections == 0u);
}

BOOST_AUTO_TEST_CASE(an_unknown_host_is_named)
{
    origin o;
    o.host = "no-such-host.invalid"; // RFC 6761: never resolves
    wire_client client;
    auto const head = client.get(o);
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code.category().name() == std::string("asio.netdb"));
    BOOST_TEST(contains(head.error().message, "no-such-host.invalid"));
    BOOST_TEST(contains(head.error().hint, "DNS"));
}

BOOST_AUTO_TEST_CASE(ipv6_is_spoken)
{
    raw_server_options options = with_tls();
    options.address = "::1";
    std::optional<raw_server> server;
    try
    {
        server.emplace(always(http_response("six")), options);
    }
    catch (std::runtime_error const&)
    {
        BOOST_TEST_MESSAGE("this machine has no IPv6 loopback: skipped");
        return;
    }
    wire_client client(trusting());
    auto const head = client.get(https_origin(*server, "::1"));
    BOOST_REQUIRE(head);
    BOOST_TEST(client.sink.text == "six");
}

BOOST_AUTO_TEST_CASE(every_address_of_a_name_is_tried)
{
    // localhost is ::1 and 127.0.0.1 on most machines; the server listens on one of them only.
    raw_server server(always(http_response("found")));
    wire_client client;
    auto const head = client.get(http_origin(server, "localhost"));
    BOOST_REQUIRE(head);
    BOOST_TEST(client.sink.text == "found");
}

BOOST_AUTO_TEST_SUITE_END()
