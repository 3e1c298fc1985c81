#include <entralog/pages.hpp>

#include "tests/support/listing.hpp"
#include "tests/support/page_fixture.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// From page to page: where the cursor goes, where it must not go, and when it is done.

namespace
{

using namespace entralog;
using namespace entralog::testing;

struct scripted_pages
{
    explicit scripted_pages(std::vector<step> steps)
        : script(std::make_shared<scripted_transport>(std::move(steps)))
        , source(pages_over<raw_record>(script))
    {
    }

    result<page<raw_record>> next() { return run(context, source.next()); }
    std::size_t must_have(std::size_t records)
    {
        auto const p = next();
        BOOST_REQUIRE_MESSAGE(p.has_value(), p.error());
        BOOST_TEST(p->records.size() == records);
        return p->records.size();
    }
    error must_fail()
    {
        auto const p = next();
        BOOST_REQUIRE(!p);
        return p.error();
    }

    boost::asio::io_context context;
    std::shared_ptr<scripted_transport> script;
    pages<raw_record> source;
};

bool is(error const& e, errc code)
{
    return e.code == make_error_code(code);
}

std::string const one = R"({"id":"1"})";

} // namespace

BOOST_AUTO_TEST_SUITE(page_cursor)

BOOST_AUTO_TEST_CASE(pages_follow_each_other_until_one_has_no_link)
{
    scripted_pages p(
        {ok(page_body({one, one}, link_to("2"))), ok(page_body({one}, link_to("3"))), ok(page_body({one}))});
    BOOST_TEST(p.script->requests.empty()); // no I/O before the first next()
    BOOST_TEST(!p.source.done());
    BOOST_TEST(p.source.next_link() == "");
    p.must_have(2);
    BOOST_TEST(p.source.next_link() == link_to("2"));
    p.must_have(1);
    BOOST_TEST(!p.source.done());
    p.must_have(1);
    BOOST_TEST(p.source.done());
    BOOST_TEST(p.source.next_link() == "");
    BOOST_TEST(is(p.must_fail(), errc::invalid_argument));
    BOOST_REQUIRE(p.script->requests.size() == 3u);
    for (auto const& r : p.script->requests)
    {
        BOOST_TEST((r.origin == first_request().origin));
        BOOST_TEST(r.headers.find("Accept") == "application/json");
        BOOST_TEST((r.method == http_method::get));
    }
}

BOOST_AUTO_TEST_CASE(empty_page_with_next_link_is_not_the_end)
{
    scripted_pages p({ok(page_body({}, link_to("2"))), ok(page_body({}, link_to("3"))),
        ok(page_body({one}, link_to("4"))), ok(page_body({}))});
    p.must_have(0);
    BOOST_TEST(!p.source.done());
    p.must_have(0);
    BOOST_TEST(!p.source.done());
    p.must_have(1);
    BOOST_TEST(!p.source.done());
    p.must_have(0);
    BOOST_TEST(p.source.done());
}

BOOST_AUTO_TEST_CASE(a_link_is_followed_as_it_was_written)
{
    for (std::string const target : {"/", "/v1.0/other?$skiptoken=a%2Fb%2fc+d%20e%5C'()&x=%00", "/x?y=z&&==?/%zz",
             "/beta/auditLogs/signIns?$filter=a%20eq%20'%C3%A9'&$skiptoken=", "/a/../b/./c//d?"})
    {
        scripted_pages p({ok(page_body({}, "https://graph.example" + target)), ok(page_body({}))});
        p.must_have(0);
        p.must_have(0);
        BOOST_TEST(p.script->requests.at(1).target == target);
    }
    // An escaped link is the same link.
    scripted_pages escaped(
        {ok(R"({"@odata.nextLink":"https:\/\/graph.example\u002fx?a=\u0026","value":[]})"), ok(page_body({}))});
    escaped.must_have(0);
    escaped.must_have(0);
    BOOST_TEST(escaped.script->requests.at(1).target == "/x?a=&");
}

BOOST_AUTO_TEST_CASE(the_same_origin_may_be_written_in_other_ways)
{
    for (std::string const link : {"https://GRAPH.example/x", "https://graph.example:443/x", "HTTPS://graph.example/x"})
    {
        scripted_pages p({ok(page_body({}, link)), ok(page_body({}))});
        p.must_have(0);
        p.must_have(0);
        BOOST_TEST(p.script->requests.at(1).target == "/x");
        BOOST_TEST(p.script->requests.at(1).origin.host == "graph.example");
    }
}

BOOST_AUTO_TEST_CASE(a_link_to_anywhere_else_is_not_followed)
{
    for (std::string const link : {"http://graph.example/x", "http://graph.example:443/x",
             "https://graph.example:444/x", "https://evil.example/x", "https://graph.example.evil.example/x",
             "https://evil.example/graph.example", "https://graph.example@evil.example/x",
             "https://user@graph.example/x", "https://user:pw@graph.example/x", "https://evil.example#@graph.example/x",
             "https://evil.example?@graph.example/x", "https://graph.example./x", "https://graph.example:/x",
             "https://graph.example:0/x", "https://graph.example:65979/x", "/relative?page=2", "relative", "?page=2",
             "//graph.example/x", " ", "https://", "https:///x", "ftp://graph.example/x", "javascript:alert(1)",
             "data:,x", "https:graph.example/x", "https:/graph.example/x", R"(https:\\graph.example\\x)",
             R"(https://graph.example\\@evil.example/x)", "https://graph.example/x y",
             R"(https://graph.example/x\r\nHost: evil)", R"(https://graph.example/\u0000)",
             "https://graph.example/\xc3\xa9", "https://gr\xc3\xa1ph.example/x", "https://graph.example/x#fragment",
             "https://[::1]/x", "https://%67raph.example/x", R"(https://graph.example\t/x)"})
    {
        BOOST_TEST_CONTEXT(link)
        {
            scripted_pages p({ok(page_body({one}, link)), ok(page_body({one}))});
            p.must_have(1); // the page itself is whole
            BOOST_TEST(!p.source.done());
            for (int again = 0; again < 2; ++again)
            {
                auto const e = p.must_fail();
                BOOST_TEST(is(e, errc::foreign_next_link), e);
                BOOST_TEST(!is_transient(e));
            }
            BOOST_TEST(p.script->requests.size() == 1u);
            BOOST_TEST(!p.source.done());
        }
    }
}

BOOST_AUTO_TEST_CASE(an_empty_link_is_neither_the_end_nor_followed)
{
    scripted_pages p({ok(R"({"value":[],"@odata.nextLink":""})")});
    p.must_have(0);
    BOOST_TEST(!p.source.done());
    BOOST_TEST(is(p.must_fail(), errc::foreign_next_link));
}

BOOST_AUTO_TEST_CASE(what_a_foreign_link_says_stays_out_of_the_error_but_for_its_place)
{
    scripted_pages p({ok(page_body({}, "https://evil.example/path?$filter=userPrincipalName%20eq%20'a@b.c'"))});
    p.must_have(0);
    auto const e = p.must_fail();
    BOOST_TEST(e.message.find("https://evil.example/path") != std::string::npos);
    BOOST_TEST(e.message.find("https://graph.example") != std::string::npos);
    BOOST_TEST(to_string(e).find("userPrincipalName") == std::string::npos);
    BOOST_TEST(!e.hint.empty());
}

BOOST_AUTO_TEST_CASE(a_link_seen_before_is_an_error_and_no_loop)
{
    for (std::size_t const length : {1u, 2u, 3u})
        for (std::size_t const lead_in : {0u, 1u, 2u})
        {
            std::vector<step> steps;
            for (std::size_t i = 1; i <= lead_in + length; ++i)
                steps.push_back(
                    ok(page_body({one}, link_to(std::to_string(i < lead_in + length ? i + 1 : lead_in + 1)))));
            scripted_pages p(std::move(steps));
            for (std::size_t i = 0; i < lead_in + length; ++i)
                p.must_have(1);
            BOOST_TEST(!p.source.done());
            BOOST_TEST(is(p.must_fail(), errc::next_link_loop));
            BOOST_TEST(is(p.must_fail(), errc::next_link_loop));
            BOOST_TEST(p.script->requests.size() == lead_in + length);
        }
}

BOOST_AUTO_TEST_CASE(after_an_error_the_same_page_is_asked_for)
{
    scripted_pages p(
        {ok(page_body({one}, link_to("2"))), broken(error(errc::idle_timeout)), ok(R"({"value":[{"id":"2"})"),
            ok(R"({"value":[{},]})"), ok(R"({"error":{"code":"c","message":"m"}})"), ok(page_body({one, one}))});
    p.must_have(1);
    BOOST_TEST(is(p.must_fail(), errc::idle_timeout));
    BOOST_TEST(is(p.must_fail(), errc::truncated_page));
    BOOST_TEST(is(p.must_fail(), errc::malformed_page));
    BOOST_TEST(is(p.must_fail(), errc::error_in_page));
    BOOST_TEST(p.source.next_link() == link_to("2"));
    p.must_have(2);
    BOOST_TEST(p.source.done());
    for (std::size_t i = 1; i < p.script->requests.size(); ++i)
        BOOST_TEST(p.script->requests[i].target == p.script->requests[1].target);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_page_is_never_the_last_page)
{
    for (int const status : {204, 304, 404, 500})
    {
        auto s = status == 204 ? ok({}, 204) : refusal(status);
        s.chunks.clear();
        scripted_pages p({std::move(s)});
        BOOST_TEST(!p.next());
        BOOST_TEST(!p.source.done());
    }
    for (auto const body :
        {"", "null", "[]", "{}", R"({"value":{}})", R"({"value":null})", R"({"value":[]}x)", R"({"value":[]}{})",
            R"({"value":[],"x":})", R"({"value":[],"@odata.nextLink":7})", R"({"value":[],"@odata.nextLink":{}})",
            R"({"value":[],"value":[]})", "<html>sign in</html>", R"({"value":[],"x":"\ud800"})",
            "{\"value\":[],\"x\":\"\xff\"}", R"({"value":[]]})", R"({"value":[}})", R"({"id":"1"})"})
    {
        scripted_pages p({ok(body)});
        auto const e = p.must_fail();
        BOOST_TEST((is(e, errc::malformed_page) || is(e, errc::truncated_page)), body << ": " << e);
        BOOST_TEST(!p.source.done());
    }
}

BOOST_AUTO_TEST_CASE(a_page_says_what_it_is_besides_its_records)
{
    std::string const body =
        R"({"@odata.context":"c","@microsoft.graph.tips":"t","value":[{"id":"1"}],"@odata.nextLink":null,"other":[1]})";
    scripted_pages p({ok(body)});
    auto const page = p.next();
    BOOST_REQUIRE(page.has_value());
    BOOST_TEST(page->info.context == "c");
    BOOST_TEST(page->info.tips == "t");
    BOOST_TEST(page->info.bytes == body.size());
    BOOST_TEST(!page->info.next_link.has_value());
    BOOST_TEST(page->records.at(0).json == one);
    BOOST_TEST(p.source.done());

    scripted_pages empty({ok(R"({"value":[],"@odata.context":7,"@microsoft.graph.tips":null})")}); // only what is text
    auto const without = empty.next();
    BOOST_REQUIRE(without.has_value());
    BOOST_TEST(without->info.context == "");
}

BOOST_AUTO_TEST_CASE(an_envelope_is_bounded)
{
    auto const big = std::string(300 * 1024, 'x');
    scripted_pages p({ok(R"({"x":")" + big + R"(","value":[]})"),
        ok(R"({"value":[],"@odata.nextLink":"https://graph.example/)" + big + "\"}")});
    BOOST_TEST(is(p.must_fail(), errc::malformed_page));
    BOOST_TEST(is(p.must_fail(), errc::malformed_page));
}

BOOST_AUTO_TEST_CASE(a_record_of_17_mebibytes_ends_the_page_and_keeps_those_before_it)
{
    auto const big = R"({"id":"2","x":")" + std::string(17 * 1024 * 1024, 'x') + "\"}";
    scripted_pages p({in_chunks(page_body({one, big, one}), [] { return 65536; })});
    BOOST_TEST(is(p.must_fail(), errc::malformed_page));
    BOOST_TEST(p.source.partial().records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_first_request_that_cannot_be_made_is_the_first_error)
{
    auto const script = std::make_shared<scripted_transport>();
    pages<raw_record> source(detail::page_cursor(script, error(errc::not_in_version, "why")));
    for (int again = 0; again < 2; ++again)
    {
        auto const p = run(source.next());
        BOOST_REQUIRE(!p);
        BOOST_TEST(is(p.error(), errc::not_in_version));
    }
    BOOST_TEST(script->requests.empty());
    BOOST_TEST(!source.done());
}

BOOST_AUTO_TEST_SUITE_END()
