#include <entralog/credential/client_assertion.hpp>
#include <entralog/credential/workload_identity.hpp>

#include <tests/support/credential_bench.hpp>
#include <tests/support/scratch_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace entralog::testing
{

namespace
{

struct fixture : credential_bench
{
    scratch_folder folder;

    workload_identity make(std::string const& file, std::string authority = {}) const
    {
        return workload_identity(std::string(some_tenant), std::string(some_client), file, std::move(authority));
    }

    error refused(std::string const& file, std::string authority = {})
    {
        auto credential = make(file, std::move(authority));
        auto const token = ask(credential);
        BOOST_TEST_REQUIRE(token.has_error());
        BOOST_TEST(wire.requests.empty());
        BOOST_TEST(!says(token.error(), "stolen"));
        return token.error();
    }
};

/// The variables of a pod, and none of them afterwards.
class pod
{
public:
    ~pod()
    {
        for (auto const* const name : names)
            ::unsetenv(name);
    }
    static constexpr char const* names[] = {
        "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST"};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(federated_credentials_suite, fixture)

BOOST_AUTO_TEST_CASE(an_assertion_of_a_callback_is_exchanged_for_a_token)
{
    int calls = 0;
    std::string audience;
    client_assertion credential("contoso.com", std::string(some_client),
        [&](token_context const& context) -> boost::asio::awaitable<result<std::string>>
        {
            audience = audience_of(context, "contoso.com");
            co_return "as.ser.tion-" + std::to_string(++calls);
        });
    wire.steps = {a_token(), a_token()};
    BOOST_TEST(ask(credential).value().secret == "ey.J0");
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(sent(0).at("client_assertion") == "as.ser.tion-1");
    BOOST_TEST(sent(1).at("client_assertion") == "as.ser.tion-2");
    BOOST_TEST(sent(0).at("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    BOOST_TEST(sent(0).at("grant_type") == "client_credentials");
    BOOST_TEST(audience == "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token");
}

BOOST_AUTO_TEST_CASE(a_callback_that_fails_or_gives_no_token_ends_it_before_any_io)
{
    result<std::string> answer = error(errc::credential_unavailable, "the vault is closed");
    client_assertion credential("contoso.com", std::string(some_client),
        [&](token_context const&) -> boost::asio::awaitable<result<std::string>> { co_return answer; });
    BOOST_TEST((ask(credential).error().code == errc::credential_unavailable));
    for (auto const* const wrong : {"", "a b", "\"stolen\"", "stolen\n"})
    {
        answer = std::string(wrong);
        auto const e = ask(credential).error();
        BOOST_TEST((e.code == errc::invalid_argument));
        BOOST_TEST(!says(e, "stolen"));
    }
    client_assertion nothing("contoso.com", std::string(some_client), nullptr);
    BOOST_TEST((ask(nothing).error().code == errc::invalid_argument));
    client_assertion nowhere("common", std::string(some_client), nullptr);
    BOOST_TEST(says(ask(nowhere).error(), "not common"));
    BOOST_TEST(wire.requests.empty());
}

BOOST_AUTO_TEST_CASE(the_file_of_a_workload_identity_is_read_for_each_token)
{
    auto const file = folder.write("token", "fir.st.one\n");
    auto credential = make(file);
    wire.steps = {a_token(), a_token()};
    BOOST_TEST(ask(credential).has_value());
    // Kubernetes replaces it by moving a link.
    folder.write("next", "sec.ond.one");
    std::filesystem::remove(file);
    std::filesystem::create_symlink(folder / "next", file);
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(sent(0).at("client_assertion") == "fir.st.one");
    BOOST_TEST(sent(1).at("client_assertion") == "sec.ond.one");
    BOOST_TEST(path(0) == "/" + std::string(some_tenant) + "/oauth2/v2.0/token");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_token_file_is_said_and_never_what_is_in_it)
{
    BOOST_TEST((refused(folder / "missing").code == errc::credential_unavailable));
    BOOST_TEST(says(refused(folder / "missing"), folder / "missing"));
    BOOST_TEST(says(refused(folder.write("empty", " \n")), "holds no token"));
    BOOST_TEST(says(refused(folder.write("two", "stolen one\nstolen two")), "holds no token"));
    BOOST_TEST(says(refused(folder.write("large", std::string(32 * 1024 + 1, 'x'))), "longer than 32768 bytes"));
    BOOST_TEST(says(refused(folder.path().string()), "not a file"));
    BOOST_TEST(says(refused("/dev/zero"), "not a file"));
}

BOOST_AUTO_TEST_CASE(a_workload_identity_of_the_environment_names_what_is_missing)
{
    pod const restored;
    auto const file = folder.write("token", "fir.st.one");
    std::string const values[] = {"contoso.com", std::string(some_client), file};
    for (unsigned which = 0; which < 7; ++which)
    {
        for (unsigned i = 0; i < 3; ++i)
            ::setenv(pod::names[i], (which >> i & 1) != 0 ? values[i].c_str() : "", 1);
        auto const e = workload_identity::from_environment().error();
        BOOST_TEST((e.code == errc::credential_unavailable));
        for (unsigned i = 0; i < 3; ++i)
            BOOST_TEST(says(e, pod::names[i]) == ((which >> i & 1) == 0));
    }
    for (unsigned i = 0; i < 3; ++i)
        ::setenv(pod::names[i], values[i].c_str(), 1);
    wire.steps = {a_token(), a_token()};
    BOOST_TEST(ask(*workload_identity::from_environment().value()).has_value());
    BOOST_TEST(to_string(wire.requests[0].origin) == "https://login.microsoftonline.com");
    ::setenv("AZURE_AUTHORITY_HOST", "https://login.chinacloudapi.cn/", 1);
    BOOST_TEST(ask(*workload_identity::from_environment().value()).has_value());
    BOOST_TEST(to_string(wire.requests[1].origin) == "https://login.chinacloudapi.cn");
    BOOST_TEST(wire.requests[1].target == "/contoso.com/oauth2/v2.0/token");
}

BOOST_AUTO_TEST_CASE(an_authority_that_would_give_the_token_away_is_refused)
{
    auto const file = folder.write("token", "sto.len");
    BOOST_TEST(says(refused(file, "http://login.microsoftonline.com"), "plain http"));
    BOOST_TEST(says(refused(file, "https://login.microsoftonline.com/path"), "ends after the host"));
    BOOST_TEST(says(refused(file, "login.microsoftonline.com"), "must be a URL"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
