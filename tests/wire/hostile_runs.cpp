#include <mockserver/faults/presets.hpp>
#include <tests/support/faulty_tenant.hpp>
#include <tests/support/mock.hpp>
#include <tests/support/thoroughness.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace
{

using namespace entralog::testing;
using graph_mock::fault_kind;
using graph_mock::in_process;
using graph_mock::in_process_options;

/// Where a client must never go: answers all, so that it would go on if it came.
in_process_options elsewhere(bool tls)
{
    auto options = saying(R"({"value":[{"id":"stolen"}]})");
    options.tls = tls;
    return options;
}

/// Everything that leads away leads to one of these.
std::vector<graph_mock::fault_rule> hostile_rules(in_process const& plain, in_process const& tls)
{
    auto rules = graph_mock::preset("hostile");
    bool next_is_tls = false;
    for (auto& rule : rules)
        if (rule.what.kind == fault_kind::foreign_next_link || !rule.what.to.empty())
        {
            next_is_tls = !next_is_tls;
            rule.what.to = next_is_tls ? tls.graph() : plain.graph();
        }
        else if (rule.what.kind == fault_kind::gzip_bomb)
            rule.what.bytes = std::size_t{32} << 20;
    return rules;
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_runs)

BOOST_AUTO_TEST_CASE(two_hundred_runs_give_every_record_or_a_clear_error_and_nothing_to_strangers)
{
    in_process const plain(elsewhere(false));
    in_process const tls(elsewhere(true));
    faulty_tenant tenant;
    tenant.other_ca = tls.ca_pem();
    auto const all = tenant.read(11).set(); // 20 pages
    BOOST_REQUIRE(all.size() == 220U);

    auto const rules = hostile_rules(plain, tls);
    std::map<std::string, int> outcomes;
    std::uint64_t given = 0;
    for (std::uint64_t seed = 1; seed <= 200; seed += sweep_stride)
    {
        tenant.mock.faults().set(rules, seed);
        auto const got = tenant.read(11, tenant.impatient(), 3);
        for (auto const n : tenant.mock.faults().given())
            given += n;
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            BOOST_TEST(got.ended);
            for (auto const& id : got.ids)
                BOOST_TEST((all.count(id) == 1));
            BOOST_TEST(got.malformed == 0U); // an error in a record's place ends the page
            if (!got.failure)
                BOOST_TEST((got.set() == all));
            ++outcomes[got.failure ? "an end" : "all records"];
            for (auto const& e : got.errors)
            {
                auto const said = to_string(e);
                BOOST_TEST(e.code.failed());
                BOOST_TEST(!e.message.empty());
                BOOST_TEST(!e.request.empty());
                BOOST_TEST((said.find("contoso-reader-secret-not-real") == std::string::npos));
                BOOST_TEST((said.find("eyJ") == std::string::npos));
                ++outcomes["error: " + e.code.message()];
            }
        }
    }
    BOOST_TEST(plain.exchanges().empty());
    BOOST_TEST(tls.exchanges().empty());
    BOOST_TEST(plain.connections() == 0U);
    BOOST_TEST(tls.connections() == 0U);
    BOOST_TEST_MESSAGE(given << " faults in 200 runs");
    for (auto const& [outcome, times] : outcomes)
        BOOST_TEST_MESSAGE(times << " times: " << outcome);
    BOOST_TEST(given > 200U / sweep_stride);
    BOOST_TEST(outcomes["all records"] > 50 / static_cast<int>(sweep_stride)); // as a page may be had again
    BOOST_TEST(outcomes["an end"] > 0);
    BOOST_TEST((!every_place || outcomes.size() > 10U));
}

BOOST_AUTO_TEST_SUITE_END()
