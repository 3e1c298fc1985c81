#include <entralog/authorize.hpp>
#include <entralog/credential/client_assertion.hpp>
#include <entralog/credential/client_certificate.hpp>
#include <entralog/credential/credential_chain.hpp>
#include <entralog/credential/device_code.hpp>
#include <entralog/credential/managed_identity.hpp>
#include <entralog/credential/workload_identity.hpp>
#include <entralog/explain.hpp>
#include <entralog/retry.hpp>

#include <tests/support/credential_bench.hpp>
#include <tests/support/scratch_folder.hpp>
#include <tests/support/test_certificate.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Whatever a server echoes, and wherever: no secret that the library was given, made or got may be in what it says.

namespace entralog::testing
{

namespace
{

/// All that a request says, as a server could repeat it.
std::string all_of(request const& r)
{
    std::string all = r.body;
    for (auto const& [name, value] : r.headers)
        if (name != "Content-Type" && name != "Accept")
            all += ' ' + value;
    for (auto const& [name, value] : fields_of(r.body))
        all += ' ' + value;
    return all;
}

enum class escaping
{
    needed,    ///< what JSON must escape, by its number
    by_letter, ///< the same as \" and \\, as most servers do
    all
};

std::string as_json(std::string_view text, escaping how)
{
    std::ostringstream out;
    for (char const c : text)
        if (how == escaping::by_letter && (c == '"' || c == '\\'))
            out << '\\' << c;
        else if (how == escaping::all || (c >= 0 && c < ' ') || c == '"' || c == '\\')
            out << "\\u00"
                << "0123456789abcdef"[c >> 4 & 15] << "0123456789abcdef"[c & 15];
        else
            out << c;
    return out.str();
}

using answer = std::function<step(request const&)>;

std::vector<answer> answers()
{
    std::vector<answer> all;
    for (int const status : {302, 400, 401, 403, 404, 429, 500, 503})
    {
        all.push_back([status](request const& r) { return refusal(status, all_of(r)); });
        all.push_back([status](request const& r) { return refusal(status, "<html><b>" + all_of(r) + "</b></html>"); });
        for (auto const escaped : {escaping::needed, escaping::by_letter, escaping::all})
        {
            all.push_back(
                [status, escaped](request const& r)
                {
                    auto const text = as_json(all_of(r), escaped);
                    return refusal(status, R"({"error":")" + text + R"(","error_description":"AADSTS7000215: )" + text +
                                               R"(","trace_id":")" + text + R"(","correlation_id":")" + text + "\"}");
                });
            all.push_back(
                [status, escaped](request const& r)
                {
                    auto const text = as_json(all_of(r), escaped);
                    return refusal(status, R"({"error":{"code":")" + text + R"(","message":")" + text +
                                               R"(","innerError":{"request-id":")" + text + "\"}}}");
                });
            all.push_back(
                [status, escaped](request const& r) // in JSON that is cut off
                {
                    auto const form = fields_of(r.body);
                    auto const field = r.headers.find("Authorization").substr(0, 20);
                    std::string text(field);
                    for (auto const* const name : {"client_secret", "client_assertion", "refresh_token", "device_code"})
                        if (auto const found = form.find(name); found != form.end())
                            text += found->second.substr(0, 20);
                    return refusal(status, R"({"error":")" + as_json(text, escaped));
                });
        }
        all.push_back(
            [status](request const& r) // the signature alone
            {
                auto const form = fields_of(r.body);
                auto const found = form.find("client_assertion");
                auto const text = found == form.end() ? "" : found->second.substr(found->second.rfind('.') + 1);
                return refusal(status, "signed: " + text);
            });
        all.push_back(
            [status](request const& r)
            {
                auto const text = all_of(r);
                return refusal(status, "",
                    {{"request-id", text}, {"x-ms-request-id", text},
                        {"Location", "https://elsewhere.example/" + r.body},
                        {"WWW-Authenticate", "Basic realm=\"" + text + "\""}, {"Retry-After", text}});
            });
    }
    all.push_back([](request const& r) { return ok(all_of(r)); });
    all.push_back(
        [](request const& r) { return ok(R"({"access_token":")" + as_json(all_of(r), escaping::needed) + "\"}"); });
    all.push_back([](request const& r)
        { return ok(R"({"access_token":"ey.J0","token_type":")" + as_json(all_of(r), escaping::all) + "\"}"); });
    all.push_back(
        [](request const& r)
        {
            error e(errc::unexpected_content, "the proxy says: " + all_of(r));
            e.hint = e.graph_code = e.request_id = all_of(r);
            return broken(e);
        });
    return all;
}

/// Answers a request with what its own text makes of it.
class echoing_transport final : public transport
{
public:
    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override
    {
        seen.push_back(r);
        scripted_transport one;
        if (r.target.find("/devicecode") != std::string::npos)
            one.steps = {ok(R"({"device_code":"the-device-code-secret","user_code":"A","verification_uri":"B"})")};
        else
            one.steps = {reply(r)};
        co_return co_await one.exchange(r, sink);
    }

    answer reply;
    std::vector<request> seen;
};

struct fixture
{
    fixture()
    {
        secrets = {"s3\"c\\r~t +/=&%\xc3\xa9-client-secret", "s3%22c%5Cr~t%20%2B%2F%3D%26%25",
            "the-federated.assertion.of-a-pod", "the-assertion.of-a.callback", "open sesame, dear passphrase",
            "the-refresh-token-secret", "the-device-code-secret", "the-app-service-header-secret",
            "the-arc-key-secret-of-himds", "the-static.token-secret"};
        for (auto const how : {escaping::needed, escaping::by_letter})
            secrets.push_back(as_json(secrets[0], how));
        auto const now =
            static_cast<long>(std::chrono::floor<std::chrono::seconds>(time->now()).time_since_epoch().count());
        auto const certificate = make_certificate(rsa_key(), now);
        auto const key = pem_of(rsa_key());
        secrets.push_back(key.substr(key.find('\n') + 1, 60));
        auto const tenant = std::string("contoso.com");
        auto const app = std::string(some_client);
        auto const add = [this](std::string name, std::shared_ptr<credential> c)
        { credentials.emplace_back(std::move(name), std::move(c)); };

        add("secret", std::make_shared<client_secret>(tenant, app, secrets[0]));
        certificate_options options;
        options.passphrase = secrets[4];
        add("certificate", std::make_shared<client_certificate>(
                               tenant, app, pem_of(certificate) + pem_of(rsa_key(), secrets[4]), options));
        add("assertion",
            std::make_shared<client_assertion>(tenant, app,
                [this](token_context const&) -> boost::asio::awaitable<result<std::string>> { co_return secrets[3]; }));
        add("workload", std::make_shared<workload_identity>(tenant, app, folder.write("token", secrets[2])));
        device_code_options with_refresh;
        with_refresh.refresh_token = secrets[5];
        add("device code", std::make_shared<device_code>(
                               tenant, app, [](device_code_prompt const&) {}, with_refresh));
        add("app service", managed({{"IDENTITY_ENDPOINT", "http://127.0.0.1:1/t"}, {"IDENTITY_HEADER", secrets[7]}}));
        key_file = folder.write("1.key", secrets[8]);
        add("arc", managed({{"IMDS_ENDPOINT", "http://127.0.0.1:1"}}));
        add("static", std::make_shared<static_token>(secrets[9]));
        std::vector<chain_link> links;
        links.emplace_back("first", std::make_shared<workload_identity>(tenant, app, folder / "missing"));
        links.emplace_back("second", credentials.front().second);
        add("chain", std::make_shared<credential_chain>(std::move(links)));
    }

    std::shared_ptr<credential> managed(std::map<std::string, std::string> variables) const
    {
        managed_identity_options options;
        options.arc_keys = folder.path().string();
        options.variables = [variables = std::move(variables)](char const* name)
        {
            auto const found = variables.find(name);
            return found == variables.end() ? std::string() : found->second;
        };
        return std::make_shared<managed_identity_credential>(std::move(options));
    }

    /// What is secret in the requests themselves: the assertions that the library signed.
    std::set<std::string> made_secrets() const
    {
        std::set<std::string> made(secrets.begin(), secrets.end());
        for (auto const& r : wire->seen)
        {
            auto const form = fields_of(r.body);
            if (auto const found = form.find("client_assertion"); found != form.end())
            {
                made.insert(found->second.substr(0, 40));
                made.insert(found->second.substr(found->second.rfind('.') + 1, 16));
            }
        }
        return made;
    }

    void grep(std::string_view name, error const& e)
    {
        std::ostringstream printed;
        printed << e << '\n' << to_string(e) << '\n' << exception(e).what() << '\n';
        for (auto const& text : {e.message, e.hint, e.graph_code, e.request, e.request_id, e.client_request_id})
            printed << text << '\n';
        for (auto const& a : e.attempts)
            printed << a.code.message() << a.graph_code << '\n' << a.request_id << '\n';
        for (auto const& r : wire->seen)
            printed << describe(r) << '\n';
        auto const all = printed.str();
        for (auto const& secret : made_secrets())
            if (auto const at = all.find(secret.substr(0, 14)); at != std::string::npos)
                BOOST_ERROR(name << " says the secret " << secret << " in: " << all.substr(at < 80 ? 0 : at - 80, 300));
        ++grepped;
    }

    scratch_folder folder;
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    std::shared_ptr<echoing_transport> wire = std::make_shared<echoing_transport>();
    std::vector<std::string> secrets;
    std::string key_file;
    std::vector<std::pair<std::string, std::shared_ptr<credential>>> credentials;
    int grepped = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(credential_secrets_suite, fixture)

BOOST_AUTO_TEST_CASE(no_secret_is_in_anything_that_the_library_says)
{
    for (auto const& [who_name, who] : credentials)
        for (auto const& reply : answers())
        {
            auto const& name = who_name; // clang 14 cannot capture a structured binding
            wire->seen.clear();
            wire->reply = [&](request const& r)
            {
                bool const first_of_arc = name == "arc" && r.headers.find("Authorization").empty();
                return first_of_arc ? refusal(401, "", {{"WWW-Authenticate", "Basic realm=" + key_file}}) : reply(r);
            };
            token_context context(*wire, *time);
            context.authority.host = "login.microsoftonline.com";
            context.scope = "https://graph.microsoft.com/.default";
            context.client_request_id = "our-id";
            auto const token = run(who->token(context));
            if (token)
                BOOST_TEST((name == "static" || token->secret == "ey.J0"), name);
            else
                grep(name, token.error());
        }
    BOOST_TEST(grepped > 400);
}

BOOST_AUTO_TEST_CASE(nor_in_what_the_whole_stack_says_after_its_tries)
{
    origin graph;
    graph.host = "graph.microsoft.com";
    for (auto const& [who_name, who] : credentials)
        for (auto const& reply : answers())
        {
            auto const& name = who_name; // clang 14 cannot capture a structured binding
            wire->seen.clear();
            wire->reply = [&](request const& r)
            {
                bool const first_of_arc = name == "arc" && r.headers.find("Authorization").empty() && r.origin != graph;
                return first_of_arc ? refusal(401, "", {{"WWW-Authenticate", "Basic realm=" + key_file}}) : reply(r);
            };
            auto tokens = std::make_shared<token_cache>(who, wire, time, origin(), "scope/.default");
            retrying stack(std::make_shared<authorizing>(wire, tokens, graph), time);
            request r;
            r.origin = graph;
            r.target = "/beta/auditLogs/signIns";
            text_sink sink;
            auto const head = run(stack.exchange(r, sink));
            if (!head)
                grep(name, head.error());
        }
    BOOST_TEST(grepped > 400);
}

BOOST_AUTO_TEST_CASE(nor_in_what_is_said_of_a_key_that_cannot_be_used)
{
    auto const key = pem_of(rsa_key());
    auto const locked = pem_of(rsa_key(), "open sesame, dear passphrase");
    for (auto const& pem : {key, key.substr(0, key.size() / 2), locked, "prose " + key + " prose", secrets[0]})
        for (std::string const passphrase : {"", "the-wrong-passphrase"})
        {
            secrets.push_back("the-wrong-passphrase");
            certificate_options options;
            options.passphrase = passphrase;
            auto const made = client_certificate::from_file("contoso.com", "app", folder.write("x.pem", pem), options);
            BOOST_TEST_REQUIRE(made.has_error());
            grep("certificate", made.error());
        }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
