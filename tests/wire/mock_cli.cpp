#include <mockserver/certificate.hpp>
#include <tests/support/child.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace
{

using namespace entralog::testing;
namespace fs = std::filesystem;

std::string const graph_mock_program = ENTRALOG_GRAPH_MOCK;
std::string const tenant = ENTRALOG_TESTDATA "/fabrikam";

class scratch_folder
{
public:
    scratch_folder()
    {
        auto pattern = (fs::temp_directory_path() / "graph-mock-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("no scratch folder");
        path_ = pattern;
    }
    ~scratch_folder()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    scratch_folder(scratch_folder const&) = delete;
    scratch_folder& operator=(scratch_folder const&) = delete;

    std::string operator/(std::string const& name) const { return (path_ / name).string(); }

    std::string write(std::string const& name, std::string const& text) const
    {
        std::ofstream(path_ / name) << text;
        return *this / name;
    }

private:
    fs::path path_;
};

std::string read_file(std::string const& file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::uint16_t port_of(boost::json::value const& ready)
{
    std::string const url(ready.at("graph").as_string());
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

/// Runs graph-mock with arguments that it must refuse: it ends with that status, prints nothing, and says why in one
/// line that holds all of `words`.
void is_refused(int status, std::vector<std::string> const& arguments, std::vector<std::string> const& words)
{
    child mock(graph_mock_program, arguments);
    auto const got = mock.wait();
    auto const why = mock.err();
    BOOST_TEST_CONTEXT(why)
    {
        BOOST_TEST(got == status);
        BOOST_TEST(mock.out() == "");
        BOOST_TEST(why.starts_with("graph-mock: "));
        BOOST_TEST(std::ranges::count(why, '\n') == 1);
        BOOST_TEST(why.ends_with('\n'));
        for (auto const& word : words)
        {
            BOOST_TEST_INFO(word);
            BOOST_TEST((why.find(word) != std::string::npos));
        }
    }
}

raw_response post(std::uint16_t port, std::string const& path, std::string const& form)
{
    raw_client client(port);
    client.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" +
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(form.size()) +
                "\r\n\r\n" + form);
    return client.read();
}

/// Asks as Fabrikam's app for its directory audits; the answer's status and body.
raw_response ask(std::uint16_t port, std::string const& query)
{
    auto const answer = post(port, "/fabrikam.com/oauth2/v2.0/token",
        "grant_type=client_credentials&client_id=fab00001-0000-4000-8000-00000000fab0&"
        "client_secret=fabrikam-reader-secret-not-real&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
    auto const token = boost::json::parse(answer.body).at("access_token").as_string();
    raw_client client(port);
    client.get("/beta/auditLogs/directoryAudits?" + query, "Authorization: Bearer " + std::string(token) + "\r\n");
    return client.read();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_cli)

BOOST_AUTO_TEST_CASE(ready_line_says_where_and_whom_to_trust)
{
    scratch_folder const scratch;
    auto const ca = scratch / "ca.pem";
    child mock(graph_mock_program, {"--data", tenant, "--ca-out", ca});
    auto const ready = boost::json::parse(mock.first_line());
    BOOST_TEST(ready.as_object().size() == 4U);
    BOOST_TEST(ready.at("ready").as_bool());
    BOOST_TEST(ready.at("ca").as_string() == ca);
    BOOST_TEST(ready.at("authority").as_string() == ready.at("graph").as_string());
    BOOST_TEST(ready.at("graph").as_string().starts_with("https://127.0.0.1:"));

    raw_client_options options;
    options.ca_pem = read_file(ca);
    options.host_name = "127.0.0.1";
    {
        raw_client client(port_of(ready), options);
        client.get("/beta/auditLogs/signIns");
        BOOST_TEST(client.read().status == 401);
    }
    mock.signal(SIGTERM);
    BOOST_TEST(mock.wait() == 0);
    BOOST_TEST(std::ranges::count(mock.out(), '\n') == 1); // nothing but the ready line
}

BOOST_AUTO_TEST_CASE(both_signals_end_it_with_0_and_close_the_port)
{
    for (int const number : {SIGINT, SIGTERM})
    {
        child mock(graph_mock_program, {"--data", tenant, "--no-tls"});
        auto const ready = boost::json::parse(mock.first_line());
        BOOST_TEST(ready.at("ca").is_null());
        BOOST_TEST(ready.at("graph").as_string().starts_with("http://127.0.0.1:"));
        raw_client idle(port_of(ready));
        idle.get("/");
        idle.read();
        mock.signal(number);
        BOOST_TEST(mock.wait() == 0);
        BOOST_TEST(idle.read_to_end() == "");
        BOOST_CHECK_THROW(raw_client(port_of(ready)), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(without_ca_out_the_log_says_how_to_get_the_ca)
{
    child mock(graph_mock_program, {"--data", tenant, "--tls"});
    auto const ready = boost::json::parse(mock.first_line());
    BOOST_TEST(ready.at("ca").is_null());
    BOOST_TEST((mock.err().find("--ca-out") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(verbose_logs_each_request_without_its_secrets)
{
    child mock(graph_mock_program, {"--data", tenant, "--no-tls", "--verbose"});
    auto const ready = boost::json::parse(mock.first_line());
    {
        raw_client client(port_of(ready));
        client.get("/beta/x?client_secret=s3cret", "Authorization: Bearer s3cret\r\n");
        client.read();
    }
    mock.signal(SIGTERM);
    BOOST_TEST(mock.wait() == 0);
    auto const log = mock.err();
    BOOST_TEST((log.find("GET /beta/x?client_secret=*** -> 401") != std::string::npos));
    BOOST_TEST((log.find("s3cret") == std::string::npos));
}

BOOST_AUTO_TEST_CASE(what_filters_may_ask_is_set_by_flags)
{
    std::string const unlisted = "$filter=resultReason%20eq%20'x'";
    std::string const in_use = "$filter=category%20eq%20'x'";
    std::string const listed = "$filter=activityDisplayName%20eq%20'x'";
    std::string const old = "$filter=activityDateTime%20ge%202026-11-12"; // eight days before the newest record
    std::string const ignored = "top=1&" + listed + "&category%20eq%20'x'";
    struct
    {
        std::vector<std::string> flags;
        std::vector<std::string> served;
        std::vector<std::string> refused;
    } const cases[] = {
        {{}, {in_use, listed, ignored}, {unlisted, old}},
        {{"--filters", "documented"}, {listed, ignored}, {unlisted, in_use, old}},
        {{"--filters", "observed", "--retention-days", "8"}, {in_use, listed, old, ignored}, {unlisted}},
        {{"--filters", "all", "--retention-days", "0", "--strict"}, {unlisted, in_use, listed, old}, {ignored}},
    };
    for (auto const& c : cases)
    {
        std::vector<std::string> arguments{"--data", tenant, "--no-tls"};
        arguments.insert(arguments.end(), c.flags.begin(), c.flags.end());
        child mock(graph_mock_program, arguments);
        auto const port = port_of(boost::json::parse(mock.first_line()));
        BOOST_TEST_CONTEXT(boost::json::serialize(boost::json::value_from(c.flags)))
        {
            for (auto const& query : c.served)
                BOOST_TEST(ask(port, query).status == 200, query);
            for (auto const& query : c.refused)
                BOOST_TEST(ask(port, query).status == 400, query);
            bool const told = mock.err().find("write 'and' between conditions") != std::string::npos;
            BOOST_TEST(told == (std::ranges::count(c.served, ignored) == 1)); // what is refused, the answer tells
        }
    }
}

BOOST_AUTO_TEST_CASE(own_certificate_is_served)
{
    scratch_folder const scratch;
    auto const id = graph_mock::make_identity({"graph.example"}, std::chrono::system_clock::now());
    auto const cert = scratch.write("cert.pem", id.chain_pem);
    auto const key = scratch.write("key.pem", id.key_pem);
    child mock(graph_mock_program, {"--data", tenant, "--cert", cert, "--key", key, "--page-size", "7"});
    auto const ready = boost::json::parse(mock.first_line());
    BOOST_TEST(ready.at("ca").is_null());
    raw_client_options options;
    options.ca_pem = id.ca_pem;
    options.host_name = "graph.example";
    raw_client client(port_of(ready), options);
    client.get("/");
    BOOST_TEST(client.read().status > 0);
}

BOOST_AUTO_TEST_CASE(a_folder_of_tenants_with_recordings_is_served)
{
    std::string const recordings = ENTRALOG_TESTDATA "/recordings/";
    child mock(graph_mock_program, {"--data", ENTRALOG_TESTDATA, "--har", recordings + "paging.har", "--har",
                                       recordings + "throttled-then-served.har", "--no-tls", "--time", "rebase"});
    auto const line = mock.first_line();
    BOOST_TEST_CONTEXT(mock.err())
    BOOST_TEST(line.starts_with("{\"ready\":true,"));
}

BOOST_AUTO_TEST_CASE(other_machines_are_let_in_with_a_warning)
{
    child mock(graph_mock_program, {"--data", tenant, "--no-tls", "--address", "0.0.0.0"});
    auto const ready = boost::json::parse(mock.first_line());
    BOOST_TEST(ready.at("graph").as_string().starts_with("http://127.0.0.1:")); // where a client here can reach it
    BOOST_TEST((mock.err().find("WARNING") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(a_port_in_use_ends_it_with_1)
{
    child first(graph_mock_program, {"--data", tenant, "--no-tls"});
    auto const port = std::to_string(port_of(boost::json::parse(first.first_line())));
    is_refused(1, {"--data", tenant, "--no-tls", "--port", port}, {"127.0.0.1:" + port, "in use", "another port"});
    is_refused(1, {"--data", tenant, "--address", "192.0.2.1"}, {"192.0.2.1"});
}

BOOST_AUTO_TEST_CASE(bad_flags_end_it_with_2)
{
    is_refused(2, {}, {"--data", "--har"});
    is_refused(2, {"--data", tenant, "--bogus"}, {"--bogus", "--help"});
    is_refused(2, {"--data", tenant, "stray"}, {"stray"});
    is_refused(2, {"--data"}, {"--data"});
    is_refused(2, {"--data", tenant, "--port", "65536"}, {"--port", "65535"});
    is_refused(2, {"--data", tenant, "--port", "-1"}, {"--port"});
    is_refused(2, {"--data", tenant, "--port", "x"}, {"--port"});
    is_refused(2, {"--data", tenant, "--page-size", "0"}, {"--page-size"});
    is_refused(2, {"--data", tenant, "--time", "now=yesterday"}, {"--time", "rebase", "now="});
    is_refused(2, {"--data", tenant, "--filters", "some"}, {"--filters", "documented", "observed", "all"});
    is_refused(2, {"--data", tenant, "--filters"}, {"--filters"});
    is_refused(2, {"--data", tenant, "--retention-days", "-1"}, {"--retention-days"});
    is_refused(2, {"--data", tenant, "--retention-days", "x"}, {"--retention-days"});
    is_refused(2, {"--data", tenant, "--retention-days", "36501"}, {"--retention-days", "36500"});
    is_refused(2, {"--data", tenant, "--address", "example"}, {"--address", "127.0.0.1"});
    is_refused(2, {"--data", tenant, "--tls", "--no-tls"}, {"--tls", "--no-tls"});
    is_refused(2, {"--data", tenant, "--cert", "x"}, {"--cert", "--key"});
    is_refused(2, {"--data", tenant, "--key", "x"}, {"--cert", "--key"});
    is_refused(2, {"--data", tenant, "--no-tls", "--ca-out", "x"}, {"--ca-out", "--no-tls"});
    is_refused(2, {"--data", tenant, "--cert", "x", "--key", "y", "--ca-out", "z"}, {"--ca-out", "--cert"});
    is_refused(2, {"--data", tenant, "--ca-out", "/nonexistent/ca.pem"}, {"/nonexistent/ca.pem"});
    is_refused(2, {"--data", tenant, "--device-login", "nobody@fabrikam.com"},
        {"nobody@fabrikam.com", "device codes", "nestor.wilke@fabrikam.com"});
    is_refused(2, {"--data", tenant, "--imds-port", "65536"}, {"--imds-port"});
}

BOOST_AUTO_TEST_CASE(bad_certificates_end_it_with_2)
{
    scratch_folder const scratch;
    auto const id = graph_mock::make_identity({"localhost"}, std::chrono::system_clock::now());
    auto const other = graph_mock::make_identity({"localhost"}, std::chrono::system_clock::now());
    auto const cert = scratch.write("cert.pem", id.chain_pem);
    auto const key = scratch.write("key.pem", id.key_pem);
    auto const strange = scratch.write("other.pem", other.key_pem);
    auto const text = scratch.write("text.pem", "not PEM\n");
    auto const broken = scratch.write("broken.pem", id.chain_pem + "-----BEGIN CERTIFICATE-----\nMII\n");
    auto const tls = [&](std::string const& c, std::string const& k) {
        return std::vector<std::string>{"--data", tenant, "--cert", c, "--key", k};
    };
    is_refused(2, tls(scratch / "none.pem", key), {"none.pem", "No such file", "--cert"});
    is_refused(2, tls(cert, scratch / "none.pem"), {"none.pem", "No such file", "--key"});
    is_refused(2, tls(scratch / "", key), {"folder", "--cert"});
    is_refused(2, tls(text, key), {"text.pem", "certificate 1"});
    is_refused(2, tls(broken, key), {"broken.pem", "certificate 2"});
    is_refused(2, tls(cert, text), {"text.pem", "private key"});
    is_refused(2, tls(cert, strange), {"other.pem", "cert.pem"});
}

BOOST_AUTO_TEST_CASE(bad_data_ends_it_with_2_and_names_file_and_line)
{
    scratch_folder const scratch;
    is_refused(2, {"--data", scratch / "none"}, {scratch / "none"});
    is_refused(2, {"--data", scratch / ""}, {"tenant.json"});
    is_refused(2, {"--har", scratch / "none.har"}, {"none.har"});
    is_refused(2, {"--har", scratch.write("bad.har", "{\"log\": [}")}, {"bad.har"});

    auto const copy = scratch / "tenant";
    fs::copy(tenant, copy, fs::copy_options::recursive);
    std::ofstream(copy + "/signIns.ndjson", std::ios::app) << "{\"id\": \n";
    auto const text = read_file(copy + "/signIns.ndjson");
    auto const line = std::to_string(std::ranges::count(text, '\n'));
    is_refused(2, {"--data", copy}, {"signIns.ndjson:" + line + ":"});
}

BOOST_AUTO_TEST_CASE(help_and_version_end_with_0)
{
    child help(graph_mock_program, {"--help"});
    BOOST_TEST(help.wait() == 0);
    for (auto const* const flag : {"--data", "--har", "--address", "--port", "--tls", "--no-tls", "--cert", "--key",
             "--ca-out", "--page-size", "--time", "--filters", "--retention-days", "--strict", "--device-login",
             "--imds-port", "--identity-header", "--verbose", "--version"})
        BOOST_TEST((help.out().find(flag) != std::string::npos));
    BOOST_TEST(help.err() == "");
    child version(graph_mock_program, {"--version"});
    BOOST_TEST(version.wait() == 0);
    BOOST_TEST(version.out().starts_with("graph-mock "));
}

BOOST_AUTO_TEST_CASE(without_a_stdout_it_serves_but_with_a_broken_one_it_ends)
{
    child silent(graph_mock_program, {"--data", tenant, "--no-tls"}, {}, child::output::closed);
    std::string log;
    for (int i = 0; i < 5000 && log.find("serving http://127.0.0.1:") == std::string::npos; ++i)
    {
        ::usleep(2000);
        log = silent.err();
    }
    auto const at = log.find("serving http://127.0.0.1:");
    BOOST_REQUIRE((at != std::string::npos));
    {
        // What is printed must not have gone to whatever file took the number of stdout.
        raw_client client(static_cast<std::uint16_t>(std::stoi(log.substr(log.find("127.0.0.1:", at) + 10))));
        client.get("/beta/auditLogs/signIns");
        BOOST_TEST(client.read().status == 401);
    }
    silent.signal(SIGTERM);
    BOOST_TEST(silent.wait() == 0);

    child broken(graph_mock_program, {"--data", tenant, "--no-tls"}, {}, child::output::broken);
    BOOST_TEST(broken.wait() == 1);
    BOOST_TEST((broken.err().find("ready line") != std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()
