#include <mockserver/flags.hpp>

#include <mockserver/certificate.hpp>
#include <mockserver/faults/presets.hpp>

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <filesystem>
#include <system_error>

namespace graph_mock
{

namespace
{

namespace asio = boost::asio;

odata::filter_rules filter_rules(std::string const& name)
{
    using odata::filter_rules;
    if (name == "documented")
        return filter_rules::documented;
    if (name == "observed")
        return filter_rules::observed;
    if (name == "all")
        return filter_rules::all;
    throw usage_error("--filters \"" + name + "\": give documented, observed, or all");
}

retry_after_form retry_after(std::string const& name)
{
    if (name == "seconds")
        return retry_after_form::seconds;
    if (name == "fractional")
        return retry_after_form::fractional;
    if (name == "date")
        return retry_after_form::date;
    if (name == "none")
        return retry_after_form::none;
    throw usage_error("--throttle-retry-after \"" + name + "\": give seconds, fractional, date, or none");
}

throttle_rules rules_of_throttle(settings const& s)
{
    auto const limit = parse_throttle_limit(s.throttle);
    if (!limit)
        throw usage_error(
            "--throttle \"" + s.throttle +
            "\": give documented, off, or N/SECONDS, such as 100/10 (N from 1 to 100000, the seconds from "
            "0.001 to 86400)");
    auto const form = retry_after(s.retry_after);
    if (!*limit && (s.retry_after != settings().retry_after || s.punish || s.throttle_headers))
        throw usage_error("--throttle-retry-after, --throttle-punish and --throttle-headers are about 429s, and with "
                          "--throttle off there are none: leave one out");
    throttle_rules rules;
    rules.limit = *limit;
    rules.retry_after = form;
    rules.punish = s.punish;
    rules.headers = s.throttle_headers;
    return rules;
}

std::function<void(exchange const&)> print_exchanges(line_sink const& log)
{
    return [log](exchange const& e) { log(to_line(e)); };
}

} // namespace

void declare_flags(CLI::App& app, settings& s)
{
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
    app.add_option("--connections", s.connections, "So many connections at once; those above get 503")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1000000}))
        ->default_str(std::to_string(server_limits().connections));
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
    app.add_option("--skiptoken-lifetime", s.skip_token_lifetime,
           "Refuse a $skiptoken that is that old, as expired; without it, none is")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 31536000));
    app.add_option("--throttle", s.throttle,
           "How many requests of an app to a tenant pass before 429: documented, 5 in 10 seconds; off; or a limit of "
           "your own, such as 100/10")
        ->type_name("documented|off|N/SECONDS")
        ->capture_default_str();
    app.add_option("--throttle-retry-after", s.retry_after,
           "How a 429 says when to come back: whole seconds; fractional ones (2.128), as in Graph's example; an HTTP "
           "date; or not at all")
        ->type_name("seconds|fractional|date|none")
        ->capture_default_str();
    app.add_flag("--throttle-punish", s.punish,
        "A request that comes before its Retry-After is over starts a whole window of 429s");
    app.add_flag("--throttle-headers", s.throttle_headers, "Send x-ms-throttle-* headers, as other Graph services do");
    app.add_option("--faults", s.faults, "What goes wrong: flaky, throttled, slow, hostile, or a file of rules (JSON)")
        ->type_name("PRESET|FILE");
    app.add_option("--faults-seed", s.faults_seed, "What chance begins with, in place of the file's seed, or of 0")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
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

service_options to_service_options(settings const& s, line_sink const& log)
{
    service_options options;
    options.data.assign(s.data.begin(), s.data.end());
    options.har.assign(s.har.begin(), s.har.end());
    options.page_size = s.page_size;
    auto const time = parse_time_setting(s.time);
    if (!time)
        throw usage_error("--time \"" + s.time + "\": give recorded, rebase, or now=2026-11-25T10:00:00Z");
    options.time = *time;
    options.filters = filter_rules(s.filters);
    options.retention_days = s.retention_days;
    if (s.skip_token_lifetime)
        options.skip_token_lifetime = std::chrono::seconds(*s.skip_token_lifetime);
    options.throttle = rules_of_throttle(s);
    options.strict = s.strict;
    options.device_login = s.device_login;
    options.identity_header = s.identity_header;
    options.exposed = !asio::ip::make_address(s.address).is_loopback();
    options.log = log;
    return options;
}

fault_plan to_fault_plan(settings const& s)
{
    if (s.faults.empty() && s.faults_seed)
        throw usage_error("--faults-seed needs --faults: give both, or leave it out");
    std::error_code ec;
    if (!s.faults.empty() && preset(s.faults).empty() && !std::filesystem::exists(s.faults, ec))
        throw usage_error("--faults \"" + s.faults +
                          "\" is no file; give the name of one, or one of flaky, throttled, slow and hostile");
    auto plan = s.faults.empty() ? fault_plan() : faults_of(s.faults);
    bool const own = preset(s.faults).empty();
    if (own && s.no_tls)
        for (auto const& rule : plan.rules)
            if (info(rule.what.kind).scope == fault_scope::connection)
                throw usage_error("--faults \"" + s.faults + "\": the fault " + std::string(info(rule.what.kind).name) +
                                  " needs TLS; leave out --no-tls, or the rule");
    plan.seed = s.faults_seed.value_or(plan.seed);
    return plan;
}

server_options to_server_options(settings const& s, line_sink const& log)
{
    server_options options;
    options.address = s.address;
    options.port = s.port;
    options.limits.connections = s.connections.value_or(options.limits.connections);
    options.log = log;
    if (s.verbose)
        options.on_exchange = print_exchanges(log);
    if (!s.cert.empty())
        options.tls = load_identity(s.cert, s.key);
    else if (!s.no_tls)
        options.tls = make_identity(names_for(s.address), std::chrono::system_clock::now());
    return options;
}

/// Clients ask IMDS over plain HTTP and without a secret: so it is for this machine alone.
server_options to_imds_options(settings const& s, line_sink const& log)
{
    server_options options;
    options.port = *s.imds_port;
    options.log = log;
    if (s.verbose)
        options.on_exchange = print_exchanges(log);
    return options;
}

} // namespace graph_mock
