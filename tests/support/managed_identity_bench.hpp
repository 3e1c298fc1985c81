#pragma once

#include <entralog/credential/managed_identity.hpp>

#include <tests/support/credential_bench.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

/// What the instance metadata service gives.
inline constexpr std::string_view imds_token =
    R"({"access_token":"ey.J0","refresh_token":"","expires_in":"3599","expires_on":"1506484173",)"
    R"("not_before":"1506480273","resource":"https://graph.microsoft.com/","token_type":"Bearer"})";

/// Managed identities in an environment of the test's own.
struct managed_identity_bench : credential_bench
{
    std::map<std::string, std::string> environment;
    std::string arc_keys;

    managed_identity_credential make(managed_identity_id id = managed_identity_id()) const
    {
        managed_identity_options options;
        options.identity = std::move(id);
        options.arc_keys = arc_keys;
        options.variables = [variables = environment](char const* name)
        {
            auto const found = variables.find(name);
            return found == variables.end() ? std::string() : found->second;
        };
        return managed_identity_credential(std::move(options));
    }

    std::string_view header(std::size_t i, std::string_view name) const
    {
        return wire.requests.at(i).headers.find(name);
    }

    error arc_refuses(std::string const& path)
    {
        auto credential = make();
        wire.requests.clear();
        wire.steps = {refusal(401, "", {{"WWW-Authenticate", "Basic realm=" + path}}), ok(std::string(imds_token))};
        auto const token = ask(credential);
        BOOST_TEST_REQUIRE(token.has_error(), path);
        BOOST_TEST(wire.requests.size() == 1U);
        return token.error();
    }
};

} // namespace entralog::testing
