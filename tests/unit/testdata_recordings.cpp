#include <entralog/time.hpp>

#include "tests/support/schema_walk.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The recordings are HAR 1.2 as other tools write and read it (http://www.softwareishard.com/blog/har-12-spec/), and
// each holds what testdata/README.md says.

namespace
{

namespace json = boost::json;

std::string text(json::value const& v)
{
    return std::string(v.as_string());
}

std::map<std::string, json::value> recordings()
{
    auto all = std::map<std::string, json::value>();
    for (auto const& file : std::filesystem::directory_iterator(std::string(ENTRALOG_TESTDATA) + "/recordings"))
        if (file.path().extension() == ".har")
            all[file.path().stem().string()] =
                json::parse(test::read_testdata("recordings/" + file.path().filename().string()));
    return all;
}

json::array const& entries(json::value const& recording)
{
    return recording.at("log").at("entries").as_array();
}

std::string decoded(std::string_view query)
{
    auto all = std::string();
    for (auto i = std::size_t(0); i < query.size(); ++i)
    {
        auto byte = static_cast<unsigned char>(query[i] == '+' ? ' ' : query[i]);
        if (query[i] == '%' && i + 2 < query.size())
        {
            std::from_chars(query.data() + i + 1, query.data() + i + 3, byte, 16);
            i += 2;
        }
        all += static_cast<char>(byte);
    }
    return all;
}

std::string from_base64(std::string_view code)
{
    auto const alphabet = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    auto all = std::string();
    auto bits = 0u;
    auto count = 0;
    for (auto c : code.substr(0, code.find('=')))
    {
        auto digit = alphabet.find(c);
        BOOST_REQUIRE(digit != std::string_view::npos);
        bits = bits << 6 | static_cast<unsigned>(digit);
        count += 6;
        if (count >= 8)
            all += static_cast<char>(bits >> (count -= 8) & 0xff);
    }
    return all;
}

/// The body as the server wrote it.
std::string body(json::value const& entry)
{
    auto const& content = entry.at("response").at("content").as_object();
    auto whole = text(content.at("text"));
    if (auto const* encoding = content.if_contains("encoding"))
    {
        BOOST_TEST(encoding->as_string() == "base64");
        return from_base64(whole);
    }
    return whole;
}

std::string header(json::value const& entry, std::string_view name)
{
    for (auto const& h : entry.at("response").at("headers").as_array())
        if (h.at("name").as_string() == name)
            return text(h.at("value"));
    return {};
}

std::int64_t status(json::value const& entry)
{
    return entry.at("response").at("status").as_int64();
}

std::string graph_code(json::value const& entry)
{
    return text(json::parse(body(entry)).at("error").at("code"));
}

bool is_json(std::string const& document)
{
    auto error = json::error_code();
    json::parse(document, error);
    return !error;
}

void check_name_value_list(json::value const& list)
{
    for (auto const& field : list.as_array())
    {
        BOOST_TEST(!field.at("name").as_string().empty());
        BOOST_TEST(field.at("value").is_string());
    }
}

void check_request(json::value const& request)
{
    BOOST_TEST(request.at("method").as_string() == "GET");
    BOOST_TEST(request.at("httpVersion").as_string() == "HTTP/1.1");
    BOOST_TEST(request.at("cookies").as_array().empty());
    BOOST_TEST(request.at("headersSize").as_int64() == -1);
    BOOST_TEST(request.at("bodySize").as_int64() == 0);
    check_name_value_list(request.at("headers"));

    auto url = text(request.at("url"));
    BOOST_TEST(url.starts_with("https://graph.microsoft.com/"));
    auto query = std::string();
    for (auto const& option : request.at("queryString").as_array())
        query += '&' + text(option.at("name")) + '=' + text(option.at("value"));
    BOOST_TEST(query == '&' + decoded(url.substr(url.find('?') + 1)));
}

void check_response(json::value const& entry)
{
    auto const& response = entry.at("response");
    BOOST_TEST(status(entry) >= 200);
    BOOST_TEST(!response.at("statusText").as_string().empty());
    BOOST_TEST(response.at("httpVersion").as_string() == "HTTP/1.1");
    BOOST_TEST(response.at("cookies").as_array().empty());
    BOOST_TEST(response.at("redirectURL").as_string() == "");
    BOOST_TEST(response.at("headersSize").as_int64() == -1);
    BOOST_TEST(response.at("bodySize").is_int64());
    check_name_value_list(response.at("headers"));
    BOOST_TEST(response.at("content").at("mimeType").as_string() == header(entry, "Content-Type"));
    auto size = response.at("content").at("size").as_int64();
    BOOST_TEST(size == static_cast<std::int64_t>(body(entry).size()));
    BOOST_TEST(entralog::parse_http_date(header(entry, "Date")).has_value());
    BOOST_TEST(!header(entry, "request-id").empty());

    if (auto const* cut = response.as_object().if_contains("_cutAfter"))
    {
        BOOST_TEST(cut->as_int64() > 0);
        BOOST_TEST(cut->as_int64() < size);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(testdata_recordings)

BOOST_AUTO_TEST_CASE(each_recording_is_whole_har_1_2)
{
    for (auto const& [name, recording] : recordings())
        BOOST_TEST_CONTEXT(name)
        {
            BOOST_TEST(recording.at("log").at("version").as_string() == "1.2");
            BOOST_TEST(!recording.at("log").at("creator").at("name").as_string().empty());
            BOOST_TEST(!recording.at("log").at("creator").at("version").as_string().empty());
            BOOST_TEST(!entries(recording).empty());
            for (auto const& entry : entries(recording))
            {
                BOOST_TEST(entralog::parse_iso8601(text(entry.at("startedDateTime"))).has_value());
                check_request(entry.at("request"));
                check_response(entry);
                BOOST_TEST(entry.at("cache").is_object());
                auto time = std::int64_t(0); // a timing of -1 does not apply
                for (auto const* step : {"blocked", "dns", "connect", "ssl", "send", "wait", "receive"})
                    time += std::max(std::int64_t(0), entry.at("timings").at(step).as_int64());
                BOOST_TEST(entry.at("time").as_int64() == time);
            }
        }
}

BOOST_AUTO_TEST_CASE(no_recording_holds_a_credential)
{
    for (auto const& file : std::filesystem::directory_iterator(std::string(ENTRALOG_TESTDATA) + "/recordings"))
    {
        auto whole = test::read_testdata("recordings/" + file.path().filename().string());
        for (auto const* word : {"\"Authorization\"", "\"authorization\"", "\"Cookie\"", "Bearer ey", "access_token"})
            BOOST_TEST((whole.find(word) == std::string::npos), file.path() << " " << word);
    }
}

BOOST_AUTO_TEST_CASE(a_url_belongs_to_one_recording_so_that_all_can_be_loaded_together)
{
    auto owner = std::map<std::string, std::string>();
    for (auto const& [name, recording] : recordings())
        for (auto const& entry : entries(recording))
        {
            auto url = text(entry.at("request").at("url"));
            auto [same, fresh] = owner.emplace(url, name);
            BOOST_TEST((fresh || same->second == name), url << " is in " << same->second << " and in " << name);
        }
}

BOOST_AUTO_TEST_CASE(the_recordings_have_the_statuses_and_codes_they_are_named_for)
{
    auto all = recordings();
    auto story = [&](std::string const& name)
    {
        auto told = std::string();
        for (auto const& entry : entries(all.at(name)))
        {
            told += (told.empty() ? "" : " ") + std::to_string(status(entry));
            if (status(entry) >= 400 && status(entry) < 500)
                told += ':' + graph_code(entry);
        }
        return told;
    };
    BOOST_TEST(all.size() == 11u);
    BOOST_TEST(story("paging") == "200 200 200");
    BOOST_TEST(story("throttled-then-served") == "429:TooManyRequests 200");
    BOOST_TEST(story("missing-attribute-log-reader") == "403:Authentication_RequestFromUnsupportedUserRole");
    BOOST_TEST(story("missing-permission") ==
               "403:Authentication_MSGraphPermissionMissing 403:Authentication_MSGraphPermissionMissing");
    BOOST_TEST(story("missing-licence") == "403:Authentication_RequestFromNonPremiumTenantOrB2CTenant "
                                           "403:Authentication_RequestFromNonPremiumTenantOrB2CTenant");
    BOOST_TEST(story("expired-token") == "401:InvalidAuthenticationToken");
    BOOST_TEST(story("invalid-skiptoken") == "400: 400:UnknownError");
    BOOST_TEST(story("truncated-body") == "200");
    BOOST_TEST(story("ended-early") == "200");
    BOOST_TEST(story("error-inside-value") == "200");
    BOOST_TEST(story("server-error-html") == "503 502");
    BOOST_TEST(header(entries(all.at("throttled-then-served"))[0], "Retry-After") == "2.128");
}

BOOST_AUTO_TEST_CASE(the_pages_of_paging_are_linked_and_the_middle_one_is_empty)
{
    auto all = recordings();
    auto const& pages = entries(all.at("paging"));
    BOOST_REQUIRE(pages.size() == 3u);
    auto const sizes = std::vector<std::size_t>{2, 0, 1};
    for (auto i = std::size_t(0); i < pages.size(); ++i)
    {
        auto page = json::parse(body(pages[i]));
        BOOST_TEST(page.at("value").as_array().size() == sizes[i]);
        auto const* link = page.as_object().if_contains("@odata.nextLink");
        BOOST_TEST((link != nullptr) == (i + 1 < pages.size()));
        if (link)
        {
            BOOST_TEST(text(*link) == text(pages[i + 1].at("request").at("url")));
            BOOST_TEST(link->as_string().starts_with("https://graph.microsoft.com/beta/auditLogs/signins?"));
        }
    }
}

BOOST_AUTO_TEST_CASE(broken_bodies_are_broken_in_the_third_record)
{
    auto all = recordings();
    for (auto const* name : {"truncated-body", "ended-early", "error-inside-value"})
        BOOST_TEST_CONTEXT(name)
        {
            auto const& entry = entries(all.at(name)).at(0);
            auto whole = body(entry);
            if (auto const* cut = entry.at("response").as_object().if_contains("_cutAfter"))
            {
                BOOST_TEST(is_json(whole)); // what the server meant to say
                whole.resize(static_cast<std::size_t>(cut->as_int64()));
            }
            BOOST_TEST(!is_json(whole));
            // Closed after the second record it is a page again; the third has begun.
            auto third = std::string::npos;
            for (auto at = whole.find(",{\"id\":"); at != std::string::npos; at = whole.find(",{\"id\":", at + 1))
            {
                auto error = json::error_code();
                auto page = json::parse(whole.substr(0, at) + "]}", error);
                if (!error && page.at("value").as_array().size() == 2)
                    third = at;
            }
            BOOST_TEST(third != std::string::npos);
        }
    BOOST_TEST((body(entries(all.at("error-inside-value")).at(0)).find("\"{ \"error\": {") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(server_errors_are_pages_of_html)
{
    auto all = recordings();
    for (auto const& entry : entries(all.at("server-error-html")))
    {
        BOOST_TEST(header(entry, "Content-Type").starts_with("text/html"));
        BOOST_TEST((body(entry).find("<hr>") != std::string::npos));
        BOOST_TEST((body(entry).find(std::to_string(status(entry))) != std::string::npos));
    }
}

BOOST_AUTO_TEST_SUITE_END()
