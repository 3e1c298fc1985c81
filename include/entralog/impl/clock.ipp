#pragma once

#include <entralog/clock.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace entralog
{

ENTRALOG_DECL boost::asio::awaitable<void> system_clock::wait(ticks d)
{
    if (d <= ticks::zero())
        co_return;
    // Beyond 292 years the nanoseconds of the timer would overflow.
    constexpr ticks longest = std::chrono::hours(24 * 366 * 100);
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, std::min(d, longest));
    co_await timer.async_wait(boost::asio::use_awaitable);
}

} // namespace entralog
