#include <mockserver/certificate.hpp>
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
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

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

struct settings
{
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
    bool strict = false;
    std::string device_login;
    std::optional<std::uint16_t> imds_port;
    std::string identity_header;
    bool verbose = false;
};

struct usage_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
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

void declare_flags(CLI::App& app, settings& s)
{
    app.set_version_flag("--version", "graph-mock " GRAPH_MOCK_VERSION);
    app.add_option("--data", s.data, "A tenant's folder, or a folder of such")->type_name("DIR");
    app.add_option("--har", s.har, "A recording (HAR 1.2) to replay; may be repeated")->type_name("FILE");
    app.add_option("--address", s.address, "The IP address to listen on; all but loopback let others in")
        ->type_name("IP")
        ->capture_default_str();
    app.add_option("--port", s.port, "The port to listen on; 0 is any free one")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    auto* const tls = app.add_flag("--tls", s.tls, "Serve HTTPS (this is the default)");
    app.add_flag("--no-tls", s.no_tls, "Serve plain HTTP")->excludes(tls);
    app.add_option("--cert", s.cert, "The certificate chain to show, PEM; without one, a CA and a leaf are made")
        ->type_name("FILE");
    app.add_option("--key", s.key, "The key of --cert, PEM")->type_name("FILE");
    app.add_option("--ca-out", s.ca_out, "Write the CA that was made to this file, for clients to trust")
        ->type_name("FILE");
    app.add_option("--page-size", s.page_size, "Records in a page when a request has no $top")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1000000}));
    app.add_option("--time", s.time,
           "recorded: as when the records were made; rebase: shift them so that the newest is a moment ago; "
           "now=ISO: begin at that moment")
        ->type_name("recorded|rebase|now=ISO")
        ->capture_default_str();
    app.add_option("--filters", s.filters,
           "Which operators a property may be filtered with: documented, what Microsoft's tables list; observed, what "
           "is known to work besides; all, what its type allows")
        ->type_name("documented|observed|all")
        ->capture_default_str();
    app.add_option("--retention-days", s.retention_days,
           "Refuse filters on times that are older, as the service does; 0 refuses none. Without it, 30, and 7 for a "
           "tenant without a licence")
        ->type_name("N")
        ->check(CLI::Range(0, 36500));
    app.add_flag("--strict", s.strict,
        "Refuse what Graph silently ignores: a parameter without '$', '&' in place of 'and'; and what Entra ID lets "
        "pass: an assertion that a client has signed itself and sends twice");
    app.add_option(
           "--device-login", s.device_login, "Approve every device code as this user, so that nobody need do it")
        ->type_name("USER");
    app.add_option("--imds-port", s.imds_port,
           "Serve the endpoints of managed identities over plain HTTP on this port of 127.0.0.1, too; 0 is any free "
           "one")
        ->type_name("PORT")
        ->check(CLI::Range(0, 65535));
    app.add_option("--identity-header", s.identity_header,
           "Serve /msi/token as App Service does, to those who send this in X-IDENTITY-HEADER")
        ->type_name("TEXT");
    app.add_flag("--verbose", s.verbose, "Log each request on stderr, secrets masked");
    for (auto* const option : app.get_options())
        option->allow_extra_args(false); // "--har A B": B is a mistake, not another recording
    app.footer("When ready, one line of JSON on stdout says where: ready, graph, authority, ca (and imds).\n"
               "SIGINT and SIGTERM let requests under way finish; a second one stops at once.\n"
               "Exit status: 0 stopped, 1 cannot run here (a port in use), 2 a bad flag, folder, file or record.");
}

void check(settings& s)
{
    if (s.data.empty() && s.har.empty())
        throw usage_error("there is nothing to serve: give --data DIR, --har FILE, or both");
    if (s.address == "localhost")
        s.address = "127.0.0.1";
    boost::system::error_code ec;
    asio::ip::make_address(s.address, ec);
    if (ec)
        throw usage_error("--address \"" + s.address + "\" is not an IP address; try 127.0.0.1 or ::1");
    if (s.cert.empty() != s.key.empty())
        throw usage_error("--cert and --key go together: give both, or neither");
    if (s.no_tls && !(s.cert.empty() && s.ca_out.empty()))
        throw usage_error("--cert, --key and --ca-out need TLS: leave out --no-tls");
    if (!s.cert.empty() && !s.ca_out.empty())
        throw usage_error("--ca-out writes the CA that graph-mock makes, and with --cert it makes none: leave one out");
}

graph_mock::odata::filter_rules filter_rules(std::string const& name)
{
    using graph_mock::odata::filter_rules;
    if (name == "documented")
        return filter_rules::documented;
    if (name == "observed")
        return filter_rules::observed;
    if (name == "all")
        return filter_rules::all;
    throw usage_error("--filters \"" + name + "\": give documented, observed, or all");
}

graph_mock::service_options service_options(settings const& s)
{
    graph_mock::service_options options;
    options.data.assign(s.data.begin(), s.data.end());
    options.har.assign(s.har.begin(), s.har.end());
    options.page_size = s.page_size;
    auto const time = graph_mock::parse_time_setting(s.time);
    if (!time)
        throw usage_error("--time \"" + s.time + "\": give recorded, rebase, or now=2026-11-25T10:00:00Z");
    options.time = *time;
    options.filters = filter_rules(s.filters);
    options.retention_days = s.retention_days;
    options.strict = s.strict;
    options.device_login = s.device_login;
    options.identity_header = s.identity_header;
    options.exposed = !asio::ip::make_address(s.address).is_loopback();
    options.log = say;
    return options;
}

graph_mock::server_options server_options(settings const& s)
{
    graph_mock::server_options options;
    options.address = s.address;
    options.port = s.port;
    options.log = say;
    if (s.verbose)
        options.on_exchange = [](graph_mock::exchange const& e) { say(graph_mock::to_line(e)); };
    if (!s.cert.empty())
        options.tls = graph_mock::load_identity(s.cert, s.key);
    else if (!s.no_tls)
        options.tls = graph_mock::make_identity(graph_mock::names_for(s.address), std::chrono::system_clock::now());
    return options;
}

/// Clients ask IMDS over plain HTTP and without a secret: so it is for this machine alone.
graph_mock::server_options imds_options(settings const& s)
{
    graph_mock::server_options options;
    options.port = *s.imds_port;
    options.log = say;
    if (s.verbose)
        options.on_exchange = [](graph_mock::exchange const& e) { say(graph_mock::to_line(e)); };
    return options;
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

int run(settings const& s)
{
    auto const rooms = std::make_shared<graph_mock::service>(service_options(s));
    auto options = server_options(s);
    bool const own_ca = options.tls && !options.tls->ca_pem.empty();

    asio::io_context io(1);
    graph_mock::server server(
        io.get_executor(), std::move(options), [rooms](graph_mock::request const& r) { return rooms->handle(r); });
    std::optional<graph_mock::server> imds;
    if (s.imds_port)
        imds.emplace(io.get_executor(), imds_options(s),
            [rooms](graph_mock::request const& r) { return rooms->handle_metadata(r); });
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
    settings s;
    CLI::App app(
        "A mock of Microsoft Graph's audit log reports, with the token service that goes with it.", "graph-mock");
    try
    {
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
