#pragma once

#include <entralog/message.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace entralog
{

/// Takes the body of a 2xx response as it arrives, already decompressed.
class body_sink
{
public:
    virtual ~body_sink() = default;

    /// A 2xx response begins. Called anew for each attempt: whatever an earlier one brought is void.
    virtual void start(response_head const& head) = 0;

    /// The next bytes. An error ends the exchange with that error and closes the connection.
    virtual result<void> write(std::string_view bytes) = 0;

    /// The body is complete. An error here is an error of the attempt, so that it can be tried again.
    virtual result<void> finish() = 0;
};

/// The one seam below which there are sockets: one attempt of one request, no retry, no token.
class transport
{
public:
    virtual ~transport() = default;

    /// Sends `r` and gives the head of whatever response came; a 2xx body went to `sink` by then, any other body is in
    /// response_head::error_body. Errors are of the network, of TLS, of time, of our bounds or from `sink`.
    /// Both references must outlive the operation. Cancellation throws operation_aborted and closes the connection.
    virtual boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) = 0;
};

} // namespace entralog
