#pragma once

#include <entralog/token_cache.hpp>

#include <tests/support/counting_credential.hpp>
#include <tests/support/manual_clock.hpp>
#include <tests/support/run.hpp>
#include <tests/support/scripted_transport.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>

namespace entralog::testing
{

/// A cache over a credential that a test holds in its hand.
struct token_cache_bench
{
    std::shared_ptr<counting_credential> source = std::make_shared<counting_credential>();
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    std::shared_ptr<scripted_transport> wire = std::make_shared<scripted_transport>();
    std::optional<token_cache> cache = std::optional<token_cache>(std::in_place, source, wire, time, origin(), "scope");
    boost::asio::io_context io;

    std::string ask() { return run(io, cache->token("id")).value().secret; }

    error fail()
    {
        auto const token = run(io, cache->token("id"));
        BOOST_TEST_REQUIRE(token.has_error());
        return token.error();
    }

    /// Runs what can run now.
    void settle()
    {
        io.restart();
        io.poll();
    }

    bool idle() { return settle(), io.stopped(); }
};

using token_outcome = outcome<result<access_token>>;

} // namespace entralog::testing
