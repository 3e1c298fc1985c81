#include <mockserver/text.hpp>
#include <tests/support/child.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace
{

using namespace entralog::testing;

std::string const graph_mock_program = ENTRALOG_GRAPH_MOCK;
std::string const contoso = ENTRALOG_TESTDATA "/contoso";

std::uint16_t port_of(boost::json::value const& ready, std::string_view what = "graph")
{
    std::string const url(ready.at(what).as_string());
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

raw_response post(std::uint16_t port, std::string const& path, std::string const& form, std::string const& fields = "",
    std::string const& host = "localhost")
{
    raw_client client(port);
    client.send("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields +
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(form.size()) +
                "\r\n\r\n" + form);
    return client.read();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_cli_identity)

BOOST_AUTO_TEST_CASE(managed_identities_are_served_over_plain_http_beside_tls)
{
    child mock(graph_mock_program, {"--data", contoso, "--imds-port", "0", "--identity-header", "sesame", "--verbose"});
    auto const ready = boost::json::parse(mock.first_line());
    BOOST_TEST(ready.at("graph").as_string().starts_with("https://"));
    BOOST_TEST(ready.at("imds").as_string().starts_with("http://127.0.0.1:"));
    auto const port = port_of(ready, "imds");
    std::string const resource = "&resource=https%3A%2F%2Fgraph.microsoft.com";
    auto const ask = [&](std::string const& target, std::string const& field)
    {
        raw_client client(port);
        client.get(target + resource, field);
        return client.read();
    };
    auto const token = ask("/metadata/identity/oauth2/token?api-version=2018-02-01", "Metadata: true\r\n");
    BOOST_TEST(token.status == 200);
    BOOST_TEST(boost::json::parse(token.body).at("expires_in").as_string() == "3599");
    BOOST_TEST(ask("/msi/token?api-version=2019-08-01", "X-IDENTITY-HEADER: sesame\r\n").status == 200);
    BOOST_TEST(ask("/msi/token?api-version=2019-08-01", "X-IDENTITY-HEADER: s3cret\r\n").status == 401);
    BOOST_TEST(ask("/beta/auditLogs/signIns?a=b", "").status == 404);
    raw_client rebound(port);
    rebound.send("GET /metadata/identity/oauth2/token?api-version=2018-02-01" + resource +
                 " HTTP/1.1\r\nHost: 127.0.0.1.evil.test\r\nMetadata: true\r\n\r\n");
    BOOST_TEST(rebound.read().status == 403);
    mock.signal(SIGTERM);
    BOOST_TEST(mock.wait() == 0);
    BOOST_CHECK_THROW(raw_client{port}, std::runtime_error);
    BOOST_TEST((mock.err().find("GET /msi/token?") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(device_login_signs_everybody_in_as_that_user)
{
    child mock(graph_mock_program, {"--data", contoso, "--no-tls", "--device-login", "zoe.muller@contoso.com"});
    auto const port = port_of(boost::json::parse(mock.first_line()));
    std::string const app = "client_id=c0a50006-0000-4000-8000-00000000c0a5";
    auto const codes =
        post(port, "/contoso.com/oauth2/v2.0/devicecode", app + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
    BOOST_TEST(codes.status == 200);
    auto const code = boost::json::parse(codes.body).at("device_code").as_string();
    auto const token = post(port, "/contoso.com/oauth2/v2.0/token",
        app + "&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=" + std::string(code));
    BOOST_TEST_REQUIRE(token.status == 200);
    std::string const jwt(boost::json::parse(token.body).at("access_token").as_string());
    auto const begin = jwt.find('.') + 1;
    auto const claims = graph_mock::from_base64url(std::string_view(jwt).substr(begin, jwt.rfind('.') - begin));
    BOOST_TEST_REQUIRE(claims.has_value());
    BOOST_TEST(boost::json::parse(*claims).at("upn").as_string() == "zoe.muller@contoso.com");
}

BOOST_AUTO_TEST_CASE(commands_are_taken_from_this_machine)
{
    child mock(graph_mock_program, {"--data", contoso, "--no-tls"});
    auto const port = port_of(boost::json::parse(mock.first_line()));
    std::string const app = "app=c0a50001-0000-4000-8000-00000000c0a5";
    BOOST_TEST(post(port, "/_mock/tokens/challenge", app).status == 200);
    BOOST_TEST(post(port, "/_mock/tokens/challenge", app, "Origin: https://evil.test\r\n").status == 403);
    BOOST_TEST(post(port, "/_mock/tokens/challenge", "app=x").status == 400);
    BOOST_TEST(post(port, "/_mock/tokens/challenge", app, "", "127.0.0.1.evil.test").status == 403);
}

BOOST_AUTO_TEST_CASE(a_name_that_a_foreign_dns_server_leads_here_counts_where_other_machines_are_let_in)
{
    struct listener
    {
        std::string address;
        std::string answer;
    };
    listener const listeners[] = {
        {"127.0.0.1", "This is not a form that this page has sent."},
        {"0.0.0.0", "That code didn&#39;t work."},
    };
    for (auto const& l : listeners)
    {
        child mock(graph_mock_program, {"--data", contoso, "--no-tls", "--address", l.address});
        auto const port = port_of(boost::json::parse(mock.first_line()));
        auto const page =
            post(port, "/devicelogin", "user_code=BBBBBBBBB&username=zoe.muller%40contoso.com", "", "mock.internal");
        BOOST_TEST(page.status == 400);
        BOOST_TEST(page.body.find(l.answer) != std::string::npos, l.address << ": " << page.body);
    }
}

BOOST_AUTO_TEST_SUITE_END()
