#include <tests/support/black_hole.hpp>
#include <tests/support/wire_client.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

using namespace entralog;
using namespace entralog::testing;
using namespace std::chrono_literals;

namespace
{

origin somewhere(std::uint16_t port)
{
    origin o;
    o.tls = false;
    o.host = "127.0.0.1";
    o.port = port;
    return o;
}

/// The server's script, the client's deadlines, and the error that they come to. Afterwards the wire must still work.
error ends_with(raw_server::script script, deadlines const& d, bool tls = false)
{
    raw_server server(std::move(script), tls ? with_tls() : raw_server_options());
    raw_server other(always(http_response("fine")));
    auto options = trusting();
    options.deadlines = d;
    wire_client client(options);
    auto const head = client.get(tls ? https_origin(server) : http_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(is_transient(head.error()));
    BOOST_TEST(client.get(http_origin(other)).has_value());
    return head.error();
}

void says_nothing(raw_connection& c)
{
    c.wait_for_end();
}

} // namespace

BOOST_AUTO_TEST_SUITE(wire_deadlines)

BOOST_AUTO_TEST_CASE(connecting)
{
    black_hole const nobody;
    wire_options options;
    options.deadlines.connect = 50ms;
    wire_client client(options);
    auto const head = client.get(somewhere(nobody.port()));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::connect_timeout);
    BOOST_TEST(contains(head.error().message, "within 50 ms"));
    BOOST_TEST(contains(head.error().hint, "deadlines.connect"));
}

BOOST_AUTO_TEST_CASE(connecting_within_the_whole_attempt)
{
    black_hole const nobody;
    wire_options options;
    options.deadlines.attempt = 50ms;
    wire_client client(options);
    auto const head = client.get(somewhere(nobody.port()));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::attempt_timeout);
}

BOOST_AUTO_TEST_CASE(the_tunnel_of_a_proxy)
{
    raw_server proxy(says_nothing);
    auto options = trusting();
    options.proxy.url = "http://127.0.0.1:" + std::to_string(proxy.port());
    options.deadlines.connect = 50ms;
    wire_client client(options);
    origin o;
    o.host = "graph.example";
    auto const head = client.get(o);
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::connect_timeout);
    BOOST_TEST(contains(head.error().message, "through the proxy 127.0.0.1"));
}

BOOST_AUTO_TEST_CASE(the_handshake)
{
    raw_server server(says_nothing);
    auto options = trusting();
    options.deadlines.handshake = 50ms;
    wire_client client(options);
    auto const head = client.get(https_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::handshake_timeout);
    BOOST_TEST(is_transient(head.error()));
}

BOOST_AUTO_TEST_CASE(the_first_byte)
{
    for (auto const tls : {false, true})
    {
        deadlines d;
        d.first_byte = 50ms;
        auto const e = ends_with(says_nothing, d, tls);
        BOOST_TEST(e.code == errc::first_byte_timeout);
        BOOST_TEST(contains(e.hint, "$top"));
    }
}

BOOST_AUTO_TEST_CASE(the_first_byte_on_a_pooled_connection_is_no_reason_to_ask_again)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send(http_response("fine"));
            c.wait_for_end();
        });
    wire_options options;
    options.deadlines.first_byte = 50ms;
    wire_client client(options);
    BOOST_REQUIRE(client.get(http_origin(server)));
    auto const head = client.get(http_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::first_byte_timeout);
    BOOST_TEST(server.accepted() == 1u);
}

BOOST_AUTO_TEST_CASE(silence_in_the_header)
{
    deadlines d;
    d.idle = 50ms;
    auto const e = ends_with(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 200 OK\r\nX-");
            c.wait_for_end();
        },
        d);
    BOOST_TEST(e.code == errc::idle_timeout);
}

BOOST_AUTO_TEST_CASE(silence_in_the_body)
{
    for (auto const tls : {false, true})
    {
        deadlines d;
        d.idle = 50ms;
        auto const e = ends_with(
            [](raw_connection& c)
            {
                c.read_request();
                c.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                c.wait_for_end();
            },
            d, tls);
        BOOST_TEST(e.code == errc::idle_timeout);
        BOOST_TEST(e.http_status == 200);
        BOOST_TEST(contains(e.message, "in the middle of its response"));
    }
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_read)
{
    raw_server server([](raw_connection&) // reads nothing
        { std::this_thread::sleep_for(1s); });
    wire_options options;
    options.deadlines.idle = 50ms;
    wire_client client(options);
    auto const head = client.post(http_origin(server), std::string(30'000'000, 'x'));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::idle_timeout);
    BOOST_TEST(contains(head.error().message, "took no byte of the request"));
}

BOOST_AUTO_TEST_CASE(the_whole_attempt_ends_what_no_other_deadline_would)
{
    deadlines d;
    d.attempt = 200ms;
    auto const e = ends_with(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 200 OK\r\n\r\n");
            for (;;)
            {
                c.send("drip ");
                std::this_thread::sleep_for(2ms);
            }
        },
        d);
    BOOST_TEST(e.code == errc::attempt_timeout);
    BOOST_TEST(contains(e.hint, "deadlines.attempt"));
}

BOOST_AUTO_TEST_CASE(a_slow_body_that_keeps_coming_is_no_timeout)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
            for (int i = 0; i < 30; ++i)
            {
                c.send("x");
                std::this_thread::sleep_for(20ms);
            }
            c.wait_for_end();
        });
    wire_options options;
    options.deadlines.idle = 400ms; // the body takes 600 ms
    wire_client client(options);
    auto const head = client.get(http_origin(server));
    BOOST_REQUIRE(head);
    BOOST_TEST(client.sink.text.size() == 30u);
}

BOOST_AUTO_TEST_CASE(an_interim_response_does_not_start_the_idle_clock)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 102 Processing\r\n\r\n");
            std::this_thread::sleep_for(200ms);
            c.send(http_response("fine"));
            c.wait_for_end();
        });
    wire_options options;
    options.deadlines.idle = 50ms;
    wire_client client(options);
    BOOST_TEST(client.get(http_origin(server)).has_value());
}

BOOST_AUTO_TEST_CASE(the_status_survives_a_deadline_in_an_error_body)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\nhalf");
            c.wait_for_end();
        });
    wire_options options;
    options.deadlines.idle = 50ms;
    wire_client client(options);
    auto const head = client.get(http_origin(server));
    BOOST_REQUIRE(head);
    BOOST_TEST(head->status == 503);
    BOOST_TEST(head->error_body == "half");
}

BOOST_AUTO_TEST_CASE(absurd_deadlines_are_bounded_not_overflown)
{
    raw_server server(always(http_response("fine")));
    wire_options options;
    options.deadlines.connect = options.deadlines.first_byte = options.deadlines.idle = options.deadlines.attempt =
        std::chrono::milliseconds::max();
    wire_client client(options);
    BOOST_TEST(client.get(http_origin(server)).has_value());

    raw_server silent(says_nothing);
    options.deadlines.attempt = -5ms;
    wire_client late(options);
    auto const head = late.get(http_origin(silent));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::attempt_timeout);
}

BOOST_AUTO_TEST_CASE(nothing_keeps_the_context_running_after_an_exchange)
{
    raw_server server(always(http_response("fine")), with_tls());
    wire_client client(trusting());
    auto const start = std::chrono::steady_clock::now();
    BOOST_REQUIRE(client.get(https_origin(server, "localhost"))); // run() returns only when nothing is pending
    BOOST_TEST((std::chrono::steady_clock::now() - start < 5s));
}

BOOST_AUTO_TEST_SUITE_END()
