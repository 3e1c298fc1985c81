#include <mockserver/in_process.hpp>
#include <tests/support/mock.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace
{

using namespace entralog::testing;
using namespace std::chrono_literals;
using graph_mock::in_process;
using graph_mock::request;
using graph_mock::response;
using ending = raw_client::ending;
using std::chrono::steady_clock;

/// The response to these bytes, after which the server must have closed without a reset.
raw_response answer_and_close(in_process const& mock, std::string_view bytes)
{
    raw_client client(mock.port());
    client.send(bytes);
    auto r = client.read();
    BOOST_TEST(r.whole);
    BOOST_TEST(r.field("connection") == "close");
    BOOST_TEST(client.read_to_end() == "");
    BOOST_TEST((client.ended() == ending::closed));
    return r;
}

/// Waits, for a bounded time, until the server has noticed what the test has done.
template <typename Condition>
bool comes_true(Condition condition)
{
    auto const end = steady_clock::now() + 60s;
    while (!condition())
    {
        if (steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

std::string const no_end(30'000'000, 'x');

} // namespace

BOOST_AUTO_TEST_SUITE(mock_limits)

BOOST_AUTO_TEST_CASE(what_is_no_http_gets_a_400)
{
    in_process mock(saying("{}"));
    for (std::string_view const bytes : {
             "garbage\r\n\r\n",
             "GET\r\n\r\n",
             "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
             "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
             "GET / HTTP/1.1\r\nHost a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: \r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a/b\"<\r\n\r\n",
             "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET beta HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
             "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello on the plain port\r\n\r\n",
         })
    {
        BOOST_TEST_CONTEXT(bytes)
        {
            auto const r = answer_and_close(mock, bytes);
            BOOST_TEST((r.status == 400 || r.status == 505));
            BOOST_TEST(r.field("content-type") == "application/json");
            BOOST_TEST(r.body.starts_with("{\"error\":{\"code\":\""));
        }
    }
    BOOST_TEST(answer_and_close(mock, "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n").status == 405);
    BOOST_TEST(answer_and_close(mock, "POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n").status == 417);
}

BOOST_AUTO_TEST_CASE(a_header_of_more_than_64_kib_gets_a_431)
{
    in_process mock(saying("{}"));
    std::string const head = "GET / HTTP/1.1\r\nHost: a\r\n";
    BOOST_TEST(answer_and_close(mock, head + "X: " + std::string(70'000, 'x') + "\r\n\r\n").status == 431);
    BOOST_TEST(answer_and_close(mock, head + "X: " + std::string(200'000, 'x')).status == 431);
    BOOST_TEST(
        answer_and_close(mock, "GET /" + std::string(70'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n").status == 431);
    std::string many = head;
    for (int i = 0; i < 10'000; ++i)
        many += "X: xxxx\r\n";
    BOOST_TEST(answer_and_close(mock, many + "\r\n").status == 431);

    raw_client client(mock.port());
    client.send(head + "X: " + std::string(60'000, 'x') + "\r\n\r\n");
    BOOST_TEST(client.read().status == 200);
}

BOOST_AUTO_TEST_CASE(a_body_of_more_than_1_mib_gets_a_413)
{
    std::atomic<std::size_t> received{0};
    in_process mock(answering(
        [&](request const& q)
        {
            received = q.body.size();
            return std::optional(response());
        }));
    std::string const post = "POST / HTTP/1.1\r\nHost: a\r\n";
    // Announced: refused before a byte of it is read, and even where the client waits for leave to send it.
    BOOST_TEST(answer_and_close(mock, post + "Content-Length: 1048577\r\n\r\n").status == 413);
    BOOST_TEST(
        answer_and_close(mock, post + "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n").status == 413);
    std::string chunks = post + "Transfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 17; ++i)
        chunks += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    BOOST_TEST(answer_and_close(mock, chunks).status == 413);
    BOOST_TEST(received == 0U);

    raw_client client(mock.port());
    client.send(post + "Content-Length: 1048576\r\n\r\n" + std::string(1'048'576, 'x'));
    BOOST_TEST(client.read().status == 200);
    BOOST_TEST(received == 1'048'576U);
}

BOOST_AUTO_TEST_CASE(a_client_that_asks_first_may_go_on)
{
    in_process mock(answering(
        [](request const& q)
        {
            response r;
            r.body = q.body;
            return std::optional(r);
        }));
    raw_client client(mock.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
    BOOST_TEST(client.read().status == 100);
    client.send("ok");
    BOOST_TEST(client.read().body == "ok");
}

BOOST_AUTO_TEST_CASE(who_dawdles_is_cut_off)
{
    auto options = saying("{}");
    options.limits.idle = 100ms;
    options.limits.header = 100ms;
    options.limits.body = 100ms;
    in_process mock(options);
    raw_client idle(mock.port());
    raw_client in_header(mock.port());
    raw_client in_body(mock.port());
    raw_client line_breaks(mock.port());
    in_header.send("GET / HT");
    in_body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    auto const start = steady_clock::now();
    while (steady_clock::now() - start < 20s && in_header.send("T") && line_breaks.send("\r\n"))
        std::this_thread::sleep_for(5ms); // a byte now and then is not enough
    BOOST_TEST((steady_clock::now() - start < 20s));
    for (auto* const client : {&idle, &in_header, &in_body, &line_breaks})
        BOOST_TEST(client->read_to_end() == "");
    BOOST_TEST(comes_true([&] { return mock.connections() == 0; }));
    BOOST_TEST(mock.exchanges().empty());
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_while_its_requests_come_in_time)
{
    auto options = saying("{}");
    options.limits.idle = 60s;
    options.limits.header = 50ms;
    in_process mock(options);
    raw_client client(mock.port());
    for (int i = 0; i < 5; ++i)
    {
        std::this_thread::sleep_for(100ms); // longer than a header may take
        client.get("/");
        BOOST_TEST(client.read().status == 200);
    }
}

BOOST_AUTO_TEST_CASE(who_does_not_shake_hands_is_cut_off)
{
    auto options = saying("{}");
    options.tls = true;
    options.limits.handshake = 100ms;
    in_process mock(options);
    raw_client silent(mock.port());
    raw_client slow(mock.port());
    slow.send("\x16\x03\x01\x02");
    BOOST_TEST(silent.read_to_end() == "");
    BOOST_TEST(slow.read_to_end() == "");
    BOOST_TEST(comes_true([&] { return mock.connections() == 0; }));
}

BOOST_AUTO_TEST_CASE(who_does_not_take_the_response_is_cut_off)
{
    for (bool const tls : {false, true})
    {
        auto options = saying(no_end);
        options.tls = tls;
        options.limits.write = 100ms;
        in_process mock(options);
        auto client_options = trusting(mock);
        client_options.receive_buffer = 4096;
        raw_client client(mock.port(), client_options);
        client.get("/");
        BOOST_TEST(comes_true([&] { return mock.exchanges().size() == 1; }));
        BOOST_TEST(comes_true([&] { return mock.connections() == 0; }));
        auto const log = mock.exchanges();
        BOOST_TEST(!log[0].complete);
        BOOST_TEST(log[0].wire_bytes < no_end.size());
    }
}

BOOST_AUTO_TEST_CASE(too_many_connections_get_a_503_and_far_too_many_nothing)
{
    for (bool const tls : {false, true})
    {
        auto options = saying("{}");
        options.tls = tls;
        options.limits.connections = 3;
        options.limits.refusals = 2;
        options.limits.linger = 60s; // how long one that is to be refused may take to ask
        in_process mock(options);
        auto client_options = trusting(mock);
        std::vector<std::unique_ptr<raw_client>> served;
        for (int i = 0; i < 3; ++i)
        {
            served.push_back(std::make_unique<raw_client>(mock.port(), client_options));
            served.back()->get("/");
            BOOST_TEST(served.back()->read().status == 200);
        }
        auto first = std::make_unique<raw_client>(mock.port(), client_options);
        auto second = std::make_unique<raw_client>(mock.port(), client_options);
        BOOST_TEST(comes_true([&] { return mock.connections() == 5; }));
        raw_client unheard(mock.port()); // no handshake: this one is closed at once
        BOOST_TEST(unheard.read_to_end() == "");
        first->get("/");
        auto const r = first->read();
        BOOST_TEST(r.status == 503);
        BOOST_TEST(r.field("retry-after") == "1");
        BOOST_TEST(r.field("connection") == "close");
        BOOST_TEST(first->read_to_end() == "");

        served[0]->get("/"); // those who were first notice nothing
        BOOST_TEST(served[0]->read().status == 200);
        served.pop_back(); // while those who were refused have not gone, this makes room
        BOOST_TEST(comes_true([&] { return mock.connections() == 4; }));
        served.push_back(std::make_unique<raw_client>(mock.port(), client_options));
        served.back()->get("/");
        BOOST_TEST(served.back()->read().status == 200);

        served.clear();
        first.reset();
        second.reset();
        BOOST_TEST(comes_true([&] { return mock.connections() == 0; }));
        raw_client again(mock.port(), client_options);
        again.get("/");
        BOOST_TEST(again.read().status == 200);
    }
}

BOOST_AUTO_TEST_CASE(stopping_closes_idle_connections_in_good_form_and_at_once)
{
    for (bool const tls : {false, true})
    {
        auto options = saying("{}");
        options.tls = tls;
        options.limits.drain = 60s;
        in_process mock(options);
        auto client_options = trusting(mock);
        raw_client idle(mock.port(), client_options);
        raw_client used(mock.port(), client_options);
        raw_client begun(mock.port(), client_options);
        used.get("/");
        BOOST_TEST(used.read().status == 200);
        begun.send("GET / HTTP/1.1\r\nHo");
        BOOST_TEST(comes_true([&] { return mock.connections() == 3; }));
        auto const start = steady_clock::now();
        mock.stop();
        BOOST_TEST((steady_clock::now() - start < 20s));
        BOOST_TEST(used.read_to_end() == "");
        BOOST_TEST((used.ended() == ending::closed));
        BOOST_TEST(begun.read_to_end() == "");
        BOOST_TEST(idle.read_to_end() == "");
        BOOST_CHECK_THROW(raw_client(mock.port()), std::runtime_error);
        BOOST_TEST(mock.exchanges().size() == 1U);
        mock.stop(); // once is enough, twice does no harm
    }
}

BOOST_AUTO_TEST_CASE(stopping_lets_a_response_under_way_go_to_its_end)
{
    for (bool const tls : {false, true})
    {
        auto options = saying(no_end);
        options.tls = tls;
        options.limits.drain = 60s;
        in_process mock(options);
        auto client_options = trusting(mock);
        raw_client client(mock.port(), client_options);
        client.get("/");
        client.get("/"); // comes too late to be served
        BOOST_TEST(comes_true([&] { return mock.exchanges().size() == 1; }));
        std::thread stopper([&] { mock.stop(); });
        auto const r = client.read();
        BOOST_TEST(r.whole);
        BOOST_TEST((r.body == no_end));
        BOOST_TEST(client.read().status == 0);
        stopper.join();
        BOOST_TEST(mock.exchanges().size() == 1U);
        BOOST_TEST(mock.exchanges()[0].complete);
    }
}

BOOST_AUTO_TEST_CASE(stopping_does_not_wait_forever)
{
    auto options = saying(no_end);
    options.limits.drain = 100ms;
    in_process mock(options);
    raw_client client(mock.port());
    client.get("/");
    BOOST_TEST(comes_true([&] { return mock.exchanges().size() == 1; }));
    auto const start = steady_clock::now();
    mock.stop();
    BOOST_TEST((steady_clock::now() - start < 20s));
    BOOST_TEST(!mock.exchanges()[0].complete);
}

BOOST_AUTO_TEST_CASE(the_journal_keeps_the_last_ones_only)
{
    auto options = saying("{}");
    options.journal_entries = 3;
    in_process mock(options);
    raw_client client(mock.port());
    for (int i = 1; i <= 5; ++i)
    {
        client.get("/" + std::to_string(i));
        client.read();
    }
    auto const log = mock.exchanges();
    BOOST_REQUIRE(log.size() == 3U);
    BOOST_TEST(log[0].target == "/3");
    BOOST_TEST(log[0].number == 3U);
    BOOST_TEST(log[2].target == "/5");
}

BOOST_AUTO_TEST_SUITE_END()
