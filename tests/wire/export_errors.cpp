#include <tests/support/export_program.hpp>
#include <tests/support/mock.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace entralog::testing;

std::vector<std::string> with_credential(std::vector<std::string> arguments)
{
    arguments.insert(arguments.end(), {"--tenant", "contoso.com", "--client-id", "app", "--client-secret-env", "S"});
    return arguments;
}

/// A command line that must be refused before any I/O, with a text that holds all of `words`.
void is_refused(std::vector<std::string> const& arguments, std::vector<std::string> const& words)
{
    auto const o = run_export(arguments, {"S=the-secret"});
    BOOST_TEST_CONTEXT(o.err)
    {
        BOOST_TEST(o.status == 2);
        BOOST_TEST(o.out == "");
        BOOST_TEST(o.err.starts_with("entralog-export: "));
        BOOST_TEST(!has(o.err, "the-secret"));
        for (auto const& word : words)
            BOOST_TEST(has(o.err, word), word);
    }
}

void failed_with(export_outcome const& o, std::vector<std::string> const& words)
{
    BOOST_TEST_CONTEXT(o.err)
    {
        BOOST_TEST(o.status == 1);
        for (auto const& word : words)
            BOOST_TEST(has(o.err, word), word);
        BOOST_TEST(!has(o.err + o.out, "not-real")); // every secret of testdata ends so
        BOOST_TEST(!has(o.err + o.out, "Bearer"));
    }
}

graph_mock::response json(int status, std::string body)
{
    graph_mock::response r;
    r.status = status;
    r.headers.add("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

/// Run with a token, against a plain server that answers by `options`.
export_outcome run_against(graph_mock::in_process const& mock, std::vector<std::string> arguments)
{
    arguments.insert(
        arguments.end(), {"--base-url", mock.graph(), "--authority", mock.authority(), "--token-env", "T"});
    return run_export(arguments, {"T=a-token-not-real"});
}

std::string page_of(std::string const& records)
{
    return R"({"value":[)" + records + "]}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_errors)

BOOST_AUTO_TEST_CASE(a_wrong_command_line_ends_with_2_and_says_what_is_right)
{
    is_refused({}, {"REPORT"});
    is_refused({"signins"}, {"sign-ins", "provisioning", "all", "--help"});
    is_refused(with_credential({"sign-ins", "--bogus"}), {"--bogus"});
    is_refused(with_credential({"sign-ins", "--format", "xml"}), {"--format", "ndjson"});
    is_refused(with_credential({"sign-ins", "--progress", "perhaps"}), {"--progress", "auto"});
    is_refused(with_credential({"sign-ins", "--api-version", "v2"}), {"--api-version", "beta"});
    is_refused(with_credential({"sign-ins", "--cloud", "mars"}), {"--cloud", "mars", "global", "china"});
    is_refused(with_credential({"sign-ins", "--ca", "/nonexistent.pem"}), {"--ca", "/nonexistent.pem"});
    is_refused(with_credential({"sign-ins", "--since", "yesterday"}), {"--since", "24h", "yesterday"});
    is_refused(with_credential({"sign-ins", "--until", "24"}), {"--until", "24h"});
    is_refused(with_credential({"sign-ins", "--since", "1h", "--until", "2h"}), {"is not before"});
    is_refused(with_credential({"sign-ins", "--top", "0"}), {"--top takes a whole number of at least 1, not '0'"});
    is_refused(with_credential({"sign-ins", "--top", "abc"}), {"--top takes a whole number of at least 1, not 'abc'"});
    is_refused(
        with_credential({"sign-ins", "--format", "4"}), {"--format takes table, ndjson, csv, raw or none, not '4'"});
    is_refused(with_credential({"sign-ins", "--top", "1001"}), {"$top", "1000"});
    is_refused(with_credential({"sign-ins", "--top", "-1"}), {"--top"});
    is_refused(with_credential({"sign-ins", "--max-records", "0"}), {"--max-records"});
    is_refused(with_credential({"sign-ins", "--select", "id,a b"}), {"a b"});
    is_refused(with_credential({"sign-ins", "--format", "none", "--output", "x"}), {"none", "--output"});
    is_refused(with_credential({"all", "--format", "csv"}), {"--output"});
    is_refused(with_credential({"all", "--output", ENTRALOG_EXPORT}), {"folder"});
    is_refused(with_credential({"custom-security-attribute-audits", "--api-version", "v1.0"}), {"exists only in beta"});
    is_refused(
        with_credential({"sign-ins", "--base-url", "ftp://x", "--authority", "https://x"}), {"base URL", "https://"});
    is_refused(with_credential({"sign-ins", "--base-url", "https://x"}), {"--base-url and --authority go together"});
}

BOOST_AUTO_TEST_CASE(a_missing_credential_is_named)
{
    is_refused({"sign-ins"}, {"--tenant", "AZURE_TENANT_ID", "--client-id", "--token-env"});
    is_refused({"sign-ins", "--tenant", "contoso.com"}, {"--client-id"});
    is_refused({"sign-ins", "--tenant", "contoso.com", "--client-id", "app"}, {"AZURE_CLIENT_SECRET", "not set"});
    is_refused({"sign-ins", "--tenant", "contoso.com", "--client-id", "app", "--client-secret-env", "NOT_THERE"},
        {"NOT_THERE", "not set"});
    is_refused({"sign-ins", "--token-env", "NO_TOKEN"}, {"NO_TOKEN", "not set"});
    is_refused({"sign-ins", "--token-env", "S", "--client-secret-env", "S"}, {"exclude each other"});
}

BOOST_AUTO_TEST_CASE(a_secret_given_in_place_of_a_variables_name_is_not_shown)
{
    auto const o =
        run_export({"sign-ins", "--tenant", "contoso.com", "--client-id", "app", "--client-secret-env", "a~Secret.8Q"});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(!has(o.err, "a~Secret"));
    BOOST_TEST(has(o.err, "the name of an environment variable"));
}

BOOST_AUTO_TEST_CASE(a_word_that_belongs_to_no_option_is_not_repeated)
{
    for (std::vector<std::string> const& words :
        {std::vector<std::string>{"--client-secret", "hunter2"}, {"--client-secret=hunter2"}, {"--token", "hunter2"}})
    {
        auto arguments = with_credential({"sign-ins"});
        arguments.insert(arguments.end(), words.begin(), words.end());
        auto const o = run_export(arguments, {"S=x"});
        BOOST_TEST(o.status == 2);
        BOOST_TEST(!has(o.err, "hunter2"), o.err);
        BOOST_TEST(has(o.err, "--client-secret-env"), o.err);
    }
    auto const o = run_export({"sign-ins", "--token-env", "Sup3rSecretValue"});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(!has(o.err, "Sup3r"), o.err);
    BOOST_TEST(has(o.err, "export NAME"), o.err);
}

BOOST_AUTO_TEST_CASE(hints_speak_of_the_tools_options)
{
    export_bench bench;
    auto const distrust = run_export(
        with_credential({"sign-ins", "--base-url", bench.mock.graph(), "--authority", bench.mock.authority()}),
        {"S=x"});
    failed_with(distrust, {"give that CA's certificate with --ca"});
    BOOST_TEST(!has(distrust.err, "tls.ca_file"));
    auto const nobody = run_export(
        with_credential({"sign-ins", "--base-url", "http://127.0.0.1:1", "--authority", "http://127.0.0.1:1"}),
        {"S=x"});
    BOOST_TEST(nobody.status == 1);
    BOOST_TEST(has(nobody.err, "https_proxy"), nobody.err);
    BOOST_TEST(!has(nobody.err, "wire_options"));
    auto const plain = run_export(
        with_credential({"sign-ins", "--base-url", "http://192.0.2.1", "--authority", "http://192.0.2.1"}), {"S=x"});
    BOOST_TEST(plain.status == 2);
    BOOST_TEST(has(plain.err, "--allow-plain-http"), plain.err);
}

BOOST_AUTO_TEST_CASE(help_and_version_end_with_0)
{
    auto const help = run_export({"--help"});
    BOOST_TEST(help.status == 0);
    for (auto const* const word :
        {"sign-ins", "directory-audits", "custom-security-attribute-audits", "provisioning", "--base-url",
            "--authority", "--cloud", "--api-version", "--ca", "--tenant", "--client-id", "--client-secret-env",
            "--token-env", "--client-certificate", "--client-certificate-password-env", "--workload-identity",
            "--managed-identity", "--device-code", "--filter", "--order-by", "--select", "--top", "--since", "--until",
            "--format", "--output", "--max-records", "--progress", "--allow-plain-http", "130"})
        BOOST_TEST(has(help.out, word), word);
    BOOST_TEST(help.err == "");
    auto const version = run_export({"--version"});
    BOOST_TEST(version.status == 0);
    BOOST_TEST(version.out.starts_with("entralog-export "));
}

BOOST_AUTO_TEST_CASE(refusals_of_the_service_say_what_to_do)
{
    export_bench bench;
    failed_with(bench.run({"all"}, {"AZURE_CLIENT_SECRET=a-wrong-secret-not-real"}),
        {"AADSTS7000215", "to do:", "secret", "signIns: 0 records"});
    // A credential that is refused for one report would be refused for all.
    BOOST_TEST(!has(bench.run({"all"}, {"AZURE_CLIENT_SECRET=a-wrong-secret-not-real"}).err, "directoryAudits: "));

    failed_with(bench.run({"directory-audits"}, {"AZURE_CLIENT_ID=c0a50003-0000-4000-8000-00000000c0a5",
                                                    "AZURE_CLIENT_SECRET=contoso-newcomer-secret-not-real"}),
        {"directoryAudits: ", "HTTP 403", "AuditLog.Read.All", "API permissions", "request-id:", "client-request-id:"});

    auto const token = bench.mock.rooms().issue_user_token("haruto.sato@contoso.com",
        "c0a50001-0000-4000-8000-00000000c0a5", {"CustomSecAttributeAuditLogs.Read.All", "AuditLog.Read.All"});
    failed_with(bench.run({"custom-security-attribute-audits", "--token-env", "T"}, {"T=" + token}),
        {"HTTP 403", "Attribute Log Reader", "Roles & admins"});

    failed_with(bench.run({"sign-ins", "--filter", "createdDateTime older 5"}), {"HTTP 400", "filter", "to do:"});
}

BOOST_AUTO_TEST_CASE(one_report_that_is_refused_keeps_no_other_from_coming)
{
    export_bench bench;
    scratch_folder const f;
    auto const o = bench.run({"all", "--format", "ndjson", "--output", f.path().string()},
        {"AZURE_CLIENT_ID=c0a50002-0000-4000-8000-00000000c0a5",
            "AZURE_CLIENT_SECRET=contoso-auditor-secret-not-real"});
    failed_with(o, {"customSecurityAttributeAudits: a Microsoft Graph permission is missing",
                       "CustomSecAttributeAuditLogs.Read.All", "provisioning: 112 records"});
    BOOST_TEST(f.files() == 3U); // and no trace of the fourth
}

BOOST_AUTO_TEST_CASE(a_certificate_that_nobody_vouches_for_is_not_trusted)
{
    export_bench bench;
    auto const o = run_export(
        {"sign-ins", "--base-url", bench.mock.graph(), "--authority", bench.mock.authority(), "--token-env", "T"},
        {"T=a-token-not-real"});
    failed_with(o, {"certificate", "127.0.0.1"});
}

BOOST_AUTO_TEST_CASE(failures_that_may_pass_are_tried_again_and_then_explained)
{
    // Both at once: each waits for its retries.
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor deaf(context, boost::asio::ip::tcp::v4()); // holds a port, and never listens
    deaf.bind({boost::asio::ip::address_v4::loopback(), 0});
    auto const nobody = "http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port());
    child refused(ENTRALOG_EXPORT, {"all", "--base-url", nobody, "--authority", nobody, "--token-env", "T"},
        {"T=a-token-not-real", "https_proxy=", "http_proxy="});
    auto const cut = answering(
        [](graph_mock::request const&)
        {
            auto r = json(200, page_of(R"({"id":"1"},{"id":"2"},{"id":"3"})"));
            r.cut_after = 32; // in the third record
            return std::optional(std::move(r));
        });
    graph_mock::in_process const mock(cut);
    scratch_folder const f;
    child broken(ENTRALOG_EXPORT,
        {"provisioning", "--base-url", mock.graph(), "--authority", mock.authority(), "--token-env", "T", "--format",
            "raw", "--output", f / "x"},
        {"T=a-token-not-real", "https_proxy=", "http_proxy="});

    auto const o = outcome_of(broken);
    failed_with(
        o, {"provisioning: ", "tries:", "3 retries", "provisioning: 2 records that came are in " + (f / "x.partial")});
    BOOST_TEST(f.read("x.partial") == "{\"id\":\"1\"}\n{\"id\":\"2\"}\n"); // each once, however many tries
    BOOST_TEST(f.files() == 1U);

    auto const none = outcome_of(refused);
    failed_with(none, {"entralog-export: Connection refused; trying again in ", "signIns: ", "refused", "127.0.0.1",
                          "to do:", "tries:"});
    BOOST_TEST(!has(none.err, "directoryAudits: ")); // the network would fail again
    BOOST_TEST(has(none.err, "not tried, as it would come to the same: directoryAudits"), none.err);
}

BOOST_AUTO_TEST_CASE(a_malformed_record_is_shown_and_counted_and_costs_nothing_else)
{
    graph_mock::in_process const mock(saying(page_of(R"({"id":"1"},{"id":["\u001b[2J)"
                                                     "\x1b"
                                                     R"("]},{"id":"3"})")));
    auto const o = run_against(mock, {"sign-ins", "--format", "ndjson"});
    BOOST_TEST_CONTEXT(o.err)
    {
        BOOST_TEST(o.status == 0);
        BOOST_TEST(o.out == "{\"id\":\"1\"}\n{\"id\":\"3\"}\n");
        BOOST_TEST(has(o.err, "signIns: left out a malformed record: "));
        BOOST_TEST(has(o.err, R"({"id":["\u001b[2J)"));
        BOOST_TEST(!has(o.err, "\x1b"));
        BOOST_TEST(has(o.err, "signIns: 2 records, "));
        BOOST_TEST(has(o.err, ", 1 malformed"));
    }
}

BOOST_AUTO_TEST_CASE(many_malformed_records_do_not_flood_the_screen)
{
    std::string records = R"({"id":"good"})";
    for (int i = 0; i < 500; ++i)
        records += R"(,{"id":)" + std::to_string(i) + "}";
    graph_mock::in_process const mock(saying(page_of(records)));
    auto const o = run_against(mock, {"sign-ins", "--format", "ndjson"});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(o.out == "{\"id\":\"good\"}\n");
    BOOST_TEST(has(o.err, "500 malformed"));
    BOOST_TEST(o.err.size() < 5000U);
    auto const raw = run_against(mock, {"sign-ins", "--format", "raw"});
    BOOST_TEST(std::ranges::count(raw.out, '\n') == 501);
}

BOOST_AUTO_TEST_CASE(a_table_shows_no_escape_sequence_of_the_servers)
{
    graph_mock::in_process const mock(
        saying(page_of(R"({"id":"1","userPrincipalName":"\u001b]0;owned\u0007\u009b2Jx\r\n"})")));
    auto const o = run_against(mock, {"sign-ins"});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(has(o.out, "]0;owned"));
    for (char const c : o.out)
        BOOST_TEST((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
    BOOST_TEST(!has(o.out, "\xc2\x9b"));
}

BOOST_AUTO_TEST_CASE(an_output_that_fails_ends_with_1)
{
    export_bench bench;
    failed_with(bench.run({"provisioning", "--output", "/dev/full"}), {"No space left", "/dev/full"});
    failed_with(bench.run({"provisioning", "--output", "/nonexistent/x"}), {"No such file", "/nonexistent/x"});
    auto const closed = bench.start({"provisioning"}, {}, child::output::closed);
    failed_with(outcome_of(*closed), {"standard output", "Bad file descriptor"});
}

BOOST_AUTO_TEST_CASE(a_reader_that_has_gone_ends_it_without_a_word)
{
    export_bench bench;
    auto const o = outcome_of(*bench.start({"all"}, {}, child::output::broken));
    BOOST_TEST(o.status == 128 + SIGPIPE);
    BOOST_TEST(o.err == "");
}

BOOST_AUTO_TEST_SUITE_END()
