#include <tests/support/delivery.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

using namespace entralog;
using namespace entralog::testing;

BOOST_AUTO_TEST_SUITE(wire_outcome)

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
