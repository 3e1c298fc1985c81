#include <tests/support/managed_identity_bench.hpp>
#include <tests/support/scratch_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace entralog::testing
{

namespace
{

using kind = managed_identity_id::kind;

/// Root may read all; nobody (65534) may not. The real user id stays, so that root can come back.
class another_user
{
public:
    another_user() { changed_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
    ~another_user()
    {
        if (changed_ && ::seteuid(0) != 0)
            std::abort();
    }
    another_user(another_user const&) = delete;

private:
    bool changed_ = false;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(managed_identity_arc_suite, managed_identity_bench)

BOOST_AUTO_TEST_CASE(azure_arc_wants_the_key_that_its_agent_wrote)
{
    scratch_folder const keys;
    arc_keys = keys.path().string();
    auto const key_file = keys.write("1.key", "the-arc-key\n");
    for (bool const both : {true, false})
    {
        if (!both)
            arc_keys += "//";
        environment = {{"IMDS_ENDPOINT", "http://localhost:40342/"}};
        if (both)
            environment["IDENTITY_ENDPOINT"] = "http://localhost:40342/metadata/identity/oauth2/token";
        wire.requests.clear();
        auto credential = make();
        wire.steps = {refusal(401, "", {{"WWW-Authenticate", "Basic realm=" + key_file}}), ok(std::string(imds_token))};
        BOOST_TEST(ask(credential).value().secret == "ey.J0");
        BOOST_TEST(wire.requests.size() == 2U);
        for (std::size_t i = 0; i < 2; ++i)
        {
            BOOST_TEST(to_string(wire.requests[i].origin) == "http://localhost:40342");
            BOOST_TEST(path(i) == "/metadata/identity/oauth2/token");
            BOOST_TEST(asked(i).at("api-version") == "2020-06-01");
            BOOST_TEST(header(i, "Metadata") == "true");
            BOOST_TEST((wire.requests[i].proxy == proxying::never));
        }
        BOOST_TEST(header(0, "Authorization") == "");
        BOOST_TEST(header(1, "Authorization") == "Basic the-arc-key");
    }
    auto user_assigned = make(managed_identity_id(kind::client_id, "x"));
    BOOST_TEST((ask(user_assigned).error().code == errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(no_file_but_a_small_key_in_the_agents_folder_is_ever_read)
{
    scratch_folder const keys;
    scratch_folder const elsewhere;
    arc_keys = keys.path().string();
    environment = {{"IMDS_ENDPOINT", "http://localhost:40342"}};
    auto const stolen = elsewhere.write("private.key", "stolen");
    keys.write("a.txt", "stolen");
    keys.write("large.key", std::string(4097, 'x'));
    keys.write("empty.key", "\n");
    std::filesystem::create_symlink(stolen, keys.path() / "link.key");
    std::filesystem::create_directories(keys.path() / "sub");
    std::ofstream(keys.path() / "sub" / "b.key") << "stolen";
    auto const folder = keys.path().string();
    for (auto const& path :
        {stolen, folder + "/a.txt", folder + "/../" + elsewhere.path().filename().string() + "/private.key",
            folder + "/link.key", folder + "/sub/b.key", std::string("1.key"), std::string("/etc/passwd"),
            folder + "/sub/../../x.key", std::string("/var/opt/azcmagent/tokens/1.key")})
    {
        auto const e = arc_refuses(path);
        BOOST_TEST((e.code == errc::token_rejected), path);
        BOOST_TEST(says(e, "names a file that is not a key in"), path);
    }
    BOOST_TEST(says(arc_refuses(folder + "/large.key"), "longer than 4096 bytes"));
    BOOST_TEST((arc_refuses(folder + "/missing.key").code == errc::credential_unavailable));
    BOOST_TEST(says(arc_refuses(folder + "/empty.key"), "is empty"));
    wire.steps = {refusal(401, "", {{"WWW-Authenticate", "Bearer realm=\"" + folder + "/empty.key\""}})};
    auto credential = make();
    BOOST_TEST((ask(credential).error().code == errc::token_rejected));
    // And never for the instance metadata service itself.
    environment.clear();
    auto const e = arc_refuses(folder + "/large.key");
    BOOST_TEST(!says(e, "large.key"));
}

BOOST_AUTO_TEST_CASE(a_process_that_may_not_read_the_key_is_told_of_the_group_himds)
{
    for (bool const whole_folder : {true, false})
    {
        scratch_folder const keys;
        arc_keys = keys.path().string();
        environment = {{"IMDS_ENDPOINT", "http://localhost:40342"}};
        auto const file = keys.write("1.key", "the-arc-key");
        auto const locked = whole_folder ? keys.path() : std::filesystem::path(file);
        std::filesystem::permissions(keys.path(), std::filesystem::perms(0755));
        std::filesystem::permissions(locked, std::filesystem::perms::none);
        {
            another_user const not_root;
            if (std::ifstream(file))
            {
                BOOST_TEST_MESSAGE("skipped: this process may read everything");
                return;
            }
            auto const e = arc_refuses(file);
            BOOST_TEST((e.code == errc::credential_unavailable), to_string(e));
            BOOST_TEST(says(e, "the group himds"), to_string(e));
            BOOST_TEST(!says(e, "is not a key"), to_string(e));
            // A file elsewhere stays a lie, whoever asks.
            auto const lie = arc_refuses("/etc/1.key");
            BOOST_TEST((lie.code == errc::token_rejected));
            BOOST_TEST(says(lie, "Perhaps it is not Azure Arc's agent"), to_string(lie));
        }
        std::filesystem::permissions(locked, std::filesystem::perms(0755)); // to be removed
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
