#include <mockserver/faults/rule_file.hpp>
#include <tests/support/child.hpp>
#include <tests/support/mock_rooms.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// The flags of graph-mock, the program, that bound what is served, and that make it go wrong.

namespace
{

using namespace entralog::testing;

std::string const graph_mock_program = ENTRALOG_GRAPH_MOCK;
std::string const fabrikam = ENTRALOG_TESTDATA "/fabrikam";
std::string const audits = "/beta/auditLogs/directoryAudits?$top=1";

/// graph-mock with these flags, and a token of Fabrikam's app.
struct limited_mock
{
    explicit limited_mock(std::vector<std::string> const& flags)
        : program(graph_mock_program, arguments(flags))
    {
        std::string const url(boost::json::parse(program.first_line()).at("graph").as_string());
        port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        std::string const form =
            "grant_type=client_credentials&client_id=fab00001-0000-4000-8000-00000000fab0&"
            "client_secret=fabrikam-reader-secret-not-real&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
        raw_client client(port);
        client.send("POST /fabrikam.com/oauth2/v2.0/token HTTP/1.1\r\nHost: localhost\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                    std::to_string(form.size()) + "\r\n\r\n" + form);
        token = boost::json::parse(client.read().body).at("access_token").as_string();
    }

    static std::vector<std::string> arguments(std::vector<std::string> const& flags)
    {
        std::vector<std::string> all{"--data", fabrikam, "--no-tls"};
        all.insert(all.end(), flags.begin(), flags.end());
        return all;
    }

    raw_response get(std::string const& target) const
    {
        raw_client client(port);
        client.get(target, "Authorization: Bearer " + token + "\r\n");
        return client.read();
    }

    /// How many requests are served before the first 429, of ten.
    int served() const
    {
        for (int i = 0; i < 10; ++i)
            if (get(audits).status == 429)
                return i;
        return 10;
    }

    child program;
    std::uint16_t port = 0;
    std::string token;
};

void is_refused(std::vector<std::string> const& flags, std::vector<std::string> const& words)
{
    child mock(graph_mock_program, limited_mock::arguments(flags));
    BOOST_TEST(mock.wait() == 2);
    auto const why = mock.err();
    for (auto const& word : words)
        BOOST_TEST((why.find(word) != std::string::npos), why + " does not say " + word);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_cli_limits)

BOOST_AUTO_TEST_CASE(the_documented_limit_is_on_unless_told_otherwise)
{
    limited_mock const mock({});
    BOOST_TEST(mock.served() == 5);
    BOOST_TEST((mock.program.err().find("--throttle off") != std::string::npos));
    BOOST_TEST(limited_mock({"--throttle", "documented"}).served() == 5);
    BOOST_TEST(limited_mock({"--throttle", "off"}).served() == 10);
    BOOST_TEST(limited_mock({"--throttle", "2/3600"}).served() == 2);
}

BOOST_AUTO_TEST_CASE(a_429_says_when_to_come_back_as_the_flags_tell)
{
    auto const refusal = [](std::vector<std::string> flags)
    {
        flags.insert(flags.end(), {"--throttle", "1/3600"});
        limited_mock const mock(flags);
        mock.get(audits);
        return mock.get(audits);
    };
    auto const seconds = refusal({});
    BOOST_TEST(seconds.status == 429);
    BOOST_TEST(std::stoi(seconds.field("retry-after")) > 3000);
    BOOST_TEST(seconds.field("x-ms-throttle-scope") == "");
    auto const fractional = refusal({"--throttle-retry-after", "fractional", "--throttle-headers"});
    BOOST_TEST((fractional.field("retry-after").find('.') != std::string::npos));
    BOOST_TEST(fractional.field("x-ms-throttle-scope") != "");
    BOOST_TEST(refusal({"--throttle-retry-after", "date"}).field("retry-after").ends_with(" GMT"));
    BOOST_TEST(refusal({"--throttle-retry-after", "none"}).field("retry-after") == "");
}

BOOST_AUTO_TEST_CASE(who_comes_too_early_is_punished_when_the_flag_says_so)
{
    // The second refusal says a whole window again; without the flag, what is left of it.
    auto const second_refusal = [](std::vector<std::string> flags)
    {
        flags.insert(flags.end(), {"--throttle", "1/100.5", "--throttle-retry-after", "fractional"});
        limited_mock const mock(flags);
        mock.get(audits);
        mock.get(audits);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return mock.get(audits).field("retry-after");
    };
    BOOST_TEST(second_refusal({"--throttle-punish"}) == "100.500");
    BOOST_TEST(std::stod(second_refusal({})) < 100.5);
}

BOOST_AUTO_TEST_CASE(skiptokens_expire_when_the_flag_says_so)
{
    limited_mock const mock({"--skiptoken-lifetime", "1", "--throttle", "off"});
    auto const page = boost::json::parse(mock.get(audits).body);
    std::string const link(page.at("@odata.nextLink").as_string());
    auto const target = link.substr(link.find('/', std::string("http://").size()));
    int status = 200;
    for (int tries = 0; status == 200 && tries < 600; ++tries)
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        status = mock.get(target).status;
    }
    BOOST_TEST(status == 400);
    BOOST_TEST((mock.get(target).body.find("Directory_ExpiredPageToken") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_flags_number_get_503)
{
    limited_mock const mock({"--connections", "1"});
    std::unique_ptr<raw_client> first;
    int status = 503; // while the server has not noticed that the one who got the token is gone
    for (int tries = 0; status == 503 && tries < 1000; ++tries)
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(tries == 0 ? 0 : 5));
        first = std::make_unique<raw_client>(mock.port);
        first->get("/", "");
        status = first->read().status;
    }
    BOOST_TEST(status == 404);
    raw_client second(mock.port);
    second.get("/", "");
    BOOST_TEST(second.read().status == 503);
}

BOOST_AUTO_TEST_CASE(faults_are_those_of_the_preset_or_the_file)
{
    mock_rooms::temporary_folder const folder;
    auto const file = folder.write("faults.json",
        R"({"rules":[{"fault":"status","path":"*/directoryAudits","nth":2,"status":503,"retryAfter":"2.128"}]})");
    limited_mock const mock({"--faults", file.string()});
    BOOST_TEST(mock.get(audits).status == 200);
    auto const refused = mock.get(audits);
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(refused.field("retry-after") == "2.128");
    BOOST_TEST(mock.get(audits).status == 200);
    BOOST_TEST((mock.program.err().find("1 rule, seed 0") != std::string::npos));

    auto const statuses = [](std::string const& seed)
    {
        limited_mock const preset({"--faults", "throttled", "--faults-seed", seed, "--throttle", "off"});
        std::string all;
        for (int i = 0; i < 40; ++i)
            all += std::to_string(preset.get(audits).status) + ' ';
        return all;
    };
    auto const first = statuses("7");
    BOOST_TEST((first.find("429") != std::string::npos));
    BOOST_TEST(statuses("7") == first);
    BOOST_TEST(statuses("8") != first);
}

BOOST_AUTO_TEST_CASE(the_file_of_faults_that_the_readme_shows_is_good)
{
    std::ifstream in(ENTRALOG_TESTDATA "/../README.md");
    std::string const readme{std::istreambuf_iterator<char>(in), {}};
    auto const begin = readme.find("```json\n{\"rules\"") + 8;
    mock_rooms::temporary_folder const folder;
    auto const plan =
        graph_mock::load_faults(folder.write("faults.json", readme.substr(begin, readme.find("```", begin) - begin)));
    BOOST_TEST(plan.rules.size() == 3U);
    for (auto const& fault : graph_mock::all_faults()) // and the table below it has them all
    {
        BOOST_TEST((readme.find('`' + std::string(fault.name) + '`') != std::string::npos), fault.name);
        for (auto const parameter : fault.parameters)
            BOOST_TEST((readme.find('`' + std::string(parameter) + '`') != std::string::npos), parameter);
    }
}

BOOST_AUTO_TEST_CASE(bad_faults_end_it_with_2)
{
    mock_rooms::temporary_folder const folder;
    is_refused({"--faults", "flakey"}, {"--faults", "flakey", "no file", "flaky, throttled, slow and hostile"});
    is_refused(
        {"--faults", folder.write("x.json", R"({"rules":[{"fault":"x"}]})").string()}, {"x.json:1:20: ", "fault"});
    is_refused({"--faults", folder.write("method.json", R"({"rules":[{"fault":"status","method":"GTE"}]})").string()},
        {"method", "GTE", "GET"});
    is_refused({"--faults", folder.write("tls.json", R"({"rules":[{"fault":"wrongCertificate"}]})").string()},
        {"wrongCertificate", "--no-tls"});
    is_refused({"--faults", ENTRALOG_TESTDATA}, {"is a folder"});
    is_refused({"--faults-seed", "1"}, {"--faults-seed", "--faults"});
    is_refused({"--faults", "flaky", "--faults-seed", "-1"}, {"--faults-seed"});
}

BOOST_AUTO_TEST_CASE(bad_limits_end_it_with_2)
{
    is_refused({"--throttle", "5"}, {"--throttle", "documented", "off", "N/SECONDS"});
    is_refused({"--throttle", "0/10"}, {"--throttle"});
    for (std::vector<std::string> with :
        {std::vector<std::string>{"--throttle-punish"}, {"--throttle-headers"}, {"--throttle-retry-after", "date"}})
    {
        auto const flag = with[0];
        with.insert(with.end(), {"--throttle", "off"});
        is_refused(with, {"--throttle off", flag});
    }
    is_refused({"--throttle-retry-after", "later"}, {"--throttle-retry-after", "fractional"});
    is_refused({"--skiptoken-lifetime", "0"}, {"--skiptoken-lifetime"});
    is_refused({"--connections", "0"}, {"--connections"});
    is_refused({"--connections", "1000000"}, {"--connections", "open files", "ulimit"});
}

BOOST_AUTO_TEST_SUITE_END()
