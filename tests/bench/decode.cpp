#include <entralog/entralog.hpp>

#include "tests/bench/full_sign_ins.hpp"
#include "tests/support/page_fixture.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// How fast a page of 1000 full sign-ins is decoded, beside what Boost.JSON takes to make a DOM of the same bytes. The
// ways take turns, so that a busy machine slows all alike; of each the median counts.

namespace
{

using namespace entralog;

struct counter
{
    std::size_t records = 0;
    std::size_t failures = 0; ///< of the sign-ins themselves, so that something is read

    void operator()(sign_in const& s)
    {
        ++records;
        failures += s.status && s.status->error_code.value_or(0) != 0 ? 1 : 0;
    }
    void operator()(malformed_record const& m) { throw std::runtime_error(to_string(m.why)); }
};

/// Lets the allocator tidy up what the last way has left, so that the next does not pay for it.
void settle()
{
    auto const big = std::make_unique<char[]>(std::size_t{1} << 20);
}

/// Seconds to read the page from its chunks; the chunks are made before.
template <class Read>
double seconds_of(std::string const& body, std::size_t chunk, Read read)
{
    auto transport = std::make_shared<testing::scripted_transport>();
    transport->steps.push_back(testing::in_chunks(body, [=] { return chunk; }));
    auto source = testing::pages_over<sign_in>(transport);
    boost::asio::io_context context;
    settle();
    auto const begin = std::chrono::steady_clock::now();
    auto const records = read(context, source);
    auto const end = std::chrono::steady_clock::now();
    if (records != 1000)
        throw std::runtime_error("not every record came");
    return std::chrono::duration<double>(end - begin).count();
}

boost::asio::awaitable<std::size_t> visit(pages<sign_in>& source)
{
    counter visitor;
    auto const info = co_await source.next_into(visitor);
    if (!info)
        throw std::runtime_error(to_string(info.error()));
    co_return visitor.records;
}

boost::asio::awaitable<std::size_t> collect(pages<sign_in>& source)
{
    auto const page = co_await source.next();
    if (!page)
        throw std::runtime_error(to_string(page.error()));
    co_return page->records.size();
}

double dom(std::string const& body)
{
    settle();
    auto const begin = std::chrono::steady_clock::now();
    {
        auto const value = boost::json::parse(body);
        if (value.at("value").as_array().size() != 1000)
            throw std::runtime_error("not every record came");
    }
    auto const end = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(end - begin).count();
}

double median(std::vector<double> v)
{
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
}

} // namespace

int main()
{
    auto const body = bench::full_sign_ins().page(1000);
    std::printf("a page of 1000 full sign-ins, %zu bytes\n", body.size());

    std::vector<double> doms;
    std::vector<double> visits;
    std::vector<double> pieces;
    std::vector<double> pages;
    auto const with = [](auto operation)
    {
        return [operation](boost::asio::io_context& context, entralog::pages<sign_in>& source)
        { return testing::run(context, operation(source)); };
    };
    for (int round = 0; round < 31; ++round)
    {
        doms.push_back(dom(body));
        visits.push_back(seconds_of(body, body.size(), with(visit)));
        pieces.push_back(seconds_of(body, 64 * 1024, with(visit)));
        pages.push_back(seconds_of(body, body.size(), with(collect)));
    }
    auto const line = [&](char const* what, std::vector<double> const& seconds)
    {
        std::printf("%-52s %6.0f MB/s  %5.2f times the DOM\n", what,
            static_cast<double>(body.size()) / median(seconds) / 1e6, median(doms) / median(seconds));
    };
    line("boost::json::parse, a DOM", doms);
    line("pages::next_into, a record used again", visits);
    line("pages::next_into, the body in pieces of 64 KiB", pieces);
    line("pages::next, 1000 new records", pages);
}
