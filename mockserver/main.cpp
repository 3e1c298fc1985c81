#include <mockserver/certificate.hpp>
#include <mockserver/faults/injector.hpp>
#include <mockserver/flags.hpp>
#include <mockserver/server.hpp>
#include <mockserver/service.hpp>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

#ifndef GRAPH_MOCK_VERSION
#define GRAPH_MOCK_VERSION "unknown"
#endif

namespace
{

namespace asio = boost::asio;

enum exit_code
{
    done = 0,
    cannot_run = 1, ///< the machine is in the way: a port in use, say
    bad_input = 2   ///< a flag, a folder, a file or a record: for the user to mend
};

/// One line, in one write: lines of several programs on one terminal do not mix.
void say(std::string_view text)
{
    std::string line = "graph-mock: ";
    line += text;
    std::ranges::replace(line, '\n', ' ');
    line += '\n';
    [[maybe_unused]] auto const ignored = ::write(STDERR_FILENO, line.data(), line.size());
}

/// A parent may have closed our standard files. Then the first socket would take the number of one of them, and what
/// is printed would go to a client.
void hold_standard_files()
{
    for (int const fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0)
            std::_Exit(cannot_run);
}

/// Each connection is an open file.
void allow_connections(std::size_t connections)
{
    constexpr std::size_t besides = 128; // tenant files, standard files, refusals
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= connections + besides)
        return;
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, connections + besides);
    if (::setrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < connections + besides)
        throw graph_mock::usage_error("--connections " + std::to_string(connections) + " needs " +
                                      std::to_string(connections + besides) +
                                      " open files, and this process may have " + std::to_string(files.rlim_max) +
                                      ": raise the limit (ulimit -Hn), or ask for fewer");
}

/// False when nobody can read it: then whoever started us is gone.
bool announce(std::string const& url, std::string const& ca, std::optional<std::string> const& imds)
{
    boost::json::object ready;
    ready["ready"] = true;
    ready["graph"] = url;
    ready["authority"] = url;
    ready["ca"] = ca.empty() ? boost::json::value(nullptr) : boost::json::value(ca);
    if (imds)
        ready["imds"] = *imds;
    auto const line = boost::json::serialize(ready) + "\n";
    return std::fputs(line.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
}

void warn_of_exposure(std::string const& address)
{
    if (!asio::ip::make_address(address).is_loopback())
        say("WARNING: listening on " + address + ": any machine that reaches it can read the tenant's data and get " +
            "tokens. Use --address 127.0.0.1 unless that is what you want.");
}

int run(graph_mock::settings const& s)
{
    if (s.connections)
        allow_connections(*s.connections);
    auto const rooms = std::make_shared<graph_mock::service>(to_service_options(s, say));
    auto const plan = to_fault_plan(s);
    auto const rules = std::make_shared<graph_mock::rule_book>(plan.rules, plan.seed);
    graph_mock::fault_injector faults(
        rules, [rooms] { return rooms->clock().now(); }, say);
    auto options = to_server_options(s, say);
    options.wrong_certificate = [rules] { return rules->decide_connection().has_value(); };
    bool const own_ca = options.tls && !options.tls->ca_pem.empty();

    asio::io_context io(1);
    graph_mock::server server(io.get_executor(), std::move(options),
        [&](graph_mock::request const& r)
        { return faults.answer(r, [&](graph_mock::request const& q) { return rooms->handle(q); }); });
    std::optional<graph_mock::server> imds;
    if (s.imds_port)
        imds.emplace(io.get_executor(), to_imds_options(s, say),
            [&](graph_mock::request const& r)
            { return faults.answer(r, [&](graph_mock::request const& q) { return rooms->handle_metadata(q); }); });
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait(
        [&](boost::system::error_code const& ec, int)
        {
            if (ec)
                return;
            signals.clear(); // from here on a second signal kills, as it does by default
            say("stopping; requests under way may finish");
            server.stop();
            if (imds)
                imds->stop();
        });

    if (!s.ca_out.empty())
        graph_mock::write_atomically(s.ca_out, server.ca_pem());
    warn_of_exposure(s.address);
    if (own_ca && s.ca_out.empty())
        say("clients cannot trust this server's certificate yet: start with --ca-out FILE, and give them that file");
    server.start();
    if (imds)
        imds->start();
    if (!announce(server.base_url(), s.ca_out, imds ? std::optional(imds->base_url()) : std::nullopt))
    {
        say(std::string("the ready line cannot be written to stdout: ") + std::strerror(errno));
        return cannot_run;
    }
    say("serving " + server.base_url());
    if (!plan.rules.empty())
        say("faults: " + s.faults + ", " + std::to_string(plan.rules.size()) + " rule" +
            (plan.rules.size() == 1 ? "" : "s") + ", seed " + std::to_string(plan.seed));
    if (imds)
        say("serving managed identities on " + imds->base_url());
    io.run();
    return done;
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    hold_standard_files();
    graph_mock::settings s;
    CLI::App app(
        "A mock of Microsoft Graph's audit log reports, with the token service that goes with it.", "graph-mock");
    try
    {
        app.set_version_flag("--version", "graph-mock " GRAPH_MOCK_VERSION);
        declare_flags(app, s);
        app.parse(argc, argv);
        check(s);
        return run(s);
    }
    catch (CLI::Success const& e) // --help or --version
    {
        return app.exit(e) == 0 ? done : cannot_run;
    }
    catch (CLI::Error const& e)
    {
        say(std::string(e.what()) + "; see graph-mock --help");
        return bad_input;
    }
    catch (graph_mock::listen_error const& e)
    {
        say(e.what());
        return cannot_run;
    }
    catch (boost::system::system_error const& e)
    {
        say(e.what());
        return cannot_run;
    }
    catch (std::runtime_error const& e) // usage, tenant, recording, certificate: each says file, place and fix
    {
        say(e.what());
        return bad_input;
    }
    catch (std::invalid_argument const& e) // a flag's value that the tenant does not know
    {
        say(e.what());
        return bad_input;
    }
    catch (std::exception const& e)
    {
        say(std::string("failed: ") + e.what());
        return cannot_run;
    }
}
