#include <tests/support/delivery.hpp>

#include <boost/asio/ssl/error.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace entralog;
using namespace entralog::testing;

BOOST_AUTO_TEST_SUITE(wire_body)

BOOST_AUTO_TEST_CASE(a_large_body_arrives_in_parts_and_whole)
{
    auto const body = noise(3'000'000);
    delivery const d(http_response(body));
    BOOST_REQUIRE(d.head);
    BOOST_TEST((d.client.sink.text == body));
    BOOST_TEST(d.client.sink.writes > 40); // no more than 64 KiB at a time
    BOOST_TEST(d.client.wire.counters().bytes_received == body.size());
}

BOOST_AUTO_TEST_CASE(chunks_of_any_size_are_joined)
{
    auto const body = noise(10'000);
    for (std::size_t const size : {1u, 2u, 15u, 16u, 4097u, 10'000u})
    {
        delivery const d(chunked + in_chunks(body, size) + "0\r\n\r\n");
        BOOST_REQUIRE(d.head);
        BOOST_TEST((d.client.sink.text == body));
        BOOST_TEST(d.client.wire.counters().bytes_received == body.size());
    }
}

BOOST_AUTO_TEST_CASE(extensions_and_trailers_of_chunks_are_passed_over)
{
    delivery const d(chunked + "3;a=b\r\nabc\r\n0\r\nX-Checksum: 1\r\n\r\n");
    BOOST_REQUIRE(d.head);
    BOOST_TEST(d.client.sink.text == "abc");
    BOOST_TEST(!d.head->headers.contains("X-Checksum"));
}

BOOST_AUTO_TEST_CASE(a_body_may_end_with_the_connection)
{
    delivery const d("HTTP/1.1 200 OK\r\n\r\nall of it");
    BOOST_REQUIRE(d.head);
    BOOST_TEST(d.client.sink.text == "all of it");
    BOOST_TEST(d.client.sink.finishes == 1);
}

BOOST_AUTO_TEST_CASE(a_response_without_a_body_starts_and_finishes_the_sink)
{
    for (auto const* bytes : {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"})
    {
        delivery const d(bytes);
        BOOST_REQUIRE(d.head);
        BOOST_TEST(d.client.sink.text.empty());
        BOOST_TEST(d.client.sink.starts == 1);
        BOOST_TEST(d.client.sink.finishes == 1);
    }
}

BOOST_AUTO_TEST_CASE(interim_responses_are_passed_over)
{
    std::string const interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    delivery const d("HTTP/1.1 100 Continue\r\n\r\n" + interim + http_response("final", "X-Real: 1\r\n"));
    BOOST_REQUIRE(d.head);
    BOOST_TEST(d.head->status == 200);
    BOOST_TEST(d.client.sink.text == "final");
    BOOST_TEST(!d.head->headers.contains("Link"));
    BOOST_TEST(d.client.sink.head.headers.find("x-real") == "1");

    std::string endless;
    for (int i = 0; i < 100; ++i)
        endless += interim;
    delivery const refused(endless);
    BOOST_REQUIRE(!refused.head);
    BOOST_TEST(refused.head.error().code == errc::header_too_large);
}

BOOST_AUTO_TEST_CASE(headers_are_bounded)
{
    wire_options options;
    options.limits.header_bytes = 4096;
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "X-Field: value\r\n";
    for (auto const& fields : {"X-Long: " + std::string(5000, 'x') + "\r\n", many})
    {
        delivery const d(http_response("body", fields), options);
        BOOST_REQUIRE(!d.head);
        BOOST_TEST(d.head.error().code == errc::header_too_large);
        BOOST_TEST(contains(d.head.error().hint, "header_bytes"));
        BOOST_TEST(d.client.sink.starts == 0);
    }
    delivery const fits(http_response("body", "X-Long: " + std::string(3900, 'x') + "\r\n"), options);
    BOOST_TEST(fits.head.has_value());

    // A header may be larger than the read buffer's usual size, if the limit says so.
    options.limits.header_bytes = 300'000;
    delivery const large(http_response("body", "X-Long: " + std::string(200'000, 'x') + "\r\n"), options);
    BOOST_REQUIRE(large.head);
    BOOST_TEST(large.head->headers.find("X-Long").size() == 200'000u);
}

BOOST_AUTO_TEST_CASE(lines_between_chunks_are_bounded)
{
    for (auto const& rest : {"1;" + std::string(100'000, 'x'), "0\r\nX-Long: " + std::string(100'000, 'x')})
    {
        delivery const d(chunked + rest);
        BOOST_REQUIRE(!d.head);
        BOOST_TEST(d.head.error().code == errc::header_too_large);
    }
}

BOOST_AUTO_TEST_CASE(bodies_are_bounded)
{
    wire_options options;
    options.limits.body_bytes = 1000;
    auto const body = noise(1001);
    for (auto const& bytes : {http_response(body), chunked + in_chunks(body, 100) + "0\r\n\r\n",
             "HTTP/1.1 200 OK\r\n\r\n" + body, http_response(gzip(body), gzipped)})
    {
        delivery const d(bytes, options);
        BOOST_REQUIRE(!d.head);
        BOOST_TEST(d.head.error().code == errc::body_too_large);
        BOOST_TEST(d.client.sink.text.size() <= 1000u);
    }
    delivery const fits(http_response(body.substr(1)), options);
    BOOST_TEST(fits.head.has_value());
}

BOOST_AUTO_TEST_CASE(a_body_cut_short_gives_its_bytes_and_then_an_error)
{
    auto const cut_length = http_response("complete").substr(0, http_response("complete").size() - 4);
    for (auto const& bytes : {cut_length, chunked + "4\r\ncomp\r\n", chunked + "8\r\ncomp"})
    {
        delivery const d(bytes);
        BOOST_REQUIRE(!d.head);
        BOOST_TEST(d.head.error().code.message() == "partial message");
        BOOST_TEST(is_transient(d.head.error()));
        BOOST_TEST(d.head.error().http_status == 200);
        BOOST_TEST(d.client.sink.text == "comp");
        BOOST_TEST(d.client.sink.finishes == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_reset_in_the_body_is_an_error)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
            c.reset();
        });
    wire_client client;
    auto const head = client.get(http_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(is_transient(head.error()));
}

BOOST_AUTO_TEST_CASE(tls_that_ends_without_notice_is_an_error_however_the_body_is_framed)
{
    auto const truncated = boost::asio::ssl::error::make_error_code(boost::asio::ssl::error::stream_truncated);
    for (auto const& bytes : {std::string("HTTP/1.1 200 OK\r\n\r\ncomp"), chunked + "8\r\ncomp",
             std::string("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\ncomp")})
    {
        raw_server server(
            [bytes](raw_connection& c)
            {
                c.read_request();
                c.send(bytes);
                c.cut();
            },
            with_tls());
        wire_client client(trusting());
        auto const head = client.get(https_origin(server));
        BOOST_REQUIRE(!head);
        BOOST_TEST(head.error().code == truncated);
        BOOST_TEST(is_transient(head.error()));
        BOOST_TEST(client.sink.text == "comp");
    }
}

BOOST_AUTO_TEST_CASE(tls_that_ends_with_notice_ends_a_body_without_length)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.read_request();
            c.send("HTTP/1.1 200 OK\r\n\r\ncomplete");
            c.close();
        },
        with_tls());
    wire_client client(trusting());
    BOOST_REQUIRE(client.get(https_origin(server)));
    BOOST_TEST(client.sink.text == "complete");
}

BOOST_AUTO_TEST_CASE(what_is_not_http_is_a_clear_error)
{
    for (auto const* bytes : {"220 mail.example ESMTP\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
             "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"})
    {
        delivery const d(bytes);
        BOOST_REQUIRE(!d.head);
        BOOST_TEST(d.head.error().code.category().name() == std::string("beast.http"));
        BOOST_TEST(contains(d.head.error().message, " HTTP/1.1"));
        BOOST_TEST(!is_transient(d.head.error()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
