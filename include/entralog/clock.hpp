#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/time.hpp>

#include <boost/asio/awaitable.hpp>

namespace entralog
{

/// The time, and waiting for it. Tests use a manual one.
class clock
{
public:
    virtual ~clock() = default;

    /// The time of day.
    virtual timestamp now() const = 0;

    /// Completes after `d`; throws boost::system::system_error(operation_aborted) when cancelled.
    virtual boost::asio::awaitable<void> wait(ticks d) = 0;
};

/// The system's clock; waits on the executor of the coroutine that asks.
class system_clock final : public clock
{
public:
    timestamp now() const override { return std::chrono::time_point_cast<ticks>(std::chrono::system_clock::now()); }
    boost::asio::awaitable<void> wait(ticks d) override;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/clock.ipp>
#endif
