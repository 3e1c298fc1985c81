#include <entralog/explain.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

namespace
{

timestamp const now = *parse_iso8601("2026-11-25T10:00:00Z");

request get(std::string target)
{
    request r;
    r.origin.host = "graph.microsoft.com";
    r.target = std::move(target);
    r.headers.add("client-request-id", "our-id");
    return r;
}

error explain(int status, std::string body, std::string target = "/beta/auditLogs/signIns?$top=1",
    std::vector<headers::value_type> fields = {})
{
    response_head head;
    head.status = status;
    for (auto& [name, value] : fields)
        head.headers.add(std::move(name), std::move(value));
    head.error_body = std::move(body);
    return error_from_response(get(std::move(target)), head, now);
}

std::string graph_body(std::string_view code, std::string_view message)
{
    return R"({"error":{"code":")" + std::string(code) + R"(","message":")" + std::string(message) +
           R"(","innerError":{"date":"2023-08-08T05:24:56","request-id":"inner-id","client-request-id":"their-id"}}})";
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> parts)
{
    for (auto const part : parts)
        if (text.find(part) == std::string_view::npos)
            return false;
    return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(explain_suite)

BOOST_AUTO_TEST_CASE(each_documented_body_gets_its_code)
{
    struct
    {
        int status;
        std::string_view code, message;
        errc expected;
    } const cases[] = {
        {400, "BadRequest", "Invalid filter clause", errc::bad_request},
        {400, "", "Query option 'Skip' is not allowed. To allow it, set the 'AllowedQueryOptions' property",
            errc::bad_request},
        {400, "", "The limit of '1000' for Top query has been exceeded.", errc::bad_request},
        {400, "Request_UnsupportedQuery", "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
            errc::bad_request},
        {400, "", "Invalid Skip Token", errc::next_link_expired},
        {400, "UnknownError", "Invalid Skip Token, skip token is null", errc::next_link_expired},
        {400, "Directory_ExpiredPageToken", "The specified page token value has expired", errc::next_link_expired},
        {400, "UnknownError", "Skiptoken is invalid", errc::next_link_expired},
        {401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.", errc::unauthenticated},
        {401, "InvalidAuthenticationToken", "CompactToken parsing failed with error code: 80049217",
            errc::unauthenticated},
        {403, "Authentication_MSGraphPermissionMissing",
            "Calling principal does not have required MSGraph permissions AuditLog.Read.All", errc::permission_missing},
        {403, "UnknownError", "The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All",
            errc::permission_missing},
        {403, "Authentication_ApplicationHasNoReadAuditLogDataAccess",
            "Application missing MSGraph API 'Read all audit log data' permission", errc::permission_missing},
        {403, "Authentication_ApplicationHasNoDirectoryReadAccess", "", errc::permission_missing},
        {403, "Authentication_RequestFromUnsupportedUserRole", "User is not in the allowed roles", errc::role_missing},
        {403, "", "User is not in the allowed roles", errc::role_missing},
        {403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            "Neither tenant is B2C or tenant doesn't have premium license", errc::license_missing},
        {403, "UnknownError", "Tenant is not a B2C tenant and doesn't have premium license", errc::license_missing},
        {403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", errc::forbidden},
        {404, "ResourceNotFound", "", errc::not_found},
        {429, "TooManyRequests", "Please retry again later.", errc::throttled},
        {429, "UnknownError", "Too Many Requests", errc::throttled},
        {429, "", "This request is throttled. Please try again after some time.", errc::throttled},
        {500, "generalException", "", errc::server_error},
        {502, "Bad Gateway", "", errc::server_error},
        {503, "serviceNotAvailable", "", errc::server_error},
        {504, "UnknownError", "", errc::server_error},
        {405, "Request_BadRequest", "", errc::unexpected_status},
        {409, "", "", errc::unexpected_status},
    };
    for (auto const& c : cases)
    {
        auto const e = explain(c.status, graph_body(c.code, c.message));
        BOOST_TEST((e.code == c.expected), c.status << ' ' << c.code << ' ' << c.message << ": " << e);
        BOOST_TEST(e.http_status == c.status);
        BOOST_TEST(e.graph_code == c.code);
        BOOST_TEST(e.message == c.message);
        BOOST_TEST(e.request_id == "inner-id");
        BOOST_TEST(e.client_request_id == "our-id");
        BOOST_TEST(e.request == "GET https://graph.microsoft.com/beta/auditLogs/signIns");
    }
}

BOOST_AUTO_TEST_CASE(a_failure_that_only_mentions_a_skip_token_does_not_end_the_link)
{
    BOOST_TEST((explain(500, graph_body("", "Skip token service failed")).code == errc::server_error));
    BOOST_TEST((explain(429, graph_body("", "Skip token requests are throttled")).code == errc::throttled));
    BOOST_TEST((explain(401, graph_body("", "Invalid Skip Token")).code == errc::unauthenticated));
}

BOOST_AUTO_TEST_CASE(a_403_names_the_permission_the_role_and_the_place_to_grant_it)
{
    auto const permission = graph_body("Authentication_MSGraphPermissionMissing", "");
    auto const role = graph_body("Authentication_RequestFromUnsupportedUserRole", "");
    auto const license = graph_body("Authentication_RequestFromNonPremiumTenantOrB2CTenant", "");
    auto const denied = graph_body("Authorization_RequestDenied", "");
    auto const hint = [](std::string const& body, std::string const& report)
    { return explain(403, body, "/beta/auditLogs/" + report).hint; };

    BOOST_TEST(
        mentions(hint(permission, "signins"), {"signIns", "AuditLog.Read.All and Directory.Read.All", "application",
                                                  "delegated", "admin center", "API permissions", "admin consent"}));
    BOOST_TEST(mentions(hint(permission, "provisioning"), {"AuditLog.Read.All and Directory.Read.All"}));
    BOOST_TEST(mentions(hint(permission, "directoryAudits"), {"AuditLog.Read.All"}));
    BOOST_TEST(!mentions(hint(permission, "directoryAudits"), {"Directory.Read.All"}));
    BOOST_TEST(mentions(hint(permission, "customSecurityAttributeAudits"), {"CustomSecAttributeAuditLogs.Read.All"}));
    BOOST_TEST(!mentions(hint(permission, "customSecurityAttributeAudits"), {" AuditLog.Read.All"}));

    BOOST_TEST(mentions(hint(role, "customSecurityAttributeAudits"),
        {"Attribute Log Reader", "Attribute Log Administrator", "Global Administrator", "Roles & admins", "app-only"}));
    BOOST_TEST(mentions(hint(role, "signIns"), {"Reports Reader", "Security Operator"}));
    BOOST_TEST(!mentions(hint(role, "signIns"), {"Attribute Log Reader"}));
    BOOST_TEST(mentions(hint(license, "signIns"), {"Microsoft Entra ID P1 or P2", "Licenses", "Directory.Read.All"}));
    BOOST_TEST(mentions(hint(denied, "signIns"), {"AuditLog.Read.All", "Reports Reader"}));
}

BOOST_AUTO_TEST_CASE(a_403_of_a_risk_action_names_the_permissions_of_the_action)
{
    auto r = get("/beta/auditLogs/signIns/confirmCompromised");
    r.method = http_method::post;
    response_head head;
    head.status = 403;
    head.error_body = graph_body("Authentication_MSGraphPermissionMissing", "");
    auto const e = error_from_response(r, head, now);
    BOOST_TEST(mentions(e.hint, {"IdentityRiskEvent.ReadWrite.All", "IdentityRiskyUser.ReadWrite.All"}));
    BOOST_TEST(e.request == "POST https://graph.microsoft.com/beta/auditLogs/signIns/confirmCompromised");
}

BOOST_AUTO_TEST_CASE(hints_name_the_rule_that_a_bad_request_broke)
{
    auto const hint = [](std::string_view message, std::string const& target)
    { return explain(400, graph_body("BadRequest", message), target).hint; };
    BOOST_TEST(mentions(hint("Invalid filter clause", "/beta/auditLogs/signIns"), {"createdDateTime ge", "UTC"}));
    BOOST_TEST(mentions(hint("Invalid filter clause", "/beta/auditLogs/directoryAudits"), {"activityDateTime ge"}));
    BOOST_TEST(mentions(
        hint("The limit of '1000' for Top query has been exceeded.", "/beta/auditLogs/customSecurityAttributeAudits"),
        {"at most 100"}));
    BOOST_TEST(mentions(hint("Query option 'Skip' is not allowed.", "/beta/auditLogs/provisioning"), {"next link"}));
    BOOST_TEST(mentions(
        hint("Minimum allowed time for activityDateTime is x", "/beta/auditLogs/directoryAudits"), {"30 days"}));
    BOOST_TEST(hint("Something else", "/beta/auditLogs/signIns").empty());
    BOOST_TEST(mentions(explain(404, "", "/v1.0/auditLogs/customSecurityAttributeAudits").hint, {"beta"}));
    BOOST_TEST(mentions(explain(404, "", "/v1.0/auditLogs/signIns/x").hint, {"id eq"}));
}

BOOST_AUTO_TEST_CASE(a_401_tells_expiry_audience_and_claims_challenge_apart)
{
    auto const expired =
        explain(401, graph_body("InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."));
    BOOST_TEST(mentions(expired.hint, {"expired", "clock"}));
    auto const audience =
        explain(401, graph_body("InvalidAuthenticationToken", "Access token validation failure. Invalid audience."));
    BOOST_TEST(mentions(audience.hint, {"https://graph.microsoft.com/.default"}));
    auto const challenge = explain(401, graph_body("InvalidAuthenticationToken", "Continuous access evaluation"),
        "/beta/auditLogs/signIns",
        {{"WWW-Authenticate", "Bearer realm=\"\""},
            {"www-authenticate", "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJ9\""}});
    BOOST_TEST(mentions(challenge.hint, {"Conditional Access"}));
}

BOOST_AUTO_TEST_CASE(headers_win_over_the_body_and_retry_after_is_kept)
{
    auto const e = explain(429, graph_body("UnknownError", "x"), "/beta/auditLogs/signIns",
        {{"request-id", "header-id"}, {"Retry-After", "2.128"}, {"retry-after", "1"}});
    BOOST_TEST(e.request_id == "header-id");
    BOOST_TEST_REQUIRE(e.retry_after.has_value());
    BOOST_TEST(e.retry_after->count() == 21'280'000);
    auto const dated = explain(503, "", "/beta/auditLogs/signIns",
        {{"Date", "Wed, 25 Nov 2026 08:00:00 GMT"}, {"Retry-After", "Wed, 25 Nov 2026 08:00:30 GMT"}});
    BOOST_TEST_REQUIRE(dated.retry_after.has_value());
    BOOST_TEST((*dated.retry_after == ticks(std::chrono::seconds(30))));
    BOOST_TEST(!explain(429, "", "/", {{"Retry-After", "soon"}}).retry_after.has_value());
}

BOOST_AUTO_TEST_CASE(a_body_of_any_shape_is_read_without_throwing)
{
    struct
    {
        std::string_view body, code, message;
    } const cases[] = {
        {"", "", ""},
        {" \r\n\t", "", ""},
        {"\xef\xbb\xbf{\"error\":{\"code\":\"a\",\"message\":\"b\"}}", "a", "b"},
        {"{", "", "{"},
        {"null", "", "null"},
        {"[]", "", "[]"},
        {"{}", "", "{}"},
        {R"({"error":null})", "", R"({"error":null})"},
        {R"({"error":[]})", "", R"({"error":[]})"},
        {R"({"error":{}})", "", ""},
        {R"({"error":{"code":null,"message":null,"innerError":null}})", "", ""},
        {R"({"error":{"code":5,"message":{},"innerError":[]}})", "5", ""},
        {R"({"error":{"code":"","message":"","innerError":{"code":"inner","message":"m"}}})", "inner", "m"},
        {R"({"error":{"code":"TooManyRequests","innerError":{"code":"429","message":"inner"},"message":"outer"}})",
            "TooManyRequests", "outer"},
        {R"({"error":{"code":"","innerError":{"code":"429"}}})", "", ""},
        {R"({"error":{"innererror":{"innererror":{"innererror":{"code":"deep"}}}}})", "deep", ""},
        {R"({"error":{"code":"Request_BadRequest","message":{"lang":"en","value":"old OData"}}})", "Request_BadRequest",
            "old OData"},
        {R"({"error":"invalid_client","error_description":"AADSTS7000215: Bad.\r\nTrace ID: x\r\nTimestamp: y"})",
            "invalid_client", "AADSTS7000215: Bad."},
        {R"({"error":{"code":"cut","message":"off)", "", R"({"error":{"code":"cut","message":"off)"},
        {"upstream connect error", "", "upstream connect error"},
        {"<html><head><title>502  Bad\n Gateway</title><style>b{c:d}</style></head><body><h1>Oops</h1>"
         "<script>if (a < b) { c > d }</script>try later</body></html>",
            "", "502 Bad Gateway Oops try later"},
        {"<", "", ""},
        {"<script", "", ""},
        {"<script>x</script", "", ""},
        {"<!DOCTYPE html", "", ""},
    };
    for (auto const& c : cases)
    {
        auto const e = explain(500, std::string(c.body));
        BOOST_TEST(e.graph_code == c.code, c.body);
        BOOST_TEST(e.message == c.message, c.body << " gave " << e.message);
    }
}

BOOST_AUTO_TEST_CASE(huge_and_deep_bodies_are_bounded)
{
    std::string const huge(60'000, 'x');
    BOOST_TEST(explain(500, huge).message.size() <= 200U);
    BOOST_TEST(explain(500, "<p>" + huge).message.size() <= 200U);
    auto const e = explain(500, graph_body(huge, huge));
    BOOST_TEST(e.graph_code.size() <= 200U);
    BOOST_TEST(e.message.size() <= 2000U);
    BOOST_TEST(explain(500, std::string(60'000, '[')).message.size() <= 200U);
    std::string deep = "{\"error\":";
    for (int i = 0; i < 5'000; ++i)
        deep += "{\"innerError\":";
    BOOST_TEST(explain(500, deep).message.size() <= 200U);
    BOOST_TEST(explain(500, "{}", "/", {{"request-id", huge}}).request_id.size() <= 200U);
}

BOOST_AUTO_TEST_CASE(every_prefix_of_a_body_is_read_without_throwing)
{
    auto const body = graph_body("Authentication_MSGraphPermissionMissing", "caf\xc3\xa9 \\u00e9 \\\"quoted\\\"");
    for (std::size_t size = 0; size < body.size(); ++size)
    {
        auto const e = explain(403, body.substr(0, size));
        BOOST_TEST(e.graph_code.empty());
        BOOST_TEST(e.http_status == 403);
    }
}

BOOST_AUTO_TEST_CASE(a_redirect_says_where_to_without_its_query)
{
    auto const e =
        explain(302, "", "/beta/auditLogs/signIns", {{"Location", "https://portal.example/login?token=secret"}});
    BOOST_TEST((e.code == errc::unexpected_redirect));
    BOOST_TEST(e.message == "to https://portal.example/login");
    BOOST_TEST(explain(301, "", "/", {{"Location", "/relative"}}).message.find("no absolute URL") != std::string::npos);
    BOOST_TEST((explain(307, "").code == errc::unexpected_redirect));
}

BOOST_AUTO_TEST_CASE(content_types_of_json_are_told_from_others)
{
    auto const is_json = [](std::string type)
    {
        response_head head;
        head.headers.add("content-type", std::move(type));
        return may_be_json(head);
    };
    for (auto const* const type : {"", "application/json", "Application/JSON; charset=utf-8",
             "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
             "application/problem+json", "text/json "})
        BOOST_TEST(is_json(type), type);
    for (auto const* const type :
        {"text/html", "text/html; x=application/json", "text/plain", "application/jsonx", "json", "+json"})
        BOOST_TEST(!is_json(type), type);
    BOOST_TEST(may_be_json(response_head()));
}

BOOST_AUTO_TEST_CASE(recorded_refusals_get_their_codes)
{
    std::pair<std::string_view, errc> const cases[] = {{"missing-attribute-log-reader", errc::role_missing},
        {"missing-permission", errc::permission_missing}, {"missing-licence", errc::license_missing},
        {"expired-token", errc::unauthenticated}, {"invalid-skiptoken", errc::next_link_expired},
        {"server-error-html", errc::server_error}, {"throttled-then-served", errc::throttled}};
    for (auto const& [name, expected] : cases)
    {
        std::ifstream file(
            std::string(ENTRALOG_TESTDATA) + "/recordings/" + std::string(name) + ".har", std::ios::binary);
        std::string const text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        auto const har = boost::json::parse(text);
        int refusals = 0;
        for (auto const& entry : har.at("log").at("entries").as_array())
        {
            auto const& response = entry.at("response");
            response_head head;
            head.status = response.at("status").to_number<int>();
            if (head.status < 300)
                continue;
            ++refusals;
            for (auto const& field : response.at("headers").as_array())
                head.headers.add(std::string(field.at("name").as_string()), std::string(field.at("value").as_string()));
            head.error_body = response.at("content").at("text").as_string();
            auto const url = split_url(std::string(entry.at("request").at("url").as_string()));
            auto const e = error_from_response(get(url.value().target), head, now);
            BOOST_TEST((e.code == expected), name << ": " << e);
            BOOST_TEST(!e.request_id.empty(), name);
            BOOST_TEST(e.message.find('<') == std::string::npos, name);
        }
        BOOST_TEST(refusals > 0, name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
