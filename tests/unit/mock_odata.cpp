#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/clauses.hpp>
#include <mockserver/odata/evaluator.hpp>
#include <mockserver/odata/parser.hpp>

#include "tests/support/thoroughness.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <string_view>

using namespace graph_mock::odata;

namespace
{

constexpr std::string_view record_text = R"({
 "id":"a","createdDateTime":"2026-11-05T10:00:00.1234567Z","userDisplayName":"O'Neil Ærø","userPrincipalName":"x@y.z",
 "appDisplayName":"Azure Portal","isInteractive":true,"processingTimeInMilliseconds":120,"riskState":"atRisk",
 "correlationId":"06D1F3A0-1111-4222-8333-123456789abc","location":{"city":"Oslo","state":null,
 "geoCoordinates":{"latitude":59.5,"altitude":-3}},"status":{"errorCode":50126},"agent":{"agentType":"x"},
 "signInEventTypes":["interactiveUser","other"],"riskEventTypes_v2":[],
 "authenticationDetails":[{"succeeded":false,"authenticationMethod":"Password","authenticationStepDateTime":"2026-11-05T09:00:00Z"},
  {"succeeded":true,"authenticationMethod":"Mobile app"}],
 "appliedConditionalAccessPolicies":[{"id":"p","enforcedGrantControls":["Mfa","Block"]}]})";

bool matches(std::string_view filter, letter_case letters = letter_case::ignored, version v = version::beta)
{
    auto const record = boost::json::parse(record_text);
    auto const parsed = parse_filter(filter, type("signIn"), v);
    return evaluator(parsed, letters).matches(record);
}

std::string failure(std::string_view filter, version v = version::beta)
{
    try
    {
        parse_filter(filter, type("signIn"), v);
        return "no failure";
    }
    catch (bad_clause const& why)
    {
        return why.what();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_odata)

BOOST_AUTO_TEST_CASE(comparisons_of_every_kind)
{
    for (auto const* yes : {"id eq 'a'", "id ne 'b'", "processingTimeInMilliseconds gt 119",
             "processingTimeInMilliseconds ge 120", "processingTimeInMilliseconds lt 120.5",
             "processingTimeInMilliseconds le 1.2e2", "location/geoCoordinates/altitude eq -3", "isInteractive eq true",
             "isInteractive", "true", "120 eq processingTimeInMilliseconds", "id in ('x','a')",
             "status/errorCode in (0, 50126)", "riskState eq 'atRisk'",
             "riskState eq microsoft.graph.riskState'atRisk'", "correlationId eq 06d1f3a0-1111-4222-8333-123456789abc",
             "correlationId eq '06d1f3a0-1111-4222-8333-123456789abc'", "userDisplayName eq 'O''Neil Ærø'",
             "userDisplayName gt 'O'", "id ge 'a'", "(id eq 'a') eq true"})
        BOOST_TEST(matches(yes), yes);
    for (auto const* no : {"id eq 'b'", "id ne 'a'", "processingTimeInMilliseconds gt 120", "isInteractive eq false",
             "false", "id in ('x','y')", "id lt 'a'", "not isInteractive"})
        BOOST_TEST(!matches(no), no);
}

BOOST_AUTO_TEST_CASE(times_compare_in_every_form_they_are_written_in)
{
    for (auto const* yes :
        {"createdDateTime eq 2026-11-05T10:00:00.1234567Z", "createdDateTime eq 2026-11-05T12:00:00.1234567+02:00",
            "createdDateTime gt 2026-11-05T10:00:00.1234566Z", "createdDateTime lt 2026-11-05T10:00:00.1234568Z",
            "createdDateTime ge 2026-11-05", "createdDateTime gt 2026-11-05T10:00Z",
            "createdDateTime lt 2026-11-05T10:01-00:00", "2026-11-05T10:00:00Z le createdDateTime"})
        BOOST_TEST(matches(yes), yes);
    BOOST_TEST(!matches("createdDateTime eq 2026-11-05T10:00:00Z"));
    BOOST_TEST(
        failure("createdDateTime ge '2026-11-05T10:00:00Z'") ==
        "Invalid filter clause: A binary operator with incompatible types was detected. Found operand types "
        "'Edm.DateTimeOffset' and 'Edm.String' for operator kind 'GreaterThanOrEqual' (a time is written without "
        "quotes) at position 16.");
    for (auto const* wrong : {"createdDateTime ge 2026-13-05", "createdDateTime ge 2026-11-05T25:00:00Z",
             "createdDateTime ge 2026-11-05T10:00:00 02:00", "createdDateTime ge 2026-11-05T10.00.00Z",
             "createdDateTime ge datetime'2026-11-05T10:00:00'", "createdDateTime ge 2026-11-05T10:00:00"})
        BOOST_TEST(failure(wrong).starts_with("Invalid filter clause: "), wrong);
}

BOOST_AUTO_TEST_CASE(words_are_found_in_every_case_and_and_binds_closer_than_or)
{
    BOOST_TEST(matches("ID EQ 'a' AND NOT (LOCATION/CITY Eq 'Paris')"));
    BOOST_TEST(matches("id eq 'a' or id eq 'b' and id eq 'c'"));
    BOOST_TEST(!matches("(id eq 'a' or id eq 'b') and id eq 'c'"));
    BOOST_TEST(matches("not (id eq 'b') and not not (id eq 'a')"));
    BOOST_TEST(matches("  ( id   eq\t'a' )  "));
    BOOST_TEST(matches("StartsWith(ToLower(appDisplayName),'azure')"));
}

BOOST_AUTO_TEST_CASE(functions_on_text)
{
    for (auto const* yes :
        {"startswith(appDisplayName,'Azure')", "endswith(appDisplayName, 'Portal')", "contains(appDisplayName,'re Po')",
            "contains(tolower(appDisplayName),'azure p')", "tolower(appDisplayName) eq 'azure portal'",
            "toupper(id) eq 'A'", "startswith(appDisplayName,'')", "startswith(appDisplayName,'azure') eq true"})
        BOOST_TEST(matches(yes), yes);
    BOOST_TEST(!matches("startswith(appDisplayName,'Portal')"));
    BOOST_TEST(!matches("endswith(id,'aa')"));
}

BOOST_AUTO_TEST_CASE(letter_case_matters_only_where_it_is_said_to)
{
    BOOST_TEST(matches("appDisplayName eq 'AZURE PORTAL'"));
    BOOST_TEST(matches("contains(appDisplayName,'aZuRe')"));
    BOOST_TEST(!matches("appDisplayName eq 'AZURE PORTAL'", letter_case::matters));
    BOOST_TEST(!matches("contains(appDisplayName,'aZuRe')", letter_case::matters));
    BOOST_TEST(matches("contains(tolower(appDisplayName),'azure')", letter_case::matters));
}

BOOST_AUTO_TEST_CASE(null_is_what_is_null_or_missing)
{
    for (auto const* yes : {"location/state eq null", "clientAppUsed eq null", "mfaDetail/authMethod eq null",
             "mfaDetail eq null", "agent ne null", "null ne agent", "location/city ne null", "clientAppUsed ne 'x'",
             "null eq clientAppUsed", "not (location/city eq null)"})
        BOOST_TEST(matches(yes), yes);
    // What is unknown is neither true nor false.
    for (auto const* no : {"clientAppUsed eq 'x'", "clientAppUsed gt 'x'", "startswith(clientAppUsed,'x')",
             "not startswith(clientAppUsed,'x')", "agent eq null", "flaggedForReview", "not flaggedForReview",
             "flaggedForReview and isInteractive", "location/city eq null"})
        BOOST_TEST(!matches(no), no);
    BOOST_TEST(matches("flaggedForReview or isInteractive"));
}

BOOST_AUTO_TEST_CASE(lambdas_ask_collections)
{
    for (auto const* yes : {"signInEventTypes/any(t: t eq 'interactiveUser')", "signInEventTypes/any(t:t ne 'other')",
             "signInEventTypes/any()", "signInEventTypes/all(t: contains(t,'r'))",
             "authenticationDetails/any(d: d/succeeded and d/authenticationMethod eq 'Mobile app')",
             "authenticationDetails/any(d: d/authenticationStepDateTime lt 2026-11-05T09:30:00Z)",
             "riskEventTypes_v2/all(t: t eq 'x')", "appliedEventListeners/all(l: l/eventType eq 'x')",
             "appliedConditionalAccessPolicies/any(p: p/enforcedGrantControls/any(c: c eq 'Block' and p/id eq 'p' and "
             "id eq 'a'))",
             "signInEventTypes/any(t: signInEventTypes/any(u: u ne t))"})
        BOOST_TEST(matches(yes), yes);
    for (auto const* no : {"signInEventTypes/any(t: t eq 'servicePrincipal')", "signInEventTypes/all(t: t eq 'other')",
             "riskEventTypes_v2/any()", "riskEventTypes_v2/any(t: true)", "authenticationDetails/all(d: d/succeeded)",
             "appliedEventListeners/any(l: l/eventType eq 'x')"})
        BOOST_TEST(!matches(no), no);
}

BOOST_AUTO_TEST_CASE(a_collection_compared_with_a_value_means_any_of_it)
{
    BOOST_TEST(matches("signInEventTypes eq 'other'"));
    BOOST_TEST(!matches("signInEventTypes eq 'none'"));
    BOOST_TEST(matches("startswith(signInEventTypes,'inter')"));
    BOOST_TEST(!matches("riskEventTypes_v2 eq 'x'"));
    BOOST_TEST(failure("'x' eq signInEventTypes").find("A collection stands where") != std::string::npos);
    BOOST_TEST(failure("tolower(signInEventTypes) eq 'x'").find("tolower") != std::string::npos);
    BOOST_TEST(failure("authenticationDetails eq 'x'").find("incompatible types") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_names_are_named_with_their_type)
{
    BOOST_TEST(failure("creatdDateTime ge 2026-11-05") ==
               "Could not find a property named 'creatdDateTime' on type 'microsoft.graph.signIn'.");
    BOOST_TEST(failure("activityDateTime ge 2026-11-05") ==
               "Could not find a property named 'activityDateTime' on type 'microsoft.graph.signIn'.");
    BOOST_TEST(failure("status/code eq 1") ==
               "Could not find a property named 'code' on type 'microsoft.graph.signInStatus'.");
    BOOST_TEST(failure("authenticationDetails/any(d: d/x eq 1)") ==
               "Could not find a property named 'x' on type 'microsoft.graph.authenticationDetail'.");
    BOOST_TEST(failure("signInEventTypes/any(t: t eq 'x')", version::v1_0) ==
               "Could not find a property named 'signInEventTypes' on type 'microsoft.graph.signIn'.");
    BOOST_TEST(failure("riskEventTypes/any(t: t eq 'x')", version::v1_0) == "no failure");
    BOOST_TEST(failure("riskEventTypes/any(t: t eq 'x')") ==
               "Could not find a property named 'riskEventTypes' on type 'microsoft.graph.signIn'.");
}

BOOST_AUTO_TEST_CASE(open_types_hold_what_the_schema_does_not_name)
{
    auto const record = boost::json::parse(
        R"({"sourceIdentity":{"details":{"Level":3,"When":"2026-11-05T00:00:00Z","Tags":["x"],"In":{"Deep":true}}}})");
    auto const ask = [&](std::string_view filter)
    {
        auto const parsed = parse_filter(filter, type("provisioningObjectSummary"), version::beta);
        return evaluator(parsed, letter_case::matters).matches(record);
    };
    BOOST_TEST(ask("sourceIdentity/details/Level eq 3"));
    BOOST_TEST(ask("sourceIdentity/details/level gt 2"));
    BOOST_TEST(ask("sourceIdentity/details/When lt 2026-11-06"));
    BOOST_TEST(ask("sourceIdentity/details/In/Deep"));
    BOOST_TEST(ask("sourceIdentity/details/Tags/any(t: t eq 'x')"));
    BOOST_TEST(ask("sourceIdentity/details/Other eq null"));
    BOOST_TEST(!ask("sourceIdentity/details/Level eq 'three'"));
    BOOST_TEST(ask("tenantid eq null and jobid eq null"));
}

BOOST_AUTO_TEST_CASE(what_is_no_filter_is_refused_with_its_place)
{
    BOOST_TEST(failure("") ==
               "Invalid filter clause: Syntax error: an expression was expected, but found the end at position 0.");
    BOOST_TEST(failure("id eq") ==
               "Invalid filter clause: Syntax error: an expression was expected, but found the end at position 5.");
    BOOST_TEST(
        failure("id eq 'a' id") ==
        "Invalid filter clause: Syntax error: the end, 'and' or 'or' was expected, but found 'id' at position 10.");
    BOOST_TEST(failure("id eq 'a") == "Invalid filter clause: There is an unterminated string literal at position 6.");
    BOOST_TEST(failure("id & 'a'") == "Invalid filter clause: Syntax error: character '&' is not valid at position 3.");
    for (auto const* wrong :
        {"id", "'a'", "1", "null eq", "eq", "id eq eq", "id eq 'a' and", "and", "not", "(id eq 'a'", "id eq 'a')",
            "id in ()", "id in 'a'", "id in ('a'", "id in (id)", "startswith(id)", "startswith(id,'a','b')",
            "startswith(processingTimeInMilliseconds,'1')", "length(id) eq 1", "foo(id)", "id/any(t: true)",
            "signInEventTypes/any(t t eq 'x')", "signInEventTypes/any(t: 'x')", "signInEventTypes/any(t: t)",
            "signInEventTypes/some(t: true)", "signInEventTypes/all()", "signInEventTypes/x eq 'y'", "id eq 1",
            "isInteractive eq 'true'", "status eq 'x'", "id and true", "not id", "location eq location", "id eq 1x",
            "id eq --1", "id/ eq 'a'", "/id eq 'a'", "signInEventTypes/any(t: u eq 'x')", "$count eq 1", "id eq x'41'",
            "startswith(id,'a') and", "id eq 'a' or or id eq 'b'", "true eq 'true'"})
    {
        auto const why = failure(wrong);
        BOOST_TEST((why.starts_with("Invalid filter clause: ") || why.starts_with("Could not find a property")), wrong);
    }
}

BOOST_AUTO_TEST_CASE(size_depth_and_count_are_bounded)
{
    auto const nested = [](std::string_view open, std::string_view close, int n)
    {
        std::string text;
        for (int i = 0; i < n; ++i)
            text += open;
        text += "id eq 'a'";
        for (int i = 0; i < n; ++i)
            text += close;
        return text;
    };
    std::string lambdas = "id eq 'a'";
    for (int i = 0; i < 400; ++i)
        lambdas = "signInEventTypes/any(t" + std::to_string(i) + ": " + lambdas + ")";
    std::string chain_of_comparisons = "id eq 'a'";
    for (int i = 0; i < 400; ++i)
        chain_of_comparisons += " eq true";
    BOOST_TEST(failure(nested("(", ")", 20)) == "no failure");
    for (auto const& deep : {nested("(", ")", 5000), nested("not ", "", 4000), lambdas, chain_of_comparisons,
             "startswith(" + nested("tolower(", ")", 1000)})
        BOOST_TEST(failure(deep).find("nested too deeply") != std::string::npos);
    BOOST_TEST(failure(std::string(20000, ' ') + "id eq 'a'").find("longer than") != std::string::npos);

    std::string chain = "id eq 'a'";
    std::string list = "id in ('a'";
    for (int i = 0; i < 500; ++i)
    {
        chain += " or id eq 'b'";
        list += ",'b'";
    }
    BOOST_TEST(failure(chain).find("node count limit of '500'") != std::string::npos);
    BOOST_TEST(failure(list + ")").find("node count limit of '500'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lambdas_that_multiply_are_stopped)
{
    if (!entralog::testing::every_place)
        return; // a hundred million steps
    std::string array = "[0";
    for (int i = 0; i < 3000; ++i)
        array += ",1";
    auto const record = boost::json::parse(R"({"signInEventTypes":)" + array + "]}");
    std::string filter = "true";
    for (auto const* name : {"a", "b", "c", "d", "e"})
        filter = "signInEventTypes/all(" + std::string(name) + ": " + filter + ")";
    auto const parsed = parse_filter(filter, type("signIn"), version::beta);
    evaluator e(parsed, letter_case::ignored);
    BOOST_CHECK_THROW(e.matches(record), bad_clause);
}

BOOST_AUTO_TEST_CASE(damaged_filters_are_refused_or_read_but_never_crash)
{
    std::string_view const filter =
        "signInEventTypes/any(t: t eq 'x') and (createdDateTime ge 2026-11-05T10:00:00Z or not "
        "contains(tolower(id),'a''b')) "
        "and status/errorCode in (1, -2.5) and correlationId eq 06d1f3a0-1111-4222-8333-123456789abc";
    auto const record = boost::json::parse(record_text);
    int read = 0;
    auto const attempt = [&](std::string const& text)
    {
        try
        {
            auto const parsed = parse_filter(text, type("signIn"), version::beta);
            evaluator(parsed, letter_case::ignored).matches(record);
            ++read;
        }
        catch (bad_clause const&)
        {
        }
    };
    for (std::size_t i = 0; i <= filter.size(); ++i)
        attempt(std::string(filter.substr(0, i)));
    std::mt19937 random(20261125);
    using namespace std::string_view_literals;
    constexpr auto alphabet = "'()/:,.-+ \t\0\xff$@_0Tzeqandornt"sv;
    for (int i = 0; i < 20000; ++i)
    {
        std::string text(filter);
        for (int n = 0; n <= i % 3; ++n)
            text[random() % text.size()] = alphabet[random() % alphabet.size()];
        if (i % 3 == 0)
            text.erase(random() % text.size(), random() % 8);
        attempt(text);
    }
    BOOST_TEST(read > 100); // some damage leaves a filter: the loop has reached the evaluator, too
}

BOOST_AUTO_TEST_CASE(orders_and_selections_are_read_and_checked)
{
    auto const keys = parse_order_by("createdDateTime desc, location/city,id ASC", type("signIn"), version::beta);
    BOOST_TEST_REQUIRE(keys.size() == 3u);
    BOOST_TEST(keys[0].descending);
    BOOST_TEST(!keys[1].descending);
    BOOST_TEST(keys[1].path.path.back() == "city");
    for (auto const* wrong : {"", "id sideways", "id,,id", "nope", "location", "signInEventTypes", "id desc desc",
             "id,id,id,id,id,id,id,id,id", "'a'", "tolower(id)", "signInEventTypes/any()", "$it"})
        BOOST_CHECK_EXCEPTION(parse_order_by(wrong, type("signIn"), version::beta), bad_clause,
            [](bad_clause const& why)
            { return std::string_view(why.what()).find("filter") == std::string_view::npos; });
    for (auto const* wrong : {"id desc, nope", "id desc, 'a'", "id desc, $it asc"})
        BOOST_CHECK_EXCEPTION(parse_order_by(wrong, type("signIn"), version::beta), bad_clause,
            [](bad_clause const& why) { return why.position() == 9u; });
    BOOST_TEST(
        parse_select("ID, status,id", type("signIn"), version::beta) == (std::vector<std::string>{"id", "status"}),
        boost::test_tools::per_element());
    BOOST_TEST(parse_select("id,*", type("signIn"), version::beta).empty());
    BOOST_TEST(parse_select("STATUS/errorcode,location/city,location,authenticationDetails/succeeded", type("signIn"),
                   version::beta) ==
                   (std::vector<std::string>{"status/errorCode", "location", "authenticationDetails/succeeded"}),
        boost::test_tools::per_element());
    BOOST_TEST(parse_select("initiatedBy/user/own,sourceIdentity/details/Level", type("provisioningObjectSummary"),
                   version::beta) == (std::vector<std::string>{"initiatedBy/user/own", "sourceIdentity/details/Level"}),
        boost::test_tools::per_element()); // open types
    for (auto const* wrong : {"", "nope", "id,", "status/nope", "status/", "/status", "id/x", "status/errorCode/x",
             "sourceIdentity//x", "signInEventTypes/any()"})
        BOOST_CHECK_THROW(parse_select(wrong, type("signIn"), version::beta), bad_clause);
    BOOST_CHECK_THROW(parse_select("signInEventTypes", type("signIn"), version::v1_0), bad_clause);
}

BOOST_AUTO_TEST_SUITE_END()
