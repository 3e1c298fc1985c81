#include <tests/support/wire_client.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

using namespace entralog;
using namespace entralog::testing;
using namespace std::chrono_literals;

namespace
{

raw_server::script stops_after(std::string bytes)
{
    return [bytes](raw_connection& c)
    {
        c.read_request();
        c.send(bytes);
        c.wait_for_end();
    };
}

/// Begins a GET, waits until it stands still, cancels it; then the wire must still work.
void cancel_when_it_stands_still(wire_client& client, origin const& o)
{
    raw_server other(always(http_response("fine")));
    request r;
    r.origin = o;
    r.target = "/";
    recording_sink sink;
    outcome<result<response_head>> out;
    boost::asio::cancellation_signal signal;
    start(client.context, client.wire.exchange(r, sink), out, signal.slot());
    client.context.restart();
    client.context.run_for(100ms);
    BOOST_REQUIRE(!out.done);
    signal.emit(boost::asio::cancellation_type::terminal);
    client.context.restart();
    client.context.run();
    BOOST_TEST(out.aborted());
    BOOST_TEST(client.get(http_origin(other)).has_value());
}

/// Cancels after 0, 1, 2 ... handlers, until the exchange gets to its end before that.
std::size_t cancel_at_every_step(raw_server::script script, wire_options options, bool tls, std::string const& host)
{
    raw_server server(std::move(script), tls ? with_tls() : raw_server_options());
    options.tls.ca_pem = loopback_identity().ca_pem;
    wire_client client(options);
    request r;
    r.origin = tls ? https_origin(server, host) : http_origin(server, host);
    r.target = "/";
    for (std::size_t steps = 0;; ++steps)
    {
        client.wire.close_idle();
        recording_sink sink;
        outcome<result<response_head>> out;
        boost::asio::cancellation_signal signal;
        start(client.context, client.wire.exchange(r, sink), out, signal.slot());
        client.context.restart();
        for (std::size_t i = 0; i < steps && client.context.run_one() != 0; ++i)
        {
        }
        if (!out.done)
            signal.emit(boost::asio::cancellation_type::terminal);
        client.context.restart();
        client.context.run();
        if (!out.aborted())
        {
            BOOST_REQUIRE(!out.exception);
            BOOST_REQUIRE(*out.value);
            BOOST_TEST(sink.text == "fine");
            return steps;
        }
        BOOST_REQUIRE(steps < 1000);
        BOOST_REQUIRE(client.exchange(r)); // the same wire, right after
        BOOST_TEST(client.sink.text == "fine");
    }
}

boost::asio::awaitable<result<response_head>> stubborn(entralog::wire& wire, request const& r, body_sink& sink)
{
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    co_return co_await wire.exchange(r, sink);
}

} // namespace

BOOST_AUTO_TEST_SUITE(wire_cancel)

BOOST_AUTO_TEST_CASE(at_every_step_of_an_http_exchange)
{
    BOOST_TEST(cancel_at_every_step(always(http_response("fine")), wire_options(), false, "127.0.0.1") >= 3u);
}

BOOST_AUTO_TEST_CASE(at_every_step_of_an_https_exchange_by_name)
{
    BOOST_TEST(cancel_at_every_step(always(http_response("fine")), wire_options(), true, "localhost") >= 6u);
}

BOOST_AUTO_TEST_CASE(in_the_tunnel)
{
    raw_server proxy(stops_after(""));
    wire_options options;
    options.proxy.url = "http://localhost:" + std::to_string(proxy.port());
    options.proxy.no_proxy = {"127.0.0.1"};
    wire_client client(options);
    origin o;
    o.host = "graph.example";
    cancel_when_it_stands_still(client, o);
}

BOOST_AUTO_TEST_CASE(in_the_handshake)
{
    raw_server server(stops_after(""));
    wire_client client(trusting());
    cancel_when_it_stands_still(client, https_origin(server));
}

BOOST_AUTO_TEST_CASE(before_the_first_byte)
{
    for (auto const tls : {false, true})
    {
        raw_server server(stops_after(""), tls ? with_tls() : raw_server_options());
        wire_client client(trusting());
        cancel_when_it_stands_still(client, tls ? https_origin(server) : http_origin(server));
    }
}

BOOST_AUTO_TEST_CASE(in_the_header)
{
    raw_server server(stops_after("HTTP/1.1 200 OK\r\nX-"));
    wire_client client;
    cancel_when_it_stands_still(client, http_origin(server));
}

BOOST_AUTO_TEST_CASE(in_the_body)
{
    for (auto const* status : {"200 OK", "500 Oops"})
    {
        raw_server server(stops_after("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 9\r\n\r\nhalf"));
        wire_client client;
        cancel_when_it_stands_still(client, http_origin(server));
    }
}

BOOST_AUTO_TEST_CASE(while_a_pooled_connection_is_in_use)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send(http_response("fine"));
            c.wait_for_end();
        });
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    cancel_when_it_stands_still(client, http_origin(server));
    BOOST_TEST(server.accepted() == 1u); // no second try for a request that nobody wants
}

BOOST_AUTO_TEST_CASE(it_throws_whatever_the_caller_has_set)
{
    raw_server server(stops_after(""));
    wire_client client;
    request r;
    r.origin = http_origin(server);
    r.target = "/";
    recording_sink sink;
    outcome<result<response_head>> out;
    boost::asio::cancellation_signal signal;
    start(client.context, stubborn(client.wire, r, sink), out, signal.slot());
    client.context.run_for(100ms);
    signal.emit(boost::asio::cancellation_type::terminal);
    client.context.restart();
    client.context.run();
    BOOST_TEST(out.aborted());
}

BOOST_AUTO_TEST_CASE(one_of_many_leaves_the_others_alone)
{
    raw_server slow(stops_after(""));
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            std::this_thread::sleep_for(200ms);
            c.send(http_response("fine"));
        });
    wire_client client;
    request doomed;
    doomed.origin = http_origin(slow);
    doomed.target = "/";
    auto good = doomed;
    good.origin = http_origin(server);
    recording_sink a;
    recording_sink b;
    outcome<result<response_head>> ended;
    outcome<result<response_head>> lives;
    boost::asio::cancellation_signal signal;
    start(client.context, client.wire.exchange(doomed, a), ended, signal.slot());
    start(client.context, client.wire.exchange(good, b), lives);
    client.context.run_for(50ms);
    signal.emit(boost::asio::cancellation_type::terminal);
    client.context.restart();
    client.context.run();
    BOOST_TEST(ended.aborted());
    BOOST_REQUIRE(lives.value);
    BOOST_TEST(b.text == "fine");
}

BOOST_AUTO_TEST_SUITE_END()
