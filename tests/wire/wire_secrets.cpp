#include <entralog/detail/token_endpoint.hpp>
#include <entralog/wire.hpp>
#include <entralog/impl/wire_connect.ipp>

#include <entralog/impl/wire_connection.ipp>
#include <entralog/impl/wire_gunzip.ipp>

#include <tests/support/raw_server.hpp>
#include <tests/support/thoroughness.hpp>
#include <tests/support/run.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// A token that was received is not left behind in the memory that it went through.

using namespace entralog;
using namespace entralog::testing;
namespace net = entralog::detail::net;

namespace
{

constexpr char turn = 0x55;

/// A token that is in no memory until it is asked for; its bytes turned, to look for it.
std::string turned(int number)
{
    std::string text = "a-token-that-is-made-here-and-nowhere-else-";
    text += static_cast<char>('0' + number);
    for (auto volatile* byte = text.data(); *byte != '\0'; ++byte)
        *byte = static_cast<char>(*byte ^ turn);
    return text;
}

std::string token_of(int number)
{
    auto text = turned(number);
    for (auto& byte : text)
        byte = static_cast<char>(byte ^ turn);
    return text;
}

/// Whether the token of these turned bytes is anywhere in the memory that this process may write to.
bool is_in_memory(std::string_view needle)
{
    constexpr unsigned long long longest = 1ULL << 30; // longer ones are a sanitizer's own
    std::ifstream maps("/proc/self/maps");
    std::ifstream memory("/proc/self/mem", std::ios::binary);
    std::vector<char> block(1024 * 1024);
    std::string line;
    while (std::getline(maps, line))
    {
        unsigned long long begin = 0;
        unsigned long long end = 0;
        char rights[5] = {};
        if (std::sscanf(line.c_str(), "%llx-%llx %4s", &begin, &end, rights) != 3 || rights[1] != 'w' ||
            end - begin > longest)
            continue;
        for (auto at = begin; at < end; at += block.size() - needle.size())
        {
            memory.clear();
            memory.seekg(static_cast<std::streamoff>(at));
            memory.read(
                block.data(), static_cast<std::streamsize>(std::min<unsigned long long>(block.size(), end - at)));
            auto const last = block.begin() + memory.gcount();
            auto const same = [](char a, char b) { return a == static_cast<char>(b ^ turn); };
            if (std::search(block.begin(), last, needle.begin(), needle.end(), same) != last)
                return true;
        }
    }
    return false;
}

/// Gives a token to whoever connects. It is another process: our own memory never held what it says.
class speaking_child
{
public:
    speaking_child(int number, bool zipped)
        : acceptor_(context_, net::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0))
        , child_(::fork())
    {
        if (child_ != 0)
            return;
        auto peer = acceptor_.accept();
        char request[4096];
        static_cast<void>(peer.read_some(boost::asio::buffer(request)));
        // Far from the beginning: that is written over when memory is given back, and used again by the search itself.
        auto const text = std::string(28'000, ' ') + token_of(number);
        auto const body = zipped ? gzip(text) : text;
        boost::asio::write(peer, boost::asio::buffer(http_response(body, zipped ? "Content-Encoding: gzip\r\n" : "")));
        static_cast<void>(peer.read_some(boost::asio::buffer(request), ignored_)); // until the other end goes
        ::_exit(0);
    }
    ~speaking_child()
    {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    speaking_child(speaking_child const&) = delete;

    origin where() const
    {
        origin o;
        o.tls = false;
        o.host = "127.0.0.1";
        o.port = acceptor_.local_endpoint().port();
        return o;
    }

private:
    boost::asio::io_context context_;
    net::tcp::acceptor acceptor_;
    error_code ignored_;
    ::pid_t child_;
};

} // namespace

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

BOOST_AUTO_TEST_CASE(
    nothing_of_a_token_response_is_left_in_this_process, *boost::unit_test::enable_if<!under_thread_sanitizer>())
{
#if defined(__GLIBC__)
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30); // what is given back stays where it can be looked at
#endif
    boost::asio::io_context context;
    auto const meant_to_be_found = token_of(4);
    BOOST_TEST_REQUIRE(is_in_memory(turned(4)));
    for (int const way : {0, 1, 2, 3})
    {
        bool const zipped = way % 2 == 1;
        speaking_child const server(way, zipped);
        wire w(context.get_executor());
        request r;
        r.origin = server.where();
        r.target = "/token";
        if (way < 2)
            r.method = http_method::post;
        else
            r.proxy = proxying::never;
        {
            detail::token_sink sink;
            auto const head = run(context, w.exchange(r, sink));
            BOOST_TEST_REQUIRE(head.has_value());
            BOOST_TEST(sink.text.size() == 28'000 + meant_to_be_found.size());
        }
        BOOST_TEST(!is_in_memory(turned(way)), way);
    }
}

BOOST_AUTO_TEST_SUITE_END()
