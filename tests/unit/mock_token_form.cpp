#include <tests/support/mock_contoso.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_contoso;
using namespace std::chrono_literals;

namespace
{

std::string const token_path = "/contoso.com/oauth2/v2.0/token";
std::string const grant = "grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
std::string const as_reader = "&client_id=" + reader + "&client_secret=" + reader_secret;

graph_mock::response ask(world& w, std::string const& authorization, std::string const& body,
    std::string const& type = "application/x-www-form-urlencoded")
{
    auto r = world::request("POST", token_path);
    if (!authorization.empty())
        r.headers.add("Authorization", authorization);
    if (!type.empty())
        r.headers.add("Content-Type", type);
    r.body = body;
    return w.rooms->handle(r);
}

std::string basic(std::string const& id, std::string const& secret)
{
    return "Basic " + graph_mock::to_base64(id + ":" + secret);
}

/// The error's text without its number, ids and time.
std::string description(graph_mock::response const& r)
{
    auto const all = text(json(r), "error_description");
    auto const begin = all.find(": ") + 2;
    return all.substr(begin, all.find("\r\n") - begin);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_token_form)

BOOST_AUTO_TEST_CASE(each_half_of_basic_is_decoded_by_itself)
{
    mock_rooms::world w; // one of its secrets needs every kind of escape
    auto const with_basic = [&](std::string const& secret)
    {
        auto r = w.request("POST", std::string("/") + mock_rooms::tenant_id + "/oauth2/v2.0/token");
        r.headers.add("Content-Type", "application/x-www-form-urlencoded");
        r.headers.add("Authorization", basic(mock_rooms::reader_app, secret));
        r.body = grant;
        return w.rooms->handle(r);
    };
    BOOST_TEST(outcome(with_basic("first")) == "200");
    BOOST_TEST(outcome(with_basic("s%2Bcr%25t%26%3D%3A%2F")) == "200");
    BOOST_TEST(outcome(with_basic("s%2Bcr%25t&=:/")) == "200"); // '&' ends nothing here
    BOOST_TEST(outcome(with_basic("wrong&client_secret=first")) == "401 invalid_client 7000215");
    BOOST_TEST(outcome(with_basic("s+cr%25t%26%3D%3A%2F")) == "401 invalid_client 7000215"); // a space
    auto const broken = with_basic("s%2Bcr%t&=:/");                                          // as it is, not encoded
    BOOST_TEST(outcome(broken) == "400 invalid_request 900144");
    BOOST_TEST(description(broken).find("write %25 for a percent sign") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_client_proves_itself_in_one_place)
{
    world w;
    auto const good = basic(reader, reader_secret);
    BOOST_TEST(outcome(ask(w, good, grant)) == "200");
    BOOST_TEST(outcome(ask(w, good, grant + "&client_id=" + graph_mock::to_upper(reader))) == "200");
    BOOST_TEST(outcome(ask(w, good, grant + "&client_id=" + auditor)) == "400 invalid_request 90023");
    BOOST_TEST(outcome(ask(w, good, grant + as_reader)) == "400 invalid_request 90023");
    BOOST_TEST(outcome(ask(w, good, grant + "&client_assertion=x")) == "400 invalid_request 90023");
    BOOST_TEST(outcome(ask(w, good, grant + "&client_secret=")) == "200"); // empty is left out
}

BOOST_AUTO_TEST_CASE(who_fails_with_basic_is_asked_for_basic)
{
    world w;
    auto const wrong = ask(w, basic(reader, "wrong"), grant);
    BOOST_TEST(outcome(wrong) == "401 invalid_client 7000215");
    BOOST_TEST(wrong.headers.find("www-authenticate").starts_with("Basic realm="));
    BOOST_TEST(ask(w, "", grant + as_reader + "x").headers.find("www-authenticate") == "");
    BOOST_TEST(ask(w, basic(reader, reader_secret), grant).headers.find("www-authenticate") == "");
}

BOOST_AUTO_TEST_CASE(a_parameter_comes_once)
{
    world w;
    auto const body = grant + as_reader;
    BOOST_TEST(outcome(ask(w, "", body)) == "200");
    for (auto const* twice :
        {"&grant_type=client_credentials", "&client_secret=contoso-reader-secret-not-real", "&scope=x"})
        BOOST_TEST(outcome(ask(w, "", body + twice)) == "400 invalid_request 90023", twice);
    BOOST_TEST(description(ask(w, "", body + "&scope=x")) ==
               "The request body contains the parameter 'scope' more than once.");
}

BOOST_AUTO_TEST_CASE(nothing_but_a_form_is_read)
{
    world w;
    auto const body = grant + as_reader;
    BOOST_TEST(outcome(ask(w, "", body, "Application/X-WWW-Form-URLEncoded ; charset=UTF-8")) == "200");
    for (auto const* type : {"application/json", "text/plain", "application/x-www-form-urlencoded-not", ""})
        BOOST_TEST(outcome(ask(w, "", body, type)) == "400 invalid_request 900144", type);
    BOOST_TEST(description(ask(w, "", "{}", "application/json"))
                   .starts_with("The request body must contain the following parameter: 'grant_type'. "));
}

BOOST_AUTO_TEST_CASE(another_method_is_told_which_one_is_right)
{
    world w;
    struct wrong
    {
        std::string path;
        std::string method;
        std::string allowed;
    };
    wrong const wrongs[] = {
        {token_path, "GET", "POST"},
        {"/contoso.com/oauth2/v2.0/devicecode", "PUT", "POST"},
        {"/contoso.com/discovery/v2.0/keys", "POST", "GET"},
        {"/contoso.com/v2.0/.well-known/openid-configuration", "DELETE", "GET"},
    };
    for (auto const& [path, method, allowed] : wrongs)
    {
        auto const r = w.rooms->handle(world::request(method, path));
        BOOST_TEST(outcome(r) == "405 invalid_request 900561", path);
        BOOST_TEST(r.headers.find("allow") == allowed);
        BOOST_TEST(
            description(r) == "The endpoint only accepts " + allowed + " requests. Received a " + method + " request.");
    }
}

BOOST_AUTO_TEST_CASE(what_is_too_large_and_who_is_not_there_have_numbers_too)
{
    world w;
    auto const at = [&](std::string path) { return outcome(w.rooms->handle(world::request("GET", std::move(path)))); };
    BOOST_TEST(outcome(w.post(token_path, std::string(2 * 1024 * 1024, 'a'))) == "400 invalid_request 900144");
    BOOST_TEST(
        outcome(w.post(token_path + "?" + std::string(40000, 'a'), grant + as_reader)) == "414 invalid_request 900144");
    BOOST_TEST(at("/contoso.com/discovery/v2.0/keys") == "200");
    BOOST_TEST(at("/common/discovery/v2.0/keys") == "200");
    BOOST_TEST(at("/nowhere/discovery/v2.0/keys") == "400 invalid_request 90002");
    BOOST_TEST(at("/contoso.com/oauth2/v2.0/authorize?response_type=code") == "400 unsupported_response_type 70005");
    BOOST_TEST(at("/organizations/oauth2/v2.0/authorize") == "400 unsupported_response_type 70005");
    BOOST_TEST(at("/nowhere/oauth2/v2.0/authorize") == "400 invalid_request 90002");
    // Elsewhere it is Graph that answers.
    BOOST_TEST(mock_rooms::error_code(w.rooms->handle(world::request("GET", "/contoso.com/x"))) == "ResourceNotFound");
    BOOST_TEST(w.get("x", "/beta/auditLogs/signIns?" + std::string(40000, 'a')).status == 414);
}

BOOST_AUTO_TEST_SUITE_END()
