#pragma once

#include <mockserver/certificate.hpp>
#include <mockserver/journal.hpp>
#include <mockserver/limits.hpp>
#include <mockserver/message.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace graph_mock
{

/// The address cannot be listened on: it is taken, not this machine's, or not allowed.
class listen_error : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

struct server_options
{
    server_options() = default;

    std::string address = "127.0.0.1"; ///< IPv4 or IPv6; anything but loopback lets other machines in
    std::uint16_t port = 0;            ///< 0: any free one
    std::optional<identity> tls;       ///< HTTPS with this certificate; without one, plain HTTP
    server_limits limits;
    /// Asked for each connection whether it is shown another server's certificate; may be empty.
    std::function<bool()> wrong_certificate;
    std::size_t journal_entries = 1000;
    std::function<void(std::string_view)> log;        ///< a line for the developer; may be empty
    std::function<void(exchange const&)> on_exchange; ///< after each; may be empty
};

/// Puts a function that answers requests on a socket. All of it, this face too, is for the one thread that runs the
/// executor's io_context.
class server
{
public:
    /// Listens from here on, but answers nobody before `start`. Throws listen_error, or std::runtime_error for a
    /// certificate or key that OpenSSL does not take.
    server(
        boost::asio::any_io_executor executor, server_options options, std::function<response(request const&)> answer);
    ~server();
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    void start();

    /// Accepts nobody any more, closes idle connections, and lets responses under way go to their end for as long as
    /// limits.drain. Returns at once; when all connections are closed, nothing of the server is left in the io_context.
    void stop();

    /// Closes everything at once.
    void abort();

    std::uint16_t port() const;

    /// "https://127.0.0.1:8443". For an address that means "all", the loopback one.
    std::string base_url() const;

    /// The CA that clients are to trust; empty for plain HTTP and for a certificate that came from a file.
    std::string ca_pem() const;

    journal& exchanges();
    std::size_t connections() const;

private:
    class hall;
    std::shared_ptr<hall> hall_;
};

} // namespace graph_mock
