#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace graph_mock
{

/// What a client may cost the server. No time here is a polite one: who exceeds it is cut off.
struct server_limits
{
    server_limits() = default;

    std::uint32_t header_bytes = 64 * 1024; ///< above: 431
    std::uint64_t body_bytes = 1024 * 1024; ///< above: 413
    std::size_t connections = 1024;         ///< above: 503
    std::size_t refusals = 64;              ///< that many at once get their 503; those above are closed unheard
    std::chrono::milliseconds handshake{std::chrono::seconds(10)}; ///< of TLS
    std::chrono::milliseconds idle{std::chrono::seconds(60)};      ///< until the first byte of a request
    std::chrono::milliseconds header{std::chrono::seconds(15)};    ///< from its first byte to the end of its header
    std::chrono::milliseconds body{std::chrono::seconds(30)};      ///< for the whole of its body
    std::chrono::milliseconds write{std::chrono::seconds(30)};     ///< for a client to take 16 KiB of a response
    std::chrono::milliseconds linger{std::chrono::seconds(2)};     ///< for a client to close after us
    std::chrono::milliseconds drain{std::chrono::seconds(5)};      ///< for the responses under way when stopping
};

} // namespace graph_mock
