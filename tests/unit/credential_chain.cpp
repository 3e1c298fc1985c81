#include <entralog/credential/credential_chain.hpp>

#include <tests/support/credential_bench.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace entralog::testing
{

namespace
{

class scripted_credential final : public credential
{
public:
    boost::asio::awaitable<result<access_token>> token(token_context const& context) override
    {
        ++calls;
        if (failure)
            co_return *failure;
        access_token token;
        token.secret = "token";
        token.expires_on = context.time.now() + std::chrono::hours(1);
        co_return token;
    }

    int calls = 0;
    std::optional<error> failure;
};

struct fixture : credential_bench
{
    std::shared_ptr<scripted_credential> first = std::make_shared<scripted_credential>();
    std::shared_ptr<scripted_credential> second = std::make_shared<scripted_credential>();
    std::shared_ptr<scripted_credential> third = std::make_shared<scripted_credential>();

    credential_chain make() const
    {
        std::vector<chain_link> links;
        links.emplace_back("pod", std::shared_ptr<credential>(first));
        links.emplace_back("machine", std::shared_ptr<credential>(second));
        links.emplace_back("person", std::shared_ptr<credential>(third));
        return credential_chain(std::move(links));
    }
};

error unavailable(std::string why)
{
    return error(errc::credential_unavailable, std::move(why));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(credential_chain_suite, fixture)

BOOST_AUTO_TEST_CASE(what_is_unavailable_makes_way_and_what_worked_is_remembered)
{
    first->failure = unavailable("no file");
    auto chain = make();
    BOOST_TEST(chain.chosen() == "");
    BOOST_TEST(ask(chain).value().secret == "token");
    BOOST_TEST(chain.chosen() == "machine");
    first->failure.reset();
    BOOST_TEST(ask(chain).has_value());
    BOOST_TEST(first->calls == 1);
    BOOST_TEST(second->calls == 2);
    BOOST_TEST(third->calls == 0);
    second->failure = unavailable("gone"); // its own error from then on
    BOOST_TEST(ask(chain).error().message == "gone");
    BOOST_TEST(third->calls == 0);
}

BOOST_AUTO_TEST_CASE(what_fails_ends_the_search_and_says_what_was_tried)
{
    first->failure = unavailable("no file");
    for (auto const code : {errc::token_rejected, errc::server_error, errc::invalid_argument})
    {
        second->failure = error(code, "AADSTS7000215: wrong");
        second->failure->hint = "Use the value.";
        second->failure->http_status = code == errc::server_error ? 503 : 401;
        second->failure->aadsts = 7000215;
        auto chain = make();
        auto const e = ask(chain).error();
        BOOST_TEST((e.code == code));
        BOOST_TEST(e.aadsts == 7000215);
        BOOST_TEST(is_transient(e) == (code == errc::server_error));
        BOOST_TEST(e.message == "of the credentials, pod: no file; machine: AADSTS7000215: wrong. Use the value.");
        BOOST_TEST(chain.chosen() == "");
    }
    BOOST_TEST(third->calls == 0);
    second->failure.reset(); // and begins anew
    auto chain = make();
    BOOST_TEST(ask(chain).has_value());
}

BOOST_AUTO_TEST_CASE(when_none_is_available_each_is_explained)
{
    first->failure = unavailable("no file");
    second->failure = unavailable("no endpoint");
    second->failure->hint = "Outside of Azure, use another.";
    third->failure = error(errc::credential_unavailable);
    auto chain = make();
    auto const e = ask(chain).error();
    BOOST_TEST((e.code == errc::credential_unavailable));
    BOOST_TEST(!is_transient(e));
    BOOST_TEST(e.message == "no credential is available: pod: no file; machine: no endpoint. Outside of Azure, use "
                            "another.; person: the credential is not available here");
}

BOOST_AUTO_TEST_CASE(a_factory_without_its_variables_makes_way)
{
    std::vector<chain_link> links;
    links.emplace_back(
        "secret", result<std::shared_ptr<credential>>(error(errc::credential_unavailable, "no AZURE_TENANT_ID")));
    links.emplace_back("nothing", std::shared_ptr<credential>());
    links.emplace_back("machine", result<std::shared_ptr<credential>>(std::shared_ptr<credential>(second)));
    credential_chain chain(std::move(links));
    second->failure = unavailable("none");
    BOOST_TEST(ask(chain).error().message ==
               "no credential is available: secret: no AZURE_TENANT_ID; nothing: there is "
               "no credential; machine: none");
    second->failure.reset();
    BOOST_TEST(ask(chain).has_value());
    for (auto const* const name : {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"})
        ::unsetenv(name);
    credential_chain of_environment({chain_link("secret", client_secret::from_environment()),
        chain_link("machine", std::shared_ptr<credential>(second))});
    BOOST_TEST(ask(of_environment).has_value());
    BOOST_TEST(of_environment.chosen() == "machine");
    credential_chain empty({});
    BOOST_TEST(ask(empty).error().message == "the chain holds no credential");
}

BOOST_AUTO_TEST_CASE(a_factory_that_failed_ends_the_search)
{
    // A certificate that is there and cannot be used: to go on as somebody else would hide it.
    error wrong(errc::invalid_argument, "the private key is encrypted");
    wrong.hint = "Give its passphrase.";
    std::vector<chain_link> links;
    links.emplace_back("pod", result<std::shared_ptr<credential>>(unavailable("no file")));
    links.emplace_back("certificate", result<std::shared_ptr<credential>>(wrong));
    links.emplace_back("machine", std::shared_ptr<credential>(second));
    credential_chain chain(std::move(links));
    auto const e = ask(chain).error();
    BOOST_TEST((e.code == errc::invalid_argument));
    BOOST_TEST(e.message == "of the credentials, pod: no file; certificate: the private key is encrypted. Give its "
                            "passphrase.");
    BOOST_TEST(second->calls == 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
