#include "options.hpp"

#include "credential_options.hpp"
#include "limit_option.hpp"
#include "moment.hpp"

#include <entralog/cloud.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace entralog_export
{

using entralog::report;

namespace
{

/// In the order in which "all" exports them.
constexpr std::array<std::pair<std::string_view, report>, 4> report_names{{
    {"sign-ins", report::sign_ins},
    {"directory-audits", report::directory_audits},
    {"custom-security-attribute-audits", report::custom_security_attribute_audits},
    {"provisioning", report::provisioning},
}};

constexpr auto footer = R"(
Formats:
  table   a few columns for people, times in UTC
  ndjson  one JSON object a line: the records as entralog understands them, without their nulls
  csv     RFC 4180, a fixed choice of columns. A text that a spreadsheet could take for a formula (=, +, -, @ at its
          start) gets an apostrophe in front; take ndjson if programs are to read it
  raw     one JSON object a line: the server's own bytes
  none    reads and decodes everything and writes nothing, to measure
A record that does not fit the schema is left out, shown on standard error and counted, and does not change the exit
code; raw has it all the same. 'all' writes one file for each report, signIns.ndjson and so on, into the folder given
by --output; all but csv may also go to standard output one after the other. A file is called NAME.partial until it is
complete, and keeps that name, with the records that came, when the export fails or is interrupted.

Credentials:
  An application: --tenant and --client-id, or AZURE_TENANT_ID and AZURE_CLIENT_ID; its secret in the environment
  variable that --client-secret-env names, or in AZURE_CLIENT_SECRET; or its certificate, with --client-certificate.
  In Azure, without a secret: --managed-identity on a machine (ID: a client id, object:GUID, or a resource id),
  --workload-identity in a pod. A person: --device-code and --client-id. Or a token: in the variable that --token-env
  names.
  A proxy is taken from https_proxy and no_proxy, as curl does.

Exit codes: 0 done; 1 the service, the network or the output failed, or --preflight found a report that cannot be read;
2 the command line is wrong; 130 interrupted.

Examples:
  entralog-export all --preflight
  entralog-export sign-ins --since 24h --filter "status/errorCode ne 0"
  entralog-export all --since 7d --format ndjson --output audit/
)";

/// The command line's own words.
struct words
{
    std::string report;
    std::string base_url;
    std::string authority;
    std::string cloud = "global";
    std::string api_version = "beta";
    std::string ca;
    credential_words who;
    std::string select;
    std::string since;
    std::string until;
    std::string limit = "documented";
    std::string max_wait = "15m";
};

/// An option with a whole number of at least 1; CLI11's own would take -1 for a very large one.
void add_number(CLI::App& app, std::string const& name, std::optional<std::size_t>& value, std::string const& help)
{
    app.add_option_function<std::string>(
           name,
           [name, &value](std::string const& text)
           {
               std::size_t number = 0;
               auto const* const end = text.data() + text.size();
               auto const [stop, failure] = std::from_chars(text.data(), end, number);
               if (failure != std::errc() || stop != end || number == 0)
                   throw usage_error(name + " takes a whole number of at least 1, not '" + text + "'");
               value = number;
           },
           help)
        ->type_name("N");
}

/// An option with one of a few words, which `help` lists.
template <class Value>
CLI::Option* add_choice(CLI::App& app, std::string const& name, Value& value, std::string const& help,
    std::map<std::string, Value> const& choices)
{
    return app
        .add_option_function<std::string>(
            name,
            [name, help, choices, &value](std::string const& text)
            {
                auto const chosen = choices.find(text);
                if (chosen == choices.end())
                    throw usage_error(name + " takes " + help + ", not '" + text + "'");
                value = chosen->second;
            },
            help)
        ->type_name("WORD");
}

/// The words that belong to no option; what follows one is not repeated, since it may be a secret.
std::string unknown_words(std::vector<std::string> const& all)
{
    std::string names;
    for (auto const& word : all)
        if (word.starts_with('-'))
            names.append(names.empty() ? "" : ", ").append(word, 0, word.find('='));
    if (names.empty())
        return "there is a word that belongs to no option; --help lists them";
    auto text = "there is no option " + names + "; --help lists them all";
    if (names.find("secret") != std::string::npos || names.find("token") != std::string::npos ||
        names.find("password") != std::string::npos)
        text +=
            ". A secret goes into an environment variable, whose name --client-secret-env or --token-env takes; what "
            "stood here is in your shell's history now";
    return text;
}

void declare(CLI::App& app, words& w, options& o)
{
    std::vector<std::string> reports;
    for (auto const& [name, r] : report_names)
        reports.emplace_back(name);
    reports.emplace_back("all");

    app.add_option("REPORT", w.report, "Which report to export")->required()->check(CLI::IsMember(reports));

    app.add_flag("--preflight", o.preflight,
        "Export nothing: say whether the report can be read, and else what is missing and where to grant it");
    app.add_option("--base-url", w.base_url, "Microsoft Graph's address, as graph-mock's; instead of the cloud's");
    app.add_option("--authority", w.authority, "The token endpoint's address; instead of the cloud's");
    app.add_option("--cloud", w.cloud, "global, us-government-l4 (gcc-high), us-government-dod-l5 (dod) or china")
        ->capture_default_str();
    app.add_option("--api-version", w.api_version, "beta knows more properties, and customSecurityAttributeAudits")
        ->check(CLI::IsMember(std::vector<std::string>{"beta", "v1.0"}))
        ->capture_default_str();
    app.add_flag("--allow-plain-http", o.client.allow_plain_http_insecure,
        "Send token and secret over plain http, also to other hosts: for a mock in a container, never for the service");
    app.add_option("--ca", w.ca, "PEM file of certificates to trust besides the system's")->check(CLI::ExistingFile);

    app.add_option("--tenant", w.who.tenant, "Tenant id or one of its domains");
    app.add_option("--client-id", w.who.client_id, "Application (client) id");
    app.add_option("--client-secret-env", w.who.secret_variable, "NAME of the variable that holds the client secret");
    app.add_option("--token-env", w.who.token_variable, "NAME of the variable that holds an access token");
    app.add_option("--client-certificate", w.who.certificate_file, "PEM file of the application's certificate and key");
    app.add_option("--client-certificate-password-env", w.who.certificate_password_variable,
        "NAME of the variable that holds the key's passphrase");
    app.add_flag("--workload-identity", w.who.workload_identity,
        "The identity of a pod: the token in the file that AZURE_FEDERATED_TOKEN_FILE names");
    app.add_option_function<std::vector<std::string>>(
           "--managed-identity",
           [&w](std::vector<std::string> const& id)
           { w.who.managed_identity = id.empty() ? std::string() : id.front(); },
           "The identity of this machine in Azure; with ID, a user-assigned one")
        ->expected(0, 1)
        ->type_name("[ID]");
    app.add_flag("--device-code", w.who.device_code, "A person signs in with a browser, here or on another device");

    app.add_option("--filter", o.query.filter, "OData $filter, as \"status/errorCode ne 0\"");
    app.add_option("--order-by", o.query.order_by, "OData $orderby, as \"createdDateTime desc\"");
    app.add_option("--select", w.select, "Properties to ask for, divided by commas; ids and times are always useful");
    add_number(app, "--top", o.query.top, "Records in a page; for 'all', at most what each report allows");
    app.add_option("--since", w.since, "Only from then on: 24h, 7d, 30m, 2026-01-31 or 2026-01-31T08:00:00Z");
    app.add_option("--until", w.until, "Only before then");

    app.add_option("--limit", w.limit,
           "Requests to send at most: documented (5 in 10 seconds for an application in a tenant), off, or N/SECONDS")
        ->type_name("LIMIT")
        ->capture_default_str();
    app.add_option("--max-wait", w.max_wait,
           "The longest wait for the limit, or that the service may ask for: 90s, 15m, 2h; what would take longer "
           "fails at once")
        ->type_name("TIME")
        ->capture_default_str();
    app.add_flag("--trace", o.trace, "Tell of each request, wait, retry, token and page, on standard error");

    add_choice<format>(app, "--format", o.format, "table, ndjson, csv, raw or none",
        {{"table", format::table}, {"ndjson", format::ndjson}, {"csv", format::csv}, {"raw", format::raw},
            {"none", format::none}})
        ->default_str("table");
    app.add_option("--output", o.output, "File, folder, or - for standard output")->default_str("-");
    add_number(app, "--max-records", o.max_records, "Stop after so many records of a report");
    add_choice<show_progress>(app, "--progress", o.progress, "auto (on a terminal), always or never",
        {{"auto", show_progress::automatic}, {"always", show_progress::always}, {"never", show_progress::never}})
        ->default_str("auto");
}

std::vector<std::string> split(std::string_view list)
{
    std::vector<std::string> parts;
    for (std::size_t end = 0; end != std::string_view::npos && !list.empty();)
    {
        end = list.find(',');
        parts.emplace_back(list.substr(0, end));
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    }
    return parts;
}

std::optional<entralog::timestamp> moment(std::string_view option, std::string const& text, entralog::timestamp now)
{
    if (text.empty())
        return std::nullopt;
    auto const t = read_moment(text, now);
    if (!t)
        throw usage_error(
            std::string(option) + " takes 24h, 7d, 30m, 2026-01-31 or 2026-01-31T08:00:00Z, not '" + text + "'");
    return t;
}

void choose_reports(options& o, std::string const& name)
{
    bool const v1 = o.client.version == entralog::api_version::v1_0;
    o.all = name == "all";
    for (auto const& [known, r] : report_names)
    {
        if (!o.all && known != name)
            continue;
        if (!v1 || info(r).in_v1)
            o.reports.push_back(r);
        else if (o.all)
            o.notes.push_back(std::string(info(r).name) + " is left out: it exists only in beta");
        else
            throw usage_error(std::string(info(r).name) + " exists only in beta: leave out --api-version v1.0");
    }
}

void check_output(options& o)
{
    namespace fs = std::filesystem;
    if (o.output.empty())
        o.output = "-";
    if (o.preflight && o.output != "-")
        throw usage_error("--preflight exports nothing: leave out --output");
    if (o.format == format::none && o.output != "-")
        throw usage_error("--format none writes nothing: leave out --output");
    if (!o.all || o.format == format::none || o.preflight)
        return;
    if (o.output == "-" && o.format == format::csv)
        throw usage_error("the reports have different columns, so that they cannot follow one another as CSV on "
                          "standard output: give --output FOLDER for one file each");
    if (std::error_code ec; o.output != "-" && fs::exists(o.output, ec) && !fs::is_directory(o.output, ec))
        throw usage_error("with 'all', --output must be a folder, and " + o.output + " is none");
}

} // namespace

entralog::query_options query_for(report r, options const& o)
{
    auto q = o.query;
    auto const maximum = info(r).maximum_page_size;
    if (o.all && q.top)
        q.top = std::min(*q.top, maximum);
    if (!q.top && o.max_records && *o.max_records < maximum)
        q.top = o.max_records; // no use in a longer page
    return q;
}

std::optional<options> read_options(int argc, char const* const* argv)
{
    CLI::App app("Exports the activity reports (audit logs) of a Microsoft Entra tenant.", "entralog-export");
    app.footer(footer);
    app.set_version_flag("--version", "entralog-export " ENTRALOG_EXPORT_VERSION);
    words w;
    options o;
    declare(app, w, o);
    try
    {
        app.parse(argc, argv);
    }
    catch (CLI::Success const& asked_for_help)
    {
        app.exit(asked_for_help);
        return std::nullopt;
    }
    catch (CLI::ExtrasError const&)
    {
        throw usage_error(unknown_words(app.remaining()));
    }
    catch (CLI::ParseError const& e)
    {
        throw usage_error(e.what());
    }

    // Else the secret would go to Microsoft, and the token that comes back to somebody else.
    if (w.base_url.empty() != w.authority.empty())
        throw usage_error("--base-url and --authority go together: graph-mock prints both");
    auto const cloud = entralog::find_cloud(w.cloud);
    if (!cloud)
        throw usage_error("--cloud: " + cloud.error().message);
    o.client.cloud = *cloud;
    o.client.graph = w.base_url;
    o.client.authority = w.authority;
    o.client.version = w.api_version == "v1.0" ? entralog::api_version::v1_0 : entralog::api_version::beta;
    o.client.user_agent = "entralog-export/" ENTRALOG_EXPORT_VERSION;
    o.client.wire.tls.ca_file = w.ca;
    o.client.wire.proxy.source = entralog::proxy_source::environment;

    auto const now = entralog::system_clock().now();
    o.query.since = moment("--since", w.since, now);
    o.query.until = moment("--until", w.until, now);
    o.query.select = split(w.select);

    auto const limit = read_limit(w.limit);
    if (!limit)
        throw usage_error("--limit takes documented, off, or N/SECONDS, as 5/10, not '" + w.limit + "'");
    o.client.limiter = std::make_shared<entralog::limiter>(*limit);
    auto const max_wait = read_duration(w.max_wait);
    if (!max_wait)
        throw usage_error("--max-wait takes 90s, 15m or 2h, not '" + w.max_wait + "'");
    o.client.max_wait = o.client.retry.max_retry_after = *max_wait;
    // A request may wait several times.
    o.client.retry.max_elapsed = std::max<entralog::ticks>(o.client.retry.max_elapsed, *max_wait * 4);

    choose_reports(o, w.report);
    check_output(o);
    for (auto const r : o.reports)
        if (auto const q = encode_query(r, query_for(r, o)); !q)
            throw usage_error(q.error().message);
    w.who.own_authority = !w.authority.empty();
    o.announce = std::make_shared<announcer>([](std::string const& text) { std::cerr << text; });
    o.who = make_credential(w.who, o.announce);
    return o;
}

} // namespace entralog_export
