#include <entralog/pages.hpp>

#include "tests/support/fixtures.hpp"
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

// Pages as values and records as they arrive, whatever fails and whenever it is cancelled.

namespace
{

using namespace entralog;
using namespace entralog::testing;

using texts = std::vector<std::string>;

/// Three pages; two records of the second share an id, as the service's do now and then.
std::vector<texts> const three_pages{{"a1", "a2", "a3"}, {"b1", "b2", "b2", "b3"}, {"c1"}};
texts const all_ids{"a1", "a2", "a3", "b1", "b2", "b2", "b3", "c1"};

std::string id_of(raw_record const& r)
{
    return detail::record_key(r.json);
}

/// Keeps the ids it was shown; can refuse one, once.
struct collector
{
    result<void> operator()(raw_record& r)
    {
        auto const id = id_of(r);
        if (id == refused)
        {
            refused.clear();
            return error(refusal_code, "refused");
        }
        r.json.clear(); // a visitor may move the record away
        ids.push_back(id);
        return {};
    }
    result<void> operator()(malformed_record& m)
    {
        malformed.push_back(m.raw);
        return {};
    }

    texts ids;
    texts malformed;
    std::string refused;
    errc refusal_code = errc::invalid_argument;
};

/// Visits page after page until one fails or none is left.
boost::asio::awaitable<result<void>> drain(pages<raw_record>& source, collector& visitor)
{
    while (!source.done())
    {
        auto const info = co_await source.next_into(visitor);
        if (!info)
            co_return info.error();
    }
    co_return result<void>();
}

boost::asio::awaitable<result<texts>> gather(pages<raw_record>& source)
{
    texts ids;
    while (!source.done())
    {
        auto const page = co_await source.next();
        if (!page)
            co_return page.error();
        for (auto const& r : page->records)
            ids.push_back(id_of(r));
    }
    co_return ids;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pages_and_visitors)

BOOST_AUTO_TEST_CASE(partial_has_the_records_of_a_page_whose_end_did_not_come)
{
    auto const script = std::make_shared<scripted_transport>();
    script->steps.push_back(ok(R"({"value":[{"id":"1"},7,{"id":"2"},{"id")"));
    script->steps.push_back(broken(error(errc::connect_timeout)));
    script->steps.push_back(ok(page_body({R"({"id":"1"})"})));
    auto source = pages_over<raw_record>(script);
    BOOST_TEST(source.partial().records.empty());
    BOOST_REQUIRE(!run(source.next()));
    BOOST_TEST(source.partial().records.size() == 2u);
    BOOST_TEST(source.partial().malformed.size() == 1u);
    BOOST_REQUIRE(!run(source.next()));
    BOOST_TEST(source.partial().records.empty());
    BOOST_TEST(run(source.next()).value().records.size() == 1u);
    BOOST_TEST(source.partial().records.empty());
    BOOST_TEST(source.partial().malformed.empty());
}

BOOST_AUTO_TEST_CASE(a_page_built_over_several_attempts_has_the_records_of_the_last)
{
    auto const pages = std::make_shared<listing>(three_pages);
    pages->retries = true;
    pages->fail_exchange = 2;
    for (std::size_t at = 0; at < pages->longest(); at += pages->chunk_size)
    {
        pages->exchanges = 0;
        pages->fail_at = at;
        auto source = pages_over<raw_record>(pages);
        BOOST_TEST(run(gather(source)).value() == all_ids, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_visitor_sees_each_record_once_wherever_an_attempt_fails)
{
    for (bool const retries : {false, true}) // below, or by the caller
        for (std::size_t failing = 1; failing <= 3; ++failing)
            for (std::size_t at = 0; at < listing(three_pages).longest() + 16; ++at)
                for (auto const kind : {errc::idle_timeout, errc::server_error, errc::truncated_page})
                {
                    auto const pages = std::make_shared<listing>(three_pages);
                    pages->chunk_size = 11;
                    pages->retries = retries;
                    pages->fail_exchange = failing;
                    pages->fail_at = at;
                    pages->failure = error(kind);
                    auto source = pages_over<raw_record>(pages);
                    collector seen;
                    boost::asio::io_context context;
                    auto first = run(context, drain(source, seen));
                    if (!first)
                    {
                        BOOST_REQUIRE(!retries);
                        BOOST_REQUIRE((first.error().code == make_error_code(kind)));
                        BOOST_REQUIRE(run(context, drain(source, seen)).has_value());
                    }
                    BOOST_REQUIRE(seen.ids == all_ids);
                    BOOST_REQUIRE(source.done());
                    BOOST_REQUIRE(seen.malformed.empty());
                }
}

BOOST_AUTO_TEST_CASE(a_visitor_sees_each_malformed_record_once_too)
{
    auto const pages = std::make_shared<listing>(std::vector<texts>{{}});
    pages->set("1", R"({"value":[{"id":"1"},{"id":"bad",},7,{"id":"2"},7,{"id":"3"}]})");
    for (std::size_t at = 0; at < pages->longest(); ++at)
        for (bool const retries : {false, true})
        {
            pages->exchanges = 0;
            pages->chunk_size = 1;
            pages->fail_exchange = 1;
            pages->fail_at = at;
            pages->retries = retries;
            auto source = pages_over<raw_record>(pages);
            collector seen;
            auto r = run(drain(source, seen));
            if (!r)
                r = run(drain(source, seen));
            BOOST_REQUIRE(r.has_value());
            BOOST_REQUIRE((seen.ids == texts{"1", "2", "3"}));
            BOOST_REQUIRE((seen.malformed == texts{R"({"id":"bad",})", "7", "7"}));
        }
}

BOOST_AUTO_TEST_CASE(many_attempts_at_one_page_deliver_each_record_once)
{
    auto const pages = std::make_shared<listing>(three_pages);
    auto source = pages_over<raw_record>(pages);
    collector seen;
    boost::asio::io_context context;
    pages->chunk_size = 1;
    // Each attempt at the first page gets one byte further than the one before.
    for (std::size_t at = 0; at < pages->longest() && !source.next_link().starts_with("https"); ++at)
    {
        pages->fail_exchange = pages->exchanges + 1;
        pages->fail_at = at;
        run(context, source.next_into(seen)).has_value();
    }
    pages->fail_at.reset();
    BOOST_REQUIRE(run(context, drain(source, seen)).has_value());
    BOOST_TEST(seen.ids == all_ids, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_visitors_error_ends_the_page_and_the_record_comes_again)
{
    for (auto const& id : {"a1", "a3", "b2", "c1"})
        for (auto const code : {errc::invalid_argument, errc::idle_timeout}) // of its own network, say: not ours
        {
            auto const pages = std::make_shared<listing>(three_pages);
            pages->retries = true;
            auto source = pages_over<raw_record>(pages);
            collector seen;
            seen.refused = id;
            seen.refusal_code = code;
            auto const first = run(drain(source, seen));
            BOOST_REQUIRE(!first);
            BOOST_TEST((first.error().code == make_error_code(code)));
            BOOST_TEST((first.error().source == error_source::caller));
            BOOST_TEST(!source.done());
            BOOST_REQUIRE(run(drain(source, seen)).has_value());
            BOOST_TEST(seen.ids == all_ids, boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(cancelled_at_any_step_a_listing_goes_on_without_loss_or_repetition)
{
    std::size_t cancelled = 0;
    for (std::size_t steps = 0;; ++steps)
    {
        auto const pages = std::make_shared<listing>(three_pages);
        auto source = pages_over<raw_record>(pages);
        collector seen;
        boost::asio::io_context context;
        auto const outcome = run_cancelled(context, drain(source, seen), steps);
        auto const before = source.next_link();
        if (outcome.aborted())
            ++cancelled;
        BOOST_REQUIRE((outcome.aborted() || outcome.value));
        BOOST_REQUIRE(run(context, drain(source, seen)).has_value());
        BOOST_REQUIRE(seen.ids == all_ids);
        if (!outcome.aborted())
            break;
    }
    BOOST_TEST(cancelled > 30u); // at least once per chunk
}

BOOST_AUTO_TEST_CASE(cancelled_at_any_step_a_page_can_be_asked_for_again)
{
    for (std::size_t steps = 0;; ++steps)
    {
        auto const pages = std::make_shared<listing>(three_pages);
        auto source = pages_over<raw_record>(pages);
        boost::asio::io_context context;
        BOOST_REQUIRE(run(context, source.next()).has_value());
        auto const outcome = run_cancelled(context, source.next(), steps);
        if (!outcome.aborted())
        {
            BOOST_TEST(steps > 5u);
            break;
        }
        BOOST_REQUIRE_EQUAL(source.next_link(), link_to("2"));
        auto const rest = run(context, gather(source));
        BOOST_REQUIRE((rest.value() == texts{"b1", "b2", "b2", "b3", "c1"}));
    }
}

BOOST_AUTO_TEST_CASE(both_ways_to_read_can_take_turns)
{
    auto const pages = std::make_shared<listing>(three_pages);
    auto source = pages_over<raw_record>(pages);
    collector seen;
    BOOST_REQUIRE(run(source.next_into(seen)).has_value());
    BOOST_TEST(run(source.next()).value().records.size() == 4u);
    BOOST_REQUIRE(run(source.next_into(seen)).has_value());
    BOOST_TEST(seen.ids == (texts{"a1", "a2", "a3", "c1"}), boost::test_tools::per_element());
    BOOST_TEST(source.done());
}

BOOST_AUTO_TEST_CASE(records_used_again_show_nothing_of_the_one_before)
{
    auto const& lines = fixture_lines<provisioning_object_summary>();
    auto const script = std::make_shared<scripted_transport>();
    script->steps.push_back(in_chunks(page_body(lines), [] { return 1000; }));
    auto source = pages_over<provisioning_object_summary>(script);
    struct comparer
    {
        void operator()(provisioning_object_summary& s)
        {
            BOOST_REQUIRE((s == from_json<provisioning_object_summary>(lines->at(count)).value()));
            if (++count % 3 == 0) [[maybe_unused]]
                auto const taken = std::move(s);
        }
        void operator()(malformed_record&) { BOOST_FAIL("none is malformed"); }

        std::vector<std::string> const* lines;
        std::size_t count = 0;
    };
    comparer c{&lines, 0};
    BOOST_REQUIRE(run(source.next_into(c)).has_value());
    BOOST_TEST(c.count == lines.size());
}

BOOST_AUTO_TEST_SUITE_END()
