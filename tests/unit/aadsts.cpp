#include <entralog/detail/aadsts.hpp>

#include <boost/test/unit_test.hpp>

#include <string_view>
#include <vector>

namespace entralog::testing
{

namespace
{

/// All that the table knows; the service's numbers have at most seven digits.
std::vector<detail::aadsts_meaning> table()
{
    std::vector<detail::aadsts_meaning> all;
    for (long number = 0; number < 10'000'000; ++number)
        if (auto const* const known = detail::find_aadsts(number))
            all.push_back(*known);
    return all;
}

bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(aadsts_suite)

BOOST_AUTO_TEST_CASE(every_number_has_a_meaning_and_a_remedy)
{
    auto const all = table();
    BOOST_TEST(all.size() >= 80U);
    for (auto const& m : all)
    {
        BOOST_TEST(detail::find_aadsts(m.number)->number == m.number);
        for (auto const text : {m.meaning, m.remedy})
        {
            BOOST_TEST_REQUIRE(text.size() > 10U, m.number);
            BOOST_TEST(text.ends_with('.'), m.number);
            BOOST_TEST((text.front() >= 'A' && text.front() <= 'Z'), m.number);
        }
        // What passes says so, and nothing else does.
        BOOST_TEST(m.passes == has(m.remedy, "passes by itself"), m.number);
    }
    BOOST_TEST(detail::find_aadsts(-1) == nullptr);
    BOOST_TEST(detail::find_aadsts(1) == nullptr);
}

BOOST_AUTO_TEST_CASE(numbers_mean_what_microsoft_documents)
{
    struct
    {
        long number;
        std::string_view meaning;
        std::string_view remedy;
    } const cases[] = {
        {50078, "multifactor authentication", "Sign in again"}, // UserStrongAuthExpired
        {70001, "no application", "client id"},                 // UnauthorizedClient
        {70002, "secret is wrong", "value, not its id"},        // InvalidClient
        {70019, "has expired", "Sign in again"},                // CodeExpired
        {70043, "policy", "Sign in again"},                     // BadTokenDueToSignInFrequency
        {90019, "which tenant", "tenant's id"},                 // MissingTenantRealm
        {90038, "another national cloud", "cloud"},             // NationalCloudTenantRedirection
        {90094, "administrator", "admin consent"},              // AdminConsentRequired
        {90095, "administrator", "admin consent"},              // AdminConsentRequiredRequestAccess
        {650056, "permissions", "admin consent"},               // MisconfiguredApplication
        {700011, "no application", "client id"},                // UnauthorizedClientAppNotFoundInOrgIdTenant
        {700022, "scope names several resources", "/.default"}, // InvalidMultipleResourcesScope
        {700023, "scope names no resource", "/.default"},       // InvalidResourcelessScope
        {700023, "audience", "aud"},                            // the same number, for an assertion
        {700025, "public client", "device_code"},               // InvalidClientPublicClientWithCredential
    };
    for (auto const& c : cases)
    {
        auto const* const m = detail::find_aadsts(c.number);
        BOOST_TEST_REQUIRE(m != nullptr, c.number);
        BOOST_TEST(has(m->meaning, c.meaning), c.number << ": " << m->meaning);
        BOOST_TEST(has(m->remedy, c.remedy), c.number << ": " << m->remedy);
        BOOST_TEST(!m->passes, c.number);
    }
    for (long const number : {50033L, 50087L, 70012L, 90090L, 90091L})
        BOOST_TEST((detail::find_aadsts(number) != nullptr && detail::find_aadsts(number)->passes), number);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
