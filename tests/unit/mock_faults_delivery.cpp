#include <mockserver/faults/bad_delivery.hpp>
#include <tests/support/delivery.hpp>

#include <boost/test/unit_test.hpp>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace
{

using namespace graph_mock;
using namespace std::chrono_literals;
using framing = delivery::framing;
using stop = delivery::stop;

struct outcome
{
    std::string bytes;
    std::size_t pauses = 0;
    std::chrono::milliseconds paused{0};
    std::size_t paused_at = 0; ///< how many bytes had come at the first pause
    std::size_t largest = 0;   ///< piece
    bad_delivery::action end = bad_delivery::action::complete;
    bool keep_alive = false;
};

outcome delivered(response const& r, framing_terms const& terms = {})
{
    bad_delivery script(r, terms);
    outcome o;
    std::string piece;
    for (;;)
    {
        auto const step = script.next(piece);
        o.largest = std::max(o.largest, piece.size());
        o.bytes += piece;
        piece.clear();
        if (step.is_last())
        {
            o.end = step.what;
            o.keep_alive = script.keep_alive();
            return o;
        }
        if (step.what == bad_delivery::action::pause)
        {
            if (o.pauses++ == 0)
                o.paused_at = o.bytes.size();
            o.paused += step.time;
        }
    }
}

response with(delivery d, std::size_t body = 100'000)
{
    response r;
    r.headers.add("Content-Type", "application/json");
    r.body = entralog::testing::noise(body);
    r.delivery = d;
    return r;
}

std::size_t head_size(std::string const& bytes)
{
    return bytes.find("\r\n\r\n") + 4;
}

/// The body, its chunks joined; empty when they are not as they should be.
std::string unchunked(std::string_view bytes)
{
    std::string out;
    bytes.remove_prefix(bytes.find("\r\n\r\n") + 4);
    while (!bytes.empty())
    {
        auto const size = std::stoul(std::string(bytes.substr(0, bytes.find("\r\n"))), nullptr, 16);
        bytes.remove_prefix(bytes.find("\r\n") + 2);
        if (size == 0)
            return bytes == "\r\n" ? out : "";
        out += bytes.substr(0, size);
        if (bytes.size() < size + 2 || bytes.substr(size, 2) != "\r\n")
            return "";
        bytes.remove_prefix(size + 2);
    }
    return "";
}

/// How much comes of it, and zlib's word in the end.
struct unpacked
{
    explicit unpacked(std::string const& packed)
    {
        z_stream z{};
        inflateInit2(&z, MAX_WBITS + 16);
        z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        z.avail_in = static_cast<uInt>(packed.size());
        std::string block(1 << 20, '\0');
        do
        {
            z.next_out = reinterpret_cast<Bytef*>(block.data());
            z.avail_out = static_cast<uInt>(block.size());
            last = inflate(&z, Z_NO_FLUSH);
            size += block.size() - z.avail_out;
        } while (last == Z_OK);
        inflateEnd(&z);
    }

    std::size_t size = 0;
    int last = Z_OK;
};

} // namespace

BOOST_AUTO_TEST_SUITE(mock_faults_delivery)

BOOST_AUTO_TEST_CASE(delays_come_before_the_head_or_before_the_body)
{
    delivery d;
    d.before_head = 5s;
    auto o = delivered(with(d));
    BOOST_TEST(o.pauses == 1U);
    BOOST_TEST((o.paused == 5s));
    BOOST_TEST(o.paused_at == 0U);
    BOOST_TEST((o.end == bad_delivery::action::complete));
    BOOST_TEST(o.keep_alive);
    BOOST_TEST(unchunked(o.bytes) == with(d).body);

    delivery late;
    late.before_body = 3s;
    o = delivered(with(late));
    BOOST_TEST(o.pauses == 1U);
    BOOST_TEST(o.paused_at == head_size(o.bytes));
    BOOST_TEST(unchunked(o.bytes) == with(late).body);
}

BOOST_AUTO_TEST_CASE(a_dribble_is_pieces_with_pauses)
{
    delivery d;
    d.piece_bytes = 10;
    d.pause = 2ms;
    auto const o = delivered(with(d, 1000));
    BOOST_TEST(unchunked(o.bytes) == with(d, 1000).body);
    auto const body = o.bytes.size() - head_size(o.bytes);
    BOOST_TEST(o.pauses == (body + 9) / 10);
}

BOOST_AUTO_TEST_CASE(a_stop_is_at_its_byte_and_is_an_end_or_a_reset)
{
    delivery d;
    d.stops = stop::before_head;
    auto o = delivered(with(d));
    BOOST_TEST(o.bytes == "");
    BOOST_TEST((o.end == bad_delivery::action::close));
    BOOST_TEST(!o.keep_alive);
    d.reset = true;
    BOOST_TEST((delivered(with(d)).end == bad_delivery::action::reset));

    delivery in_body;
    in_body.stops = stop::in_body;
    for (std::size_t const byte : {0U, 1U, 100U, 20'000U, 99'999U})
    {
        in_body.stop_byte = byte;
        o = delivered(with(in_body));
        BOOST_TEST(o.bytes.size() - head_size(o.bytes) == byte);
        BOOST_TEST((o.end == bad_delivery::action::close));
    }
    in_body.stop_byte = 1'000'000; // behind its end
    o = delivered(with(in_body));
    BOOST_TEST(unchunked(o.bytes) == with(in_body).body);
    BOOST_TEST((o.end == bad_delivery::action::close));
    in_body.reset = true;
    BOOST_TEST((delivered(with(in_body)).end == bad_delivery::action::reset));
}

BOOST_AUTO_TEST_CASE(a_malformed_chunk_comes_after_half_of_the_body)
{
    delivery d;
    d.framed = framing::malformed_chunk;
    auto const o = delivered(with(d, 1000));
    auto const text = with(d, 1000).body;
    BOOST_TEST((o.bytes.find("Transfer-Encoding: chunked") != std::string::npos));
    BOOST_TEST(
        (o.bytes.find("\r\n1f4\r\n" + text.substr(0, 500) + "\r\nmany\r\n" + text.substr(500)) != std::string::npos));
    BOOST_TEST((o.end == bad_delivery::action::close));
}

BOOST_AUTO_TEST_CASE(a_wrong_length_is_too_much_or_too_little)
{
    delivery d;
    d.framed = framing::wrong_length;
    d.length_error = 10;
    auto o = delivered(with(d, 1000));
    BOOST_TEST((o.bytes.find("Content-Length: 1010\r\n") != std::string::npos));
    BOOST_TEST(o.bytes.size() - head_size(o.bytes) == 1000U);
    BOOST_TEST((o.end == bad_delivery::action::close));
    d.length_error = -10;
    o = delivered(with(d, 1000));
    BOOST_TEST((o.bytes.find("Content-Length: 990\r\n") != std::string::npos));
    BOOST_TEST(o.bytes.size() - head_size(o.bytes) == 1000U);
    d.length_error = -5000;
    BOOST_TEST((delivered(with(d, 1000)).bytes.find("Content-Length: 0\r\n") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(gzip_is_cut_or_changed_or_far_too_much)
{
    delivery d;
    d.framed = framing::truncated_gzip;
    auto o = delivered(with(d));
    BOOST_TEST((o.bytes.find("Content-Encoding: gzip\r\n") != std::string::npos));
    unpacked const truncated(unchunked(o.bytes));
    BOOST_TEST(truncated.last == Z_BUF_ERROR); // wants more
    BOOST_TEST((truncated.size > 0 && truncated.size < 100'000));

    d.framed = framing::bad_gzip;
    unpacked const bad(unchunked(delivered(with(d)).bytes));
    BOOST_TEST(bad.last == Z_DATA_ERROR);

    std::string text = "{";
    for (int i = 0; i < 300; ++i) // whatever the body is: half of it, and then what zlib must refuse
    {
        text += R"("name":"value )" + std::to_string(i * 7919) + "\",";
        auto r = with(d);
        r.body = text;
        unpacked const half(unchunked(delivered(r).bytes));
        BOOST_TEST(half.last == Z_DATA_ERROR);
        BOOST_TEST(half.size == (text.size() + 1) / 2);
    }

    d.framed = framing::gzip_bomb;
    d.bomb_bytes = 100'000'000;
    o = delivered(with(d));
    auto const packed = unchunked(o.bytes);
    BOOST_TEST(packed.size() < 1'000'000U);
    unpacked const bomb(packed);
    BOOST_TEST(bomb.last == Z_STREAM_END);
    BOOST_TEST(bomb.size == 100'000'000U);
    BOOST_TEST(o.largest <= 16U * 1024);
}

BOOST_AUTO_TEST_CASE(a_head_does_not_warn_of_what_comes_after_it)
{
    for (auto const f : {framing::right, framing::malformed_chunk, framing::wrong_length, framing::truncated_gzip,
             framing::bad_gzip, framing::gzip_bomb})
        for (std::ptrdiff_t const error : {-5, 5})
        {
            delivery d;
            d.framed = f;
            d.length_error = error;
            d.bomb_bytes = 1000;
            if (f == framing::right)
                d.stops = stop::in_body;
            auto const o = delivered(with(d, 1000));
            BOOST_TEST((o.bytes.find("Connection: close") == std::string::npos));
            // The rest of a connection is of use when all of the response has come, be it wrong.
            bool const whole = o.end == bad_delivery::action::complete;
            BOOST_TEST(o.keep_alive == whole);
            BOOST_TEST(whole == (f != framing::right && f != framing::malformed_chunk &&
                                    (f != framing::wrong_length || error < 0)));
        }
}

BOOST_AUTO_TEST_CASE(one_who_speaks_http_1_0_gets_no_chunks)
{
    framing_terms old;
    old.http11 = false;
    auto const body_of = [&](framing f)
    {
        delivery d;
        d.framed = f;
        d.bomb_bytes = 10'000'000;
        auto const bytes = delivered(with(d, 1000), old).bytes;
        BOOST_TEST((bytes.find("Transfer-Encoding") == std::string::npos));
        return bytes.substr(head_size(bytes));
    };
    BOOST_TEST(body_of(framing::malformed_chunk) == entralog::testing::noise(1000)); // there is none to be malformed
    BOOST_TEST(unpacked(body_of(framing::truncated_gzip)).last == Z_BUF_ERROR);
    BOOST_TEST(unpacked(body_of(framing::bad_gzip)).last == Z_DATA_ERROR);
    BOOST_TEST(unpacked(body_of(framing::gzip_bomb)).size == 10'000'000U);
}

BOOST_AUTO_TEST_CASE(a_recording_that_was_cut_stays_cut_when_it_comes_late)
{
    delivery late;
    late.before_body = 3s;
    auto r = with(late, 1000);
    r.raw_replay = true;
    r.cut_after = 400;
    auto const o = delivered(r);
    BOOST_TEST(o.pauses == 1U);
    BOOST_TEST((o.end == bad_delivery::action::close));
    BOOST_TEST(!o.keep_alive);
}

BOOST_AUTO_TEST_CASE(without_a_length_the_body_ends_with_the_connection)
{
    delivery d;
    d.framed = framing::until_close;
    auto const o = delivered(with(d, 1000));
    BOOST_TEST((o.bytes.find("Content-Length") == std::string::npos));
    BOOST_TEST((o.bytes.find("Transfer-Encoding") == std::string::npos));
    BOOST_TEST((o.bytes.find("Connection: close\r\n") != std::string::npos));
    BOOST_TEST(o.bytes.substr(head_size(o.bytes)) == with(d, 1000).body);
}

BOOST_AUTO_TEST_CASE(answers_without_a_body_and_to_head_can_be_sent_badly_too)
{
    for (auto const f : {framing::malformed_chunk, framing::wrong_length, framing::truncated_gzip, framing::bad_gzip,
             framing::until_close})
    {
        delivery d;
        d.framed = f;
        d.length_error = 5;
        response r;
        r.status = 204;
        r.delivery = d;
        BOOST_TEST(delivered(r).bytes.starts_with("HTTP/1.1 204 No Content\r\n"));
        framing_terms head;
        head.head = true;
        auto const bytes = delivered(with(d, 10), head).bytes;
        BOOST_TEST(head_size(bytes) == bytes.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()
