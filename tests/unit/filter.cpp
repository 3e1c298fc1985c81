#include <entralog/fields.hpp>
#include <entralog/query.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <clocale>
#include <sstream>
#include <string>
#include <string_view>

// The text that a filter written in C++ comes to. What must not compile is in tests/filters.

namespace
{

using namespace entralog;
namespace si = fields::sign_in;
namespace da = fields::directory_audit;
namespace pr = fields::provisioning;

template <class F>
std::string text(F const& f)
{
    return f.text();
}

timestamp at(std::string_view iso8601)
{
    return parse_iso8601(iso8601).value();
}

std::string target(query<sign_in> const& q)
{
    return encode_query(report::sign_ins, q.options()).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(filter_suite)

BOOST_AUTO_TEST_CASE(a_comparison_is_a_path_an_operator_and_a_literal)
{
    BOOST_TEST(text(si::app_id == "x") == "appId eq 'x'");
    BOOST_TEST(text(si::status.error_code == 50126) == "status/errorCode eq 50126");
    BOOST_TEST(text(si::status.error_code != -1) == "status/errorCode ne -1");
    BOOST_TEST(text(pr::duration_in_milliseconds > 5) == "durationInMilliseconds gt 5");
    BOOST_TEST(text(si::created_date_time >= at("2026-11-25T10:00:00Z")) == "createdDateTime ge 2026-11-25T10:00:00Z");
    BOOST_TEST(text(si::created_date_time < at("2026-11-25T10:00:00Z")) == "createdDateTime lt 2026-11-25T10:00:00Z");
    BOOST_TEST(text(si::created_date_time <= at("2026-11-25T10:00:00Z")) == "createdDateTime le 2026-11-25T10:00:00Z");
    BOOST_TEST(text(si::is_interactive == true) == "isInteractive eq true");
    BOOST_TEST(text(si::app_id == null) == "appId eq null");
    BOOST_TEST(text(da::initiated_by.user.user_principal_name == "a") == "initiatedBy/user/userPrincipalName eq 'a'");
}

BOOST_AUTO_TEST_CASE(a_function_takes_the_field_first)
{
    BOOST_TEST(text(starts_with(si::user_principal_name, "adele")) == "startswith(userPrincipalName,'adele')");
    BOOST_TEST(text(ends_with(si::user_principal_name, ".com")) == "endswith(userPrincipalName,'.com')");
    BOOST_TEST(text(contains(pr::id, "x")) == "contains(id,'x')");
    BOOST_TEST(text(contains(to_lower(pr::id), "x")) == "contains(tolower(id),'x')");
    BOOST_TEST(text(to_lower(si::app_id) == "x") == "tolower(appId) eq 'x'");
    BOOST_TEST(text(in(si::app_id, "a", std::string("b"))) == "appId in ('a','b')");
    BOOST_TEST(text(in(si::status.error_code, 1, 2L)) == "status/errorCode in (1,2)");
}

BOOST_AUTO_TEST_CASE(a_quote_in_a_text_is_doubled_and_nothing_else_is_touched)
{
    BOOST_TEST(text(si::user_display_name == "O'Neil ''") == "userDisplayName eq 'O''Neil '''''");
    BOOST_TEST(text(si::user_display_name == "a and b) or 1 eq 1 & \xc3\xa9\n") ==
               "userDisplayName eq 'a and b) or 1 eq 1 & \xc3\xa9\n'");
    query<sign_in> q;
    q.where(si::user_display_name == "O'Neil & S\xc3\xb6hne\r\n#?");
    BOOST_TEST(target(q) == "?$filter=userDisplayName%20eq%20'O''Neil%20%26%20S%C3%B6hne%0D%0A%23%3F'");
}

BOOST_AUTO_TEST_CASE(an_enumeration_is_its_member_s_name_also_one_that_we_do_not_know)
{
    BOOST_TEST(text(si::risk_state == risk_state::at_risk) == "riskState eq 'atRisk'");
    BOOST_TEST(text(si::risk_state == open_enum<risk_state>("newer'")) == "riskState eq 'newer'''");
}

BOOST_AUTO_TEST_CASE(a_time_has_the_precision_it_was_given_and_is_in_utc)
{
    BOOST_TEST(text(si::created_date_time == at("2026-11-25T10:00:00.1234567+02:00")) ==
               "createdDateTime eq 2026-11-25T08:00:00.1234567Z");
    auto const hour_ago = std::chrono::system_clock::now() - std::chrono::hours(1);
    auto const shown = text(si::created_date_time >= ago(std::chrono::hours(1)));
    auto const then = parse_iso8601(std::string_view(shown).substr(shown.rfind(' ') + 1)).value();
    BOOST_TEST((then >= hour_ago - std::chrono::seconds(1) && then <= hour_ago + std::chrono::minutes(1)));
}

BOOST_AUTO_TEST_CASE(parentheses_come_where_the_operators_need_them)
{
    auto const a = si::app_id == "a";
    auto const b = si::user_id == "b";
    auto const c = si::id == "c";
    BOOST_TEST(text(a && b && c) == "appId eq 'a' and userId eq 'b' and id eq 'c'");
    BOOST_TEST(text((a || b) && c) == "(appId eq 'a' or userId eq 'b') and id eq 'c'");
    BOOST_TEST(text(a || (b && c)) == "appId eq 'a' or userId eq 'b' and id eq 'c'");
    BOOST_TEST(text(!(a || b) && !c) == "not (appId eq 'a' or userId eq 'b') and not (id eq 'c')");
    query<sign_in> q;
    q.where(a || b).where(c);
    BOOST_TEST(q.options().filter == "(appId eq 'a' or userId eq 'b') and (id eq 'c')");
}

BOOST_AUTO_TEST_CASE(a_condition_on_elements_names_its_variable)
{
    BOOST_TEST(text(da::target_resources.any([](auto t) { return t.id == "x" && starts_with(t.display_name, "y"); })) ==
               "targetResources/any(t:t/id eq 'x' and startswith(t/displayName,'y'))");
    BOOST_TEST(text(si::sign_in_event_types.any([](auto t) { return t == "servicePrincipal"; })) ==
               "signInEventTypes/any(t:t eq 'servicePrincipal')");
    BOOST_TEST(text(undocumented(da::target_resources.all([](auto t) { return t.id == "x"; }))) ==
               "targetResources/all(t:t/id eq 'x')");
}

BOOST_AUTO_TEST_CASE(a_filter_is_a_value_that_can_be_kept_copied_and_printed)
{
    filter<sign_in> const kept = undocumented(si::status.error_code != 0) && si::app_id == "a";
    auto const copy = kept;
    std::ostringstream out;
    out << copy;
    BOOST_TEST(out.str() == "status/errorCode ne 0 and appId eq 'a'");
    query<sign_in> one;
    query<sign_in> other;
    one.where(kept);
    other.where(kept || copy);
    BOOST_TEST(one.options().filter == kept.text());
}

BOOST_AUTO_TEST_CASE(a_query_remembers_what_a_version_does_not_document)
{
    query<sign_in> q;
    q.where(si::app_id == "a");
    BOOST_TEST(q.options().unfit.v1_0.empty());
    q.where(si::created_date_time >= at("2026-11-25T10:00:00Z") && si::user_agent == "x");
    BOOST_TEST(q.options().unfit.v1_0 == "userAgent");
    BOOST_TEST(q.options().unfit.beta.empty());
    query<sign_in> forced;
    forced.where(undocumented(si::user_agent == "x"));
    BOOST_TEST(forced.options().unfit.v1_0.empty());
    query<provisioning_object_summary> p;
    p.where(pr::activity_date_time > at("2026-11-25T10:00:00Z"));
    BOOST_TEST(p.options().unfit.beta == "activityDateTime"); // only v1.0's page has gt
}

BOOST_AUTO_TEST_CASE(event_types_are_asked_for_unless_they_come_by_themselves)
{
    query<sign_in> q;
    q.event_types({sign_in_event_type::interactive_user});
    BOOST_TEST(q.options().filter.empty());
    BOOST_TEST(q.options().unfit.v1_0.empty());
    q.event_types({sign_in_event_type::non_interactive_user, sign_in_event_type::managed_identity});
    BOOST_TEST(q.options().filter == "signInEventTypes/any(t:t eq 'nonInteractiveUser' or t eq 'managedIdentity')");
    BOOST_TEST(q.options().unfit.v1_0 == "signInEventTypes");
}

BOOST_AUTO_TEST_CASE(order_select_and_top_are_typed)
{
    query<sign_in> q;
    q.order_by(si::created_date_time, direction::descending).order_by(si::status.error_code);
    q.select(&sign_in::id, &sign_in::user_principal_name, &sign_in::risk_event_types_v2, &sign_in::status).top<500>();
    BOOST_TEST(target(q) == "?$orderby=createdDateTime%20desc,status/errorCode"
                            "&$select=id,userPrincipalName,riskEventTypes_v2,status&$top=500");
}

BOOST_AUTO_TEST_CASE(no_locale_changes_a_number)
{
    BOOST_TEST(detail::literal_number(0.1) == "0.1");
    BOOST_TEST(detail::literal_number(1e300) == "1e+300");
    if (auto const* const old = std::setlocale(LC_ALL, "de_DE.UTF-8"))
    {
        BOOST_TEST(detail::literal_number(1234.5) == "1234.5");
        BOOST_TEST(detail::literal_number(std::int64_t{1234567}) == "1234567");
        std::setlocale(LC_ALL, old);
    }
}

BOOST_AUTO_TEST_SUITE_END()
