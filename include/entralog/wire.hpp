#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace entralog
{

/// How TLS peers are checked. The default is the system's certificate store, chain and host name verified.
enum class tls_verification
{
    chain_and_host,
    none_insecure_for_tests_only ///< anyone on the way can read the token
};

struct tls_options
{
    tls_options() = default;

    tls_verification verification = tls_verification::chain_and_host;
    std::string ca_file; ///< PEM; trusted besides the system's store
    std::string ca_pem;  ///< the same, as text
};

enum class proxy_source
{
    none,       ///< only `proxy_options::url`
    environment ///< also https_proxy, HTTPS_PROXY, http_proxy, no_proxy, NO_PROXY, as curl reads them
};

struct proxy_options
{
    proxy_options() = default;

    std::string url;                   ///< "http://[user:password@]host:port", or empty
    std::vector<std::string> no_proxy; ///< hosts, ".suffix"es or "*"
    proxy_source source = proxy_source::none;
};

/// One deadline per step of an attempt.
struct deadlines
{
    deadlines() = default;

    std::chrono::milliseconds connect{10'000};     ///< name resolution and TCP, and CONNECT to a proxy
    std::chrono::milliseconds handshake{10'000};   ///< TLS
    std::chrono::milliseconds first_byte{120'000}; ///< the service may think long: reports of 300 s were seen
    std::chrono::milliseconds idle{30'000};        ///< between two reads of a body, and for sending
    std::chrono::milliseconds attempt{300'000};    ///< the whole attempt
};

/// Bounds on what a server may send.
struct wire_limits
{
    wire_limits() = default;

    std::size_t header_bytes = 64 * 1024;
    std::size_t body_bytes = 512 * 1024 * 1024; ///< of one response, decompressed
    std::size_t error_body_bytes = 64 * 1024;   ///< kept of a response that is not 2xx; the rest is dropped
    std::size_t expansion_ratio = 200;          ///< decompressed to compressed, once past 1 MiB
    std::size_t idle_connections_per_origin = 8;
    std::chrono::milliseconds idle_connection{60'000}; ///< a pooled connection older than this is closed, not used
};

struct wire_options
{
    wire_options() = default;

    tls_options tls;
    proxy_options proxy;
    entralog::deadlines deadlines;
    wire_limits limits;
    bool gzip = true;
};

/// What went over the network so far.
struct wire_counters
{
    wire_counters() = default;

    std::uint64_t requests = 0;
    std::uint64_t connections = 0;
    std::uint64_t bytes_received = 0; ///< of bodies, as they came: before decompression
};

/// HTTP/1.1 over TCP and TLS (Beast and OpenSSL): a keep-alive pool per origin, gzip, deadlines.
/// Use from one executor (a strand in a multi-threaded context).
class wire final : public transport
{
public:
    /// Fails, at the first exchange, with a clear error when the CA or the proxy cannot be used.
    wire(boost::asio::any_io_executor ex, wire_options options = wire_options());
    ~wire() override;
    wire(wire&&) = delete;

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override;

    wire_counters counters() const noexcept;

    /// Closes the pooled connections; later exchanges open new ones.
    void close_idle() noexcept;

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/wire.ipp>
#endif
