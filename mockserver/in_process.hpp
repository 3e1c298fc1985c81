#pragma once

#include <mockserver/faults/rule_book.hpp>
#include <mockserver/journal.hpp>
#include <mockserver/limits.hpp>
#include <mockserver/message.hpp>
#include <mockserver/service.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace graph_mock
{

struct in_process_options
{
    in_process_options() = default;

    service_options rooms;
    /// Answers a request in place of the rooms, or nothing: for what no tenant would send. Called in the server's
    /// thread.
    std::function<std::optional<response>(request const&)> first;
    /// Faults from the start; see in_process::faults for later ones.
    std::vector<fault_rule> faults;
    std::uint64_t faults_seed = 0;
    bool tls = true;   ///< with a CA of its own: see in_process::ca_pem
    bool imds = false; ///< the endpoints of managed identities over plain HTTP, too: see in_process::imds
    std::string address = "127.0.0.1";
    server_limits limits;
    std::size_t journal_entries = 1000;
};

/// A mock Graph server inside of a test: on a free port, in a thread of its own, gone when this object is.
/// Its functions may be called from any thread, but not while one stops it.
class in_process
{
public:
    /// Ready for connections when it returns. Throws load_error for a tenant or recording, listen_error.
    explicit in_process(in_process_options options);
    ~in_process();
    in_process(in_process const&) = delete;
    in_process& operator=(in_process const&) = delete;

    /// "https://127.0.0.1:40123": both the service and the authority.
    std::string const& graph() const noexcept;
    std::string const& authority() const noexcept;
    std::uint16_t port() const noexcept;

    /// "http://127.0.0.1:40124": where a client is to look for IMDS; empty when it was not asked for.
    std::string const& imds() const noexcept;

    /// What a client is to trust; empty without TLS.
    std::string const& ca_pem() const noexcept;

    /// The service behind the sockets: its clock, its tokens.
    service& rooms() noexcept;

    /// What goes wrong: may be changed at any time, from any thread.
    rule_book& faults() noexcept;

    /// What came in and went out, oldest first. A client that has seen a response finds it here.
    std::vector<exchange> exchanges() const;
    void forget_exchanges();

    std::size_t connections() const;

    /// Ends as graph-mock does on SIGTERM, and returns when it has. The destructor does the same.
    void stop();

private:
    class runner;
    std::unique_ptr<runner> runner_;
};

} // namespace graph_mock
