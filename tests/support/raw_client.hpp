#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// What a server said, taken apart by a parser that shares no code with the server's.
struct raw_response
{
    raw_response() = default;

    int status = 0;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;   ///< chunks joined; still compressed
    bool whole = false; ///< the body came to its announced end
    std::size_t chunks = 0;

    /// The first field of that name, in any case; empty when there is none.
    std::string field(std::string_view name) const;
};

struct raw_client_options
{
    raw_client_options() = default;

    std::string address = "127.0.0.1";
    std::string ca_pem;                         ///< TLS when not empty, and the chain must end there
    std::string host_name = "localhost";        ///< the name or IP address that the certificate must be for
    int newest_tls_version = 0;                 ///< for example TLS1_1_VERSION; 0 is OpenSSL's newest
    int receive_buffer = 0;                     ///< bytes; 0 is the system's
    std::chrono::milliseconds patience{60'000}; ///< for each read and write
};

/// A blocking client that sends any bytes. Throws std::runtime_error when it cannot connect or waits too long.
class raw_client
{
public:
    explicit raw_client(std::uint16_t port, raw_client_options options = raw_client_options());
    ~raw_client();
    raw_client(raw_client const&) = delete;
    raw_client& operator=(raw_client const&) = delete;

    /// False when the server has closed.
    bool send(std::string_view bytes);

    /// "GET <target> HTTP/1.1" with a Host, and more fields if given as "name: value\r\n".
    bool get(std::string_view target, std::string_view fields = {});

    /// The next response, or a status of 0 when the server closed before it began.
    raw_response read(bool to_head_request = false);

    /// All that comes until the server closes.
    std::string read_to_end();

    enum class ending
    {
        open,
        closed, ///< in good form: over TLS after a close_notify
        cut,    ///< over TLS without a close_notify
        reset
    };
    /// How the connection has ended, as far as reading has seen.
    ending ended() const noexcept;

    /// Tells the server that nothing more will be sent; reading goes on.
    void finish_sending();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// Undone by zlib; throws std::runtime_error for what is no whole gzip stream.
std::string gunzip(std::string_view compressed);

} // namespace entralog::testing
