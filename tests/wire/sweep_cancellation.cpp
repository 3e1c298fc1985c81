#include <tests/support/faulty_tenant.hpp>
#include <tests/support/run.hpp>
#include <tests/support/thoroughness.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

// Cancel at every step, over real connections: whatever was half read, the next request gets its own answer.

namespace
{

using namespace entralog;
using namespace entralog::testing;

struct reader
{
    reader(faulty_tenant const& tenant, boost::asio::io_context& context)
        : graph(tenant.make_client(context, tenant.impatient()))
        , pages(graph.directory_audits().pages(query<directory_audit>().top(100)))
    {
    }

    boost::asio::awaitable<void> read()
    {
        while (!pages.done())
        {
            auto const page = co_await pages.next();
            if (!page)
                throw exception(page.error());
            for (auto const& record : page->records)
                ids.push_back(record.id);
        }
    }

    client graph;
    entralog::pages<directory_audit> pages;
    std::vector<std::string> ids;
};

/// Cancels after 0, 1, 2 ... handlers, until a list of three pages gets to its end before that. How many that are
/// depends on how the bytes arrive.
std::size_t cancel_at_every_step(faulty_tenant& tenant)
{
    auto const all = tenant.read(100).ids;
    BOOST_REQUIRE(all.size() == 220U);
    for (std::size_t handlers = 0;; handlers += sweep_stride)
    {
        BOOST_REQUIRE(handlers < 20'000U);
        boost::asio::io_context context;
        reader r(tenant, context);
        outcome<void> out;
        boost::asio::cancellation_signal signal;
        start(context, r.read(), out, signal.slot());
        for (std::size_t i = 0; i < handlers && !out.done && context.run_one() != 0; ++i)
        {
        }
        if (!out.done)
            signal.emit(boost::asio::cancellation_type::terminal);
        context.restart();
        context.run(); // or this test has no end
        BOOST_REQUIRE(out.done);
        if (!out.aborted())
        {
            BOOST_REQUIRE(!out.exception);
            BOOST_TEST((r.ids == all));
            return handlers;
        }
        run(context, r.read()); // the same client, the same cursor
        BOOST_TEST((r.ids == all), "after " << handlers << " handlers");
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(wire_sweep_cancellation)

BOOST_AUTO_TEST_CASE(over_tls_a_list_goes_on_wherever_it_was_cancelled)
{
    faulty_tenant tenant;
    BOOST_TEST(cancel_at_every_step(tenant) > 20U);
}

BOOST_AUTO_TEST_CASE(in_the_clear_too)
{
    graph_mock::in_process_options options;
    options.tls = false;
    faulty_tenant tenant(std::move(options));
    BOOST_TEST(cancel_at_every_step(tenant) > 10U);
}

BOOST_AUTO_TEST_CASE(while_the_body_comes_little_by_little)
{
    graph_mock::fault slow(graph_mock::fault_kind::dribble);
    slow.bytes = 6000;
    slow.time = std::chrono::milliseconds(1);
    faulty_tenant tenant;
    graph_mock::fault_rule rule(slow);
    rule.path = "*/directoryAudits";
    rule.nth = 2;
    tenant.mock.faults().add(rule);
    BOOST_TEST(cancel_at_every_step(tenant) > 20U);
}

BOOST_AUTO_TEST_SUITE_END()
