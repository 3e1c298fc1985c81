#include <tests/support/wire_client.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace entralog;
using namespace entralog::testing;

BOOST_AUTO_TEST_SUITE(wire_pool)

BOOST_AUTO_TEST_CASE(a_connection_serves_many_requests)
{
    raw_server server(always(http_response("hello")));
    wire_client client;
    for (int i = 0; i < 5; ++i)
    {
        auto const head = client.get(http_origin(server));
        BOOST_REQUIRE(head);
        BOOST_TEST(head->status == 200);
        BOOST_TEST(client.sink.text == "hello");
        BOOST_TEST(client.sink.starts == 1);
        BOOST_TEST(client.sink.finishes == 1);
    }
    BOOST_TEST(server.accepted() == 1u);
    BOOST_TEST(client.wire.counters().connections == 1u);
    BOOST_TEST(client.wire.counters().requests == 5u);
    BOOST_TEST(client.wire.counters().bytes_received == 25u);
}

BOOST_AUTO_TEST_CASE(a_tls_connection_serves_many_requests)
{
    raw_server server(always(http_response("hello")), with_tls());
    wire_client client(trusting());
    for (int i = 0; i < 3; ++i)
        BOOST_REQUIRE(client.get(https_origin(server)));
    BOOST_TEST(server.accepted() == 1u);
}

BOOST_AUTO_TEST_CASE(connection_close_is_obeyed)
{
    raw_server server(always(http_response("bye", "Connection: close\r\n")));
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(server.accepted() == 2u);
}

BOOST_AUTO_TEST_CASE(an_http_1_0_response_ends_the_connection)
{
    raw_server server(always("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(server.accepted() == 2u);
}

BOOST_AUTO_TEST_CASE(origins_do_not_share_connections)
{
    raw_server one(always(http_response("1")));
    raw_server two(always(http_response("2")));
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(one)));
    BOOST_REQUIRE(client.get(http_origin(two)));
    BOOST_TEST(client.sink.text == "2");
    BOOST_REQUIRE(client.get(http_origin(one, "localhost")));
    BOOST_TEST(client.sink.text == "1");
    BOOST_TEST(one.accepted() == 2u);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_that_the_server_closed_is_not_used)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send(http_response("once"));
            c.close();
        });
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // for the FIN; too short only makes it the next test
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(server.accepted() == 2u);
}

/// The first connection answers one request and closes when the next one comes.
raw_server::script closes_at_the_second_request(std::atomic<int>& requests)
{
    return [&requests](raw_connection& c)
    {
        if (c.read_request().empty())
            return;
        ++requests;
        c.send(http_response("fine"));
        if (c.read_request().empty())
            return;
        ++requests;
        if (c.number == 0)
            return c.reset();
        c.send(http_response("fine"));
        c.wait_for_end();
    };
}

BOOST_AUTO_TEST_CASE(a_get_on_a_stale_connection_is_sent_again_on_a_new_one)
{
    for (auto const tls : {false, true})
    {
        std::atomic<int> requests = 0;
        raw_server server(closes_at_the_second_request(requests), tls ? with_tls() : raw_server_options());
        wire_client client(trusting());
        auto const to = tls ? https_origin(server) : http_origin(server);
        BOOST_REQUIRE(client.get(to));
        auto const head = client.get(to);
        BOOST_REQUIRE(head);
        BOOST_TEST(client.sink.text == "fine");
        BOOST_TEST(client.sink.starts == 1);
        BOOST_TEST(server.accepted() == 2u);
        BOOST_TEST(requests == 3);
        BOOST_TEST(client.wire.counters().requests == 3u);
    }
}

BOOST_AUTO_TEST_CASE(a_stale_connection_is_replaced_once_only)
{
    std::atomic<int> requests = 0;
    raw_server server(
        [&](raw_connection& c)
        {
            c.read_request();
            ++requests;
            if (c.number == 0)
            {
                c.send(http_response("fine"));
                c.read_request();
                ++requests;
            }
            c.close();
        });
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    auto const head = client.get(http_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code.message() == "end of stream");
    BOOST_TEST(is_transient(head.error()));
    BOOST_TEST(server.accepted() == 2u);
    BOOST_TEST(requests == 3);
}

BOOST_AUTO_TEST_CASE(a_response_cut_in_its_header_is_not_asked_for_again)
{
    std::atomic<int> requests = 0;
    raw_server server(
        [&](raw_connection& c)
        {
            c.read_request();
            ++requests;
            c.send(http_response("fine"));
            c.read_request();
            ++requests;
            c.send("HTTP/1.1 2");
            c.close();
        });
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    auto const head = client.get(http_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code.message() == "partial message");
    BOOST_TEST(requests == 2);
}

BOOST_AUTO_TEST_CASE(a_post_is_never_sent_twice)
{
    std::atomic<int> posts = 0;
    raw_server server(
        [&](raw_connection& c)
        {
            for (;;)
            {
                auto const request = c.read_request();
                if (request.empty())
                    return;
                if (request.starts_with("POST"))
                {
                    ++posts;
                    return c.close();
                }
                c.send(http_response("fine"));
            }
        });
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    auto const head = client.post(http_origin(server), "take this");
    BOOST_REQUIRE(!head);
    BOOST_TEST(posts == 1);
    BOOST_TEST(server.accepted() == 2u); // not even on the pooled one
}

BOOST_AUTO_TEST_CASE(the_connection_of_a_post_is_good_for_a_get)
{
    raw_server server(always(http_response("fine")));
    wire_client client;
    BOOST_REQUIRE(client.post(http_origin(server), "body"));
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(server.accepted() == 1u);
}

BOOST_AUTO_TEST_CASE(bytes_after_the_response_spoil_the_connection)
{
    raw_server server(always(http_response("fine") + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
    wire_client client;
    for (int i = 0; i < 3; ++i)
    {
        BOOST_REQUIRE(client.get(http_origin(server)));
        BOOST_TEST(client.sink.text == "fine");
    }
    BOOST_TEST(server.accepted() == 3u);
}

BOOST_AUTO_TEST_CASE(a_connection_idle_for_too_long_is_not_used)
{
    raw_server server(always(http_response("fine")));
    wire_options options;
    options.limits.idle_connection = std::chrono::milliseconds(0);
    wire_client client(options);
    BOOST_REQUIRE(client.get(http_origin(server)));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(server.accepted() == 2u);
}

BOOST_AUTO_TEST_CASE(close_idle_empties_the_pool)
{
    raw_server server(always(http_response("fine")));
    wire_client client;
    BOOST_REQUIRE(client.get(http_origin(server)));
    client.wire.close_idle();
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(server.accepted() == 2u);
}

BOOST_AUTO_TEST_CASE(sixty_four_at_once_leave_no_more_in_the_pool_than_allowed)
{
    // All 64 connections must be open before the first is answered.
    std::atomic<int> waiting = 0;
    std::atomic<int> ended = 0;
    raw_server server(
        [&](raw_connection& c)
        {
            c.read_request();
            for (++waiting; waiting < 64;)
                std::this_thread::yield();
            c.send(http_response("fine"));
            while (!c.read_request().empty())
                c.send(http_response("again"));
            ++ended;
        },
        with_tls());
    wire_client client(trusting());
    std::vector<request> requests(64);
    std::vector<recording_sink> sinks(64);
    std::vector<outcome<result<response_head>>> outcomes(64);
    for (std::size_t i = 0; i < 64; ++i)
    {
        requests[i].origin = https_origin(server);
        requests[i].target = "/";
        start(client.context, client.wire.exchange(requests[i], sinks[i]), outcomes[i]);
    }
    client.context.run();
    for (std::size_t i = 0; i < 64; ++i)
    {
        BOOST_REQUIRE(outcomes[i].done);
        BOOST_REQUIRE(!outcomes[i].exception);
        BOOST_REQUIRE(*outcomes[i].value);
        BOOST_TEST(sinks[i].text == "fine");
    }
    BOOST_TEST(server.accepted() == 64u);
    while (ended < 64 - 8) // the other 56 are closed by the client
        std::this_thread::yield();
    BOOST_REQUIRE(client.get(https_origin(server)));
    BOOST_TEST(client.sink.text == "again");
    BOOST_TEST(server.accepted() == 64u);
}

BOOST_AUTO_TEST_CASE(the_wire_may_go_before_its_exchange_ends)
{
    raw_server server(always(http_response("fine")));
    boost::asio::io_context context;
    auto wire = std::make_unique<entralog::wire>(context.get_executor());
    request r;
    r.origin = http_origin(server);
    r.target = "/";
    recording_sink sink;
    outcome<result<response_head>> out;
    start(context, wire->exchange(r, sink), out);
    context.run_one();
    wire.reset();
    context.run();
    BOOST_REQUIRE(out.done);
    BOOST_TEST(sink.text == "fine");
}

BOOST_AUTO_TEST_CASE(an_exchange_may_be_destroyed_with_its_context)
{
    raw_server server([](raw_connection& c) { c.wait_for_end(); }, with_tls());
    request r;
    r.origin = https_origin(server);
    r.target = "/";
    recording_sink sink;
    outcome<result<response_head>> out;
    {
        boost::asio::io_context context;
        entralog::wire wire(context.get_executor(), trusting());
        start(context, wire.exchange(r, sink), out);
        context.run_for(std::chrono::milliseconds(100));
    }
    BOOST_TEST(!out.done);
}

BOOST_AUTO_TEST_SUITE_END()
