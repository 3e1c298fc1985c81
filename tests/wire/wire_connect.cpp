#include <entralog/impl/wire_connect.ipp>

#include <tests/support/black_hole.hpp>
#include <tests/support/run.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using namespace entralog;
using namespace entralog::detail::net;
using namespace std::chrono_literals;
using entralog::testing::black_hole;

namespace
{

tcp::endpoint at(char const* address, std::uint16_t port)
{
    return tcp::endpoint(boost::asio::ip::make_address(address), port);
}

/// Listens, so that connections succeed; nobody accepts them.
struct listener
{
    listener()
        : acceptor(context, at("127.0.0.1", 0))
        , endpoint(acceptor.local_endpoint())
    {
    }

    boost::asio::io_context context;
    tcp::acceptor acceptor;
    tcp::endpoint endpoint;
};

/// An address where nobody listens any more.
tcp::endpoint nobody()
{
    return listener().endpoint;
}

boost::asio::awaitable<bool> wait_for(std::shared_ptr<connect_race> race, deadline limit)
{
    pending waiting(race); // leaves with this coroutine, and calls the race off
    co_return co_await waiting.done_by(limit);
}

struct finish
{
    explicit finish(std::vector<tcp::endpoint> const& endpoints, std::chrono::milliseconds limit = 10s)
        : race(std::make_shared<connect_race>(context.get_executor(), endpoints))
        , in_time(entralog::testing::run(context, wait_for(race, deadline::in(limit, errc::connect_timeout))))
    {
    }

    boost::asio::io_context context;
    std::shared_ptr<connect_race> race;
    bool in_time;
};

} // namespace

BOOST_AUTO_TEST_SUITE(wire_connect)

BOOST_AUTO_TEST_CASE(the_families_of_addresses_take_turns)
{
    std::vector<tcp::endpoint> const found = {at("::1", 1), at("::2", 1), at("::3", 1), at("10.0.0.1", 1)};
    std::vector<tcp::endpoint> const order = {at("::1", 1), at("10.0.0.1", 1), at("::2", 1), at("::3", 1)};
    BOOST_TEST((take_turns(found) == order));
    BOOST_TEST(take_turns(std::vector<tcp::endpoint>(1000, at("::1", 1))).size() == 16u);
}

BOOST_AUTO_TEST_CASE(a_refused_address_gives_way_at_once)
{
    listener const server;
    finish const f({nobody(), nobody(), server.endpoint});
    BOOST_TEST(f.in_time);
    BOOST_TEST(f.race->winner.has_value());
}

BOOST_AUTO_TEST_CASE(a_silent_address_does_not_hold_up_the_next)
{
    black_hole const silent;
    listener const server;
    finish const f({at("127.0.0.1", silent.port()), server.endpoint});
    BOOST_TEST(f.in_time);
    BOOST_TEST(f.race->winner.has_value());
}

BOOST_AUTO_TEST_CASE(every_failure_is_named)
{
    auto const one = nobody();
    auto const two = nobody();
    finish const f({one, two});
    BOOST_TEST(f.in_time);
    BOOST_TEST(!f.race->winner.has_value());
    BOOST_TEST(f.race->failure == boost::asio::error::connection_refused);
    for (auto const& e : {one, two})
        BOOST_TEST(f.race->failures.find("127.0.0.1:" + std::to_string(e.port()) + ": Connection refused") !=
                   std::string::npos);
}

BOOST_AUTO_TEST_CASE(time_runs_out_when_all_are_silent)
{
    black_hole const silent;
    finish const f({at("127.0.0.1", silent.port()), at("127.0.0.1", silent.port())}, 50ms);
    BOOST_TEST(!f.in_time);
    BOOST_TEST(!f.race->winner.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
