#include <tests/support/managed_identity_bench.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

namespace
{

using namespace std::chrono_literals;

using kind = managed_identity_id::kind;

} // namespace

BOOST_FIXTURE_TEST_SUITE(managed_identity_suite, managed_identity_bench)

BOOST_AUTO_TEST_CASE(a_virtual_machine_asks_the_instance_metadata_service_and_never_a_proxy)
{
    auto credential = make();
    wire.steps = {ok(std::string(imds_token))};
    auto const token = ask(credential);
    BOOST_TEST(token.value().secret == "ey.J0");
    auto const& r = wire.requests.at(0);
    BOOST_TEST((r.method == http_method::get));
    BOOST_TEST(to_string(r.origin) == "http://169.254.169.254");
    BOOST_TEST(r.target ==
               "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com");
    BOOST_TEST(header(0, "Metadata") == "true");
    BOOST_TEST(header(0, "x-ms-client-request-id") == "our-id");
    BOOST_TEST((r.proxy == proxying::never));
    BOOST_TEST(r.body.empty());
}

BOOST_AUTO_TEST_CASE(numbers_may_be_strings_and_absolute_times_are_corrected_by_the_servers_date)
{
    auto const life_of = [this](std::string members, std::string date)
    {
        auto credential = make();
        auto s = ok("{" + members + R"(,"access_token":"ey.J0"})");
        if (!date.empty())
            s.head.headers.add("Date", date);
        wire.steps = {s};
        auto const token = ask(credential);
        return token ? std::chrono::floor<std::chrono::seconds>(token->expires_on - time.now()) : -1s;
    };
    auto const now = seconds(); // by our clock; the server's is three hours ahead
    auto const theirs = to_http_date(time.now() + 3h);
    auto const at = [](long t) { return '"' + std::to_string(t) + '"'; };
    BOOST_TEST((life_of(R"("expires_in":"3599")", "") == 3599s));
    BOOST_TEST((life_of(R"("expires_on":)" + at(now + 3 * 3600 + 600), theirs) == 600s));
    BOOST_TEST((life_of(R"("expires_on":)" + std::to_string(now + 600), "") == 600s));
    // Out of a cache: the end counts, not the length.
    BOOST_TEST((life_of(R"("expires_in":"3599","expires_on":)" + at(now + 3 * 3600 + 60), theirs) == 60s));
    BOOST_TEST((life_of(R"("expires_in":"3599","expires_on":"1506484173")", "") == 3599s)); // no Date, no telling
    BOOST_TEST((life_of(R"("expires_on":)" + at(now - 60), "") == -1s));
    BOOST_TEST((life_of(R"("expires_on":"tomorrow")", "") == -1s));
    // From here to the end of the numbers is more than a number holds.
    auto const year_1 = to_http_date(timestamp(std::chrono::sys_days(std::chrono::year(1) / 1 / 2)));
    for (auto const& date : {std::string(), year_1})
    {
        BOOST_TEST((life_of(R"("expires_in":"3599","expires_on":9223372036854775807)", date) == 3599s), date);
        BOOST_TEST((life_of(R"("expires_on":"9223372036854775807")", date) == -1s), date);
        BOOST_TEST((life_of(R"("expires_on":253402300801)", date) == -1s), date);
    }
    BOOST_TEST((life_of(R"("expires_on":253402300800)", year_1) == 7 * 24h));
}

BOOST_AUTO_TEST_CASE(a_long_token_is_renewed_in_the_middle_of_its_life)
{
    auto credential = make();
    wire.steps = {
        ok(R"({"access_token":"ey.J0","expires_in":"86400"})"), ok(R"({"access_token":"ey.J0","expires_in":"7199"})")};
    BOOST_TEST((ask(credential).value().refresh_on == time.now() + 12h));
    BOOST_TEST(!ask(credential).value().refresh_on.has_value());
}

BOOST_AUTO_TEST_CASE(user_assigned_identities_go_by_three_kinds_of_id)
{
    std::string const resource = "/subscriptions/1/resourceGroups/a b/providers/x/userAssignedIdentities/n&m";
    for (bool const app_service : {false, true})
    {
        if (app_service)
            environment = {
                {"IDENTITY_ENDPOINT", "http://127.0.0.1:41234/msi/token"}, {"IDENTITY_HEADER", "the-header"}};
        for (auto const& [which, name] : {std::pair(kind::client_id, "client_id"),
                 std::pair(kind::object_id, app_service ? "principal_id" : "object_id"),
                 std::pair(kind::resource_id, app_service ? "mi_res_id" : "msi_res_id")})
        {
            wire.requests.clear();
            auto credential = make(managed_identity_id(which, resource));
            wire.steps = {ok(std::string(imds_token))};
            BOOST_TEST(ask(credential).has_value());
            BOOST_TEST(asked(0).at(name) == resource);
            BOOST_TEST(asked(0).size() == 3U);
        }
    }
    auto credential = make(managed_identity_id(kind::client_id, ""));
    BOOST_TEST((ask(credential).error().code == errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(app_service_is_known_by_its_environment)
{
    environment = {{"IDENTITY_ENDPOINT", "http://169.254.129.2:8081/msi/token/"}, {"IDENTITY_HEADER", "the-header"}};
    auto credential = make();
    auto const end = std::to_string(seconds() + 3600);
    wire.steps = {ok(R"({"access_token":"ey.J0","expires_on":")" + end +
                     R"(","resource":"https://graph.microsoft.com","token_type":"Bearer","client_id":"x"})")};
    auto const token = ask(credential);
    BOOST_TEST((token.value().expires_on == time.now() + 1h));
    BOOST_TEST(to_string(wire.requests[0].origin) == "http://169.254.129.2:8081");
    BOOST_TEST(
        wire.requests[0].target == "/msi/token/?api-version=2019-08-01&resource=https%3A%2F%2Fgraph.microsoft.com");
    BOOST_TEST(header(0, "X-IDENTITY-HEADER") == "the-header");
    BOOST_TEST(header(0, "Metadata") == "");
    BOOST_TEST((wire.requests[0].proxy == proxying::never));

    environment["IDENTITY_SERVER_THUMBPRINT"] = "ab";
    auto fabric = make();
    BOOST_TEST((ask(fabric).error().code == errc::credential_unavailable));
    environment = {{"IDENTITY_ENDPOINT", "http://127.0.0.1:1/"}, {"IDENTITY_HEADER", "a\r\nb"}};
    auto smuggled = make();
    BOOST_TEST((ask(smuggled).error().code == errc::invalid_argument));
    environment = {{"IDENTITY_ENDPOINT", "file:///etc/passwd"}, {"IDENTITY_HEADER", "x"}};
    auto other = make();
    BOOST_TEST(says(ask(other).error(), "IDENTITY_ENDPOINT cannot be used"));
}

BOOST_AUTO_TEST_CASE(what_may_pass_is_tried_five_times_as_documented)
{
    std::vector<ticks> const documented{2s, 6s, 14s, 30s};
    for (int const status : {404, 429, 500, 503})
    {
        auto credential = make();
        wire.requests.clear();
        time.waits.clear();
        wire.steps.assign(9, refusal(status));
        auto const e = ask(credential).error();
        BOOST_TEST(wire.requests.size() == 5U);
        BOOST_TEST((time.waits == documented));
        BOOST_TEST_REQUIRE(e.attempts.size() == 4U);
        BOOST_TEST(e.attempts[3].http_status == status);
        BOOST_TEST((e.attempts[3].waited == documented[3]));
    }
    auto credential = make();
    wire.requests.clear();
    wire.steps = {
        refusal(503), broken(error(errc::first_byte_timeout)), refusal(404), refusal(429), ok(std::string(imds_token))};
    BOOST_TEST(ask(credential).has_value());
    for (int const status : {400, 401, 403})
    {
        wire.requests.clear();
        wire.steps = {refusal(status), ok(std::string(imds_token))};
        BOOST_TEST((ask(credential).error().code == errc::token_rejected));
        BOOST_TEST(wire.requests.size() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_is_being_updated_is_waited_for_seventy_seconds)
{
    auto credential = make();
    wire.steps.assign(9, refusal(410));
    BOOST_TEST(ask(credential).has_error());
    ticks waited{};
    for (auto const wait : time.waits)
        waited += wait;
    BOOST_TEST((waited == 70s));
    BOOST_TEST(wire.requests.size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_retry_after_is_kept_within_a_minute)
{
    auto credential = make();
    wire.steps = {refusal(429, "", {{"Retry-After", "10"}}), refusal(429, "", {{"Retry-After", "3600"}}),
        ok(std::string(imds_token))};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST((time.waits == std::vector<ticks>{10s, 60s}));
}

BOOST_AUTO_TEST_CASE(outside_of_azure_it_is_unavailable_at_once)
{
    namespace sys = boost::system::errc;
    for (auto const& e : {error(errc::connect_timeout), error(make_error_code(sys::connection_refused)),
             error(make_error_code(sys::network_unreachable)), error(make_error_code(sys::host_unreachable))})
    {
        auto credential = make();
        wire.requests.clear();
        wire.steps = {broken(e), ok(std::string(imds_token))};
        auto const refused = ask(credential).error();
        BOOST_TEST((refused.code == errc::credential_unavailable));
        BOOST_TEST(!is_transient(refused));
        BOOST_TEST(wire.requests.size() == 1U);
        BOOST_TEST(time.waits.empty());
    }
    // But where it has answered once, it is there.
    auto credential = make();
    wire.steps = {ok(std::string(imds_token)), broken(error(errc::connect_timeout)), ok(std::string(imds_token))};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(ask(credential).has_value());
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_the_environment_names_is_waited_for)
{
    std::map<std::string, std::string> const environments[] = {
        {{"IDENTITY_ENDPOINT", "http://127.0.0.1:41/t"}, {"IDENTITY_HEADER", "x"}},
        {{"IMDS_ENDPOINT", "http://127.0.0.1:41"}}, {{"AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:41"}}};
    for (auto const& variables : environments)
        for (auto const& e :
            {error(errc::connect_timeout), error(make_error_code(boost::system::errc::connection_refused))})
        {
            environment = variables;
            auto credential = make();
            wire.steps = {broken(e), broken(e), ok(std::string(imds_token))};
            BOOST_TEST(ask(credential).has_value());
            auto another = make();
            time.waits.clear();
            wire.steps.assign(9, broken(e));
            auto const failed = ask(another).error();
            BOOST_TEST((failed.code == e.code)); // it is down, not absent: a chain must not go on as somebody else
            BOOST_TEST(says(failed, "at http://127.0.0.1:41, and nobody answers there"));
            BOOST_TEST((time.waits == std::vector<ticks>{2s, 6s, 14s, 30s}));
        }
}

BOOST_AUTO_TEST_CASE(a_machine_without_an_identity_is_told_from_one_without_that_identity)
{
    auto const body = R"({"error":"invalid_request","error_description":"Identity not found"})";
    auto system = make();
    wire.steps = {refusal(400, body)};
    auto const none = ask(system).error();
    BOOST_TEST((none.code == errc::credential_unavailable));
    BOOST_TEST(says(none, "Turn on the system-assigned identity"));
    auto assigned = make(managed_identity_id(kind::client_id, "x"));
    wire.steps = {refusal(400, body)};
    auto const other = ask(assigned).error();
    BOOST_TEST((other.code == errc::token_rejected));
    BOOST_TEST(says(other, "Assign the identity to this machine"));
}

BOOST_AUTO_TEST_CASE(it_can_be_cancelled_at_every_step)
{
    bool aborted = true;
    std::size_t steps = 0;
    for (; aborted && steps < 100; ++steps)
    {
        scripted_transport line({refusal(503), ok(std::string(imds_token))});
        auto credential = make();
        token_context context(line, time);
        boost::asio::io_context io;
        aborted = run_cancelled(io, credential.token(context), steps).aborted();
    }
    BOOST_TEST((steps >= 4U && steps < 100U));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
