#include <tests/support/delivery.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace entralog;
using namespace entralog::testing;

BOOST_AUTO_TEST_SUITE(wire_gzip)

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

BOOST_AUTO_TEST_SUITE_END()
