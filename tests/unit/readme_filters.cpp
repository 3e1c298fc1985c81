#include <entralog/fields.hpp>

#include "tests/support/schema_walk.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

// Each line of the README's table of filters: the C++ compiles, and comes to the text beside it.

namespace
{

using namespace entralog;
namespace si = fields::sign_in;
namespace da = fields::directory_audit;
namespace pr = fields::provisioning;

template <class F>
void check_row(F const& expression, std::string const& text, std::string code)
{
    static auto const readme = test::read_testdata("../README.md");
    BOOST_TEST(expression.text() == text);
    for (std::size_t at = 0; (at = code.find("||", at)) != std::string::npos; at += 4)
        code.replace(at, 2, "\\|\\|"); // a table's cell cannot hold a bare one
    auto const row = "| `" + text + "` | `" + code + "`";
    BOOST_TEST(readme.find(row) != std::string::npos, row);
}

} // namespace

#define CHECK_ROW(text, ...) check_row(__VA_ARGS__, text, #__VA_ARGS__)

BOOST_AUTO_TEST_CASE(the_readme_s_filters_are_what_it_says)
{
    {
        auto const t = parse_iso8601("2026-11-24T10:00:00Z").value();
        CHECK_ROW("createdDateTime ge 2026-11-24T10:00:00Z", si::created_date_time >= t);
    }
    CHECK_ROW("status/errorCode eq 50126", si::status.error_code == 50126);
    CHECK_ROW("status/errorCode ne 0", undocumented(si::status.error_code != 0));
    CHECK_ROW("userDisplayName eq 'O''Neil'", si::user_display_name == "O'Neil");
    CHECK_ROW("riskState eq 'atRisk'", si::risk_state == entralog::risk_state::at_risk);
    CHECK_ROW("appId eq null", si::app_id == entralog::null);
    CHECK_ROW("startswith(userPrincipalName,'adele')", starts_with(si::user_principal_name, "adele"));
    CHECK_ROW("contains(tolower(sourceIdentity/displayName),'hr')",
        contains(to_lower(pr::source_identity.display_name), "hr"));
    CHECK_ROW("appId in ('a','b')", undocumented(in(si::app_id, "a", "b")));
    CHECK_ROW("targetResources/any(t:t/id eq 'x')", da::target_resources.any([](auto t) { return t.id == "x"; }));
    auto const a = si::app_id == "a";
    auto const b = si::user_id == "b";
    auto const c = si::id == "c";
    BOOST_TEST(((a || b) && !c).text() == "(appId eq 'a' or userId eq 'b') and not (id eq 'c')");
}
