#pragma once

#include <mockserver/faults/rule_file.hpp>
#include <mockserver/server.hpp>
#include <mockserver/service.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace CLI
{
class App;
}

namespace graph_mock
{

/// What the command line says, as it says it.
struct settings
{
    settings() = default;

    std::vector<std::string> data;
    std::vector<std::string> har;
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    bool tls = false; ///< what is done anyway
    bool no_tls = false;
    std::string cert;
    std::string key;
    std::string ca_out;
    std::optional<std::size_t> page_size;
    std::string time = "recorded";
    std::string filters = "observed";
    std::optional<std::uint32_t> retention_days;
    std::optional<std::uint32_t> skip_token_lifetime; ///< seconds
    std::string throttle = "documented";
    std::string retry_after = "seconds";
    bool punish = false;
    bool throttle_headers = false;
    std::optional<std::size_t> connections;
    std::string faults; ///< a preset or a file
    std::optional<std::uint64_t> faults_seed;
    bool strict = false;
    std::string device_login;
    std::optional<std::uint16_t> imds_port;
    std::string identity_header;
    bool verbose = false;
};

/// A flag's value that is wrong, or flags that do not go together: says which, and what to give instead.
struct usage_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

void declare_flags(CLI::App& app, settings& s);

/// What no flag shows by itself. Throws usage_error.
void check(settings& s);

using line_sink = std::function<void(std::string_view)>;

/// Throw usage_error, and what the files that are named bring.
service_options to_service_options(settings const& s, line_sink const& log);
fault_plan to_fault_plan(settings const& s);
server_options to_server_options(settings const& s, line_sink const& log);
server_options to_imds_options(settings const& s, line_sink const& log);

} // namespace graph_mock
