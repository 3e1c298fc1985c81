#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>

namespace entralog_export
{

/// Turns the first SIGINT, SIGTERM or SIGHUP into a call on the executor. After it the signals have their usual effect
/// again, so that a second one ends the program even when it is stuck. One object at a time.
class interruption
{
public:
    interruption(boost::asio::any_io_executor ex, std::function<void()> wish);
    ~interruption();
    interruption(interruption const&) = delete;

    /// Whether the signal has come; also true before the call.
    static bool requested() noexcept;

private:
    boost::asio::posix::stream_descriptor wake_;
};

} // namespace entralog_export
