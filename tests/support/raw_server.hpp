#pragma once

#include <mockserver/certificate.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace entralog::testing
{

/// One accepted connection of a raw_server. All calls block; they give up when the server stops.
class raw_connection
{
public:
    virtual ~raw_connection() = default;

    /// One request with its body; empty when the peer closed instead.
    virtual std::string read_request() = 0;
    virtual void send(std::string_view bytes) = 0;

    /// Ends the connection properly: over TLS with a close_notify.
    virtual void close() = 0;
    /// Ends it as a crash does: over TLS without a close_notify.
    virtual void cut() = 0;
    /// Sends a TCP reset.
    virtual void reset() = 0;
    /// Until the peer closes. True when it did, false when the server was stopped.
    virtual bool wait_for_end() = 0;

    /// Becomes the server side of TLS, as behind a CONNECT.
    virtual void start_tls() = 0;

    std::size_t number = 0; ///< 0 for the first that was accepted
};

struct raw_server_options
{
    raw_server_options() = default;

    std::optional<graph_mock::identity> identity; ///< TLS with it
    bool tls_from_start = true;                   ///< or only after start_tls()
    int newest_tls_version = 0;                   ///< for example TLS1_1_VERSION; 0 is OpenSSL's newest
    std::string address = "127.0.0.1";
};

/// A server that says exactly what a test tells it to: the script runs once for each connection, on a thread of its
/// own.
class raw_server
{
public:
    using script = std::function<void(raw_connection&)>;

    explicit raw_server(script s, raw_server_options options = raw_server_options());
    ~raw_server();
    raw_server(raw_server const&) = delete;

    std::uint16_t port() const;
    std::size_t accepted() const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// "HTTP/1.1 200 OK" with a length, and more fields if given as "name: value\r\n".
std::string http_response(std::string_view body, std::string_view fields = {}, std::string_view status = "200 OK");

/// Answers every request with `body` for as long as the peer likes.
raw_server::script always(std::string response);

/// Compressed by zlib.
std::string gzip(std::string_view text);

} // namespace entralog::testing
