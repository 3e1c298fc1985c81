#include <tests/support/wire_client.hpp>

#include <boost/asio/ssl/error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace entralog;
using namespace entralog::testing;

namespace
{

/// What one raw response brings; the connection is closed after it.
struct delivery
{
    delivery(std::string const& bytes, wire_options const& options = wire_options())
        : server(
              [bytes](raw_connection& c)
              {
                  c.read_request();
                  c.send(bytes);
                  c.close();
              })
        , client(options)
        , head(client.get(http_origin(server)))
    {
    }

    raw_server server;
    wire_client client;
    result<response_head> head;
};

std::string const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
std::string const gzipped = "Content-Encoding: gzip\r\n";

/// Hard to compress, so that its gzip is long too.
std::string noise(std::size_t size)
{
    std::mt19937 random(42);
    std::string out;
    while (out.size() < size)
        out += static_cast<char>('a' + random() % 26);
    return out;
}

std::string in_chunks(std::string_view body, std::size_t size)
{
    std::string out;
    char hex[32];
    for (; !body.empty(); body.remove_prefix(std::min(size, body.size())))
    {
        auto const chunk = body.substr(0, size);
        std::snprintf(hex, sizeof hex, "%zx\r\n", chunk.size());
        out.append(hex).append(chunk).append("\r\n");
    }
    return out;
}

} // namespace

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

BOOST_AUTO_TEST_CASE(gzip_is_undone)
{
    auto const body = noise(300'000);
    auto const packed = gzip(body);
    for (auto const& bytes : {http_response(packed, gzipped), http_response(packed, "Content-Encoding: X-GZIP\r\n"),
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + gzipped + "\r\n" + in_chunks(packed, 1000) +
                 "0\r\n\r\n"})
    {
        delivery const d(bytes);
        BOOST_REQUIRE(d.head);
        BOOST_TEST((d.client.sink.text == body));
        BOOST_TEST(d.client.wire.counters().bytes_received == packed.size());
    }
}

BOOST_AUTO_TEST_CASE(gzip_of_many_members_is_one_body)
{
    // The first fills the output buffer exactly: its end is then seen with no room and no input left.
    std::string const first(64 * 1024, 'x');
    delivery const d(http_response(gzip(first) + gzip("") + gzip("second"), gzipped));
    BOOST_REQUIRE(d.head);
    BOOST_TEST((d.client.sink.text == first + "second"));

    delivery const exact(http_response(gzip(first), gzipped));
    BOOST_REQUIRE(exact.head);
    BOOST_TEST((exact.client.sink.text == first));
}

BOOST_AUTO_TEST_CASE(gzip_that_ends_early_gives_what_it_has_and_an_error)
{
    auto const body = noise(200'000);
    auto const packed = gzip(body);
    delivery const d(http_response(packed.substr(0, packed.size() / 2), gzipped));
    BOOST_REQUIRE(!d.head);
    BOOST_TEST(d.head.error().code == errc::malformed_encoding);
    BOOST_TEST(d.head.error().http_status == 200);
    BOOST_TEST(d.client.sink.text.size() > body.size() / 3);
    BOOST_TEST(body.starts_with(d.client.sink.text));
    BOOST_TEST(d.client.sink.finishes == 0);
}

BOOST_AUTO_TEST_CASE(broken_gzip_is_an_error)
{
    auto wrong_checksum = gzip("hello");
    wrong_checksum[wrong_checksum.size() - 5] ^= 1;
    for (auto const& packed : {std::string("this is not gzip at all"), wrong_checksum, gzip("a") + "garbage"})
    {
        delivery const d(http_response(packed, gzipped));
        BOOST_REQUIRE(!d.head);
        BOOST_TEST(d.head.error().code == errc::malformed_encoding);
    }
}

BOOST_AUTO_TEST_CASE(gzip_that_expands_beyond_the_ratio_is_stopped)
{
    std::string const zeros(50'000'000, '\0');
    delivery const bomb(http_response(gzip(zeros), gzipped));
    BOOST_REQUIRE(!bomb.head);
    BOOST_TEST(bomb.head.error().code == errc::expansion_too_large);
    BOOST_TEST(bomb.client.sink.text.size() < 2'000'000u);

    wire_options generous;
    generous.limits.expansion_ratio = 2000;
    delivery const allowed(http_response(gzip(zeros), gzipped), generous);
    BOOST_REQUIRE(allowed.head);
    BOOST_TEST(allowed.client.sink.text.size() == zeros.size());

    // Small pages repeat themselves a lot: the ratio counts from 1 MiB on only.
    delivery const small(http_response(gzip(zeros.substr(0, 1'000'000)), gzipped));
    BOOST_TEST(small.head.has_value());
}

BOOST_AUTO_TEST_CASE(an_encoding_not_asked_for_is_an_error)
{
    for (auto const* field : {"Content-Encoding: br\r\n", "Content-Encoding: deflate\r\n",
             "Content-Encoding: gzip, gzip\r\n", "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n"})
    {
        delivery const d(http_response("????", field));
        BOOST_REQUIRE(!d.head);
        BOOST_TEST(d.head.error().code == errc::malformed_encoding);
        BOOST_TEST(d.client.sink.starts == 0);
    }
    delivery const coding("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n4\r\n????\r\n0\r\n\r\n");
    BOOST_REQUIRE(!coding.head);
    BOOST_TEST(coding.head.error().code == errc::malformed_encoding);

    delivery const identity(http_response("same", "Content-Encoding: identity\r\n"));
    BOOST_TEST(identity.head.has_value());
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
        BOOST_TEST(contains(d.head.error().message, "is not HTTP/1.1"));
        BOOST_TEST(!is_transient(d.head.error()));
    }
}

BOOST_AUTO_TEST_CASE(a_status_that_is_not_2xx_keeps_its_body_and_leaves_the_sink_alone)
{
    for (auto const* status : {"302 Found", "304 Not Modified", "403 Forbidden", "500 Oops"})
    {
        raw_server server(
            always(http_response(status[0] == '3' && status[2] == '4' ? "" : "why", "X-A: b\r\n", status)));
        wire_client client;
        auto const head = client.get(http_origin(server));
        BOOST_REQUIRE(head);
        BOOST_TEST(head->status == std::stoi(status));
        BOOST_TEST(head->error_body == (head->status == 304 ? "" : "why"));
        BOOST_TEST(head->headers.find("x-a") == "b");
        BOOST_TEST(client.sink.starts == 0);
        BOOST_REQUIRE(client.get(http_origin(server)));
        BOOST_TEST(server.accepted() == 1u); // read to its end: good for the next request
    }
}

BOOST_AUTO_TEST_CASE(an_error_body_is_decompressed_and_bounded)
{
    wire_options options;
    options.limits.error_body_bytes = 10;
    delivery const packed(http_response(gzip("because of gzip"), gzipped, "400 Bad Request"));
    BOOST_REQUIRE(packed.head);
    BOOST_TEST(packed.head->error_body == "because of gzip");

    delivery const longer(http_response(gzip("because of gzip"), gzipped, "400 Bad Request"), options);
    BOOST_REQUIRE(longer.head);
    BOOST_TEST(longer.head->error_body == "because of");

    delivery const endless("HTTP/1.1 500 Oops\r\n\r\n" + noise(5'000'000), options);
    BOOST_REQUIRE(endless.head);
    BOOST_TEST(endless.head->error_body.size() == 10u);
}

BOOST_AUTO_TEST_CASE(the_status_survives_an_error_body_that_does_not)
{
    auto const broken_gzip = http_response("not gzip", gzipped + "Retry-After: 7\r\n", "429 Too Many Requests");
    auto const unknown = http_response("????", "Content-Encoding: br\r\nRetry-After: 7\r\n", "429 Too Many Requests");
    std::string const cut = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 9\r\n\r\nslow";
    for (auto const& bytes : {broken_gzip, unknown, cut})
    {
        delivery const d(bytes);
        BOOST_REQUIRE(d.head);
        BOOST_TEST(d.head->status == 429);
        BOOST_TEST(d.head->headers.find("Retry-After") == "7");
        BOOST_TEST(d.head->error_body == (bytes == cut ? "slow" : ""));
    }
}

BOOST_AUTO_TEST_CASE(a_sink_that_refuses_ends_the_exchange_and_the_connection)
{
    raw_server server(always(http_response(noise(1'000'000), "request-id: 42\r\n")));
    wire_client client;
    request r;
    r.origin = http_origin(server);
    r.target = "/";
    recording_sink sink;
    sink.refuse_writes = true;
    auto const head = run(client.context, client.wire.exchange(r, sink));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::malformed_page);
    BOOST_TEST(head.error().message == "the sink does not like it");
    BOOST_TEST(head.error().request_id == "42");
    BOOST_TEST(sink.writes == 1);
    BOOST_REQUIRE(client.get(http_origin(server)));
    BOOST_TEST(server.accepted() == 2u);
}

BOOST_AUTO_TEST_CASE(a_sink_that_is_not_content_at_the_end_fails_the_attempt)
{
    raw_server server(always(http_response("half a page")));
    wire_client client;
    request r;
    r.origin = http_origin(server);
    r.target = "/";
    recording_sink sink;
    sink.refuse_finish = true;
    auto const head = run(client.context, client.wire.exchange(r, sink));
    BOOST_REQUIRE(!head);
    BOOST_TEST(head.error().code == errc::truncated_page);
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_sink_reaches_the_caller)
{
    struct throwing_sink final : body_sink
    {
        void start(response_head const&) override {}
        result<void> write(std::string_view) override { throw std::runtime_error("a bug"); }
        result<void> finish() override { return {}; }
    };
    raw_server server(always(http_response("hello")));
    wire_client client;
    request r;
    r.origin = http_origin(server);
    r.target = "/";
    throwing_sink sink;
    BOOST_CHECK_THROW(run(client.context, client.wire.exchange(r, sink)), std::runtime_error);
    BOOST_TEST(client.get(http_origin(server)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
