#include <mockserver/public_key.hpp>
#include <tests/support/mock_contoso.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

using namespace mock_contoso;
using namespace std::chrono_literals;

// No sockets, but real threads: a service may be asked from any number of them, and the thread sanitizer looks on.

namespace
{

constexpr int threads = 4;

/// Runs it in all threads at once, and sums up what they give.
int together(std::function<int(int)> const& work)
{
    std::atomic<int> sum{0};
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i)
        all.emplace_back([&, i] { sum += work(i); });
    for (auto& t : all)
        t.join();
    return sum;
}

bool given(graph_mock::response const& r)
{
    return r.status == 200;
}

std::string assertion_form(world const& w, std::string const& id)
{
    static auto const pem = test::read_testdata("contoso/keys/archiver-not-real.pem");
    static graph_mock::registered_certificate const certificate(
        std::string_view(pem).substr(pem.find("-----BEGIN CERT")));
    auto const now = w.seconds();
    return "grant_type=client_credentials&client_id=" + archiver +
           "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type="
           "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" +
           sign({{"alg", "PS256"}, {"typ", "JWT"}, {"x5t#S256", graph_mock::to_base64url(certificate.sha256)}},
               {{"aud", "https://login.microsoftonline.com/contoso.com/v2.0"}, {"iss", archiver}, {"sub", archiver},
                   {"jti", id}, {"exp", now + 600}},
               "archiver-not-real.pem", padding::pss);
}

std::string const device_grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=";

} // namespace

BOOST_AUTO_TEST_SUITE(mock_token_threads)

BOOST_AUTO_TEST_CASE(one_assertion_in_many_threads_is_good_once)
{
    graph_mock::service_options options;
    options.strict = true;
    world w(options);
    std::vector<std::string> shared;
    for (int i = 0; i < 10; ++i)
        shared.push_back(assertion_form(w, "shared-" + std::to_string(i)));
    auto const good = together(
        [&](int)
        {
            int mine = 0;
            for (auto const& form : shared)
                mine += given(w.token(form)) ? 1 : 0;
            return mine;
        });
    BOOST_TEST(good == 10);
    auto const own = together(
        [&](int thread)
        {
            int mine = 0;
            for (int i = 0; i < 5; ++i)
                mine += given(w.token(assertion_form(w, std::to_string(thread) + "-" + std::to_string(i)))) ? 1 : 0;
            return mine;
        });
    BOOST_TEST(own == threads * 5);
}

BOOST_AUTO_TEST_CASE(one_code_in_many_threads_gives_tokens_once)
{
    graph_mock::service_options options;
    options.device_login = oksana;
    world w(options);
    for (int round = 0; round < 5; ++round)
    {
        auto const codes = json(w.post("/contoso.com/oauth2/v2.0/devicecode",
            "client_id=" + console + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default+offline_access"));
        auto const form = device_grant + console + "&device_code=" + text(codes, "device_code");
        BOOST_TEST(together([&](int) { return given(w.token(form)) ? 1 : 0; }) == 1);
    }
}

BOOST_AUTO_TEST_CASE(tokens_are_refreshed_read_with_and_revoked_at_the_same_time)
{
    graph_mock::service_options options;
    options.device_login = oksana;
    world w(options);
    auto const sign_in = [&]
    {
        auto const codes = json(w.post("/contoso.com/oauth2/v2.0/devicecode",
            "client_id=" + console + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default+offline_access"));
        return json(w.token(device_grant + console + "&device_code=" + text(codes, "device_code")));
    };
    auto const answers = together(
        [&](int thread)
        {
            int sound = 0;
            for (int i = 0; i < 10; ++i)
            {
                auto const session = sign_in();
                if (thread == 0)
                    w.rooms->revoke_tokens(console, oksana);
                auto const refreshed = w.token("grant_type=refresh_token&client_id=" + console +
                                               "&refresh_token=" + text(session, "refresh_token"));
                auto const read = w.get(text(session, "access_token"), "/beta/auditLogs/directoryAudits?$top=1");
                bool const ended = refreshed.status == 400 && outcome(refreshed) == "400 invalid_grant 50173";
                bool const whole = (given(refreshed) || ended) && (read.status == 200 || read.status == 401);
                // Whoever revokes sees the end of what they had; the others may or may not.
                sound += whole && (thread != 0 || (ended && read.status == 401)) ? 1 : 0;
            }
            return sound;
        });
    BOOST_TEST(answers == threads * 10);
    BOOST_TEST(w.get(text(sign_in(), "access_token"), "/beta/auditLogs/directoryAudits?$top=1").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
