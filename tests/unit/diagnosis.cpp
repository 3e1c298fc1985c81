#include <entralog/diagnosis.hpp>
#include <entralog/preflight.hpp>
#include <entralog/token_claims.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace entralog;

timestamp const now = *parse_iso8601("2026-11-25T10:00:00Z");

/// Base64url, the slow way.
std::string encoded(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (char const c : text)
    {
        bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xffffU;
        for (count += 8; count >= 6; count -= 6)
            out += digits[bits >> (count - 6) & 63U];
    }
    if (count > 0)
        out += digits[bits << (6 - count) & 63U];
    return out;
}

std::string jwt(std::string_view claims)
{
    return encoded(R"({"alg":"RS256"})") + '.' + encoded(claims) + ".c2lnbmF0dXJl";
}

token_claims claims_of(std::string_view json)
{
    return read_claims(jwt(json)).value();
}

token_claims of_an_app(std::string_view permissions, std::string_view more = "")
{
    return claims_of(
        R"({"aud":"https://graph.microsoft.com","appid":"the-app","tid":"the-tenant","exp":1795608000,"roles":[)" +
        std::string(permissions) + "]" + std::string(more) + "}");
}

std::vector<cause> obstacles(token_claims const& claims, report r, cloud const& of = clouds::global)
{
    std::vector<cause> out;
    for (auto const& d : expected_obstacles(claims, r, of, now))
        out.push_back(d.why);
    return out;
}

bool is(std::vector<cause> const& got, std::vector<cause> const& wanted)
{
    return got == wanted;
}

error token_error(long aadsts)
{
    error e(errc::token_rejected, "the service's words");
    e.aadsts = aadsts;
    e.http_status = 400;
    return e;
}

} // namespace

BOOST_AUTO_TEST_SUITE(diagnosis_suite)

BOOST_AUTO_TEST_CASE(claims_are_read_from_either_version_of_a_token)
{
    auto const one = claims_of(
        R"({"aud":"https://graph.microsoft.com","iss":"https://sts.windows.net/t/","tid":"t","appid":"a","upn":"ada@x.com",
            "scp":"AuditLog.Read.All  User.Read","wids":["w1","w2"],"exp":1764068400})");
    BOOST_TEST(one.delegated);
    BOOST_TEST(one.audience == "https://graph.microsoft.com");
    BOOST_TEST(one.issuer == "https://sts.windows.net/t/");
    BOOST_TEST(one.tenant_id == "t");
    BOOST_TEST(one.app_id == "a");
    BOOST_TEST(one.user == "ada@x.com");
    BOOST_TEST((one.permissions == std::vector<std::string>{"AuditLog.Read.All", "User.Read"}));
    BOOST_TEST((one.role_ids == std::vector<std::string>{"w1", "w2"}));
    BOOST_TEST((one.expires_on == parse_iso8601("2025-11-25T11:00:00Z")));

    auto const two = claims_of(R"({"azp":"b","preferred_username":"bob@x.com","roles":["R"]})");
    BOOST_TEST(!two.delegated);
    BOOST_TEST(two.app_id == "b");
    BOOST_TEST(two.user == "bob@x.com");
    BOOST_TEST(two.has_permission("r"));
    BOOST_TEST(!two.has_permission("s"));
    BOOST_TEST(!two.expires_on.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_token_has_no_claims_and_hostile_claims_do_no_harm)
{
    for (auto const& text : {std::string(), std::string("opaque"), std::string("a.b"), std::string("a.!!.c"),
             std::string(".."), jwt("[]"), jwt("{"), jwt(""), "a." + std::string(100'000, 'A') + ".c",
             jwt(std::string(40, '[') + std::string(40, ']'))})
    {
        auto const got = read_claims(text);
        BOOST_REQUIRE(!got);
        BOOST_TEST((got.error().code == errc::malformed_token));
    }
    auto const odd = claims_of(R"({"aud":["x"],"appid":7,"roles":"R","wids":{"a":1},"scp":5,"exp":1e300,"upn":null})");
    BOOST_TEST(odd.audience.empty());
    BOOST_TEST(odd.permissions.empty());
    BOOST_TEST(odd.delegated);
    BOOST_TEST(!odd.expires_on.has_value());
    BOOST_TEST(!claims_of(R"({"exp":9223372036854775807})").expires_on.has_value());
    BOOST_TEST(!claims_of(R"({"exp":-1})").expires_on.has_value());
    auto const long_text = std::string(5000, 'x');
    BOOST_TEST(claims_of("{\"upn\":\"" + long_text + "\"}").user.size() == 512U);
}

BOOST_AUTO_TEST_CASE(an_application_needs_the_permissions_of_the_report)
{
    BOOST_TEST(is(obstacles(of_an_app(R"("AuditLog.Read.All")"), report::directory_audits), {}));
    BOOST_TEST(is(obstacles(of_an_app(R"("Directory.Read.All")"), report::directory_audits),
        {cause::missing_application_permission}));
    BOOST_TEST(is(obstacles(of_an_app(R"("AuditLog.Read.All","Directory.Read.All")"), report::sign_ins), {}));
    auto const missing = expected_obstacles(of_an_app(R"("AuditLog.Read.All")"), report::sign_ins, clouds::global, now);
    BOOST_REQUIRE(missing.size() == 1U);
    BOOST_TEST(
        missing[0].evidence == "the token of application the-app has no Directory.Read.All; it has AuditLog.Read.All");
    BOOST_TEST(missing[0].fix.find("Grant in the Microsoft Entra admin center") != std::string::npos);
    auto const none = expected_obstacles(of_an_app(""), report::custom_security_attribute_audits, clouds::global, now);
    BOOST_REQUIRE(none.size() == 1U);
    BOOST_TEST(none[0].evidence.find("has no CustomSecAttributeAuditLogs.Read.All; it has none") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_signed_in_user_needs_a_role_that_may_read_the_report)
{
    struct row
    {
        std::string_view role;
        bool directory_audits, attribute_audits, sign_ins, provisioning;
    };
    constexpr row rows[] = {
        {"62e90394-69f5-4237-9190-012177145e10", true, false, true, true},    // Global Administrator
        {"9c99539d-8186-4804-835f-fd51ef9e2dcd", false, true, false, false},  // Attribute Log Reader
        {"5b784334-f94b-471a-a387-e7219fc49ca2", false, true, false, false},  // Attribute Log Administrator
        {"4a5d8f65-41da-4de4-8968-e035b65339cf", true, false, true, true},    // Reports Reader
        {"5F2222B1-57C3-48BA-8AD5-D4759F1FDE6F", false, false, true, true},   // Security Operator, in capitals
        {"17315797-102d-40b4-93e0-432062caca18", true, false, false, false},  // Compliance Administrator
        {"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", false, false, false, true},  // Application Administrator
        {"fe930be7-5e62-47db-91af-98c3a49a38b1", false, false, false, false}, // User Administrator
        {"b79fbf4d-3ef9-4689-8143-76b194e85509", false, false, false, false}, // every user has it
    };
    for (auto const& r : rows)
    {
        auto const claims = claims_of(
            R"({"aud":"https://graph.microsoft.com/","scp":"AuditLog.Read.All Directory.Read.All CustomSecAttributeAuditLogs.Read.All","wids":[")" +
            std::string(r.role) + "\"]}");
        bool const can[] = {r.directory_audits, r.attribute_audits, r.sign_ins, r.provisioning};
        for (std::size_t i = 0; i < all_reports.size(); ++i)
            BOOST_TEST(is(obstacles(claims, all_reports[i]),
                           can[i] ? std::vector<cause>{} : std::vector<cause>{cause::missing_directory_role}),
                r.role << ' ' << to_string(all_reports[i]));
    }
}

BOOST_AUTO_TEST_CASE(audience_and_expiry_are_looked_at_first)
{
    auto const right = R"("AuditLog.Read.All","Directory.Read.All")";
    auto const wrong_cloud = of_an_app(right);
    BOOST_TEST(is(obstacles(wrong_cloud, report::sign_ins, clouds::china), {cause::wrong_cloud}));
    auto const found = expected_obstacles(wrong_cloud, report::sign_ins, clouds::china, now);
    BOOST_TEST(found.at(0).fix.find("Choose the cloud global") != std::string::npos, found.at(0).fix);

    auto const elsewhere = claims_of(R"({"aud":"https://management.azure.com","roles":["AuditLog.Read.All"],"exp":1})");
    BOOST_TEST(is(obstacles(elsewhere, report::directory_audits), {cause::wrong_audience, cause::expired_token}));
    auto const by_id = claims_of(R"({"aud":"00000003-0000-0000-c000-000000000000","roles":["AuditLog.Read.All"]})");
    BOOST_TEST(is(obstacles(by_id, report::directory_audits, clouds::china), {}));

    auto const b2c = of_an_app(right, R"(,"tfp":"B2C_1_signin","iss":"https://x.b2clogin.com/t/v2.0/")");
    BOOST_TEST(is(obstacles(b2c, report::sign_ins), {cause::b2c_tenant}));
}

BOOST_AUTO_TEST_CASE(each_answer_has_one_cause)
{
    auto const app = of_an_app("");
    auto const user = claims_of(R"({"scp":"User.Read","aud":"https://graph.microsoft.com"})");
    auto const b2c = of_an_app("", R"(,"tfp":"B2C_1_signin")");
    auto const why = [](error const& e, token_claims const* claims = nullptr)
    { return diagnose(e, report::sign_ins, clouds::global, claims).why; };

    BOOST_TEST((why(error(errc::permission_missing), &app) == cause::missing_application_permission));
    BOOST_TEST((why(error(errc::permission_missing), &user) == cause::missing_delegated_scope));
    BOOST_TEST((why(error(errc::permission_missing)) == cause::missing_application_permission));
    BOOST_TEST((why(error(errc::role_missing), &user) == cause::missing_directory_role));
    BOOST_TEST((why(error(errc::license_missing), &app) == cause::no_premium_license));
    BOOST_TEST((why(error(errc::license_missing), &b2c) == cause::b2c_tenant));
    BOOST_TEST((why(error(errc::unauthenticated, "Lifetime validation failed, the token is expired.")) ==
                cause::expired_token));
    BOOST_TEST((why(error(errc::unauthenticated, "Access token validation failure. Invalid audience.")) ==
                cause::wrong_audience));
    BOOST_TEST(
        (diagnose(error(errc::unauthenticated, "Invalid audience."), report::sign_ins, clouds::china, &app).why ==
            cause::wrong_cloud));
    BOOST_TEST((why(error(errc::forbidden)) == cause::other));
    // A 403 without a reason: the token tells, or it is the one thing that no token tells.
    auto const full = of_an_app(R"("AuditLog.Read.All","Directory.Read.All")");
    BOOST_TEST((why(error(errc::forbidden), &app) == cause::missing_application_permission));
    BOOST_TEST((why(error(errc::forbidden), &user) == cause::missing_delegated_scope));
    BOOST_TEST((why(error(errc::forbidden), &full) == cause::no_premium_license));
    BOOST_TEST((diagnose(error(errc::forbidden), report::directory_audits, clouds::global, &full).why == cause::other));
    BOOST_TEST((why(error(errc::unauthenticated, "no"), &b2c) == cause::b2c_tenant));
    BOOST_TEST((why(error(errc::connect_timeout)) == cause::other));

    BOOST_TEST((why(token_error(90002)) == cause::tenant_not_found));
    BOOST_TEST((why(token_error(700016)) == cause::application_not_found));
    BOOST_TEST((why(token_error(7000215)) == cause::wrong_secret));
    BOOST_TEST((why(token_error(7000222)) == cause::wrong_secret));
    BOOST_TEST((why(token_error(700027)) == cause::wrong_secret));
    BOOST_TEST((why(token_error(65001)) == cause::missing_admin_consent));
    BOOST_TEST((why(token_error(900382)) == cause::wrong_cloud));
    BOOST_TEST((why(token_error(90038)) == cause::wrong_cloud));
    BOOST_TEST((why(token_error(500011)) == cause::wrong_audience));
    BOOST_TEST((why(token_error(1)) == cause::other));
}

BOOST_AUTO_TEST_CASE(each_cause_has_words_evidence_and_a_page)
{
    for (auto const code : {errc::permission_missing, errc::role_missing, errc::license_missing, errc::server_error})
    {
        error e(code, "said the service");
        e.http_status = 403;
        e.graph_code = "TheCode";
        e.hint = "do this";
        auto const d = diagnose(e, report::sign_ins, clouds::global);
        BOOST_TEST(d.evidence == "403 TheCode: said the service");
        BOOST_TEST(d.fix == "do this");
        BOOST_TEST(d.link.starts_with("https://learn.microsoft.com/"));
        BOOST_TEST(!to_string(d.why).empty());
    }
    BOOST_TEST(diagnose(token_error(7000215), report::sign_ins, clouds::global).evidence ==
               "AADSTS7000215: the service's words");
    auto numbered = token_error(7000215);
    numbered.message = "AADSTS7000215: Invalid client secret provided.";
    BOOST_TEST(diagnose(numbered, report::sign_ins, clouds::global).evidence == numbered.message);
}

BOOST_AUTO_TEST_CASE(a_preflight_is_printed_line_by_line_and_harmless_to_a_terminal)
{
    preflight_result r;
    r.report = report::sign_ins;
    r.claims = of_an_app("\"Evil\\u001b[2J\"");
    r.empty = true;
    auto const text = to_string(r);
    BOOST_TEST(text.starts_with("signIns: can be read\n"), text);
    BOOST_TEST(text.find('\x1b') == std::string::npos);
    BOOST_TEST(text.find("needs Microsoft Entra ID P1 or P2") != std::string::npos);
    BOOST_TEST(text.find("the answer: no record, and no refusal\n") != std::string::npos);
    BOOST_TEST(text.find("until 2026-11-25T12:00:00Z") != std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
