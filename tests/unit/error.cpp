#include <entralog/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

namespace
{

error with_status(errc code, int status)
{
    error e(code);
    e.http_status = status;
    return e;
}

constexpr int last_errc = static_cast<int>(errc::credential_unavailable);

} // namespace

BOOST_AUTO_TEST_SUITE(error_suite)

BOOST_AUTO_TEST_CASE(each_code_has_words_of_its_own)
{
    std::set<std::string> words;
    for (int value = 1; value <= last_errc; ++value)
        words.insert(make_error_code(static_cast<errc>(value)).message());
    BOOST_TEST(words.size() == static_cast<std::size_t>(last_errc));
    BOOST_TEST(!words.contains("unknown entralog error"));
    BOOST_TEST(category().message(last_errc + 1) == "unknown entralog error");
    BOOST_TEST(std::string_view(category().name()) == "entralog");
    char buffer[8];
    BOOST_TEST(std::string_view(category().message(1, buffer, sizeof buffer)) == category().message(1));
}

BOOST_AUTO_TEST_CASE(an_error_is_one_line_with_all_that_is_known)
{
    error e(errc::throttled, "Please retry again later.");
    e.http_status = 429;
    e.graph_code = "TooManyRequests";
    e.hint = "Ask for less.";
    e.request = "GET https://graph.microsoft.com/beta/auditLogs/signIns";
    e.request_id = "94fb3b52-452a-4535-a601-69e0a90e3aa2";
    e.client_request_id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    e.retry_after = std::chrono::milliseconds(2128);
    e.attempts.resize(3);
    std::ostringstream out;
    out << e;
    BOOST_TEST(out.str() ==
               "the service throttles this application (GET https://graph.microsoft.com/beta/auditLogs/signIns, "
               "HTTP 429, TooManyRequests): Please retry again later. Ask for less. [request-id "
               "94fb3b52-452a-4535-a601-69e0a90e3aa2, client-request-id "
               "0f8fad5b-d9cb-469f-a165-70867728950e, retry after 2.128 s, tries 4]");
    BOOST_TEST(exception(e).what() == out.str());
    BOOST_TEST(to_string(error(errc::truncated_page)) == "the page ended before its end");
    BOOST_TEST(to_string(error()) == "no error");
}

BOOST_AUTO_TEST_CASE(text_of_the_server_cannot_forge_lines_or_drive_a_terminal)
{
    error e(errc::bad_request,
        "a\r\nFAKE LOG LINE\x1b[2J\t\x7f \xc2\x9b \xe2\x80\xae \xe2\x80\xa8 \xff\xc3 caf\xc3\xa9 \xf0\x9f\x98\x80");
    e.graph_code = "x\ny";
    e.request_id = "id\n";
    e.client_request_id = "id\x1b";
    e.request = "GET https://host/\n";
    e.hint = "h\n";
    auto const text = to_string(e);
    for (auto const c : text)
        BOOST_TEST((static_cast<unsigned char>(c) >= ' ' && c != '\x7f'));
    BOOST_TEST(
        text.find(
            "a\\r\\nFAKE LOG LINE\\x1b[2J\\t\\x7f \\u009b \\u202e \\u2028 \\xff\\xc3 caf\xc3\xa9 \xf0\x9f\x98\x80") !=
        std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_endless_message_is_cut)
{
    std::string const endless(1'000'000, '\n');
    error e(errc::bad_request, endless);
    e.graph_code = e.request_id = e.client_request_id = e.request = e.hint = endless;
    BOOST_TEST(to_string(e).size() < 4'000U);
}

BOOST_AUTO_TEST_CASE(what_may_pass_by_itself_is_transient)
{
    namespace http = boost::beast::http;
    namespace asio = boost::asio;
    error const transient[] = {with_status(errc::throttled, 429), with_status(errc::server_error, 500),
        with_status(errc::server_error, 502), with_status(errc::server_error, 503),
        with_status(errc::server_error, 504), with_status(errc::server_error, 509),
        with_status(errc::unexpected_status, 408), error(errc::server_error), error(errc::truncated_page),
        error(errc::error_in_page), error(errc::connect_timeout), error(errc::handshake_timeout),
        error(errc::first_byte_timeout), error(errc::idle_timeout), error(errc::attempt_timeout),
        with_status(errc::proxy_refused, 503), error(make_error_code(asio::error::eof)),
        error(make_error_code(asio::error::connection_reset)), error(make_error_code(asio::error::connection_refused)),
        error(make_error_code(asio::error::connection_aborted)), error(make_error_code(asio::error::broken_pipe)),
        error(make_error_code(asio::error::timed_out)), error(make_error_code(asio::error::host_unreachable)),
        error(make_error_code(asio::error::network_unreachable)),
        error(make_error_code(asio::error::host_not_found_try_again)),
        error(make_error_code(asio::ssl::error::stream_truncated)), error(make_error_code(http::error::end_of_stream)),
        error(make_error_code(http::error::partial_message))};
    for (auto const& e : transient)
        BOOST_TEST(is_transient(e), to_string(e));
}

BOOST_AUTO_TEST_CASE(what_stays_as_it_is_is_not_transient)
{
    namespace http = boost::beast::http;
    namespace asio = boost::asio;
    error const lasting[] = {error(), with_status(errc::bad_request, 400), with_status(errc::unauthenticated, 401),
        with_status(errc::license_missing, 403), with_status(errc::not_found, 404),
        with_status(errc::server_error, 501), with_status(errc::server_error, 505),
        with_status(errc::unexpected_status, 409), error(errc::unexpected_status), error(errc::token_rejected),
        error(errc::malformed_page), error(errc::foreign_next_link), error(errc::next_link_loop),
        error(errc::body_too_large), error(errc::invalid_argument), error(errc::proxy_refused),
        with_status(errc::proxy_refused, 407), error(make_error_code(asio::error::operation_aborted)),
        error(make_error_code(asio::error::host_not_found)), error(make_error_code(asio::error::access_denied)),
        error(make_error_code(http::error::bad_version)),
        error(error_code(0x1416f086, asio::error::get_ssl_category()))}; // certificate verify failed
    for (auto const& e : lasting)
        BOOST_TEST(!is_transient(e), to_string(e));
}

BOOST_AUTO_TEST_CASE(a_result_without_a_value_throws_its_error)
{
    result<int> const r = error(errc::not_found, "gone");
    try
    {
        (void)r.value();
        BOOST_TEST(false, "nothing was thrown");
    }
    catch (exception const& e)
    {
        BOOST_TEST((e.error().code == errc::not_found));
        BOOST_TEST(std::string_view(e.what()).find("gone") != std::string_view::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
