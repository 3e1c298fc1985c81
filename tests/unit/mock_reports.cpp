#include <mockserver/record_view.hpp>
#include <tests/support/mock_rooms.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

using namespace mock_rooms;

namespace
{

constexpr char const* all_types = "not signInEventTypes/any(t: t eq 'x')";

std::string list_all(std::string options = {})
{
    return "/beta/auditLogs/signIns?$filter=" + encoded(all_types) + (options.empty() ? "" : "&" + options);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_reports)

BOOST_AUTO_TEST_CASE(newest_record_comes_first_and_equal_times_are_ordered_by_id)
{
    world w;
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns")) == "s7 s5 s6 s2 s1");
}

BOOST_AUTO_TEST_CASE(only_interactive_sign_ins_come_unless_event_types_are_asked_for)
{
    world w;
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=" + encoded("status/errorCode ge 0"))) == "s7 s5 s6 s2 s1");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=" +
                         encoded("SignInEventTypes/any(t: t eq 'nonInteractiveUser')"))) == "s3");
    BOOST_TEST(
        ids(w.get("/beta/auditLogs/signIns?$filter=" +
                  encoded("signInEventTypes/any(t:t eq 'servicePrincipal' or t eq 'nonInteractiveUser')"))) == "s4 s3");
}

BOOST_AUTO_TEST_CASE(records_are_served_with_the_bytes_they_were_written_with)
{
    world w;
    auto const body = w.get("/beta/auditLogs/signIns").body;
    std::string_view const first_line = sign_ins.substr(0, sign_ins.find('\n'));
    BOOST_TEST(body.find(first_line) != std::string::npos);
    BOOST_TEST(body.starts_with(
        R"({"@odata.context":"https://mock.test:8443/beta/$metadata#auditLogs/signIns","value":[{"id":"s7")"));
}

BOOST_AUTO_TEST_CASE(paths_are_found_in_every_case_and_both_forms_of_a_key)
{
    world w;
    for (auto const* path : {"/beta/auditLogs/signIns", "/BETA/auditlogs/SIGNINS", "/beta/auditLogs/signins/"})
        BOOST_TEST(ids(w.get(path)) == "s7 s5 s6 s2 s1");
    for (auto const* path :
        {"/beta/auditLogs/provisioning", "/v1.0/auditLogs/provisioning", "/beta/auditLogs/directoryProvisioning/"})
        BOOST_TEST(ids(w.get(path)) == "p1 p2");
    for (auto const* path :
        {"/beta/auditLogs/directoryAudits/Directory_1_ABC_2", "/v1.0/auditLogs/directoryaudits('Directory_1_ABC_2')"})
    {
        auto const r = w.get(path);
        BOOST_TEST(r.status == 200);
        BOOST_TEST(json(r).at("id").as_string() == "Directory_1_ABC_2");
        BOOST_TEST(
            std::string_view(json(r).at("@odata.context").as_string()).ends_with("#auditLogs/directoryAudits/$entity"));
    }
}

BOOST_AUTO_TEST_CASE(unknown_paths_records_and_methods_are_refused_as_graph_does)
{
    world w;
    BOOST_TEST(w.get("/").status == 404);
    BOOST_TEST(w.get("/v3/auditLogs/signIns").status == 404);
    BOOST_TEST(ids(w.get("/beta/users")) == "400: Resource not found for the segment 'users'.");
    BOOST_TEST(ids(w.get("/beta/auditLogs")) == "400: Resource not found for the segment 'auditLogs'.");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signUps")) == "400: Resource not found for the segment 'signUps'.");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns/s1/status")) == "400: Resource not found for the segment 'status'.");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns('s1'")) == "400: Resource not found for the segment 'signIns('s1''.");
    BOOST_TEST(ids(w.get("/v1.0/auditLogs/directoryProvisioning")) ==
               "400: Resource not found for the segment 'directoryProvisioning'.");
    BOOST_TEST(ids(w.get("/v1.0/auditLogs/customSecurityAttributeAudits")) ==
               "400: Resource not found for the segment 'customSecurityAttributeAudits'.");
    BOOST_TEST(ids(w.get("/beta/auditLogs/customSecurityAttributeAudits")) == "c1");

    auto const missing = w.get("/beta/auditLogs/signIns/../../tenant.json");
    BOOST_TEST(missing.status == 400);
    auto const unknown = w.get("/beta/auditLogs/signIns/nobody");
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(error_code(unknown) == "ResourceNotFound");

    auto const token = w.rooms->issue_app_token(reader_app);
    auto const post = w.post(token, "/beta/auditLogs/signIns", "{}");
    BOOST_TEST(post.status == 405);
    BOOST_TEST(post.headers.find("allow") == "GET");
    BOOST_TEST(w.get("/beta/auditLogs/signIns/dismiss").headers.find("allow") == "POST");
}

BOOST_AUTO_TEST_CASE(pages_join_to_the_whole_and_carry_every_option_along)
{
    world w;
    std::string target = list_all("$top=2&note=a%20b&$select=id,createdDateTime");
    std::vector<std::string> pages;
    std::set<std::string> tokens;
    for (int i = 0; i < 10 && !target.empty(); ++i)
    {
        auto const r = w.get(target);
        pages.push_back(ids(r));
        target = next_target(r);
        if (!target.empty())
        {
            BOOST_TEST(target.starts_with(
                "/beta/auditLogs/signins?$filter=not+signInEventTypes%2fany(t%3a+t+eq+%27x%27)&$top=2"
                "&note=a+b&$select=id%2ccreatedDateTime&$skiptoken="));
            auto const token = target.substr(target.find("$skiptoken=") + 11);
            BOOST_TEST(token.size() == 64u);
            BOOST_TEST(token.find_first_not_of("0123456789abcdef") == std::string::npos);
            BOOST_TEST(tokens.insert(token).second);
        }
    }
    BOOST_TEST(pages == (std::vector<std::string>{"s7 s5", "s6 s4", "s3 s2", "s1"}), boost::test_tools::per_element());
    BOOST_TEST_REQUIRE(w.log.size() == 4u);
    BOOST_TEST(w.log.front().find("'note' is ignored") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(pages_follow_the_order_asked_for_also_over_equal_and_missing_values)
{
    world w;
    auto const walk = [&](std::string options)
    {
        std::string target = list_all("$top=3&$orderby=" + encoded(options));
        std::string all;
        for (int i = 0; i < 10 && !target.empty(); ++i)
        {
            auto const r = w.get(target);
            all += (all.empty() ? "" : " | ") + ids(r);
            target = next_target(r);
        }
        return all;
    };
    BOOST_TEST(walk("createdDateTime") == "s1 s2 s3 | s4 s6 s5 | s7");
    BOOST_TEST(walk("createdDateTime desc") == "s7 s5 s6 | s4 s3 s2 | s1");
    BOOST_TEST(walk("status/errorCode") == "s5 s6 s3 | s1 s7 s2 | s4");
    BOOST_TEST(walk("status/errorCode desc, id asc") == "s4 s2 s7 | s1 s3 s5 | s6");
    BOOST_TEST(walk("location/city") == "s7 s5 s6 | s4 s3 s1 | s2");
    BOOST_TEST(walk("userDisplayName desc, createdDateTime asc") == "s3 s2 s5 | s1 s6 s7 | s4");
}

BOOST_AUTO_TEST_CASE(a_time_range_finds_the_same_however_it_is_written)
{
    // Plain ranges spare a look at the other records; what is negated does not, and so is the measure.
    graph_mock::service_options options;
    options.retention_days = 0;
    world w("P2", options);
    auto const walk = [&](std::string const& filter, std::string const& order)
    {
        auto target = "/beta/auditLogs/signIns?$top=1&$orderby=" + encoded(order) + "&$filter=" + encoded(filter);
        std::string all;
        for (int i = 0; i < 10 && !target.empty(); ++i)
        {
            auto const r = w.get(target);
            all += ids(r) + " ";
            target = next_target(r);
        }
        return all;
    };
    std::string const times[] = {"2026-10-01T00:00:00Z", "2026-11-01T10:00:00Z", "2026-11-02T10:00:00.5Z",
        "2026-11-05T10:00:00Z", "2026-11-05T10:00:00.1Z", "2026-12-01T00:00:00Z"};
    for (auto const& from : times)
    {
        for (auto const& to : times)
        {
            for (auto const* order : {"createdDateTime", "createdDateTime desc"})
            {
                BOOST_TEST(walk("createdDateTime ge " + from + " and createdDateTime lt " + to, order) ==
                           walk("not (createdDateTime lt " + from + " or createdDateTime ge " + to + ")", order));
                BOOST_TEST(walk("createdDateTime gt " + from + " and createdDateTime le " + to, order) ==
                           walk("not (createdDateTime le " + from + " or createdDateTime gt " + to + ")", order));
            }
        }
        BOOST_TEST(walk("createdDateTime eq " + from, "createdDateTime") ==
                   walk("not (createdDateTime ne " + from + ")", "createdDateTime"));
        BOOST_TEST(walk("createdDateTime ge " + from + " or id eq 's1'", "createdDateTime") ==
                   walk("not (createdDateTime lt " + from + " and id ne 's1')", "createdDateTime"));
    }
    BOOST_TEST(walk("createdDateTime ge 2026-11-02T00:00:00Z and createdDateTime lt 2026-11-06T00:00:00Z",
                   "createdDateTime") == "s2 s6 s5 ");
}

BOOST_AUTO_TEST_CASE(the_last_full_page_has_no_next_link)
{
    world w;
    BOOST_TEST(next_target(w.get("/beta/auditLogs/signIns?$top=5")) == "");
    BOOST_TEST(next_target(w.get("/beta/auditLogs/signIns?$top=4")) != "");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$filter=" + encoded("userDisplayName eq 'Nobody'"))) == "");
}

BOOST_AUTO_TEST_CASE(skip_tokens_are_bound_to_their_query_and_cannot_be_made_up)
{
    world w;
    auto const next = next_target(w.get("/beta/auditLogs/signIns?$top=2"));
    auto const token = next.substr(next.find("$skiptoken=") + 11);
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$top=2&$skiptoken=" + token)) == "s6 s2");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?%24top=2&%24skiptoken=" + token)) == "s6 s2");

    auto forged = token;
    forged[0] = forged[0] == '0' ? '1' : '0';
    auto tampered_tag = token;
    tampered_tag[63] = tampered_tag[63] == '0' ? '1' : '0';
    for (auto const& target : {"/beta/auditLogs/signIns?$top=3&$skiptoken=" + token,
             "/beta/auditLogs/signIns?$skiptoken=" + token, "/v1.0/auditLogs/signIns?$top=2&$skiptoken=" + token,
             "/beta/auditLogs/directoryAudits?$top=2&$skiptoken=" + token,
             "/beta/auditLogs/signIns?$top=2&$skiptoken=" + forged,
             "/beta/auditLogs/signIns?$top=2&$skiptoken=" + tampered_tag,
             "/beta/auditLogs/signIns?$top=2&$skiptoken=" + token + "00",
             std::string("/beta/auditLogs/signIns?$top=2&$skiptoken=zz")})
    {
        auto const r = w.get(target);
        BOOST_TEST(ids(r) == "400: Invalid Skip Token");
        BOOST_TEST(error_code(r) == "");
    }
    auto const empty = w.get("/beta/auditLogs/signIns?$top=2&$skiptoken=");
    BOOST_TEST(ids(empty) == "400: Invalid Skip Token, skip token is null");
    BOOST_TEST(error_code(empty) == "UnknownError");

    world other; // as after a restart
    BOOST_TEST(ids(other.get(next)) == "400: Invalid Skip Token");
}

BOOST_AUTO_TEST_CASE(page_sizes_have_the_reports_bounds)
{
    graph_mock::service_options options;
    options.page_size = 2;
    world w("P2", options);
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns")) == "s7 s5");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$top=4")) == "s7 s5 s6 s2");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$top=1000")) == "s7 s5 s6 s2 s1");
    for (auto const* top : {"0", "-1", "x", "", "1.5", "1001", "99999999999999999999"})
    {
        auto const r = w.get(std::string("/beta/auditLogs/signIns?$top=") + top);
        BOOST_TEST(ids(r) == "400: Invalid page size specified: '" + std::string(top) +
                                 "'. Must be between 1 and 1000 inclusive.");
        BOOST_TEST(error_code(r) == "Request_UnsupportedQuery");
    }
    BOOST_TEST(ids(w.get("/beta/auditLogs/customSecurityAttributeAudits?$top=100")) == "c1");
    BOOST_TEST(ids(w.get("/beta/auditLogs/customSecurityAttributeAudits?$top=101")) ==
               "400: The limit of '100' for Top query has been exceeded.");
    BOOST_TEST(ids(w.get("/beta/auditLogs/directoryAudits?$top=1001")) ==
               "400: The limit of '1000' for Top query has been exceeded.");
    BOOST_TEST(w.get("/beta/auditLogs/directoryAudits?$top=0").status == 400);
}

BOOST_AUTO_TEST_CASE(options_that_graph_refuses_are_refused_and_those_it_ignores_are_ignored)
{
    world w;
    for (auto const* option : {"$skip=1", "$expand=x", "$search=x", "$count=true"})
    {
        auto const r = w.get(std::string("/beta/auditLogs/directoryAudits?") + option);
        BOOST_TEST(r.status == 400);
        BOOST_TEST(
            error_message(r).find("is not allowed. To allow it, set the 'AllowedQueryOptions'") != std::string::npos);
    }
    BOOST_TEST(error_message(w.get("/beta/auditLogs/directoryAudits?$skip=1")).starts_with("Query option 'Skip' is"));
    BOOST_TEST(w.get("/beta/auditLogs/directoryAudits?$nonsense=1").status == 400);
    BOOST_TEST(w.get("/beta/auditLogs/directoryAudits?$top=1&$Top=1").status == 400);
    BOOST_TEST(w.get("/beta/auditLogs/directoryAudits?$top=%zz").status == 400);
    BOOST_TEST(ids(w.get("/beta/auditLogs/directoryAudits?top=1&%0afilter=x")) == "Directory_1_ABC_2 Directory_2");
    BOOST_TEST(w.log.back().find('\n') == std::string::npos);
    BOOST_TEST(ids(w.get("/beta/auditLogs/directoryAudits?$TOP=1")) == "Directory_1_ABC_2");
    BOOST_TEST(w.get("/beta/auditLogs/signIns/s1?$filter=id%20eq%20's1'").status == 400);
    BOOST_TEST(w.get("/beta/auditLogs/signIns/s1?$select=id").status == 200);
}

BOOST_AUTO_TEST_CASE(select_keeps_bytes_and_refuses_what_it_does_not_know)
{
    world w;
    auto const r = w.get("/beta/auditLogs/signIns?$select=ID,location&$filter=id%20eq%20's1'");
    std::string_view const expected =
        R"~({"@odata.context":"https://mock.test:8443/beta/$metadata#auditLogs/signIns(id,location)","value":[)~"
        R"~({"id":"s1","location":{"city":"København","countryOrRegion":"DK",)~"
        R"~("geoCoordinates":{"latitude":59.938999999999997,"longitude":1.50}}}]})~";
    BOOST_TEST(r.body == expected);
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$select=id,nope")) ==
               "400: Could not find a property named 'nope' on type 'microsoft.graph.signIn'.");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$select=*,id")) == "s7 s5 s6 s2 s1");
}

BOOST_AUTO_TEST_CASE(select_reaches_into_objects_collections_and_what_is_absent)
{
    world w;
    auto const select = [&](std::string_view paths, std::string_view id)
    {
        auto const r = w.get("/beta/auditLogs/signIns?$select=" + encoded(paths) +
                             "&$filter=" + encoded("id eq '" + std::string(id) + "'"));
        auto const at = r.body.find("\"value\":[");
        return at == std::string::npos ? r.body : r.body.substr(at + 9, r.body.size() - at - 11);
    };
    BOOST_TEST(select("id,status/errorCode", "s1") == R"({"id":"s1","status":{"errorCode":0}})");
    BOOST_TEST(select("STATUS/errorcode", "s1") == R"({"status":{"errorCode":0}})");
    BOOST_TEST(select("location/geoCoordinates/latitude,location/countryOrRegion", "s1") ==
               R"({"location":{"countryOrRegion":"DK","geoCoordinates":{"latitude":59.938999999999997}}})");
    BOOST_TEST(select("status,status/errorCode", "s2") ==
               R"({"status":{"errorCode":50126,"failureReason":"Invalid username or password."}})");
    BOOST_TEST(select("appliedConditionalAccessPolicies/result", "s1") ==
               R"({"appliedConditionalAccessPolicies":[{"result":"success"}]})");
    BOOST_TEST(
        graph_mock::selected(R"({"a":1,"ab":{"c":2,"d":3},"ab@x":4})", {"ab/c"}) == R"({"ab":{"c":2},"ab@x":4})");
    BOOST_TEST(select("id,location/city", "s6") == R"({"id":"s6","location":null})");
    BOOST_TEST(select("id,location/city", "s5") == R"({"id":"s5"})");
    auto const r = w.get("/beta/auditLogs/signIns/s1?$select=status/errorCode");
    BOOST_TEST(r.body == R"({"@odata.context":"https://mock.test:8443/beta/$metadata#auditLogs/)"
                         R"(signIns(status/errorCode)/$entity","status":{"errorCode":0}})");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$select=status/nope")) ==
               "400: Could not find a property named 'nope' on type 'microsoft.graph.signInStatus'.");
    BOOST_TEST(ids(w.get("/beta/auditLogs/signIns?$select=id/x")) ==
               "400: Invalid select clause: 'id' has no properties to select 'x' from.");
    std::string many = "id";
    for (int i = 0; i < 200; ++i)
        many += ",sourceIdentity/details/p" + std::to_string(i);
    BOOST_TEST(ids(w.get("/beta/auditLogs/provisioning?$select=" + many)) ==
               "400: The limit of '200' properties in $select has been exceeded.");
}

BOOST_AUTO_TEST_CASE(v1_serves_its_own_properties_only_at_every_depth)
{
    world w;
    BOOST_TEST(ids(w.get("/v1.0/auditLogs/signIns")) == "s7 s5 s6 s2 s1");
    auto const s1 = json(w.get("/v1.0/auditLogs/signIns/s1")).as_object();
    BOOST_TEST(s1.contains("status"));
    BOOST_TEST(!s1.contains("signInEventTypes"));
    BOOST_TEST(!s1.contains("processingTimeInMilliseconds"));
    BOOST_TEST(s1.at("deviceDetail").as_object().contains("browser"));
    BOOST_TEST(!s1.at("deviceDetail").as_object().contains("browserId"));
    auto const& policy = s1.at("appliedConditionalAccessPolicies").at(0).as_object();
    BOOST_TEST(policy.contains("result"));
    BOOST_TEST(!policy.contains("authenticationStrength"));

    auto const audit = json(w.get("/v1.0/auditLogs/directoryAudits/Directory_1_ABC_2")).as_object();
    BOOST_TEST(!audit.contains("userAgent"));
    auto const& user = audit.at("initiatedBy").at("user").as_object();
    BOOST_TEST(!user.contains("homeTenantId"));
    BOOST_TEST(user.contains("extra")); // an open type keeps what no schema names

    BOOST_TEST(w.get("/v1.0/auditLogs/signIns/s3").status == 404); // not interactive
    BOOST_TEST(w.get("/beta/auditLogs/signIns/s3").status == 200);
    BOOST_TEST(ids(w.get("/v1.0/auditLogs/signIns?$filter=" + encoded("signInEventTypes/any(t:t eq 'x')"))) ==
               "400: Could not find a property named 'signInEventTypes' on type 'microsoft.graph.signIn'.");
}

BOOST_AUTO_TEST_CASE(risk_actions_change_what_is_read_afterwards)
{
    world w;
    auto const token = w.rooms->issue_app_token(reader_app);
    auto const risk = [&](std::string id)
    {
        auto const s = json(w.get("/beta/auditLogs/signIns/" + id));
        return std::string(s.at("riskState").as_string()) + " " + std::string(s.at("riskDetail").as_string()) + " " +
               std::string(s.at("riskLevelAggregated").as_string());
    };
    auto const act = [&](std::string action, std::string body)
    { return w.post(token, "/beta/auditLogs/signIns/" + action, body); };

    auto const done = act("confirmCompromised", R"({"requestIds":["s1","s7","unknown"]})");
    BOOST_TEST(done.status == 204);
    BOOST_TEST(done.body == "");
    BOOST_TEST(w.log.back().find("unknown") != std::string::npos);
    BOOST_TEST(risk("s1") == "confirmedCompromised adminConfirmedSigninCompromised high");
    BOOST_TEST(risk("s7") == "confirmedCompromised adminConfirmedSigninCompromised high");
    BOOST_TEST(
        ids(w.get("/beta/auditLogs/signIns?$filter=" + encoded("riskState eq 'confirmedCompromised'"))) == "s7 s1");
    BOOST_TEST(act("CONFIRMSAFE", R"({"requestIds":["s1"]})").status == 204);
    BOOST_TEST(risk("s1") == "confirmedSafe adminConfirmedSigninSafe none");
    BOOST_TEST(
        w.post(token, "/v1.0/auditLogs/signIns/microsoft.graph.dismiss", R"({"requestIds":["s1"]})").status == 204);
    BOOST_TEST(risk("s1") == "dismissed adminDismissedRiskForSignIn none");

    for (auto const* body : {"", "x", "[]", "{}", R"({"requestIds":"s1"})", R"({"requestIds":[1]})",
             R"({"requestIds":[]})", R"({"requestIds":["s1"],"more":1})"})
        BOOST_TEST(act("dismiss", body).status == 400, body);
    std::string many = R"({"requestIds":["s1")";
    for (int i = 0; i < 1000; ++i)
        many += ",\"s1\"";
    BOOST_TEST(act("dismiss", many + "]}").status == 400);

    auto untyped = w.request("POST", "/beta/auditLogs/signIns/dismiss");
    untyped.headers.add("authorization", "Bearer " + token);
    untyped.body = R"({"requestIds":["s1"]})";
    BOOST_TEST(w.rooms->handle(untyped).status == 400);
    BOOST_TEST(w.get("/beta/auditLogs/directoryAudits/dismiss").status == 404); // there it is an id
}

BOOST_AUTO_TEST_CASE(every_answer_has_graphs_headers_and_echoes_the_callers_id)
{
    world w;
    auto r = w.request("GET", "/beta/auditLogs/signIns");
    r.headers.add("Client-Request-Id", "my-own-id");
    for (bool const authorized : {false, true})
    {
        if (authorized)
            r.headers.add("Authorization", "Bearer " + w.rooms->issue_app_token(reader_app));
        auto const answer = w.rooms->handle(r);
        BOOST_TEST(answer.status == (authorized ? 200 : 401));
        BOOST_TEST(answer.headers.find("client-request-id") == "my-own-id");
        BOOST_TEST(answer.headers.find("request-id").size() == 36u);
        BOOST_TEST(answer.headers.find("strict-transport-security") == "max-age=31536000");
        BOOST_TEST(answer.headers.find("date").ends_with(" GMT"));
        BOOST_TEST(boost::json::parse(answer.headers.find("x-ms-ags-diagnostic")).at("ServerInfo").is_object());
        BOOST_TEST(answer.headers.find("content-type").starts_with("application/json"));
        if (!authorized)
        {
            auto const inner = json(answer).at("error").at("innerError");
            BOOST_TEST(inner.at("client-request-id").as_string() == "my-own-id");
            BOOST_TEST(std::string_view(inner.at("request-id").as_string()) == answer.headers.find("request-id"));
            BOOST_TEST(inner.at("date").as_string().size() == std::string_view("2021-09-02T14:32:39").size());
        }
    }
    auto plain = w.request("GET", "/beta/auditLogs/signIns");
    auto const answer = w.rooms->handle(plain);
    BOOST_TEST(answer.headers.find("client-request-id") == answer.headers.find("request-id"));
    auto bad = w.request("GET", "/beta/auditLogs/signIns");
    bad.headers.add("client-request-id", "two words");
    auto const refused = w.rooms->handle(bad);
    BOOST_TEST(refused.headers.find("client-request-id") == refused.headers.find("request-id"));
}

BOOST_AUTO_TEST_CASE(links_lead_to_the_scheme_and_host_that_were_asked)
{
    world w;
    auto r = w.request("GET", "/beta/auditLogs/signIns?$top=1");
    r.headers.add("Authorization", "Bearer " + w.rooms->issue_app_token(reader_app));
    r.tls = false;
    r.host = "[::1]:8080";
    auto const body = json(w.rooms->handle(r));
    BOOST_TEST(std::string_view(body.at("@odata.nextLink").as_string())
                   .starts_with("http://[::1]:8080/beta/auditLogs/signins?$top=1&$skiptoken="));
    for (auto const* host : {"", "evil.test/path", "a b", "x\"y", "user@host"})
    {
        r.host = host;
        BOOST_TEST(w.rooms->handle(r).status == 400, host);
    }
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_refused)
{
    world w;
    BOOST_TEST(w.get("/beta/auditLogs/signIns?$filter=" + std::string(40000, 'a')).status == 414);
    auto const token = w.rooms->issue_app_token(reader_app);
    BOOST_TEST(w.post(token, "/beta/auditLogs/signIns/dismiss", std::string(1024 * 1024 + 1, ' ')).status == 413);
    std::string many = "/beta/auditLogs/signIns?";
    for (int i = 0; i < 65; ++i)
        many += "a=b&";
    BOOST_TEST(w.get(many).status == 400);
}

BOOST_AUTO_TEST_CASE(text_of_callers_is_quoted_as_valid_json)
{
    world w;
    auto const r = w.get("/beta/%ff%c3%28%22%0a");
    BOOST_TEST(r.status == 400);
    BOOST_TEST(error_message(r) == "Resource not found for the segment '?"
                                   "?(\"\n'.");
}

BOOST_AUTO_TEST_SUITE_END()
