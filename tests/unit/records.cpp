#include <entralog/pages.hpp>

#include "tests/support/listing.hpp"
#include "tests/support/page_fixture.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_transport.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace entralog;
using namespace entralog::testing;

using texts = std::vector<std::string>;

records<raw_record> records_over(std::shared_ptr<transport> t)
{
    return records<raw_record>(pages_over<raw_record>(std::move(t)));
}

/// Appends the ids of all records until the end or an error, which it gives.
boost::asio::awaitable<result<void>> gather(records<raw_record>& source, texts& ids)
{
    for (;;)
    {
        auto const next = co_await source.next();
        if (!next)
            co_return next.error();
        if (!*next)
            co_return result<void>();
        ids.push_back(detail::record_key((*next)->json));
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(records_one_by_one)

BOOST_AUTO_TEST_CASE(records_come_in_order_across_pages_and_then_nothing_comes)
{
    auto const pages = std::make_shared<listing>(std::vector<texts>{{"1", "2"}, {}, {}, {"3"}, {}});
    auto source = records_over(pages);
    texts ids;
    BOOST_REQUIRE(run(gather(source, ids)).has_value());
    BOOST_TEST(ids == (texts{"1", "2", "3"}), boost::test_tools::per_element());
    BOOST_TEST(pages->exchanges == 5u);
    for (int again = 0; again < 2; ++again) // the end stays the end
    {
        auto const next = run(source.next());
        BOOST_REQUIRE(next.has_value());
        BOOST_TEST(!next->has_value());
    }
    BOOST_TEST(pages->exchanges == 5u);
}

BOOST_AUTO_TEST_CASE(a_page_is_not_asked_for_before_its_first_record_is)
{
    auto const pages = std::make_shared<listing>(std::vector<texts>{{"1", "2"}, {"3"}});
    auto source = records_over(pages);
    BOOST_TEST(pages->exchanges == 0u);
    BOOST_REQUIRE(run(source.next()).value().has_value());
    BOOST_REQUIRE(run(source.next()).value().has_value());
    BOOST_TEST(pages->exchanges == 1u);
    BOOST_REQUIRE(run(source.next()).value().has_value());
    BOOST_TEST(pages->exchanges == 2u);
}

BOOST_AUTO_TEST_CASE(a_malformed_record_is_an_error_of_its_own_and_the_next_call_goes_on)
{
    auto const script = std::make_shared<scripted_transport>();
    script->steps.push_back(ok(page_body({R"({"id":"1"})", R"({"id":})", R"({"id":"2"})", "7"}, link_to("2"))));
    script->steps.push_back(ok(page_body({"[]", R"({"id":"3"})"})));
    auto source = records_over(script);
    texts ids;
    texts malformed;
    for (;;)
    {
        auto const r = run(gather(source, ids));
        if (r)
            break;
        BOOST_REQUIRE((r.error().code == make_error_code(errc::malformed_record)));
        BOOST_REQUIRE((source.malformed().why.code == r.error().code));
        malformed.push_back(source.malformed().raw);
    }
    BOOST_TEST(ids == (texts{"1", "2", "3"}), boost::test_tools::per_element());
    BOOST_TEST(malformed == (texts{R"({"id":})", "7", "[]"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_complete_records_of_a_broken_page_come_before_its_error_and_once)
{
    auto const script = std::make_shared<scripted_transport>();
    std::vector<std::string> const whole{
        R"({"id":"1"})", R"({"id":})", R"({"id":"2"})", R"({"id":"2"})", R"({"id":"3"})"};
    auto const body = page_body(whole);
    script->steps.push_back(ok(body.substr(0, body.find("\"3\""))));
    script->steps.push_back(ok(body.substr(0, body.find("\"2\""))));
    script->steps.push_back(ok(body));
    auto source = records_over(script);
    texts ids;
    std::vector<errc> errors;
    for (;;)
    {
        auto const r = run(gather(source, ids));
        if (r)
            break;
        errors.push_back(static_cast<errc>(r.error().code.value()));
        if (errors.size() == 2) // the first is of the malformed record
            BOOST_TEST(ids == (texts{"1", "2", "2"}), boost::test_tools::per_element());
    }
    BOOST_TEST(ids == (texts{"1", "2", "2", "3"}), boost::test_tools::per_element());
    BOOST_TEST((errors == std::vector{errc::malformed_record, errc::truncated_page, errc::truncated_page}));
}

BOOST_AUTO_TEST_CASE(records_without_an_id_come_once_too)
{
    auto const script = std::make_shared<scripted_transport>();
    auto const body = page_body({R"({"appId":"1"})", R"({"appId":"2"})", R"({"appId":"3"})"});
    script->steps.push_back(ok(body.substr(0, body.find("\"3\""))));
    script->steps.push_back(ok(body));
    auto source = records<sign_in>(pages_over<sign_in>(script));
    texts ids;
    std::size_t errors = 0;
    for (;;)
    {
        auto const next = run(source.next());
        if (!next)
            ++errors;
        else if (*next)
            ids.push_back((*next)->app_id.value());
        else
            break;
    }
    BOOST_TEST(errors == 1U);
    BOOST_TEST(ids == (texts{"1", "2", "3"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(after_any_other_error_the_next_call_asks_for_the_same_page)
{
    for (std::size_t failing = 1; failing <= 3; ++failing)
        for (std::size_t at = 0; at < 200; at += 16)
        {
            auto const pages = std::make_shared<listing>(std::vector<texts>{{"1", "2"}, {"3", "4"}, {"5"}});
            pages->fail_exchange = failing;
            pages->fail_at = at;
            auto source = records_over(pages);
            texts ids;
            auto r = run(gather(source, ids));
            if (!r)
            {
                BOOST_REQUIRE((r.error().code == make_error_code(errc::idle_timeout)));
                r = run(gather(source, ids));
            }
            BOOST_REQUIRE(r.has_value());
            BOOST_REQUIRE((ids == texts{"1", "2", "3", "4", "5"}));
        }
}

BOOST_AUTO_TEST_CASE(cancelled_at_any_step_no_record_is_lost_or_comes_twice)
{
    for (std::size_t steps = 0;; ++steps)
    {
        auto const pages = std::make_shared<listing>(std::vector<texts>{{"1", "2"}, {"3", "4"}, {"5"}});
        auto source = records_over(pages);
        texts ids;
        boost::asio::io_context context;
        auto const outcome = run_cancelled(context, gather(source, ids), steps);
        BOOST_REQUIRE(run(context, gather(source, ids)).has_value());
        BOOST_REQUIRE((ids == texts{"1", "2", "3", "4", "5"}));
        if (!outcome.aborted())
        {
            BOOST_TEST(steps > 20u);
            break;
        }
    }
}

BOOST_AUTO_TEST_CASE(an_error_that_asking_again_does_not_mend_comes_again)
{
    auto const script = std::make_shared<scripted_transport>();
    script->steps.push_back(ok(page_body({R"({"id":"1"})"}, "https://evil.example/")));
    auto source = records_over(script);
    texts ids;
    for (int again = 0; again < 3; ++again)
    {
        auto const r = run(gather(source, ids));
        BOOST_REQUIRE(!r);
        BOOST_TEST((r.error().code == make_error_code(errc::foreign_next_link)));
    }
    BOOST_TEST(ids.size() == 1u);
    BOOST_TEST(script->requests.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
