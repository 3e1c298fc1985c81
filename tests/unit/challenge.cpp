#include <entralog/detail/base64.hpp>
#include <entralog/detail/challenge.hpp>

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace entralog::testing
{

namespace
{

response_head refused(std::initializer_list<std::string_view> fields)
{
    response_head head;
    head.status = 401;
    for (auto const field : fields)
        head.headers.add("WWW-Authenticate", std::string(field));
    return head;
}

std::string claims_in(std::string_view field)
{
    return detail::requested_claims(refused({field}));
}

std::string base64(std::string_view text)
{
    std::string out;
    detail::append_base64(out, std::span(reinterpret_cast<unsigned char const*>(text.data()), text.size()));
    return out;
}

// Both of Microsoft's documentation.
constexpr std::string_view nbf_base64 =
    "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwNDEwNjY1MSJ9fX0=";
constexpr std::string_view nbf_json = R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"}}})";
constexpr std::string_view acrs_base64 =
    "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiY3AxIn19fQ==";

/// What a challenge came to, as one text: "Bearer realm= error=x | Basic".
std::string read(std::string_view field)
{
    std::string out;
    for (auto const& c : detail::parse_challenges(refused({field})))
    {
        out.append(out.empty() ? "" : " | ").append(c.scheme);
        for (auto const& [name, value] : c.parameters)
            out.append(" ").append(name).append("=").append(value);
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(challenge_suite)

BOOST_AUTO_TEST_CASE(claims_are_found_in_any_order)
{
    auto const claims = std::string(R"(claims=")").append(nbf_base64).append("\"");
    std::string const rest =
        R"(realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize")";
    std::string const why = R"(error="insufficient_claims")";
    for (auto const& field :
        {"Bearer " + rest + ", " + why + ", " + claims, "Bearer " + claims + ", " + rest + "," + why,
            "bearer " + why + "," + claims + "," + rest, "BEARER  " + claims + " ,\t" + why,
            "Bearer error = insufficient_claims , Claims = " + std::string(nbf_base64)})
        BOOST_TEST(claims_in(field) == nbf_json, field);
}

BOOST_AUTO_TEST_CASE(claims_are_found_among_other_challenges_and_headers)
{
    auto const bearer =
        std::string(R"(Bearer realm="", error="insufficient_claims", claims=")").append(nbf_base64).append("\"");
    BOOST_TEST(claims_in("Basic realm=\"a, Bearer error=\\\"x\\\"\", " + bearer) == nbf_json);
    BOOST_TEST(claims_in(bearer + ", Negotiate YII=, Digest realm=\"x\", qop=\"auth,auth-int\"") == nbf_json);
    BOOST_TEST(claims_in("Negotiate, NTLM, " + bearer) == nbf_json);
    BOOST_TEST(claims_in("PoP nonce=\"abc\", " + bearer + ", PoP nonce=\"def\"") == nbf_json);
    BOOST_TEST(detail::requested_claims(refused({"Basic realm=\"x\"", bearer, "Negotiate"})) == nbf_json);
    // Two Bearer challenges: the one that wants claims.
    BOOST_TEST(claims_in("Bearer realm=\"\", error=\"invalid_token\", " + bearer) == nbf_json);
}

BOOST_AUTO_TEST_CASE(claims_may_be_base64_or_base64url_with_padding_or_without)
{
    std::string const json = R"({"a":"???>>>~~~"})"; // of which base64 has + and /
    auto const standard = base64(json);
    BOOST_TEST_REQUIRE((standard.find('/') != std::string::npos || standard.find('+') != std::string::npos));
    auto url = standard;
    for (auto& c : url)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    for (auto text : {standard, url, standard.substr(0, standard.find('=')), url.substr(0, url.find('='))})
        BOOST_TEST(claims_in("Bearer error=\"insufficient_claims\", claims=\"" + text + "\"") == json, text);
}

BOOST_AUTO_TEST_CASE(what_asks_for_no_claims_gives_none)
{
    auto const claims = std::string("claims=\"").append(nbf_base64).append("\"");
    for (auto const& field :
        {std::string(), std::string("Bearer"), "Bearer " + claims, "Bearer error=\"invalid_token\", " + claims,
            "Basic error=\"insufficient_claims\", " + claims, std::string("Bearer error=\"insufficient_claims\""),
            std::string("Bearer error=\"insufficient_claims\", claims=\"\""),
            std::string("Bearer error=\"insufficient_claims\", claims=\"not base64!\""),
            std::string("Bearer error=\"insufficient_claims\", claims=\"e30=\""),     // {}
            std::string("Bearer error=\"insufficient_claims\", claims=\"W10=\""),     // []
            std::string("Bearer error=\"insufficient_claims\", claims=\"eyJhIjo=\""), // {"a":
            "Bearer error=\"insufficient_claims\", claims=\"" + std::string(nbf_base64.substr(0, 40)),
            "Bearer error=\"insufficient_claims\"; " + claims, "Bearer x=\"error=insufficient_claims\", " + claims})
        BOOST_TEST(claims_in(field) == "", field);
}

BOOST_AUTO_TEST_CASE(quoted_strings_and_schemes_are_told_apart)
{
    BOOST_TEST(read(R"(Bearer realm="a \"b\" \\ c", x=y)") == R"(Bearer realm=a "b" \ c x=y)");
    BOOST_TEST(read(R"(Basic realm="x", Bearer, Negotiate abc==)") == "Basic realm=x | Bearer | Negotiate");
    BOOST_TEST(read("Basic realm=/var/opt/azcmagent/tokens/1.key") == "Basic realm=/var/opt/azcmagent/tokens/1.key");
    BOOST_TEST(read("Basic realm=a b=c") == "Basic realm=a b=c");
    BOOST_TEST(read(", ,Basic , ,") == "Basic");
    BOOST_TEST(read("realm=\"nobody's\", Basic a=1") == "Basic a=1");
    BOOST_TEST(read("Bearer realm=\"never ends") == "Bearer realm=never ends");
    BOOST_TEST(read("Bearer realm=\"ends in \\") == "Bearer realm=ends in \\");
    BOOST_TEST(read("Bearer, =x, \"y\", a=b") == "Bearer a=b");
    BOOST_TEST(detail::parse_challenges(refused({"Bearer A=1"})).front().parameter("a") == "1");
    BOOST_TEST(detail::parse_challenges(refused({"Bearer a=1"})).front().parameter("b") == "");
}

BOOST_AUTO_TEST_CASE(hostile_headers_are_bounded_and_harm_nothing)
{
    std::string many;
    std::string parameters = "Bearer ";
    for (int i = 0; i < 1000; ++i)
    {
        many += "Bearer a=1, ";
        parameters += "a" + std::to_string(i) + "=1, ";
    }
    BOOST_TEST(detail::parse_challenges(refused({many, many})).size() == 32U);
    BOOST_TEST(detail::parse_challenges(refused({parameters})).front().parameters.size() == 32U);
    auto const deep = base64(std::string(1000, '[') + std::string(1000, ']'));
    BOOST_TEST(claims_in("Bearer error=\"insufficient_claims\", claims=\"" + deep + "\"") == "");
    auto const large = base64("{\"a\":\"" + std::string(100'000, 'x') + "\"}");
    BOOST_TEST(claims_in("Bearer error=\"insufficient_claims\", claims=\"" + large + "\"") == "");

    std::mt19937 random(4);
    std::string const alphabet = "aB=,\" \t\\/;:{}-\x01\xff";
    for (int round = 0; round < 20'000; ++round)
    {
        std::string field(random() % 40, ' ');
        for (auto& c : field)
            c = alphabet[random() % alphabet.size()];
        auto const all = detail::parse_challenges(refused({field}));
        BOOST_TEST_REQUIRE(all.size() <= field.size());
        for (auto const& c : all)
            BOOST_TEST_REQUIRE(!c.scheme.empty(), field);
    }
}

BOOST_AUTO_TEST_CASE(every_token_request_declares_cp1_whatever_was_requested)
{
    BOOST_TEST(detail::claims_parameter("") == R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
    BOOST_TEST(detail::claims_parameter(nbf_json) ==
               R"({"access_token":{"nbf":{"essential":true,"value":"1604106651"},"xms_cc":{"values":["cp1"]}}})");
    BOOST_TEST(detail::claims_parameter(R"({"access_token":{"xms_cc":{"values":["a","cp1"]}},"id_token":{}})") ==
               R"({"access_token":{"xms_cc":{"values":["a","cp1"]}},"id_token":{}})");
    BOOST_TEST(
        detail::claims_parameter(R"({"access_token":5})") == R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
    BOOST_TEST(detail::claims_parameter("no JSON") == R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
    BOOST_TEST(detail::merge_claims("", "") == "");
    BOOST_TEST(detail::merge_claims(R"({"a":[1,2],"b":1})", R"({"a":[2,3],"b":2})") == R"({"a":[1,2,3],"b":2})");
}

BOOST_AUTO_TEST_CASE(base64_comes_back_as_it_went)
{
    // RFC 4648, section 10
    BOOST_TEST(base64("") == "");
    BOOST_TEST(base64("f") == "Zg==");
    BOOST_TEST(base64("fo") == "Zm8=");
    BOOST_TEST(base64("foobar") == "Zm9vYmFy");
    std::string bytes;
    for (int i = 0; i < 256; ++i)
    {
        bytes += static_cast<char>(i * 7);
        std::string url;
        detail::append_base64url(url, bytes);
        BOOST_TEST(url.find_first_of("+/=") == std::string::npos);
        BOOST_TEST((detail::decode_base64(url) == bytes));
        BOOST_TEST((detail::decode_base64(base64(bytes)) == bytes));
    }
    for (std::string_view const wrong : {"a", "a===", "ab=", "abc==", "ab=c", "ab c", "ab\n", "=", "abcde"})
        BOOST_TEST(!detail::decode_base64(wrong).has_value(), wrong);
    BOOST_TEST((detail::decode_base64(acrs_base64) == R"({"access_token":{"acrs":{"essential":true,"value":"cp1"}}})"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
