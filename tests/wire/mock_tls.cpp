#include <mockserver/in_process.hpp>
#include <tests/support/mock.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/ssl.h>

#include <stdexcept>
#include <string>

namespace
{

using namespace entralog::testing;
using graph_mock::in_process;
using ending = raw_client::ending;

bool refuses(in_process const& mock, raw_client_options const& options)
{
    try
    {
        raw_client client(mock.port(), options);
        // TLS 1.3 lets a client finish first, and only then sees the server's alert.
        return !client.get("/") || client.read().status == 0;
    }
    catch (std::runtime_error const&)
    {
        return true;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_tls)

BOOST_AUTO_TEST_CASE(the_certificate_is_good_for_each_local_name)
{
    in_process mock(over_tls(saying("{}")));
    BOOST_TEST(mock.graph() == "https://127.0.0.1:" + std::to_string(mock.port()));
    for (auto const* const name : {"localhost", "127.0.0.1", "::1"})
    {
        raw_client client(mock.port(), trusting(mock, name));
        client.get("/");
        BOOST_TEST(client.read().status == 200);
    }
    BOOST_TEST(refuses(mock, trusting(mock, "graph.microsoft.com")));
    BOOST_TEST(refuses(mock, trusting(mock, "127.0.0.2")));
}

BOOST_AUTO_TEST_CASE(another_servers_ca_is_not_trusted)
{
    in_process mock(over_tls(saying("{}")));
    in_process other(over_tls(saying("{}")));
    BOOST_TEST(refuses(mock, trusting(other)));
    raw_client client(mock.port(), trusting(mock)); // and a failed handshake hurts nobody else
    client.get("/");
    BOOST_TEST(client.read().status == 200);
}

BOOST_AUTO_TEST_CASE(tls_1_2_is_the_oldest_that_is_spoken)
{
    in_process mock(over_tls(saying("{}")));
    auto options = trusting(mock);
    options.newest_tls_version = TLS1_1_VERSION;
    BOOST_TEST(refuses(mock, options));
    options.newest_tls_version = TLS1_2_VERSION;
    BOOST_TEST(!refuses(mock, options));
}

BOOST_AUTO_TEST_CASE(a_tls_connection_is_closed_in_good_form)
{
    in_process mock(over_tls(saying("{}")));
    raw_client client(mock.port(), trusting(mock));
    client.get("/", "Connection: close\r\n");
    BOOST_TEST(client.read().whole);
    BOOST_TEST(client.read_to_end() == "");
    BOOST_TEST((client.ended() == ending::closed));
}

BOOST_AUTO_TEST_CASE(plain_http_on_the_tls_port_is_told_so)
{
    in_process mock(over_tls(saying("{}")));
    raw_client client(mock.port());
    client.get("/");
    auto const r = client.read();
    BOOST_TEST(r.status == 400);
    BOOST_TEST(r.whole);
    BOOST_TEST(r.body.find("https://") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_listens_on_ipv6)
{
    auto options = over_tls(saying("{}"));
    options.address = "::1";
    in_process mock(options);
    BOOST_TEST(mock.graph() == "https://[::1]:" + std::to_string(mock.port()));
    auto client_options = trusting(mock, "::1");
    client_options.address = "::1";
    raw_client client(mock.port(), client_options);
    client.get("/");
    BOOST_TEST(client.read().status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
