#include <tests/support/mock.hpp>
#include <tests/support/raw_client.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace
{

using namespace entralog::testing;
using graph_mock::in_process;

/// The client asks for something large and does not read it.
std::unique_ptr<raw_client> slow_reader(in_process const& mock)
{
    auto options = trusting(mock);
    options.receive_buffer = 4096;
    auto client = std::make_unique<raw_client>(mock.port(), options);
    client->get("/large");
    return client;
}

/// The client has begun a request.
std::unique_ptr<raw_client> slow_writer(in_process const& mock)
{
    auto client = std::make_unique<raw_client>(mock.port(), trusting(mock));
    client->send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n");
    return client;
}

graph_mock::in_process_options large_and_small(bool tls)
{
    auto options = answering(
        [](graph_mock::request const& q)
        {
            graph_mock::response r;
            r.body = q.path == "/large" ? std::string(16'000'000, 'x') : "small " + q.body;
            return std::optional(std::move(r));
        });
    options.tls = tls;
    return options;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_starvation)

BOOST_AUTO_TEST_CASE(slow_readers_and_slow_writers_starve_nobody_and_get_theirs_in_the_end)
{
    for (bool const tls : {false, true})
    {
        in_process mock(large_and_small(tls));
        std::vector<std::unique_ptr<raw_client>> readers;
        std::vector<std::unique_ptr<raw_client>> writers;
        for (int i = 0; i < 20; ++i)
        {
            readers.push_back(slow_reader(mock));
            writers.push_back(slow_writer(mock));
        }
        raw_client quick(mock.port(), trusting(mock));
        for (int i = 0; i < 200; ++i)
        {
            if (i % 2 == 0) // a byte more of a header field that does not end
                for (auto& writer : writers)
                    writer->send(i == 0 ? "X: " : "x");
            quick.get("/");
            BOOST_REQUIRE(quick.read().body == "small ");
        }
        // The server has not even begun to hold what they do not read: none of theirs is complete.
        auto const entries = mock.exchanges();
        BOOST_TEST(std::ranges::count_if(entries, [](auto const& e) { return e.target == "/large"; }) == 20);
        BOOST_TEST(std::ranges::none_of(entries, [](auto const& e) { return e.target == "/large" && e.complete; }));

        BOOST_TEST(readers.back()->read().body.size() == 16'000'000U);
        writers.back()->send("\r\n\r\n" + std::string(100, 'y'));
        BOOST_TEST(writers.back()->read().body == "small " + std::string(100, 'y'));
    }
}

BOOST_AUTO_TEST_SUITE_END()
