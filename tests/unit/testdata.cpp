#include <entralog/time.hpp>

#include "tests/support/schema_walk.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The fixtures keep their promises: testdata/README.md says what they are, other tests rely on it.

namespace
{

namespace json = boost::json;

struct report
{
    std::string file;
    std::string type;
    std::string time; // the property that pages are ordered by
    std::size_t count;
};

report const contoso[] = {{"signIns", "signIn", "createdDateTime", 340},
    {"directoryAudits", "directoryAudit", "activityDateTime", 220},
    {"customSecurityAttributeAudits", "customSecurityAttributeAudit", "activityDateTime", 64},
    {"provisioning", "provisioningObjectSummary", "activityDateTime", 112}};

std::vector<std::string> lines(std::string const& tenant, report const& r)
{
    auto all = std::vector<std::string>();
    auto text = std::istringstream(test::read_testdata(tenant + '/' + r.file + ".ndjson"));
    for (std::string line; std::getline(text, line);)
        all.push_back(line);
    return all;
}

std::vector<json::value> records(std::string const& tenant, report const& r)
{
    auto all = std::vector<json::value>();
    for (auto const& line : lines(tenant, r))
        all.push_back(json::parse(line));
    return all;
}

json::object schema(std::string const& version)
{
    return json::parse(test::read_testdata("schema/" + version + ".json")).as_object();
}

std::string names(std::set<test::schema_walk::name_pair> const& set)
{
    auto text = std::string();
    for (auto const& [type, name] : set)
        text += ' ' + type + '.' + name;
    return text;
}

test::schema_walk walk(std::string const& tenant)
{
    auto w = test::schema_walk(schema("beta"));
    for (auto const& r : contoso)
    {
        auto number = 0;
        for (auto const& record : records(tenant, r))
            w.record(record, r.type, r.file + ".ndjson:" + std::to_string(++number));
    }
    return w;
}

/// Newest first, as the service sends them.
std::vector<entralog::timestamp> times(std::vector<json::value> const& records, std::string const& property)
{
    auto all = std::vector<entralog::timestamp>();
    for (auto const& record : records)
        all.push_back(entralog::parse_iso8601(std::string_view(record.at(property).as_string())).value());
    std::ranges::sort(all, std::greater());
    return all;
}

bool has_event_type(json::value const& sign_in, std::string_view type)
{
    auto const& types = sign_in.at("signInEventTypes").as_array();
    return std::ranges::any_of(types, [&](auto const& t) { return t.as_string() == type; });
}

} // namespace

BOOST_AUTO_TEST_SUITE(testdata)

BOOST_AUTO_TEST_CASE(each_report_of_contoso_has_the_records_it_should_and_no_id_twice)
{
    auto ids = std::set<std::string>();
    for (auto const& r : contoso)
    {
        auto all = records("contoso", r);
        BOOST_TEST(all.size() == r.count, r.file);
        for (auto const& record : all)
            BOOST_TEST(ids.insert(std::string(record.at("id").as_string())).second, record.at("id"));
    }
}

BOOST_AUTO_TEST_CASE(sign_ins_have_all_four_event_types)
{
    auto all = records("contoso", contoso[0]);
    auto count = [&](std::string_view type)
    { return std::ranges::count_if(all, [&](auto const& r) { return has_event_type(r, type); }); };
    BOOST_TEST(count("interactiveUser") == 160);
    BOOST_TEST(count("nonInteractiveUser") == 90);
    BOOST_TEST(count("servicePrincipal") == 55);
    BOOST_TEST(count("managedIdentity") == 35);
}

BOOST_AUTO_TEST_CASE(every_property_and_every_enum_member_of_the_schema_is_used)
{
    auto w = walk("contoso");
    BOOST_TEST(w.unused_properties().empty(), "no record uses" + names(w.unused_properties()));
    BOOST_TEST(w.unused_members().empty(), "no record uses" + names(w.unused_members()));
}

BOOST_AUTO_TEST_CASE(every_value_fits_the_schema)
{
    for (auto const* tenant : {"contoso", "fabrikam"})
    {
        auto w = walk(tenant);
        for (auto const& [where, what] : w.misfits())
            BOOST_ERROR(tenant << "/" << where << ": " << what);
    }
}

BOOST_AUTO_TEST_CASE(names_that_the_schema_lacks_are_the_intended_ones)
{
    auto const intended = std::set<test::schema_walk::name_pair>{// properties
        {"deviceDetail", "firmwareVersion"}, {"signIn", "isPasskeySynced"}, {"signIn", "riskEventTypes"},
        {"signIn", "signInHints"}, {"directoryAudit", "auditEventVersion"}, {"directoryAudit", "labels"},
        {"customSecurityAttributeAudit", "attributeSetVersion"}, {"provisioningObjectSummary", "retryCount"},
        {"statusBase", "errorCode"}, {"statusBase", "hint"},
        // enum members
        {"appliedConditionalAccessPolicyResult", "reportOnlyFooBar"}, {"auditIdentityType", "humanOnLoan"},
        {"groupType", "dynamicUnified"}, {"incomingTokenType", "hologramToken"}, {"operationResult", "partialSuccess"},
        {"operationResult", "queuedForApproval"}, {"protocolType", "quantumKeyGrant"},
        {"provisioningAction", "rehydrate"}, {"provisioningResult", "deferred"}, {"provisioningStepType", "Import"},
        {"riskDetail", "userRevokedSessionsInMyAccount"}, {"riskLevel", "critical"}};
    auto w = walk("contoso");
    BOOST_TEST((w.strangers() == intended), "found:" + names(w.strangers()));
}

// The judge is judged: what no record has, or has wrongly, it names.
BOOST_AUTO_TEST_CASE(a_property_or_member_that_no_record_uses_is_named)
{
    auto w = test::schema_walk(schema("beta"));
    for (auto const& r : contoso)
        for (auto& record : records("contoso", r))
        {
            if (record.as_object().contains("processingTimeInMilliseconds"))
                record.as_object()["processingTimeInMilliseconds"] = nullptr;
            if (auto* state = record.as_object().if_contains("riskState"); state && *state == "confirmedSafe")
                *state = "none";
            w.record(record, r.type, r.file);
        }
    BOOST_TEST(names(w.unused_properties()) == " signIn.processingTimeInMilliseconds");
    BOOST_TEST(names(w.unused_members()) == " riskState.confirmedSafe");
}

BOOST_AUTO_TEST_CASE(a_value_that_does_not_fit_is_named)
{
    auto misfit = [](std::string_view record)
    {
        auto w = test::schema_walk(schema("beta"));
        auto whole =
            json::parse(R"({"id":"1","createdDateTime":"2026-11-20T12:00:00Z","userId":"","servicePrincipalId":""})");
        auto changed = json::parse({record.data(), record.size()});
        for (auto const& p : changed.as_object())
            whole.as_object().insert_or_assign(p.key(), p.value());
        w.record(whole, "signIn", "r");
        return w.misfits().empty() ? std::string() : w.misfits().begin()->first;
    };
    BOOST_TEST(misfit(R"({})") == "");
    BOOST_TEST(misfit(R"({"userId":null})") == "r/userId");
    BOOST_TEST(misfit(R"({"autonomousSystemNumber":2147483648})") == "r/autonomousSystemNumber");
    BOOST_TEST(misfit(R"({"isInteractive":"true"})") == "r/isInteractive");
    BOOST_TEST(misfit(R"({"riskState":3})") == "r/riskState");
    BOOST_TEST(misfit(R"({"mfaDetail":[]})") == "r/mfaDetail");
    BOOST_TEST(misfit(R"({"signInEventTypes":"interactiveUser"})") == "r/signInEventTypes");
    BOOST_TEST(misfit(R"({"location":{"geoCoordinates":{"latitude":"1"}}})") == "r/location/geoCoordinates/latitude");
    BOOST_TEST(misfit(R"({"agent":{}})") == "r/agent/agentType");
}

BOOST_AUTO_TEST_CASE(every_timestamp_parses)
{
    for (auto const* tenant : {"contoso", "fabrikam"})
    {
        auto w = walk(tenant);
        BOOST_TEST(!w.moments().empty());
        for (auto const& [where, text] : w.moments())
            BOOST_TEST(entralog::parse_iso8601(text).has_value(), tenant << "/" << where << ": " << text);
    }
}

BOOST_AUTO_TEST_CASE(times_span_thirty_days_with_ties_across_the_borders_of_pages)
{
    auto const end = entralog::parse_iso8601("2026-11-20T12:00:00Z").value();
    for (auto const& r : contoso)
    {
        auto all = times(records("contoso", r), r.time);
        BOOST_TEST((all.front() == end), r.file);
        BOOST_TEST((end - all.back() <= std::chrono::days(30)), r.file);
        BOOST_TEST((end - all.back() > std::chrono::days(27)), r.file);
        for (auto border : {25u, 50u, 100u})
            if (border < all.size())
                BOOST_TEST((all[border - 1] == all[border]), r.file << " at " << border);
    }
    auto interactive = records("contoso", contoso[0]);
    std::erase_if(interactive, [](auto const& r) { return !has_event_type(r, "interactiveUser"); });
    auto all = times(interactive, "createdDateTime");
    for (auto border : {25u, 50u, 100u})
        BOOST_TEST((all[border - 1] == all[border]), "interactive only, at " << border);
}

BOOST_AUTO_TEST_CASE(the_odd_forms_that_a_client_must_survive_are_there)
{
    auto digits = std::set<std::size_t>();
    auto text = std::string();
    for (auto const& r : contoso)
        for (auto const& line : lines("contoso", r))
        {
            text += line;
            auto moment = std::string_view(line).substr(line.find(r.time) + r.time.size() + 3);
            moment = moment.substr(0, moment.find('"'));
            digits.insert(moment.size() == 20 ? 0 : moment.size() - 21);
        }
    BOOST_TEST((digits == std::set<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7}));

    for (auto const* odd : {"+00:00\"", "\\u0027", "\\ud83e", "\\uD83E", "\\/", "\\\\", "\\\"", "\\n", "\\t", ":null",
             ":[]", ":{}", ":\"\"", "Київ", "東京", "القاهرة", "e\u0301quipe", "👩🏽‍💻", "#ext#@",
             "2001:db8:", "9007199254740993", "#microsoft.graph.targetResourceGroup",
             "#microsoft.graph.statusDetailsV2", "\"altitude\":0", "e-07"})
        BOOST_TEST((text.find(odd) != std::string::npos), odd);
}

BOOST_AUTO_TEST_CASE(texts_longer_than_four_kilobytes_are_in_every_report)
{
    std::function<std::size_t(json::value const&)> longest = [&](json::value const& v) -> std::size_t
    {
        auto most = v.is_string() ? v.get_string().size() : std::size_t(0);
        if (v.is_array())
            for (auto const& element : v.get_array())
                most = std::max(most, longest(element));
        if (v.is_object())
            for (auto const& property : v.get_object())
                most = std::max(most, longest(property.value()));
        return most;
    };
    for (auto const& r : contoso)
    {
        auto most = std::size_t(0);
        for (auto const& record : records("contoso", r))
            most = std::max(most, longest(record));
        BOOST_TEST(most > 4096, r.file);
    }
}

BOOST_AUTO_TEST_CASE(audit_values_are_json_inside_strings_and_attribute_audits_have_their_category)
{
    auto values = 0;
    for (auto index : {1u, 2u})
        for (auto const& record : records("contoso", contoso[index]))
        {
            if (index == 2)
                BOOST_TEST(record.at("category").as_string() == "AttributeManagement");
            if (!record.at("targetResources").is_array())
                continue;
            for (auto const& target : record.at("targetResources").get_array())
                for (auto const& property : target.at("modifiedProperties").as_array())
                    for (auto const* side : {"oldValue", "newValue"})
                        if (auto const* v = property.at(side).if_string())
                        {
                            ++values;
                            json::error_code error;
                            json::parse({v->data(), v->size()}, error);
                            BOOST_TEST(!error, *v);
                        }
        }
    BOOST_TEST(values > 300);
}

BOOST_AUTO_TEST_CASE(tenants_are_well_formed)
{
    for (auto const* name : {"contoso", "fabrikam"})
    {
        auto tenant = json::parse(test::read_testdata(std::string(name) + "/tenant.json"));
        auto licence = std::string(name) == "contoso" ? "P2" : "free";
        BOOST_TEST(tenant.at("licence").as_string() == licence);
        BOOST_TEST(tenant.at("domains").as_array().size() > 0u);
        auto ids = std::set<std::string>{std::string(tenant.at("id").as_string())};
        for (auto const& app : tenant.at("apps").as_array())
        {
            BOOST_TEST(ids.insert(std::string(app.at("appId").as_string())).second);
            if (auto const* const secrets = app.as_object().if_contains("secrets"))
                for (auto const& secret : secrets->as_array())
                    BOOST_TEST(secret.as_string().ends_with("not-real"));
        }
        for (auto const& user : tenant.at("users").as_array())
        {
            BOOST_TEST(ids.insert(std::string(user.at("id").as_string())).second);
            BOOST_TEST(user.at("roles").is_array());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_lists_of_names_are_whole_and_v1_is_part_of_beta_but_for_one_property)
{
    auto count = [](json::object const& s)
    {
        auto properties = std::size_t(0);
        for (auto const& type : s.at("types").as_object())
            properties += type.value().at("properties").as_object().size();
        return std::array{s.at("types").as_object().size(), properties, s.at("enums").as_object().size()};
    };
    auto beta = schema("beta");
    auto v1 = schema("v1.0");
    BOOST_TEST(count(beta) == (std::array<std::size_t, 3>{48, 254, 35}), boost::test_tools::per_element());
    BOOST_TEST(count(v1) == (std::array<std::size_t, 3>{25, 120, 13}), boost::test_tools::per_element());

    auto missing = std::set<std::string>();
    for (auto const& type : v1.at("types").as_object())
        for (auto const& property : type.value().at("properties").as_object())
        {
            auto const* same = beta.at("types").as_object().if_contains(type.key());
            if (!same || !same->at("properties").as_object().contains(property.key()))
                missing.insert(std::string(type.key()) + '.' + std::string(property.key()));
        }
    for (auto const& e : v1.at("enums").as_object())
        if (!beta.at("enums").as_object().contains(e.key()))
            missing.insert(e.key());
    BOOST_TEST((missing == std::set<std::string>{"riskEventType", "signIn.riskEventTypes"}));
}

BOOST_AUTO_TEST_SUITE_END()
