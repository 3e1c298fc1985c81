#include <mockserver/faults/injector.hpp>
#include <mockserver/faults/presets.hpp>
#include <mockserver/faults/rule_file.hpp>
#include <mockserver/load_error.hpp>
#include <mockserver/text.hpp>
#include <tests/support/mock_rooms.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace
{

using namespace graph_mock;
using mock_rooms::temporary_folder;

request asking(std::string method, std::string target, std::string authorization = {}, std::string body = {})
{
    request r;
    r.method = std::move(method);
    set_target(r, std::move(target));
    r.host = "mock.test";
    if (!authorization.empty())
        r.headers.add("Authorization", std::move(authorization));
    r.body = std::move(body);
    return r;
}

request const a_page = asking("GET", "/beta/auditLogs/signIns?$top=5");

fault_rule rule(fault_kind kind)
{
    return fault_rule(fault(kind));
}

/// Which of ten requests get the fault: "0010000000".
std::string of_ten(rule_book& book, request const& r = a_page)
{
    std::string out;
    for (int i = 0; i < 10; ++i)
        out += book.decide(r) ? '1' : '0';
    return out;
}

std::string ten(fault_rule r)
{
    rule_book book({std::move(r)});
    return of_ten(book);
}

std::string why(std::string const& json)
{
    temporary_folder const folder;
    auto const file = folder.write("faults.json", json);
    try
    {
        load_faults(file);
        return "nothing";
    }
    catch (load_error const& e)
    {
        return std::string(e.what()).substr(file.string().size() + 1);
    }
}

fault_plan loaded(std::string const& json)
{
    temporary_folder const folder;
    return load_faults(folder.write("faults.json", json));
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_faults_rules)

BOOST_AUTO_TEST_CASE(nth_count_and_probability_choose_among_the_requests_that_match)
{
    BOOST_TEST(ten(rule(fault_kind::status)) == "1111111111");
    auto third = rule(fault_kind::status);
    third.nth = 3;
    BOOST_TEST(ten(third) == "0011111111");
    third.count = 2;
    BOOST_TEST(ten(third) == "0011000000");
    auto never = rule(fault_kind::status);
    never.probability = 0;
    BOOST_TEST(ten(never) == "0000000000");

    auto half = rule(fault_kind::status);
    half.probability = 0.5;
    half.count = 3;
    auto const some = ten(half);
    BOOST_TEST(std::ranges::count(some, '1') == 3); // of ten, at evens: with this seed, and so on each machine
    BOOST_TEST(some != "1110000000");
    rule_book book({half});
    of_ten(book, asking("GET", "/_mock/anything"));
    BOOST_TEST(of_ten(book) == some); // what does not match takes no chance away
    BOOST_TEST((book.given() == std::vector<std::uint64_t>{3}));
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_faults_again_and_another_seed_gives_others)
{
    auto const run = [](std::uint64_t seed)
    {
        rule_book book(preset("hostile"), seed);
        std::string out;
        for (int i = 0; i < 500; ++i)
        {
            auto const f = book.decide(a_page);
            out += f ? std::string(info(f->kind).name) + ' ' : "";
        }
        return out;
    };
    BOOST_TEST(run(1) == run(1));
    BOOST_TEST(run(1) != run(2));
    // The same on every machine: the first faults of seed 1, written down.
    rule_book book(preset("flaky"), 1);
    std::string first;
    for (int i = 0; i < 60; ++i)
        if (auto const f = book.decide(a_page))
            first += std::to_string(i) + ' ' + std::string(info(f->kind).name) + "; ";
    BOOST_TEST(first == "6 closeAtByte; 7 reset; 8 status; 33 closeBeforeHead; 38 closeAtByte; 49 closeAtByte; 51 "
                        "closeAtByte; ");
}

BOOST_AUTO_TEST_CASE(the_first_rule_that_says_so_wins_and_later_ones_do_not_see_the_request)
{
    auto once = rule(fault_kind::html);
    once.count = 1;
    auto second = rule(fault_kind::redirect);
    second.nth = 2;
    rule_book book({once, second});
    BOOST_TEST((book.decide(a_page)->kind == fault_kind::html));
    BOOST_TEST(!book.decide(a_page).has_value()); // the first that the second rule sees
    BOOST_TEST((book.decide(a_page)->kind == fault_kind::redirect));
    book.add(rule(fault_kind::status));
    book.clear();
    BOOST_TEST(book.empty());
    BOOST_TEST(!book.decide(a_page).has_value());
}

BOOST_AUTO_TEST_CASE(how_many_connections_were_made_changes_nothing_for_the_requests)
{
    auto const run = [](int connections)
    {
        rule_book book(preset("hostile"), 3);
        std::string out;
        for (int i = 0; i < 200; ++i)
        {
            for (int c = 0; c < connections; ++c)
                book.decide_connection();
            auto const f = book.decide(a_page);
            out += f ? std::string(info(f->kind).name) + ' ' : "-";
        }
        return out;
    };
    BOOST_TEST(run(0) == run(1));
    BOOST_TEST(run(0) == run(2));
}

BOOST_AUTO_TEST_CASE(requests_are_matched_by_method_path_and_the_app_that_they_claim_to_be)
{
    auto const matches =
        [](std::string const& method, std::string const& path, std::string const& app, request const& r)
    {
        auto one = rule(fault_kind::status);
        one.method = method;
        one.path = path;
        one.app = app;
        rule_book book({one});
        return book.decide(r).has_value();
    };
    BOOST_TEST(matches("GET", "", "", a_page));
    BOOST_TEST(matches("get", "", "", a_page)); // as people write it
    BOOST_TEST(!matches("POST", "", "", a_page));
    for (auto const* const path : {"/beta/auditLogs/signIns", "/BETA/auditlogs/signins", "*", "/beta/*", "*signIns",
             "*/auditLogs/*", "/*/*/*", "*b*t*a*L*s*"})
        BOOST_TEST(matches("", path, "", a_page), path);
    for (auto const* const path : {"/beta/auditLogs", "/v1.0/*", "signIns", "*signIns?*", "/beta/auditLogs/signIns/*"})
        BOOST_TEST(!matches("", path, "", a_page), path);
    BOOST_TEST(!matches("", std::string(200, '*') + "x", "", asking("GET", "/" + std::string(20'000, 'y')))); // in time

    // {"appid":"AAAAAAAA-0000-4000-8000-000000000001"}, in a token that nobody has signed
    std::string const token = "Bearer " + to_base64url("{}") + "." +
                              to_base64url(R"({"appid":"AAAAAAAA-0000-4000-8000-000000000001"})") + "." +
                              to_base64url("y");
    std::string const app = "aaaaaaaa-0000-4000-8000-000000000001";
    BOOST_TEST(matches("", "", app, asking("GET", "/beta/auditLogs/signIns", token)));
    BOOST_TEST(!matches("", "", app, a_page));
    BOOST_TEST(!matches("", "", app, asking("GET", "/beta/auditLogs/signIns", "Bearer garbage")));
    BOOST_TEST(matches("", "", app, asking("POST", "/t/oauth2/v2.0/token", "", "grant_type=x&client_id=" + app)));
    BOOST_TEST(matches("", "", app, asking("GET", "/metadata/identity/oauth2/token?client_id=" + app)));
    // "aaaaaaaa-0000-4000-8000-000000000001:secret", as client_secret_basic has it
    BOOST_TEST(matches("", "", app,
        asking("POST", "/t/oauth2/v2.0/token",
            "Basic YWFhYWFhYWEtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAxOnNlY3JldA==", "grant_type=client_credentials")));
}

BOOST_AUTO_TEST_CASE(each_fault_is_for_the_requests_that_it_makes_sense_for)
{
    auto const next = asking("GET", "/beta/auditLogs/signIns?$top=5&$skiptoken=abc");
    auto const token = asking("POST", "/contoso.com/oauth2/v2.0/token");
    auto const action = asking("POST", "/beta/auditLogs/signIns/dismiss");
    auto const command = asking("POST", "/_mock/tokens/revoke");
    for (auto const& f : all_faults())
        BOOST_TEST_CONTEXT(f.name)
        {
            rule_book book({rule(f.kind)});
            auto const gets = [&](request const& r) { return book.decide(r).has_value(); };
            using s = fault_scope;
            BOOST_TEST(gets(a_page) == (f.scope == s::any || f.scope == s::page));
            BOOST_TEST(gets(next) == (f.scope == s::any || f.scope == s::page || f.scope == s::next_page));
            BOOST_TEST(gets(token) == (f.scope == s::any || f.scope == s::token));
            BOOST_TEST(gets(action) == (f.scope == s::any));
            BOOST_TEST(!gets(command));
            BOOST_TEST(book.decide_connection().has_value() == (f.scope == s::connection));
        }
}

BOOST_AUTO_TEST_CASE(the_table_of_faults_is_in_order_and_names_each_once)
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < all_faults().size(); ++i)
    {
        BOOST_TEST(static_cast<std::size_t>(all_faults()[i].kind) == i);
        BOOST_TEST(names.insert(all_faults()[i].name).second);
    }
    BOOST_TEST(static_cast<std::size_t>(fault_kind::wrong_certificate) + 1 == all_faults().size());
}

BOOST_AUTO_TEST_CASE(a_file_says_all_that_a_rule_has)
{
    auto const plan = loaded(R"({"seed": 7, "rules": [
      {"fault": "status", "method": "GET", "path": "*/signIns", "app": "AAAAAAAA-0000-4000-8000-000000000001",
       "nth": 2, "count": 3, "probability": 0.25, "status": 429, "code": "c", "message": "m", "body": "b",
       "retryAfter": "2"},
      {"fault": "tokenError", "status": 400, "error": "invalid_client", "aadsts": 7000215, "message": "wrong"},
      {"fault": "dribble", "bytes": 10, "milliseconds": 5, "nth": 4},
      {"fault": "nextLinkLoop", "pages": 3}, {"fault": "shortPage", "records": 2},
      {"fault": "wrongLength", "by": -5}, {"fault": "dateSkew", "seconds": -60},
      {"fault": "foreignNextLink", "to": "https://evil.example"}]})");
    BOOST_TEST(plan.seed == 7U);
    BOOST_REQUIRE(plan.rules.size() == 8U);
    auto const& first = plan.rules[0];
    BOOST_TEST(first.method == "GET");
    BOOST_TEST(first.path == "*/signIns");
    BOOST_TEST(first.app == "aaaaaaaa-0000-4000-8000-000000000001");
    BOOST_TEST(first.nth == 2U);
    BOOST_TEST(first.count.value() == 3U);
    BOOST_TEST(first.probability == 0.25);
    BOOST_TEST(first.what.status == 429);
    BOOST_TEST(first.what.code == "c");
    BOOST_TEST(first.what.message == "m");
    BOOST_TEST(first.what.body.value() == "b");
    BOOST_TEST(first.what.retry_after == "2");
    BOOST_TEST(plan.rules[1].what.error == "invalid_client");
    BOOST_TEST(plan.rules[1].what.aadsts == 7000215);
    BOOST_TEST(!plan.rules[1].count.has_value());
    BOOST_TEST(plan.rules[2].what.bytes == 10U);
    BOOST_TEST(plan.rules[2].what.time.count() == 5);
    BOOST_TEST(plan.rules[2].count.value() == 1U); // the fourth, and no other
    BOOST_TEST(plan.rules[3].what.pages == 3U);
    BOOST_TEST(plan.rules[4].what.records == 2U);
    BOOST_TEST(plan.rules[5].what.by == -5);
    BOOST_TEST(plan.rules[6].what.skew.count() == -60);
    BOOST_TEST(plan.rules[7].what.to == "https://evil.example");
    for (auto const& f : all_faults()) // each by its name
        BOOST_TEST((loaded(R"({"rules":[{"fault":")" + std::string(f.name) + "\"}]}").rules[0].what.kind == f.kind));
}

BOOST_AUTO_TEST_CASE(a_mistake_in_a_file_is_told_with_its_place_and_what_is_allowed)
{
    BOOST_TEST(why("{") == "1:2: this is not JSON (incomplete JSON)");
    BOOST_TEST(why("[]") == "1:1: the file is not a JSON object");
    BOOST_TEST(why("{}") == "1:1: 'rules' is missing or empty; give it at least one rule");
    BOOST_TEST(why(R"({"rules":[]})") == "1:10: 'rules' is missing or empty; give it at least one rule");
    BOOST_TEST(why(R"({"rules":{}})") == "1:10: 'rules' is not a list; put it in [ ]");
    BOOST_TEST(why("{\"rules\":[\n  {\"status\":500}]}") == "2:3: 'rules[0].fault' is missing; give it a string");
    BOOST_TEST(
        why(R"({"rules":[{"fault":"stauts"}]})")
            .starts_with(
                "1:20: 'rules[0].fault' is 'stauts', which is no fault; it may be one of: status, html, redirect, "));
    BOOST_TEST(why(R"({"rules":[{"fault":"status","stat":500}]})")
                   .starts_with("1:29: 'rules[0].stat' is not known; it may be one of: fault, method, path"));
    BOOST_TEST(why(R"({"rules":[{"fault":"reset","status":500}]})") ==
               "1:37: 'rules[0].status' does not go with the fault 'reset', which takes bytes");
    BOOST_TEST(why(R"({"rules":[{"fault":"emptyPage","bytes":5}]})") ==
               "1:40: 'rules[0].bytes' does not go with the fault 'emptyPage', which takes no parameters");
    for (std::string const name : {"method", "path", "app"}) // of a request, and there is none yet
        BOOST_TEST(why(R"({"rules":[{"fault":"wrongCertificate",")" + name + R"(":"x"}]})")
                       .starts_with("1:" + std::to_string(42 + name.size()) + ": 'rules[0]." + name +
                                    "' does not go with the fault 'wrongCertificate'"));
    BOOST_TEST(why(R"({"rules":[{"fault":"status","status":999}]})") ==
               "1:38: 'rules[0].status' is not a whole number from 200 to 599");
    BOOST_TEST(why(R"({"rules":[{"fault":"status","status":"500"}]})") ==
               "1:38: 'rules[0].status' is not a whole number from 200 to 599");
    BOOST_TEST(why(R"({"rules":[{"fault":"status","nth":0}]})")
                   .starts_with("1:35: 'rules[0].nth' is not a whole number from 1 to "));
    BOOST_TEST(why(R"({"rules":[{"fault":"status","probability":1.5}]})") ==
               "1:43: 'rules[0].probability' is not a number from 0 to 1");
    BOOST_TEST(
        why(R"({"rules":[{"fault":"status","app":"reader"}]})").starts_with("1:35: 'rules[0].app' is not a GUID"));
    BOOST_TEST(why(R"({"seed":-1,"rules":[{"fault":"status"}]})").starts_with("1:9: 'seed' is not a whole number"));
    std::string many = R"({"rules":[)";
    for (int i = 0; i < 1001; ++i)
        many += std::string(i == 0 ? "" : ",") + R"({"fault":"status"})";
    BOOST_TEST(why(many + "]}") == "1:10: 'rules' has more than 1000 rules");
}

BOOST_AUTO_TEST_CASE(presets_give_as_many_faults_as_the_readme_says)
{
    // Against 1 - (1 - p)(1 - p')..., of the rules that are for such a request; 0.4 of a percent is more than chance
    // does.
    auto const percent = [](std::string_view name, std::string const& path)
    {
        constexpr int requests = 100'000;
        rule_book book(preset(name), 1);
        auto const r = asking("GET", path);
        int given = 0;
        for (int i = 0; i < requests; ++i)
            given += book.decide(r) ? 1 : 0;
        return given * 100.0 / requests;
    };
    auto const near = [](double is, double should) { return std::abs(is - should) < (should > 50 ? 0.8 : 0.4); };
    std::string const page = "/beta/auditLogs/signIns";
    std::string const token = "/contoso.com/oauth2/v2.0/token";
    for (auto const& [name, path, should] : {std::tuple("flaky", page, 13.2), std::tuple("flaky", token, 14.9),
             std::tuple("throttled", page, 10.0), std::tuple("slow", page, 75.5), std::tuple("hostile", page, 15.8)})
        BOOST_TEST(near(percent(name, path), should), name << ' ' << path << ' ' << percent(name, path));
    for (auto const& r : preset("throttled"))
        BOOST_TEST(r.what.status == 429);
}

BOOST_AUTO_TEST_CASE(presets_have_names_and_a_name_is_no_file)
{
    for (auto const name : preset_names())
        BOOST_TEST(!faults_of(std::string(name)).rules.empty(), std::string(name));
    BOOST_TEST(preset("unknown").empty());
    BOOST_CHECK_THROW(faults_of("/nonexistent/faults.json"), load_error);
    // hostile leaves none out, and none of the friendly ones gives wrong data.
    std::set<fault_kind> met;
    for (auto const& r : preset("hostile"))
        met.insert(r.what.kind);
    BOOST_TEST(met.size() == all_faults().size());
}

BOOST_AUTO_TEST_SUITE_END()
