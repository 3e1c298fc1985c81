#include <entralog/impl/wire_connection.ipp>
#include <entralog/impl/wire_gunzip.ipp>
#include <entralog/impl/wire_request.ipp>

#include <tests/support/raw_server.hpp>
#include <tests/support/run.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// A token that was received is not left behind in the memory that it went through.

using namespace entralog;
using namespace entralog::testing;
namespace net = entralog::detail::net;

BOOST_AUTO_TEST_SUITE(wire_secrets)

BOOST_AUTO_TEST_CASE(a_connection_forgets_what_it_received)
{
    boost::asio::io_context io;
    net::tcp::acceptor acceptor(io, net::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    net::tcp::socket near(io);
    near.connect(acceptor.local_endpoint());
    auto far = acceptor.accept();
    auto const link = std::make_shared<net::connection>(std::move(near), 8 * 1024);
    std::string const response(3000, 's');
    char const* memory = nullptr;
    for (std::size_t const kept : {std::size_t(1000), std::size_t(0)}) // what is kept is moved to the front
    {
        boost::asio::write(far, boost::asio::buffer(response));
        std::size_t got = link->bytes().size();
        for (auto const wanted = got + response.size(); got < wanted; got = link->bytes().size())
            BOOST_TEST_REQUIRE(!run(io, link->fill()));
        if (memory == nullptr)
            memory = link->bytes().data();
        BOOST_TEST_REQUIRE((link->bytes().data() == memory));
        link->consume(got - kept);
    }
    BOOST_TEST(std::count(memory, memory + 4000, 's') == 4000);
    link->forget();
    BOOST_TEST(std::count(memory, memory + 4000, 's') == 0);
    BOOST_TEST(link->bytes().empty());

    boost::asio::write(far, boost::asio::buffer(std::string_view("more"))); // and serves on
    BOOST_TEST_REQUIRE(!run(io, link->fill()));
    BOOST_TEST(link->bytes() == "more");
}

BOOST_AUTO_TEST_CASE(what_gzip_gave_is_forgotten)
{
    net::gunzip inflating(1000);
    std::string_view given;
    auto const keep = [&](std::string_view bytes) -> result<void>
    {
        given = bytes;
        return {};
    };
    BOOST_TEST_REQUIRE(inflating.put(gzip(std::string(5000, 's')), keep).has_value());
    BOOST_TEST(std::count(given.begin(), given.end(), 's') == 5000);
    BOOST_TEST_REQUIRE(inflating.put(gzip("short"), keep).has_value()); // behind it, the end of the longer one
    inflating.forget();
    BOOST_TEST(std::count(given.data(), given.data() + 5000, 's') == 0);
}

BOOST_AUTO_TEST_CASE(memory_of_zlib_is_overwritten_before_it_goes)
{
    auto* const memory = static_cast<char*>(net::wiped_memory::allocate(nullptr, 3, 100));
    BOOST_TEST_REQUIRE((memory != nullptr));
    std::fill_n(memory, 300, 's');
    net::wiped_memory::wipe(memory); // as release() does
    BOOST_TEST(std::count(memory, memory + 300, '\0') == 300);
    net::wiped_memory::release(nullptr, memory);
    net::wiped_memory::release(nullptr, nullptr);
}

BOOST_AUTO_TEST_CASE(only_answers_that_may_hold_secrets_are_worth_it)
{
    request r;
    BOOST_TEST(!net::asks_for_secrets(r)); // a page
    r.proxy = proxying::never;             // a managed identity's endpoint
    BOOST_TEST(net::asks_for_secrets(r));
    r.proxy = proxying::as_configured;
    r.method = http_method::post; // a token endpoint
    BOOST_TEST(net::asks_for_secrets(r));
}

BOOST_AUTO_TEST_CASE(a_connect_request_leaves_no_copies_of_the_proxys_password_by_growing)
{
    net::proxy_server proxy;
    for (std::size_t const size : {std::size_t(30), std::size_t(6000)})
    {
        proxy.authorization = "Basic " + std::string(size, 's');
        origin o;
        o.host = std::string(200, 'h');
        auto const bytes = net::to_connect_bytes(o, proxy);
        // All of it fits into what was taken at first: growing doubles.
        BOOST_TEST(bytes.capacity() == 128 + 2 * (o.host.size() + 4) + proxy.authorization.size());
        BOOST_TEST(bytes.find("Proxy-Authorization: " + proxy.authorization + "\r\n") != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
