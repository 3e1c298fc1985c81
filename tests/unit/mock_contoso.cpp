#include <tests/support/mock_rooms.hpp>

#include <mockserver/tenant.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

using namespace mock_rooms;

namespace
{

/// The tenants and recordings that come with the project.
class contoso
{
public:
    explicit contoso(std::string_view time = "recorded")
    {
        graph_mock::service_options options;
        options.data.push_back(testdata);
        options.time = *graph_mock::parse_time_setting(time);
        rooms = std::make_unique<graph_mock::service>(options);
        token = rooms->issue_app_token("c0a50001-0000-4000-8000-00000000c0a5");
    }

    graph_mock::response get(std::string target)
    {
        graph_mock::request r;
        r.method = "GET";
        BOOST_TEST_REQUIRE(graph_mock::set_target(r, std::move(target)));
        r.host = "localhost";
        r.headers.add("Authorization", "Bearer " + token);
        return rooms->handle(r);
    }

    /// Follows the nextLinks to the end; the pages' records as they were sent, without the brackets.
    std::string walk(std::string target)
    {
        std::string all;
        for (int pages = 0; pages < 1000 && !target.empty(); ++pages)
        {
            auto const r = get(target);
            BOOST_TEST_REQUIRE(r.status == 200, r.body);
            auto const begin = r.body.find("\"value\":[") + 9;
            all += (all.empty() ? "" : ",") + r.body.substr(begin, r.body.size() - begin - 2);
            auto const body = json(r);
            auto const* const link = body.as_object().if_contains("@odata.nextLink");
            target = link ? std::string(link->as_string()).substr(std::string_view("http://localhost").size()) : "";
        }
        BOOST_TEST(target == "");
        return all;
    }

    std::filesystem::path testdata = ENTRALOG_TESTDATA;
    std::unique_ptr<graph_mock::service> rooms;
    std::string token;
};

} // namespace

BOOST_AUTO_TEST_SUITE(mock_contoso)

BOOST_AUTO_TEST_CASE(every_record_of_every_report_is_served_once_in_its_own_bytes_whatever_the_page_size)
{
    contoso c;
    auto const tenant = graph_mock::load_tenant(c.testdata / "contoso");
    for (auto const& report : graph_mock::reports)
    {
        auto const& records = tenant.of(report.id);
        BOOST_TEST(records.size() > 50u);
        std::string expected;
        for (std::size_t place = 0; place < records.size(); ++place)
            expected += (place == 0 ? "" : ",") + records.at(place).text;
        std::string const filter =
            report.id == graph_mock::report_id::sign_ins
                ? "&$filter=" + encoded("signInEventTypes/any(t: t ne '') or not signInEventTypes/any()")
                : "";
        for (auto const* top : {"7", "50", "100"})
            BOOST_TEST((c.walk("/beta/auditLogs/" + std::string(report.name) + "?$top=" + top + filter) == expected),
                report.name << " in pages of " << top);
    }
}

BOOST_AUTO_TEST_CASE(v1_and_rebased_records_are_json_and_ordered)
{
    for (auto const* time : {"recorded", "rebase"})
    {
        contoso c(time);
        for (auto const* report : {"signIns", "directoryAudits", "provisioning"})
        {
            auto const records =
                boost::json::parse("[" + c.walk("/v1.0/auditLogs/" + std::string(report) + "?$top=99") + "]");
            BOOST_TEST(records.as_array().size() > 50u);
            std::optional<entralog::timestamp> before;
            for (auto const& record : records.as_array())
            {
                auto const& object = record.as_object();
                auto const* const created = object.if_contains("createdDateTime");
                auto const when = entralog::parse_iso8601(
                    std::string_view((created ? *created : object.at("activityDateTime")).as_string()));
                BOOST_TEST_REQUIRE(when.has_value());
                BOOST_TEST((!before || *when <= *before));
                before = when;
                BOOST_TEST(!object.contains("signInEventTypes"));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(filters_split_the_sign_ins_without_loss)
{
    contoso c;
    auto const count = [&](std::string const& filter)
    {
        auto const all = boost::json::parse("[" + c.walk("/beta/auditLogs/signIns?$filter=" + encoded(filter)) + "]");
        return all.as_array().size();
    };
    std::string const every = "(signInEventTypes/any(t: t ne '') or not signInEventTypes/any())";
    auto const all = count(every);
    BOOST_TEST(all >= 300u);
    for (auto const* part : {"status/errorCode eq 0", "isInteractive eq true",
             "startswith(userPrincipalName,'a') eq true", "createdDateTime ge 2026-11-15T00:00:00Z",
             "location/countryOrRegion in ('DE','US')", "authenticationDetails/any(d: d/succeeded eq true)"})
    {
        auto const yes = count(every + " and " + part);
        auto const no = count(every + " and (" + part + ") ne true");
        BOOST_TEST(yes + no == all, part);
        BOOST_TEST(yes > 0u, part);
    }
}

BOOST_AUTO_TEST_CASE(all_recordings_load)
{
    graph_mock::service_options options;
    for (auto const& file :
        std::filesystem::directory_iterator(std::filesystem::path(ENTRALOG_TESTDATA) / "recordings"))
        if (file.path().extension() == ".har")
            options.har.push_back(file.path());
    BOOST_TEST(options.har.size() >= 10u);
    graph_mock::service rooms(options);
    graph_mock::request r;
    r.method = "GET";
    r.host = "localhost:1";
    BOOST_TEST_REQUIRE(graph_mock::set_target(
        r, "/beta/auditLogs/directoryAudits?$filter=activityDateTime%20ge%202026-11-02T00:00:00Z"));
    auto const throttled = rooms.handle(r);
    BOOST_TEST(throttled.status == 429);
    BOOST_TEST(throttled.headers.find("retry-after") == "2.128");
    BOOST_TEST(rooms.handle(r).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
