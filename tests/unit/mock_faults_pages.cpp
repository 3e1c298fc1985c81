#include <mockserver/faults/injector.hpp>
#include <mockserver/faults/page_faults.hpp>
#include <tests/support/mock_rooms.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

namespace
{

using namespace graph_mock;
using mock_rooms::ids;
using mock_rooms::next_target;

std::string const two = "/beta/auditLogs/signIns?$top=2";

/// The rooms with faults before them, and no sockets.
struct faulty_world : mock_rooms::world
{
    explicit faulty_world(fault f, std::uint64_t nth = 1, std::optional<std::uint64_t> count = 1)
    {
        fault_rule rule(std::move(f));
        rule.nth = nth;
        rule.count = count;
        rules->add(std::move(rule));
        token = rooms->issue_app_token(mock_rooms::reader_app);
    }

    response ask(std::string target, std::string method = "GET")
    {
        auto r = request(std::move(method), std::move(target));
        r.headers.add("Authorization", "Bearer " + token);
        return injector.answer(r, [this](graph_mock::request const& q) { return rooms->handle(q); });
    }

    /// The ids of all pages, "s7 s5 | s6 s2": an error's text where it ends in one, "..." after ten pages.
    std::string all(std::string target)
    {
        std::string out;
        for (int pages = 0; !target.empty(); ++pages)
        {
            if (pages == 10)
                return out + " | ...";
            auto const page = ask(target);
            out += (pages == 0 ? "" : " | ") + ids(page);
            target = page.status == 200 ? next_target(page) : "";
        }
        return out;
    }

    std::shared_ptr<rule_book> rules = std::make_shared<rule_book>();
    fault_injector injector{
        rules, [this] { return rooms->clock().now(); }, [this](std::string_view line) { log.emplace_back(line); }};
    std::string token;
};

fault with_records(std::size_t n)
{
    fault f(fault_kind::short_page);
    f.records = n;
    return f;
}

fault loop_of(std::size_t n)
{
    fault f(fault_kind::next_link_loop);
    f.pages = n;
    return f;
}

bool is_json(response const& r)
{
    boost::json::error_code ec;
    boost::json::parse(r.body, ec);
    return !ec;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_faults_pages)

BOOST_AUTO_TEST_CASE(without_a_fault_the_answer_is_the_services)
{
    faulty_world w(fault(fault_kind::html), 1000);
    BOOST_TEST(w.all(two) == "s7 s5 | s6 s2 | s1");
    BOOST_TEST(w.ask(two).fault == "");
}

BOOST_AUTO_TEST_CASE(an_empty_page_has_a_link_to_the_records_that_it_kept_back)
{
    for (std::uint64_t const nth : {1U, 2U, 3U})
    {
        faulty_world w(fault(fault_kind::empty_page), nth);
        auto const all = w.all(two);
        BOOST_TEST(all == (nth == 1      ? " | s7 s5 | s6 s2 | s1"
                              : nth == 2 ? "s7 s5 |  | s6 s2 | s1"
                                         : "s7 s5 | s6 s2 |  | s1"));
    }
    BOOST_TEST(faulty_world(fault(fault_kind::empty_page)).all("/beta/auditLogs/directoryAudits") ==
               " | Directory_1_ABC_2 Directory_2"); // without a query, too
    BOOST_TEST(faulty_world(fault(fault_kind::empty_page)).ask(two).fault == "emptyPage");
}

BOOST_AUTO_TEST_CASE(a_short_page_leaves_the_rest_to_the_next_and_loses_nothing)
{
    BOOST_TEST(faulty_world(with_records(1)).all(two) == "s7 | s5 s6 | s2 s1");
    BOOST_TEST(faulty_world(with_records(1), 1, std::nullopt).all(two) == "s7 | s5 | s6 | s2 | s1");
    BOOST_TEST(faulty_world(with_records(5)).all(two) == "s7 s5 | s6 s2 | s1"); // no shorter than it was
}

BOOST_AUTO_TEST_CASE(a_repeated_page_comes_once_more_under_another_link)
{
    BOOST_TEST(faulty_world(fault(fault_kind::repeated_page)).all(two) == "s7 s5 | s7 s5 | s6 s2 | s1");
    BOOST_TEST(faulty_world(fault(fault_kind::repeated_page), 3).all(two) == "s7 s5 | s6 s2 | s1 | s1");
}

BOOST_AUTO_TEST_CASE(a_loop_has_the_length_that_was_asked_for)
{
    BOOST_TEST(faulty_world(loop_of(1), 2).all(two) == "s7 s5 | s6 s2 | s6 s2 | s1");
    BOOST_TEST(faulty_world(loop_of(2), 2).all(two) == "s7 s5 | s6 s2 | s7 s5 | s6 s2 | s1");
    BOOST_TEST(faulty_world(loop_of(1), 1, std::nullopt).all(two).starts_with("s7 s5 | s7 s5 | s7 s5 | s7 s5"));
    BOOST_TEST(
        faulty_world(loop_of(3), 3, std::nullopt).all(two).starts_with("s7 s5 | s6 s2 | s1 | s7 s5 | s6 s2 | s1"));
    BOOST_TEST(faulty_world(loop_of(16), 2).all(two) == "s7 s5 | s6 s2 | s1"); // there are not so many
    faulty_world w(loop_of(1));
    auto const first = boost::json::parse(w.ask(two).body);
    BOOST_TEST(first.at("@odata.nextLink").as_string() == "https://mock.test:8443" + two); // the very same
}

BOOST_AUTO_TEST_CASE(links_lead_elsewhere_or_are_broken_when_told_so)
{
    fault foreign(fault_kind::foreign_next_link);
    foreign.to = "https://evil.example:1";
    auto const link_of = [](fault const& f)
    { return std::string(boost::json::parse(faulty_world(f).ask(two).body).at("@odata.nextLink").as_string()); };
    auto const good = link_of(fault(fault_kind::delay));
    auto const path = good.substr(good.find('/', 8));
    BOOST_TEST(good.starts_with("https://mock.test:8443/beta/auditLogs/signins?$top=2&$skiptoken="));
    auto const led = link_of(foreign);
    BOOST_TEST(led.starts_with("https://evil.example:1/beta/auditLogs/signins?$top=2&$skiptoken="));
    BOOST_TEST(led.size() == std::string("https://evil.example:1").size() + path.size());
    BOOST_TEST(link_of(fault(fault_kind::empty_skip_token)) ==
               "https://mock.test:8443/beta/auditLogs/signins?$top=2&$skiptoken=");
    BOOST_TEST(faulty_world(fault(fault_kind::empty_skip_token)).all(two) ==
               "s7 s5 | 400: Invalid Skip Token, skip token is null");

    faulty_world last(fault(fault_kind::empty_skip_token), 3); // which has no link: it stays as it is
    BOOST_TEST(last.all(two) == "s7 s5 | s6 s2 | s1");
    BOOST_TEST(
        (last.log == std::vector<std::string>{
                         "the fault emptySkipToken can do nothing to this answer: GET /beta/auditLogs/signins"}));
}

BOOST_AUTO_TEST_CASE(a_skiptoken_expires_at_the_nth_use)
{
    BOOST_TEST(faulty_world(fault(fault_kind::expired_skip_token), 2).all(two) ==
               "s7 s5 | s6 s2 | 400: The specified page token value has expired and can no longer be included in your "
               "request.");
}

BOOST_AUTO_TEST_CASE(json_is_broken_in_the_middle_of_the_records)
{
    auto const good = faulty_world(fault(fault_kind::delay)).ask(two).body;
    auto const invalid = faulty_world(fault(fault_kind::invalid_json)).ask(two);
    BOOST_TEST(!is_json(invalid));
    BOOST_TEST(invalid.body.size() > good.size());
    std::string const none = "/beta/auditLogs/signIns?$filter=id%20eq%20'none'";
    BOOST_TEST(!is_json(faulty_world(fault(fault_kind::invalid_json)).ask(none))); // nor is a page without records
    BOOST_TEST(!is_json(faulty_world(fault(fault_kind::truncated_json)).ask(none)));
    auto const truncated = faulty_world(fault(fault_kind::truncated_json)).ask(two);
    BOOST_TEST(!is_json(truncated));
    BOOST_TEST(truncated.body.size() < good.size());
    BOOST_TEST(truncated.body.size() > 100U);

    fault f(fault_kind::error_in_value);
    f.code = "Broken";
    auto const error = faulty_world(f).ask(two);
    auto const value = boost::json::parse(error.body).at("value").as_array();
    BOOST_REQUIRE(value.size() == 2U);
    BOOST_TEST(value[0].at("id").as_string() == "s7");
    BOOST_TEST(value[1].at("error").at("code").as_string() == "Broken");
    BOOST_TEST(boost::json::parse(faulty_world(f).ask("/beta/auditLogs/signIns?$filter=id%20eq%20'none'").body)
                   .at("value")
                   .as_array()
                   .size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_no_page_is_left_alone)
{
    faulty_world w(fault(fault_kind::empty_page), 1, std::nullopt);
    BOOST_TEST(w.ask("/beta/auditLogs/signIns/s1").status == 200);
    BOOST_TEST(w.ask("/beta/auditLogs/signIns/none").status == 404);
    BOOST_TEST(w.log.size() == 2U);
}

BOOST_AUTO_TEST_CASE(answers_in_place_of_the_services_do_not_reach_it)
{
    fault gone(fault_kind::status);
    gone.status = 503;
    gone.retry_after = "2.128";
    faulty_world w(gone);
    auto const r = w.ask("/beta/auditLogs/signIns/dismiss", "POST");
    BOOST_TEST(r.status == 503);
    BOOST_TEST(r.fault == "status");
    BOOST_TEST(r.headers.find("Retry-After") == "2.128");
    BOOST_TEST(mock_rooms::error_code(r) == "ServiceUnavailable");
    BOOST_TEST(r.headers.find("request-id") != "");
    gone.body = "Service Unavailable";
    BOOST_TEST(faulty_world(gone).ask(two).body == "Service Unavailable");

    auto const page = faulty_world(fault(fault_kind::html)).ask(two);
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.headers.find("Content-Type") == "text/html; charset=utf-8");
    BOOST_TEST(page.body.starts_with("<!DOCTYPE html>"));

    auto const within = faulty_world(fault(fault_kind::redirect)).ask(two);
    BOOST_TEST(within.status == 302);
    BOOST_TEST(within.headers.find("Location") == "https://mock.test:8443" + two);
    fault outside(fault_kind::redirect);
    outside.to = "https://evil.example/";
    BOOST_TEST(faulty_world(outside).ask(two).headers.find("Location") == "https://evil.example/");

    fault wrong(fault_kind::token_error);
    wrong.status = 401;
    wrong.error = "invalid_client";
    wrong.aadsts = 7000215;
    wrong.message = "Invalid client secret provided.";
    auto const refused = faulty_world(wrong).ask("/woodgrove.com/oauth2/v2.0/token", "POST");
    BOOST_TEST(refused.status == 401);
    auto const body = boost::json::parse(refused.body);
    BOOST_TEST(body.at("error").as_string() == "invalid_client");
    BOOST_TEST(body.at("error_codes").at(0).as_int64() == 7000215);
    BOOST_TEST(body.at("error_description").as_string().starts_with("AADSTS7000215: Invalid client secret provided."));
}

BOOST_AUTO_TEST_CASE(the_date_is_off_by_so_much)
{
    fault f(fault_kind::date_skew);
    f.skew = std::chrono::hours(-2);
    faulty_world w(f, 2);
    w.rooms->clock().hold();
    auto const right = entralog::parse_http_date(w.ask(two).headers.find("Date"));
    auto const wrong = entralog::parse_http_date(w.ask(two).headers.find("Date"));
    BOOST_TEST((*right - *wrong == std::chrono::hours(2)));
    // A date in Retry-After is by the same clock.
    faulty_world limited(f);
    auto const answer = limited.injector.answer(limited.request("GET", two),
        [](graph_mock::request const&)
        {
            response r;
            r.status = 429;
            r.headers.add("Retry-After", "Wed, 25 Nov 2026 10:00:00 GMT");
            return r;
        });
    BOOST_TEST(answer.headers.find("Retry-After") == "Wed, 25 Nov 2026 08:00:00 GMT");
}

BOOST_AUTO_TEST_CASE(a_target_can_be_written_differently_without_end)
{
    BOOST_TEST(written_differently("/a") == "/a?");
    BOOST_TEST(written_differently("/a?") == "/a?&");
    BOOST_TEST(written_differently("/a?$top=1&$skiptoken=2") == "/a?%24top=1&$skiptoken=2");
    BOOST_TEST(written_differently("/a?%24top=1&$skiptoken=2") == "/a?$top=1&$skiptoken=2");
}

BOOST_AUTO_TEST_SUITE_END()
