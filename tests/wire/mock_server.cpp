#include <mockserver/in_process.hpp>
#include <tests/support/mock.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace
{

using namespace entralog::testing;
using graph_mock::in_process;
using graph_mock::request;
using graph_mock::response;
using ending = raw_client::ending;

/// Compresses well, and shows in which place a byte got lost.
std::string long_text(std::size_t bytes)
{
    std::string text;
    for (std::size_t line = 0; text.size() < bytes; ++line)
        text += "line " + std::to_string(line) + " of a long page;";
    text.resize(bytes);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_server)

BOOST_AUTO_TEST_CASE(a_page_comes_in_chunks_and_whole)
{
    auto const page = long_text(100'000);
    in_process mock(saying(page));
    raw_client client(mock.port());
    client.get("/beta/auditLogs/signIns");
    auto const r = client.read();
    BOOST_TEST(r.status == 200);
    BOOST_TEST(r.field("transfer-encoding") == "chunked");
    BOOST_TEST(r.field("content-length") == "");
    BOOST_TEST(r.field("content-encoding") == "");
    BOOST_TEST(r.chunks > 5U);
    BOOST_TEST(r.whole);
    BOOST_TEST((r.body == page));
}

BOOST_AUTO_TEST_CASE(managed_identities_have_a_socket_of_their_own_when_asked_for)
{
    graph_mock::in_process_options options;
    options.rooms.data = {ENTRALOG_TESTDATA "/contoso"};
    BOOST_TEST(in_process(options).imds() == "");
    options.imds = true;
    in_process mock(options);
    BOOST_TEST(mock.imds().starts_with("http://127.0.0.1:"));
    BOOST_TEST(mock.graph().starts_with("https://127.0.0.1:"));
    auto const port = static_cast<std::uint16_t>(std::stoi(mock.imds().substr(mock.imds().rfind(':') + 1)));
    {
        raw_client client(port);
        client.get("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com",
            "Metadata: true\r\n");
        BOOST_TEST(client.read().status == 200);
    }
    mock.stop();
    BOOST_CHECK_THROW(raw_client{port}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(an_empty_body_has_a_length_of_zero_and_204_has_none)
{
    int status = 200;
    in_process mock(answering(
        [&](request const&)
        {
            response r;
            r.status = status;
            return std::optional(r);
        }));
    raw_client client(mock.port());
    client.get("/");
    BOOST_TEST(client.read().field("content-length") == "0");
    status = 204;
    client.get("/");
    auto const none = client.read();
    BOOST_TEST(none.status == 204);
    BOOST_TEST(none.field("content-length") == "");
    BOOST_TEST(none.field("transfer-encoding") == "");
}

BOOST_AUTO_TEST_CASE(one_connection_serves_many_requests)
{
    in_process mock(saying("{}"));
    raw_client client(mock.port());
    for (int i = 0; i < 20; ++i)
    {
        client.get("/" + std::to_string(i));
        BOOST_TEST(client.read().whole);
    }
    BOOST_TEST(mock.connections() == 1U);
    BOOST_TEST(mock.exchanges().size() == 20U);
}

BOOST_AUTO_TEST_CASE(requests_sent_ahead_are_answered_in_order)
{
    in_process mock(answering(
        [](request const& q)
        {
            response r;
            r.body = q.method + " " + q.path + " " + q.body;
            return std::optional(r);
        }));
    raw_client client(mock.port());
    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                "\r\n\r\n" // what old clients sent after a body
                "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n"
                "GET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    BOOST_TEST(client.read().body == "GET /1 ");
    BOOST_TEST(client.read().body == "POST /2 abc");
    BOOST_TEST(client.read().body == "POST /3 def");
    auto const last = client.read();
    BOOST_TEST(last.body == "GET /4 ");
    BOOST_TEST(last.field("connection") == "close");
    BOOST_TEST(client.read_to_end() == "");
    BOOST_TEST((client.ended() == ending::closed));
}

BOOST_AUTO_TEST_CASE(a_client_that_has_finished_sending_still_gets_its_response)
{
    auto const page = long_text(300'000);
    in_process mock(saying(page));
    raw_client client(mock.port());
    client.get("/");
    client.finish_sending();
    BOOST_TEST((client.read().body == page));
    BOOST_TEST(client.read_to_end() == "");
    BOOST_TEST((client.ended() == ending::closed));
}

BOOST_AUTO_TEST_CASE(http_1_0_gets_a_length_and_a_close)
{
    in_process mock(saying("{\"value\":[]}"));
    raw_client client(mock.port());
    client.send("GET / HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
    auto const r = client.read();
    BOOST_TEST(r.status == 200);
    BOOST_TEST(r.field("content-length") == "12");
    BOOST_TEST(r.field("transfer-encoding") == "");
    BOOST_TEST(r.body == "{\"value\":[]}");
    BOOST_TEST(client.read_to_end() == "");
    BOOST_TEST((client.ended() == ending::closed));
}

BOOST_AUTO_TEST_CASE(http_1_0_may_ask_to_keep_the_connection)
{
    in_process mock(saying("{}"));
    raw_client client(mock.port());
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    BOOST_TEST(client.read().field("connection") == "keep-alive");
    client.get("/");
    BOOST_TEST(client.read().status == 200);
}

BOOST_AUTO_TEST_CASE(head_gets_headers_only)
{
    in_process mock(saying("not for you"));
    raw_client client(mock.port());
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(client.read(true).status == 200);
    client.get("/");
    BOOST_TEST(client.read().body == "not for you");
}

BOOST_AUTO_TEST_CASE(the_service_sees_the_request_as_it_was_sent)
{
    request seen;
    in_process mock(answering(
        [&](request const& q)
        {
            seen = q;
            return std::optional(response());
        }));
    raw_client client(mock.port());
    client.send("GET http://graph.example:81/beta/a%20b?$top=5&x=%27 HTTP/1.1\r\nHost: other\r\nX-One: 1\r\n"
                "x-one: 2\r\n\r\n");
    client.read();
    BOOST_TEST(seen.method == "GET");
    BOOST_TEST(seen.path == "/beta/a b");
    BOOST_TEST(seen.query == "$top=5&x=%27");
    BOOST_TEST(seen.host == "graph.example:81"); // the target's authority counts, RFC 9112, section 3.2.2
    BOOST_TEST(seen.headers.find("x-one") == "1");
    BOOST_TEST(seen.headers.size() == 3U);
    BOOST_TEST(!seen.tls);
    BOOST_TEST(seen.remote.starts_with("127.0.0.1:"));
    client.send("GET / HTTP/1.0\r\n\r\n");
    client.read();
    BOOST_TEST(seen.host == "127.0.0.1:" + std::to_string(mock.port()));
}

BOOST_AUTO_TEST_CASE(gzip_is_sent_to_those_who_ask)
{
    auto const page = long_text(200'000);
    in_process mock(saying(page));
    raw_client client(mock.port());
    client.get("/", "Accept-Encoding: br, gzip;q=0.5\r\n");
    auto const packed = client.read();
    BOOST_TEST(packed.field("content-encoding") == "gzip");
    BOOST_TEST(packed.field("vary") == "Accept-Encoding");
    BOOST_TEST(packed.body.size() < page.size() / 4);
    BOOST_TEST((gunzip(packed.body) == page));
    client.get("/", "Accept-Encoding: gzip;q=0, deflate\r\n");
    auto const plain = client.read();
    BOOST_TEST(plain.field("content-encoding") == "");
    BOOST_TEST((plain.body == page));
    auto const log = mock.exchanges();
    BOOST_REQUIRE(log.size() == 2U);
    BOOST_TEST(log[0].body_bytes == page.size());
}

BOOST_AUTO_TEST_CASE(a_recording_keeps_its_headers_and_their_order)
{
    auto options = answering(
        [](request const&)
        {
            response r;
            r.raw_replay = true;
            r.headers.add(":status", "200"); // HTTP/2, as browsers record it
            r.headers.add("x-b", "1");
            r.headers.add("X-A", "two\r\nSet-Cookie: planted=1");
            r.headers.add("content-encoding", "gzip");
            r.headers.add("Transfer-Encoding", "chunked");
            r.body = "{}";
            return std::optional(r);
        });
    in_process mock(options);
    raw_client client(mock.port());
    client.get("/");
    auto const plain = client.read();
    BOOST_REQUIRE(plain.fields.size() == 3U);
    BOOST_TEST(plain.fields[0].first == "x-b");
    BOOST_TEST(plain.fields[1].first == "X-A");
    BOOST_TEST(plain.fields[1].second == "two  Set-Cookie: planted=1");
    BOOST_TEST(plain.body == "{}");
    client.get("/", "Accept-Encoding: gzip\r\n");
    auto const packed = client.read();
    BOOST_TEST(packed.field("content-encoding") == "gzip");
    BOOST_TEST(packed.field("vary") == "");
    BOOST_TEST(gunzip(packed.body) == "{}");
}

BOOST_AUTO_TEST_CASE(a_recording_that_was_not_compressed_never_is)
{
    in_process mock(answering(
        [](request const&)
        {
            response r;
            r.raw_replay = true;
            r.headers.add("Content-Length", "2");
            r.body = "{}";
            return std::optional(r);
        }));
    raw_client client(mock.port());
    client.get("/", "Accept-Encoding: gzip\r\n");
    auto const r = client.read();
    BOOST_TEST(r.field("content-encoding") == "");
    BOOST_TEST(r.field("content-length") == "2");
    BOOST_TEST(r.body == "{}");
}

BOOST_AUTO_TEST_CASE(a_cut_response_stops_at_its_byte_and_closes)
{
    auto const page = long_text(100'000);
    for (bool const tls : {false, true})
        for (std::size_t const cut : {0UL, 1UL, 16'384UL, 50'000UL, 100'000UL})
            for (auto const* const announced : {"", "100000"})
            {
                auto options = answering(
                    [&](request const&)
                    {
                        response r;
                        r.body = page;
                        r.raw_replay = true;
                        if (*announced != '\0')
                            r.headers.add("Content-Length", announced);
                        r.cut_after = cut;
                        return std::optional(r);
                    });
                options.tls = tls;
                in_process mock(options);
                raw_client client(mock.port(), trusting(mock));
                client.get("/", "Accept-Encoding: gzip\r\n");
                auto const r = client.read();
                BOOST_TEST_INFO("tls " << tls << ", cut after " << cut << ", announced " << announced);
                BOOST_TEST(r.status == 200);
                BOOST_TEST(!r.whole);
                BOOST_TEST((r.body == page.substr(0, cut)));
                BOOST_TEST((client.ended() == (tls ? ending::cut : ending::closed)));
                BOOST_TEST(!mock.exchanges().back().complete);
            }
}

BOOST_AUTO_TEST_CASE(an_exception_is_a_500_and_the_server_lives_on)
{
    bool broken = true;
    in_process mock(answering(
        [&](request const&) -> std::optional<response>
        {
            if (broken)
                throw std::logic_error("a bug");
            return response();
        }));
    raw_client client(mock.port());
    client.get("/");
    auto const r = client.read();
    BOOST_TEST(r.status == 500);
    BOOST_TEST(r.body.find("UnknownError") != std::string::npos);
    broken = false;
    client.get("/");
    BOOST_TEST(client.read().status == 200);
}

BOOST_AUTO_TEST_CASE(the_journal_masks_secrets_and_is_ahead_of_the_client)
{
    in_process mock(saying("{}"));
    raw_client client(mock.port());
    for (int i = 1; i <= 50; ++i)
    {
        client.get("/x?client_secret=s3cret&n=1", "Authorization: Bearer s3cret\r\nclient-request-id: 42\r\n");
        client.read();
        auto const log = mock.exchanges();
        BOOST_REQUIRE(log.size() == static_cast<std::size_t>(i));
        BOOST_TEST(log.back().status == 200);
    }
    auto const last = mock.exchanges().back();
    BOOST_TEST(last.target == "/x?client_secret=***&n=1");
    for (auto const& [name, value] : last.headers)
        BOOST_TEST(value.find("s3cret") == std::string::npos);
    mock.forget_exchanges();
    BOOST_TEST(mock.exchanges().empty());
}

BOOST_AUTO_TEST_CASE(sixty_four_clients_at_once_are_all_served)
{
    auto const page = long_text(40'000);
    in_process mock(over_tls(saying(page)));
    std::vector<int> good(64, 0);
    std::vector<std::thread> threads;
    for (auto& count : good)
        threads.emplace_back(
            [&count, &mock, &page]
            {
                try
                {
                    raw_client client(mock.port(), trusting(mock));
                    for (int i = 0; i < 5; ++i)
                    {
                        client.get("/", "Accept-Encoding: gzip\r\n");
                        count += gunzip(client.read().body) == page ? 1 : 0;
                    }
                }
                catch (std::exception const&)
                {
                    count = -1; // Boost.Test's checks are for the main thread only
                }
            });
    for (auto& thread : threads)
        thread.join();
    for (int const count : good)
        BOOST_TEST(count == 5);
    BOOST_TEST(mock.exchanges().size() == 320U);
}

BOOST_AUTO_TEST_SUITE_END()
