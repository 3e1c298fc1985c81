#include <tests/support/wire_client.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/ssl.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace entralog;
using namespace entralog::testing;

namespace
{

graph_mock::identity identity_for(std::string const& name, std::chrono::hours age = std::chrono::hours(0))
{
    return graph_mock::make_identity({name}, std::chrono::system_clock::now() - age);
}

/// The error that a server with `identity` brings, when its CA is trusted.
error refused(graph_mock::identity const& identity, std::string const& host = "127.0.0.1")
{
    raw_server server(always(http_response("secret")), with_tls(identity));
    wire_client client(trusting(identity));
    auto const head = client.get(https_origin(server, host));
    BOOST_REQUIRE(!head);
    BOOST_TEST(client.sink.starts == 0);
    BOOST_TEST(client.wire.counters().requests == 0u);
    return head.error();
}

} // namespace

BOOST_AUTO_TEST_SUITE(wire_tls)

BOOST_AUTO_TEST_CASE(a_ca_as_text_is_trusted)
{
    raw_server server(always(http_response("hello")), with_tls());
    wire_client client(trusting());
    for (auto const* host : {"127.0.0.1", "localhost"})
    {
        BOOST_REQUIRE(client.get(https_origin(server, host)));
        BOOST_TEST(client.sink.text == "hello");
    }
}

BOOST_AUTO_TEST_CASE(a_ca_file_is_trusted)
{
    auto const file = std::filesystem::temp_directory_path() / ("entralog-ca-" + std::to_string(::getpid()) + ".pem");
    std::ofstream(file) << loopback_identity().ca_pem;
    wire_options options;
    options.tls.ca_file = file.string();
    raw_server server(always(http_response("hello")), with_tls());
    wire_client client(options);
    auto const head = client.get(https_origin(server));
    std::filesystem::remove(file);
    BOOST_TEST(head.has_value());
}

BOOST_AUTO_TEST_CASE(an_unknown_ca_is_refused_and_the_hint_says_how_to_trust_it)
{
    raw_server server(always(http_response("secret")), with_tls());
    wire_client client;
    auto const head = client.get(https_origin(server), "/beta/auditLogs/signIns?$filter=hush");
    BOOST_REQUIRE(!head);
    auto const e = head.error();
    BOOST_TEST(contains(e.code.message(), "certificate verify failed"));
    BOOST_TEST(contains(e.message, "is not trusted"));
    BOOST_TEST(contains(e.hint, "tls.ca_file"));
    BOOST_TEST(e.request == "GET " + to_string(https_origin(server)) + "/beta/auditLogs/signIns");
    BOOST_TEST(!contains(to_string(e), "hush"));
    BOOST_TEST(!is_transient(e));
}

BOOST_AUTO_TEST_CASE(another_host_name_is_refused)
{
    auto const by_name = refused(identity_for("graph.example"), "localhost");
    BOOST_TEST(contains(by_name.code.message(), "certificate verify failed"));
    BOOST_TEST(contains(by_name.message, "ostname mismatch"));
    BOOST_TEST(contains(by_name.hint, "another name than localhost"));

    auto const by_address = refused(identity_for("127.0.0.2"));
    BOOST_TEST(contains(by_address.message, "IP address mismatch"));
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_refused)
{
    auto const e = refused(identity_for("127.0.0.1", std::chrono::hours(24 * 800)));
    BOOST_TEST(contains(e.message, "expired"));
    BOOST_TEST(contains(e.hint, "clock"));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_the_future_is_refused)
{
    auto const e = refused(identity_for("127.0.0.1", std::chrono::hours(-24 * 30)));
    BOOST_TEST(contains(e.message, "not yet valid"));
}

BOOST_AUTO_TEST_CASE(tls_1_1_is_refused)
{
    auto options = with_tls();
    options.newest_tls_version = TLS1_1_VERSION;
    raw_server server(always(http_response("old")), options);
    wire_client client(trusting());
    auto const head = client.get(https_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(contains(head.error().hint, "TLS 1.2"));
}

BOOST_AUTO_TEST_CASE(tls_1_2_will_do)
{
    auto options = with_tls();
    options.newest_tls_version = TLS1_2_VERSION;
    raw_server server(always(http_response("fine")), options);
    wire_client client(trusting());
    BOOST_REQUIRE(client.get(https_origin(server)));
    BOOST_REQUIRE(client.get(https_origin(server)));
    BOOST_TEST(server.accepted() == 1u);
}

BOOST_AUTO_TEST_CASE(verification_can_be_switched_off_by_its_long_name_only)
{
    raw_server server(always(http_response("hello")), with_tls(identity_for("graph.example")));
    wire_options options;
    options.tls.verification = tls_verification::none_insecure_for_tests_only;
    wire_client client(options);
    BOOST_TEST(client.get(https_origin(server)).has_value());
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_no_tls_is_a_clear_error)
{
    raw_server server(
        [](raw_connection& c)
        {
            c.send("HTTP/1.1 400 Bad Request\r\n\r\n");
            c.close();
        });
    wire_client client(trusting());
    auto const head = client.get(https_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(contains(head.error().message, "TLS handshake"));
    BOOST_TEST(contains(head.error().hint, "http://"));
}

BOOST_AUTO_TEST_CASE(a_server_that_leaves_in_the_handshake_is_a_transient_error)
{
    raw_server server([](raw_connection& c) { c.close(); });
    wire_client client(trusting());
    auto const head = client.get(https_origin(server));
    BOOST_REQUIRE(!head);
    BOOST_TEST(is_transient(head.error()));
    BOOST_TEST(contains(head.error().message, "closed the connection in the TLS handshake"));
}

BOOST_AUTO_TEST_CASE(a_ca_that_cannot_be_read_fails_before_any_connection)
{
    raw_server server(always(http_response("hello")), with_tls());
    wire_options file;
    file.tls.ca_file = "/nowhere/ca.pem";
    wire_options text;
    text.tls.ca_pem = "no certificate";
    for (auto const& options : {file, text})
    {
        wire_client client(options);
        auto const head = client.get(https_origin(server));
        BOOST_REQUIRE(!head);
        BOOST_TEST(head.error().code == errc::invalid_argument);
        BOOST_TEST(contains(head.error().message, "cannot be used"));
        BOOST_TEST(contains(head.error().hint, "PEM"));
    }
    BOOST_TEST(server.accepted() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
