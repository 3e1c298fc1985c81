#include <entralog/cloud.hpp>
#include <entralog/message.hpp>
#include <entralog/report.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace entralog::testing
{

BOOST_AUTO_TEST_SUITE(report_suite)

BOOST_AUTO_TEST_CASE(a_target_names_its_report_in_any_case_and_version)
{
    BOOST_TEST((report_of_target("/beta/auditLogs/signIns") == report::sign_ins));
    BOOST_TEST((report_of_target("/v1.0/auditLogs/signins?$top=1") == report::sign_ins));
    BOOST_TEST((report_of_target("/beta/AUDITLOGS/DIRECTORYAUDITS/id") == report::directory_audits));
    BOOST_TEST((report_of_target("/beta/auditLogs/provisioning('id')") == report::provisioning));
    BOOST_TEST((
        report_of_target("/beta/auditLogs/customSecurityAttributeAudits") == report::custom_security_attribute_audits));
    BOOST_TEST((report_of_target("/beta/auditLogs/signIns/confirmCompromised") == report::sign_ins));
    for (std::string_view const other : {"", "/", "beta", "/beta", "/beta/users", "/beta/auditLogs",
             "/beta/auditLogs/signInsX", "/auditLogs/signIns", "//auditLogs/signIn", "/x/beta/auditLogs/signIns"})
        BOOST_TEST(!report_of_target(other).has_value(), other);
}

BOOST_AUTO_TEST_CASE(each_report_is_described_completely)
{
    std::set<std::string_view> paths;
    for (auto const r : all_reports)
    {
        auto const& about = info(r);
        BOOST_TEST(about.path == "/auditLogs/" + std::string(about.name));
        BOOST_TEST(to_string(r) == about.name);
        BOOST_TEST(about.maximum_page_size > 0U);
        BOOST_TEST(!about.application_permissions.empty());
        BOOST_TEST(!about.delegated_permissions.empty());
        BOOST_TEST(!about.roles.empty());
        BOOST_TEST(split_url(about.documentation).has_value());
        paths.insert(about.path);
    }
    BOOST_TEST(paths.size() == all_reports.size());
    BOOST_TEST(info(report::sign_ins).timestamp_property == "createdDateTime");
    BOOST_TEST(info(report::provisioning).timestamp_property == "activityDateTime");
    BOOST_TEST(info(report::sign_ins).maximum_page_size == 1000U);
    BOOST_TEST(info(report::custom_security_attribute_audits).maximum_page_size == 100U);
    BOOST_TEST(!info(report::custom_security_attribute_audits).in_v1);
    BOOST_TEST(to_string(api_version::beta) == "beta");
    BOOST_TEST(to_string(api_version::v1_0) == "v1.0");
}

BOOST_AUTO_TEST_CASE(each_cloud_is_found_by_its_names_and_has_usable_urls)
{
    for (auto const* const c : clouds::all)
    {
        BOOST_TEST(find_cloud(c->name).value().graph == c->graph);
        for (auto const alias : c->aliases)
            BOOST_TEST(find_cloud(alias).value().graph == c->graph, alias);
        BOOST_TEST(to_string(split_url(c->graph).value().origin) == c->graph);
        BOOST_TEST(to_string(split_url(c->authority).value().origin) == c->authority);
    }
    BOOST_TEST(find_cloud("GLOBAL").value().graph == "https://graph.microsoft.com");
    BOOST_TEST(find_cloud("gcc-high").value().graph == "https://graph.microsoft.us");
    BOOST_TEST(find_cloud("DoD").value().graph == "https://dod-graph.microsoft.us");
    BOOST_TEST(find_cloud("dod").value().authority == "https://login.microsoftonline.us");
    BOOST_TEST(find_cloud("AzureChinaCloud").value().authority == "https://login.chinacloudapi.cn");
}

BOOST_AUTO_TEST_CASE(no_name_stands_for_two_clouds)
{
    std::set<std::string_view> names;
    std::size_t count = 0;
    for (auto const* const c : clouds::all)
    {
        names.insert(c->name);
        names.insert(c->aliases.begin(), c->aliases.end());
        count += 1 + c->aliases.size();
    }
    BOOST_TEST(names.size() == count);
}

BOOST_AUTO_TEST_CASE(an_unknown_cloud_is_told_the_known_ones_and_germany_its_end)
{
    auto const unknown = find_cloud("moon").error();
    BOOST_TEST((unknown.code == errc::invalid_argument));
    for (auto const* const c : clouds::all)
        BOOST_TEST(unknown.message.find(c->name) != std::string::npos);
    BOOST_TEST(find_cloud("germany").error().message.find("closed") != std::string::npos);
    BOOST_TEST(find_cloud("").has_error());
    BOOST_TEST(find_cloud(std::string(1'000'000, 'x')).error().message.size() < 500U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
