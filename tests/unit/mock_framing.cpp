#include <mockserver/certificate.hpp>
#include <mockserver/compress.hpp>
#include <mockserver/framing.hpp>
#include <mockserver/journal.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace
{

using namespace graph_mock;
using namespace std::chrono_literals;

response with_body(std::string body)
{
    response r;
    r.headers.add("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

bool has(frame const& f, std::string_view line)
{
    return f.head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_framing)

BOOST_AUTO_TEST_CASE(gzip_is_preferred_by_weight)
{
    for (std::string_view const yes : {"gzip", "GZIP", "x-gzip", "*", "gzip, deflate, br", "br;q=1.0, gzip;q=0.001",
             "gzip;q=1.000", "identity;q=0.5, gzip", " gzip ; q=0.8 ,identity;q=0.8", "*;q=0.1", ",,gzip,",
             "br, *;q=0.5, identity;q=0", "gzip;x=y;q=1"})
    {
        BOOST_TEST_INFO(yes);
        BOOST_TEST(prefers_gzip(yes));
    }
    for (std::string_view const no : {"", "identity", "deflate", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
             "gzip;q=0.5, identity", "gzip;q=2", "gzip;q=-1", "gzip;q=x", "gzip;q=", "gzip;q=0.0001", "gzipp", "gzi",
             "gzip;q=1.001", "gzip;Q=0"})
    {
        BOOST_TEST_INFO(no);
        BOOST_TEST(!prefers_gzip(no));
    }
}

BOOST_AUTO_TEST_CASE(framing_of_a_body_depends_on_version_and_size)
{
    framing_terms terms;
    auto const page = frame_response(with_body("{}"), terms);
    BOOST_TEST(page.head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"));
    BOOST_TEST(page.head.ends_with("\r\n\r\n"));
    BOOST_TEST(page.chunked);
    BOOST_TEST(page.keep_alive);
    BOOST_TEST(has(page, "Transfer-Encoding: chunked"));
    BOOST_TEST(!has(page, "Connection: close"));

    BOOST_TEST(has(frame_response(response(), terms), "Content-Length: 0"));

    terms.http11 = false;
    auto const old = frame_response(with_body("{}"), terms);
    BOOST_TEST(!old.chunked);
    BOOST_TEST(has(old, "Content-Length: 2"));
    BOOST_TEST(has(old, "Connection: keep-alive"));
}

BOOST_AUTO_TEST_CASE(framing_that_the_rooms_or_a_recording_give_is_not_believed)
{
    auto lying = with_body("{}");
    lying.headers.add("Content-Length", "77");
    lying.headers.add("Connection", "upgrade");
    lying.headers.add("Keep-Alive", "timeout=5");
    auto const f = frame_response(lying, framing_terms());
    BOOST_TEST(has(f, "Content-Length: 2"));
    BOOST_TEST(f.head.find("77") == std::string::npos);
    BOOST_TEST(f.head.find("upgrade") == std::string::npos);
    BOOST_TEST(f.head.find("timeout") == std::string::npos);

    response odd;
    odd.status = 799;
    odd.headers.add("bad name", "x");
    odd.headers.add("", "y");
    BOOST_TEST(frame_response(odd, framing_terms()).head == "HTTP/1.1 799 \r\nContent-Length: 0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(vary_is_said_once)
{
    framing_terms terms;
    terms.gzip = true;
    auto r = with_body("{}");
    BOOST_TEST(has(frame_response(r, terms), "Vary: Accept-Encoding"));
    r.headers.add("vary", "Prefer, Accept-Encoding");
    auto const f = frame_response(r, terms);
    BOOST_TEST(!has(f, "Vary: Accept-Encoding"));
    BOOST_TEST(has(f, "Content-Encoding: gzip"));
}

BOOST_AUTO_TEST_CASE(a_cut_body_falls_short_of_what_was_announced)
{
    framing_terms terms;
    terms.gzip = true;
    auto cut = with_body("0123456789");
    cut.cut_after = 10; // a recording that holds as much as had arrived
    cut.raw_replay = true;
    auto const chunked = frame_response(cut, terms);
    BOOST_TEST(chunked.chunked);
    BOOST_TEST(chunked.cut);
    BOOST_TEST(!chunked.gzip);
    BOOST_TEST(!chunked.keep_alive);
    BOOST_TEST(chunked.body_bytes == 10U);
    BOOST_TEST(!has(chunked, "Connection: close")); // a cut is not announced

    cut.headers.add("Content-Length", "500");
    BOOST_TEST(has(frame_response(cut, terms), "Content-Length: 500"));
    cut.cut_after = 4;
    BOOST_TEST(frame_response(cut, terms).body_bytes == 4U);
    terms.http11 = false;
    auto plain = with_body("0123456789");
    plain.cut_after = 10;
    BOOST_TEST(has(frame_response(plain, terms), "Content-Length: 11"));
}

BOOST_AUTO_TEST_CASE(secrets_are_masked_in_the_journal)
{
    BOOST_TEST(masked_header("Authorization", "Bearer abc") == "Bearer ***");
    BOOST_TEST(masked_header("authorization", "abc") == "***");
    BOOST_TEST(masked_header("Proxy-Authorization", "Basic abc") == "Basic ***");
    BOOST_TEST(masked_header("Cookie", "a=b") == "***");
    BOOST_TEST(masked_header("Accept", "a b") == "a b");
    BOOST_TEST(masked_target("/p") == "/p");
    BOOST_TEST(masked_target("/p?") == "/p?");
    BOOST_TEST(masked_target("/p?a=1&access_token=x&b&client_secret=&CODE=z") ==
               "/p?a=1&access_token=***&b&client_secret=***&CODE=***");
    BOOST_TEST(masked_target("/p?$skiptoken=abc") == "/p?$skiptoken=abc");
}

BOOST_AUTO_TEST_CASE(the_journal_is_bounded_in_every_direction)
{
    journal book(2);
    exchange big;
    big.target.assign(100'000, 'x');
    big.headers.assign(1000, {std::string(10'000, 'n'), std::string(10'000, 'v')});
    auto const first = book.add(big);
    book.add(big);
    book.add(big);
    BOOST_TEST(book.total() == 3U);
    BOOST_REQUIRE(book.entries().size() == 2U);
    BOOST_TEST(book.entries()[0].number == 2U);
    BOOST_TEST(book.entries()[0].target.size() < 3000U);
    BOOST_TEST(book.entries()[0].headers.size() == 64U);
    BOOST_TEST(book.entries()[0].headers[0].first.size() < 600U);
    BOOST_TEST(book.entries()[0].headers[0].second.size() < 600U);
    BOOST_TEST((book.finish(first, 1, 1us, true) == nullptr)); // pushed out
    auto const* const kept = book.finish(3, 42, 1500us, true);
    BOOST_REQUIRE((kept != nullptr));
    BOOST_TEST(kept->wire_bytes == 42U);
    book.clear();
    BOOST_TEST((book.finish(3, 1, 1us, true) == nullptr));
    BOOST_TEST(book.add(exchange()) == 4U);
}

BOOST_AUTO_TEST_CASE(a_log_line_holds_no_control_characters)
{
    exchange entry;
    entry.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'764'064'801'234));
    entry.method = "GET";
    entry.target = "/a\x1b[31m\n\xff";
    entry.status = 200;
    entry.body_bytes = 10;
    entry.wire_bytes = 20;
    entry.took = 1'250us;
    entry.remote = "127.0.0.1:5";
    BOOST_TEST(to_line(entry) ==
               "10:00:01.234Z GET /a\\x1b[31m\\x0a\\xff -> 200, 10 B (20 on the wire), 1.2 ms, 127.0.0.1:5, cut off");
}

BOOST_AUTO_TEST_CASE(the_leaf_lives_less_than_398_days_and_names_whom_it_serves)
{
    auto const now = std::chrono::system_clock::now();
    auto const id = make_identity(names_for("192.0.2.7"), now);
    auto* const bio = BIO_new_mem_buf(id.chain_pem.data(), static_cast<int>(id.chain_pem.size()));
    auto* const leaf = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BOOST_REQUIRE((leaf != nullptr));
    int days = 0;
    int seconds = 0;
    BOOST_TEST(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf), X509_get0_notAfter(leaf)) == 1);
    BOOST_TEST(days < 398);
    BOOST_TEST(days > 300);
    BOOST_TEST(X509_cmp_current_time(X509_get0_notBefore(leaf)) < 0);
    for (auto const* const ip : {"127.0.0.1", "::1", "192.0.2.7"})
        BOOST_TEST(X509_check_ip_asc(leaf, ip, 0) == 1);
    BOOST_TEST(X509_check_host(leaf, "localhost", 0, 0, nullptr) == 1);
    BOOST_TEST(X509_check_host(leaf, "example.com", 0, 0, nullptr) == 0);
    BOOST_TEST(X509_get_extended_key_usage(leaf) == static_cast<unsigned>(XKU_SSL_SERVER));
    BOOST_TEST(X509_get_key_usage(leaf) == static_cast<unsigned>(KU_DIGITAL_SIGNATURE));
    BOOST_TEST(X509_check_ca(leaf) == 0);
    BOOST_TEST((X509_get0_authority_key_id(leaf) != nullptr));
    BOOST_TEST((X509_get0_subject_key_id(leaf) != nullptr));
    X509_free(leaf);
    BIO_free(bio);
}

BOOST_AUTO_TEST_CASE(a_name_that_could_smuggle_in_an_extension_is_refused)
{
    auto const now = std::chrono::system_clock::now();
    for (auto const* const name : {"a,IP:1.2.3.4", "", "a b", "a\nb", "@section", "*"})
        BOOST_CHECK_THROW(make_identity({name}, now), std::runtime_error);
    BOOST_CHECK_THROW(make_identity({}, now), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_file_is_replaced_in_one_step)
{
    auto const folder = std::filesystem::temp_directory_path() / ("graph-mock-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    auto const file = folder / "ca.pem";
    write_atomically(file, "old");
    write_atomically(file, "new");
    std::ifstream in(file);
    BOOST_TEST(std::string(std::istreambuf_iterator<char>(in), {}) == "new");
    std::filesystem::create_directory(folder / "taken");
    BOOST_CHECK_THROW(write_atomically(folder / "taken", "x"), std::runtime_error);
    BOOST_CHECK_THROW(write_atomically(folder / "none" / "ca.pem", "x"), std::runtime_error);
    // Nothing is left over: neither of the replaced file nor of the failed writes.
    BOOST_TEST(std::distance(std::filesystem::directory_iterator(folder), {}) == 2);
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_SUITE_END()
