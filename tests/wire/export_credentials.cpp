#include <tests/support/credential_bench.hpp>
#include <tests/support/export_program.hpp>
#include <tests/support/mock.hpp>
#include <tests/support/raw_server.hpp>
#include <tests/support/test_certificate.hpp>

#include <boost/test/unit_test.hpp>

#include <ctime>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

using namespace entralog::testing;

constexpr char const* reader_app = "c0a50001-0000-4000-8000-00000000c0a5";

graph_mock::response json(int status, std::string body)
{
    graph_mock::response r;
    r.status = status;
    r.headers.add("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

/// contoso, where another takes the place of the token service.
class token_bench
{
public:
    using answer = std::function<std::optional<graph_mock::response>(graph_mock::request const&)>;

    explicit token_bench(answer tokens)
        : bench(with(std::move(tokens)))
    {
        token = bench.mock.rooms().issue_app_token(reader_app);
    }

    std::string grant() const
    {
        return R"({"token_type":"Bearer","expires_in":"3599","access_token":")" + token + "\"}";
    }

    /// Run with no secret in the environment.
    export_outcome run(std::vector<std::string> arguments, std::vector<std::string> environment = {}) const
    {
        arguments.insert(arguments.begin(), "directory-audits");
        arguments.insert(arguments.end(), {"--format", "none", "--max-records", "5"});
        environment.push_back("AZURE_CLIENT_SECRET=");
        return bench.run(std::move(arguments), std::move(environment));
    }

    std::string token;
    export_bench bench;

private:
    static graph_mock::in_process_options with(answer tokens)
    {
        auto options = export_bench::contoso();
        options.first = std::move(tokens);
        return options;
    }
};

bool is_at(graph_mock::request const& r, std::string_view part)
{
    return r.target.find(part) != std::string::npos;
}

void read_five(export_outcome const& o)
{
    BOOST_TEST(o.status == 0, o.err);
    BOOST_TEST(has(o.err, "directoryAudits: 5 records"), o.err);
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_credentials)

BOOST_AUTO_TEST_CASE(a_certificate_signs_for_the_application)
{
    std::map<std::string, std::string> form;
    token_bench* here = nullptr;
    token_bench tokens(
        [&](graph_mock::request const& r) -> std::optional<graph_mock::response>
        {
            if (!is_at(r, "/oauth2/v2.0/token"))
                return std::nullopt;
            form = fields_of(r.body);
            return json(200, here->grant());
        });
    here = &tokens;
    auto const certificate = pem_of(make_certificate(rsa_key(), std::time(nullptr)));
    auto const file = tokens.bench.scratch.write("app.pem", certificate + pem_of(rsa_key()));
    auto const locked = tokens.bench.scratch.write("locked.pem", certificate + pem_of(rsa_key(), "open sesame"));

    read_five(tokens.run({"--client-certificate", file}));
    BOOST_TEST(form.at("client_assertion").size() > 500U);
    BOOST_TEST(form.at("client_id") == reader_app);
    BOOST_TEST(!form.contains("client_secret"));
    form.clear();
    read_five(tokens.run(
        {"--client-certificate", locked, "--client-certificate-password-env", "PASS"}, {"PASS=open sesame"}));
    BOOST_TEST(form.at("client_assertion").size() > 500U);
    form.clear();
    auto const closed = tokens.run({"--client-certificate", locked});
    BOOST_TEST(closed.status == 2);
    BOOST_TEST(has(closed.err, "--client-certificate-password-env"), closed.err);
    auto const wrong =
        tokens.run({"--client-certificate", locked, "--client-certificate-password-env", "PASS"}, {"PASS=open barley"});
    BOOST_TEST(wrong.status == 2);
    BOOST_TEST(has(wrong.err, "does not open"), wrong.err);
    BOOST_TEST(!has(wrong.err, "barley"));
    auto const none = tokens.run({"--client-certificate", tokens.bench.scratch.write("none.pem", certificate)});
    BOOST_TEST(none.status == 2);
    BOOST_TEST(has(none.err, "no private key"), none.err);
    BOOST_TEST(form.empty());
}

BOOST_AUTO_TEST_CASE(a_pod_shows_the_token_of_its_file)
{
    std::map<std::string, std::string> form;
    token_bench* here = nullptr;
    token_bench tokens(
        [&](graph_mock::request const& r) -> std::optional<graph_mock::response>
        {
            if (!is_at(r, "/oauth2/v2.0/token"))
                return std::nullopt;
            form = fields_of(r.body);
            return json(200, here->grant());
        });
    here = &tokens;
    auto const file = tokens.bench.scratch.write("token", "fed.era.ted");
    // The authority of the command line counts, not that of the environment.
    read_five(tokens.run({"--workload-identity"},
        {"AZURE_FEDERATED_TOKEN_FILE=" + file, "AZURE_AUTHORITY_HOST=https://login.microsoftonline.com/"}));
    BOOST_TEST(form.at("client_assertion") == "fed.era.ted");
    auto const unset = tokens.run({"--workload-identity"});
    BOOST_TEST(unset.status == 2);
    BOOST_TEST(has(unset.err, "AZURE_FEDERATED_TOKEN_FILE"), unset.err);
    auto const gone = tokens.run({"--workload-identity"}, {"AZURE_FEDERATED_TOKEN_FILE=" + file + ".not"});
    BOOST_TEST(gone.status == 1);
    BOOST_TEST(has(gone.err, "there is no file"), gone.err);
}

BOOST_AUTO_TEST_CASE(a_machine_asks_its_own_endpoint_past_the_proxy)
{
    std::vector<std::string> targets;
    token_bench* here = nullptr;
    token_bench tokens(
        [&](graph_mock::request const& r) -> std::optional<graph_mock::response>
        {
            if (!is_at(r, "/msi/token"))
                return std::nullopt;
            targets.push_back(r.target);
            return r.headers.find("X-IDENTITY-HEADER") == "the-header-secret"
                       ? json(200, here->grant())
                       : json(400, R"({"error":"invalid_request","error_description":"no"})");
        });
    here = &tokens;
    auto const endpoint = "IDENTITY_ENDPOINT=" + tokens.bench.mock.graph() + "/msi/token";
    // The proxy refuses all, and at once: only what goes directly arrives.
    raw_server proxy(always(http_response("", "", "403 Forbidden")));
    auto const through =
        tokens.run({"--managed-identity"}, {endpoint, "IDENTITY_HEADER=the-header-secret",
                                               "https_proxy=http://127.0.0.1:" + std::to_string(proxy.port())});
    BOOST_TEST(through.status == 1);
    BOOST_TEST(has(through.err, "the proxy"), through.err);
    BOOST_TEST(targets.size() == 1U);
    read_five(tokens.run({"--managed-identity"}, {endpoint, "IDENTITY_HEADER=the-header-secret"}));
    for (auto const& [id, parameter] : {std::pair("0f8fad5b-d9cb-469f-a165-70867728950e", "&client_id="),
             std::pair("object:0f8fad5b-d9cb-469f-a165-70867728950e", "&principal_id=0f8f"),
             std::pair("/subscriptions/1/x", "&mi_res_id=%2Fsubscriptions%2F1%2Fx")})
    {
        read_five(tokens.run({"--managed-identity", id}, {endpoint, "IDENTITY_HEADER=the-header-secret"}));
        BOOST_TEST(has(targets.back(), parameter), targets.back());
    }
    auto const refused = tokens.run({"--managed-identity"}, {endpoint, "IDENTITY_HEADER=another-secret"});
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(!has(refused.err, "another-secret"));
    auto const strange = tokens.run({"--managed-identity", "what"}, {endpoint, "IDENTITY_HEADER=x"});
    BOOST_TEST(strange.status == 2);
    BOOST_TEST(has(strange.err, "object:GUID"), strange.err);
}

BOOST_AUTO_TEST_CASE(a_person_is_told_where_to_sign_in)
{
    int polls = 0;
    token_bench* here = nullptr;
    token_bench tokens(
        [&](graph_mock::request const& r) -> std::optional<graph_mock::response>
        {
            if (is_at(r, "/contoso.onmicrosoft.com/oauth2/v2.0/devicecode"))
                return json(200, R"({"device_code":"dev-not-real","user_code":"ABC-DEF","verification_uri":)"
                                 R"("https://microsoft.com/devicelogin","interval":1,"expires_in":60,)"
                                 R"("message":"Type ABC-DEF\u001b[2J at the page."})");
            if (!is_at(r, "/oauth2/v2.0/token"))
                return std::nullopt;
            return ++polls == 1 ? json(400, R"({"error":"authorization_pending"})") : json(200, here->grant());
        });
    here = &tokens;
    auto const o = tokens.run({"--device-code"});
    read_five(o);
    BOOST_TEST(polls == 2);
    BOOST_TEST(has(o.err, "entralog-export: Type ABC-DEF"), o.err);
    BOOST_TEST(!has(o.err, "\x1b"));
    BOOST_TEST(!has(o.err, "not-real"));
}

BOOST_AUTO_TEST_CASE(two_ways_to_prove_who_asks_exclude_each_other)
{
    std::vector<std::vector<std::string>> const ways = {{"--token-env", "T"}, {"--client-secret-env", "T"},
        {"--client-certificate", "x.pem"}, {"--workload-identity"}, {"--managed-identity"}, {"--device-code"}};
    for (auto const& one : ways)
        for (auto const& other : ways)
        {
            if (one == other)
                continue;
            std::vector<std::string> arguments{"sign-ins", "--tenant", "contoso.com", "--client-id", "app"};
            arguments.insert(arguments.end(), one.begin(), one.end());
            arguments.insert(arguments.end(), other.begin(), other.end());
            auto const o = run_export(arguments, {"T=a-token-not-real"});
            BOOST_TEST(o.status == 2);
            BOOST_TEST(has(o.err, "exclude each other"), o.err);
            BOOST_TEST((has(o.err, one[0]) && has(o.err, other[0])), o.err);
        }
    auto const lonely = run_export(
        {"sign-ins", "--tenant", "contoso.com", "--client-id", "app", "--client-certificate-password-env", "T"},
        {"T=x"});
    BOOST_TEST(lonely.status == 2);
    BOOST_TEST(has(lonely.err, "goes with --client-certificate"), lonely.err);
}

BOOST_AUTO_TEST_SUITE_END()
