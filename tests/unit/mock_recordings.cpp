#include <tests/support/mock_rooms.hpp>

#include <mockserver/load_error.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_rooms;

namespace
{

/// A HAR of these entries.
std::string har(std::string const& entries)
{
    return R"({"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[)" + entries + "]}}";
}

std::string entry(std::string const& method, std::string const& url, std::string const& response)
{
    return R"({"request":{"method":")" + method + R"(","url":")" + url + R"("},"response":)" + response + "}";
}

std::string answer(int status, std::string const& text, std::string const& more = {})
{
    return R"({"status":)" + std::to_string(status) + R"(,"headers":[],"content":{"text":")" + text + "\"}" + more +
           "}";
}

/// A service over HAR files only.
class stage
{
public:
    explicit stage(std::string const& text)
    {
        graph_mock::service_options options;
        options.har.push_back(folder_.write("a.har", text));
        rooms_ = std::make_unique<graph_mock::service>(options);
    }

    graph_mock::response ask(std::string target, std::string method = "GET")
    {
        graph_mock::request r;
        r.method = std::move(method);
        BOOST_TEST_REQUIRE(graph_mock::set_target(r, std::move(target)));
        r.host = "127.0.0.1:9";
        r.tls = true;
        return rooms_->handle(r);
    }

private:
    temporary_folder folder_;
    std::unique_ptr<graph_mock::service> rooms_;
};

std::string failure(std::string const& text)
{
    try
    {
        stage loaded(text);
        return "loaded";
    }
    catch (graph_mock::load_error const& why)
    {
        std::string_view const message = why.what();
        return std::string(message.substr(message.find(".har: ") + 6));
    }
}

constexpr char const* url = "https://graph.microsoft.com/beta/auditLogs/signIns";

} // namespace

BOOST_AUTO_TEST_SUITE(mock_recordings)

BOOST_AUTO_TEST_CASE(a_recording_is_replayed_exactly_but_for_its_framing)
{
    stage s(har(entry("GET", url,
        R"({"status":418,"headers":[{"name":"Retry-After","value":"2.128"},{"name":"X-A","value":"1"},{"name":"x-a","value":"2"},)"
        R"({"name":"Content-Encoding","value":"gzip"},{"name":"Content-Length","value":"7"},{"name":":status","value":"418"},)"
        R"({"name":"transfer-encoding","value":"chunked"},{"name":"Date","value":"Tue, 03 Nov 2026 00:00:00 GMT"}],)"
        R"("content":{"text":"{\"a\" :1}\n"}})")));
    auto const r = s.ask("/beta/auditLogs/signIns");
    BOOST_TEST(r.status == 418);
    BOOST_TEST(r.body == "{\"a\" :1}\n");
    BOOST_TEST(r.raw_replay);
    BOOST_TEST(!r.cut_after.has_value());
    std::string all;
    for (auto const& [name, value] : r.headers)
        all += name + "=" + value + ";";
    BOOST_TEST(all == "Retry-After=2.128;X-A=1;x-a=2;Date=Tue, 03 Nov 2026 00:00:00 GMT;");
}

BOOST_AUTO_TEST_CASE(a_request_is_recognised_by_method_path_and_the_set_of_its_parameters)
{
    stage s(har(entry("GET", std::string(url) + "?$filter=a%20eq%20'b'&$top=2", answer(200, "list")) + "," +
                entry("POST", std::string(url) + "/dismiss", answer(204, "")) + "," +
                entry("GET", "http://other.test:81", answer(200, "root"))));
    for (auto const* target :
        {"/beta/auditLogs/signIns?$filter=a%20eq%20'b'&$top=2", "/BETA/auditlogs/signins?$top=2&$filter=a+eq+%27b%27",
            "/beta/auditLogs/sign%49ns?%24top=2&$filter=a%20eq%20%27b'"})
        BOOST_TEST(s.ask(target).body == "list", target);
    BOOST_TEST(s.ask("/beta/auditLogs/signIns/dismiss", "POST").status == 204);
    BOOST_TEST(s.ask("/").body == "root");
    for (auto const* target : {"/beta/auditLogs/signIns?$top=2", "/beta/auditLogs/signIns?$filter=a%20eq%20'b'&$top=3",
             "/beta/auditLogs/signIns?$filter=a%20eq%20'b'&$top=2&$top=2", "/beta/auditLogs/signIns/dismiss"})
        BOOST_TEST(!s.ask(target).raw_replay, target);
}

BOOST_AUTO_TEST_CASE(entries_for_one_request_are_played_in_order_and_the_last_is_repeated)
{
    stage s(har(entry("GET", url, answer(429, "wait")) + "," + entry("GET", std::string(url) + "/x", answer(200, "x")) +
                "," + entry("GET", url, answer(200, "done"))));
    BOOST_TEST(s.ask("/beta/auditLogs/signIns").body == "wait");
    BOOST_TEST(s.ask("/beta/auditLogs/signIns/x").body == "x");
    BOOST_TEST(s.ask("/beta/auditLogs/signIns").body == "done");
    BOOST_TEST(s.ask("/beta/auditLogs/signIns").body == "done");
}

BOOST_AUTO_TEST_CASE(next_links_to_the_recorded_server_lead_here_and_others_stay)
{
    std::string const page =
        R"({\"@odata.nextLink\" : \"https://graph.microsoft.com/beta/x?$skiptoken=1\",\"value\":[\"https://graph.microsoft.com/beta\"]})";
    std::string const foreign = R"({\"@odata.nextLink\":\"https://graph.microsoft.com.evil.test/beta/x\"})";
    stage s(
        har(entry("GET", url, answer(200, page)) + "," + entry("GET", std::string(url) + "?a=1", answer(200, foreign)) +
            "," + entry("GET", std::string(url) + "?a=2", answer(200, page, R"(,"_keepOrigin":true)"))));
    BOOST_TEST(
        s.ask("/beta/auditLogs/signIns").body ==
        R"({"@odata.nextLink" : "https://127.0.0.1:9/beta/x?$skiptoken=1","value":["https://graph.microsoft.com/beta"]})");
    BOOST_TEST(s.ask("/beta/auditLogs/signIns?a=1").body ==
               R"({"@odata.nextLink":"https://graph.microsoft.com.evil.test/beta/x"})");
    BOOST_TEST(
        s.ask("/beta/auditLogs/signIns?a=2").body.find("https://graph.microsoft.com/beta/x") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_cut_is_where_it_was_in_the_recorded_body)
{
    std::string const page = R"({\"@odata.nextLink\":\"https://graph.microsoft.com/x\",\"value\":[CUT]})";
    std::string const plain = R"({"@odata.nextLink":"https://graph.microsoft.com/x","value":[CUT]})";
    for (std::size_t cut = 0; cut <= plain.size(); ++cut)
    {
        stage s(har(entry("GET", url, answer(200, page, R"(,"_cutAfter":)" + std::to_string(cut)))));
        auto const r = s.ask("/beta/auditLogs/signIns");
        BOOST_TEST_REQUIRE(r.cut_after.has_value());
        BOOST_TEST(*r.cut_after <= r.body.size());
        auto const origin_end = plain.find("/x\"");
        if (cut >= origin_end) // what comes after the cut is the same
            BOOST_TEST(r.body.substr(*r.cut_after) == plain.substr(cut));
        else if (cut <= plain.find("https"))
            BOOST_TEST(r.body.substr(0, *r.cut_after) == plain.substr(0, cut));
    }
}

BOOST_AUTO_TEST_CASE(bodies_may_be_base64_or_missing)
{
    stage s(har(entry("GET", url, R"({"status":200,"content":{"encoding":"base64","text":"AP/+aGk="}})") + "," +
                entry("GET", std::string(url) + "/empty", R"({"status":204})")));
    BOOST_TEST(s.ask("/beta/auditLogs/signIns").body == std::string("\x00\xff\xfehi", 5));
    BOOST_TEST(s.ask("/beta/auditLogs/signIns/empty").body == "");
}

BOOST_AUTO_TEST_CASE(entries_that_no_client_could_repeat_are_left_out)
{
    stage s(har(entry("GET", url, answer(0, "")) + "," + entry("GET", "data:text/plain,x", answer(200, "x")) + "," +
                entry("GET", "wss://graph.microsoft.com/x", answer(101, "")) + "," +
                entry("GET", url, answer(200, "kept"))));
    BOOST_TEST(s.ask("/beta/auditLogs/signIns").body == "kept");
    BOOST_TEST(s.ask("/x").status == 404);
}

BOOST_AUTO_TEST_CASE(a_recording_answers_before_tokens_and_tenants)
{
    temporary_folder folder;
    graph_mock::service_options options;
    options.har.push_back(folder.write("a.har", har(entry("GET", std::string(url) + "/s1", answer(200, "recorded")))));
    world w("P2", options);
    auto const covered = w.rooms->handle(w.request("GET", "/beta/auditLogs/signIns/s1"));
    BOOST_TEST(covered.body == "recorded");
    BOOST_TEST(w.rooms->handle(w.request("GET", "/beta/auditLogs/signIns/s2")).status == 401);
    BOOST_TEST(w.get("/beta/auditLogs/signIns/s2").status == 200);
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_by_their_entry)
{
    std::string const good = entry("GET", url, answer(200, "x"));
    BOOST_TEST(failure(har(good)) == "loaded");
    BOOST_TEST(failure("{").find("this is not JSON") == 0u);
    BOOST_TEST(failure("{}") == "there is no list log.entries; is it a HAR 1.2 file?");
    BOOST_TEST(failure(har(good + ",7")) == "entry 2: it is no object");
    BOOST_TEST(failure(har(good + ",{}")) == "entry 2: 'request' is missing or no object; is this a HAR 1.2 file?");
    BOOST_TEST(failure(har(entry("GET", url, "{}"))) == "entry 1: 'status' is missing or no whole number");
    BOOST_TEST(failure(har(entry("GET", url, answer(700, "")))) == "entry 1: 'status' is 700; it may be 200 to 599");
    BOOST_TEST(failure(har(entry("GET", url, answer(200, "abc", R"(,"_cutAfter":4)")))) ==
               "entry 1: '_cutAfter' is 4, but the body has 3 bytes");
    BOOST_TEST(
        failure(har(entry("GET", url, answer(200, "abc", R"(,"_cutAfter":-1)")))).find("entry 1: '_cutAfter' is -1") ==
        0u);
    BOOST_TEST(failure(har(entry("GET", url, R"({"status":200,"headers":[{"name":"a","value":"x\r\ny: z"}]})")))
                   .find("entry 1: the response's header 'a' cannot be sent") == 0u);
    BOOST_TEST(failure(har(entry("GET", url, R"({"status":200,"headers":[{"name":"a b","value":"x"}]})")))
                   .find("entry 1: the response's header 'a b'") == 0u);
    BOOST_TEST(failure(har(entry("GET", url, R"({"status":200,"content":{"encoding":"base64","text":"*"}})")))
                   .find("entry 1: the body is not the base64") == 0u);
    BOOST_TEST(failure(har(R"({"request":{"method":"GET"},"response":{"status":200}})")) ==
               "entry 1: 'url' is missing or no string");
    graph_mock::service_options options;
    options.har.push_back("/nonexistent/a.har");
    BOOST_CHECK_THROW(graph_mock::service{options}, graph_mock::load_error);
}

BOOST_AUTO_TEST_SUITE_END()
