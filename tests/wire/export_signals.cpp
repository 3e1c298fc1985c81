#include <tests/support/export_program.hpp>
#include <tests/support/mock.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace
{

using namespace entralog::testing;
using namespace std::chrono_literals;

graph_mock::response json(int status, std::string body)
{
    graph_mock::response r;
    r.status = status;
    r.headers.add("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

/// A server that gives one page of two records and then asks to wait for a long time.
class stalling_server
{
public:
    stalling_server()
        : mock(answering(
              [this](graph_mock::request const& r)
              {
                  if (r.query.find("second") == std::string::npos)
                      return std::optional(json(200, R"({"value":[{"id":"1"},{"id":"2"}],"@odata.nextLink":"http://)" +
                                                         r.host + R"(/beta/auditLogs/provisioning?second"})"));
                  stalls = true;
                  auto answer = json(429, R"({"error":{"code":"TooManyRequests","message":"later"}})");
                  answer.headers.add("Retry-After", "200");
                  return std::optional(std::move(answer));
              }))
    {
    }

    std::vector<std::string> arguments(std::vector<std::string> more) const
    {
        more.insert(more.end(), {"--base-url", mock.graph(), "--authority", mock.authority(), "--token-env", "T"});
        return more;
    }

    void await_stall() const
    {
        for (int i = 0; i < 3000 && !stalls; ++i)
            std::this_thread::sleep_for(10ms);
        std::this_thread::sleep_for(100ms); // until the answer has arrived
        BOOST_REQUIRE(stalls);
    }

    std::atomic<bool> stalls{false};
    graph_mock::in_process mock;
};

std::vector<std::string> const token{"T=a-token", "https_proxy=", "http_proxy="};

/// Runs entralog-export with standard error on a terminal of 60 columns; gives what the terminal got to see.
std::string seen_on_terminal(std::vector<std::string> arguments)
{
    int const master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    BOOST_REQUIRE(master >= 0);
    BOOST_REQUIRE(::grantpt(master) == 0);
    BOOST_REQUIRE(::unlockpt(master) == 0);
    std::string const name = ::ptsname(master);
    int const slave = ::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    BOOST_REQUIRE(slave >= 0);
    winsize size = {};
    size.ws_col = 60;
    size.ws_row = 24;
    ::ioctl(slave, TIOCSWINSZ, &size);

    arguments.insert(arguments.begin(), ENTRALOG_EXPORT);
    std::vector<char*> argv;
    for (auto& a : arguments)
        argv.push_back(a.data());
    argv.push_back(nullptr);
    std::string variable = "T=a-token";
    char* envp[] = {variable.data(), nullptr};
    auto const pid = ::fork();
    if (pid == 0)
    {
        ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
        ::dup2(slave, STDERR_FILENO);
        ::execve(argv[0], argv.data(), envp);
        ::_exit(127);
    }
    ::close(slave);
    std::string seen;
    char block[4096];
    for (::ssize_t n = 0; (n = ::read(master, block, sizeof block)) > 0;) // fails when the last writer has gone
        seen.append(block, static_cast<std::size_t>(n));
    ::close(master);
    int status = -1;
    ::waitpid(pid, &status, 0);
    BOOST_TEST(status == 0);
    return seen;
}

} // namespace

BOOST_AUTO_TEST_SUITE(export_signals)

BOOST_AUTO_TEST_CASE(interrupted_it_ends_at_once_with_130_and_keeps_what_came)
{
    for (int const number : {SIGINT, SIGTERM, SIGHUP})
    {
        stalling_server const server;
        scratch_folder const f;
        child program(
            ENTRALOG_EXPORT, server.arguments({"provisioning", "--format", "raw", "--output", f / "x"}), token);
        server.await_stall();
        program.signal(number);
        BOOST_TEST(program.wait(20s) == 130);
        auto const err = program.err();
        BOOST_TEST_CONTEXT(err)
        {
            BOOST_TEST(f.read("x.partial") == "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
            BOOST_TEST(f.files() == 1U);
            BOOST_TEST(has(err, "2 records that came are in " + (f / "x.partial")));
            BOOST_TEST(has(err, "provisioning: 2 records, 1 page, "));
            BOOST_TEST(err.ends_with("entralog-export: interrupted\n"));
        }
    }
}

BOOST_AUTO_TEST_CASE(interrupted_in_the_middle_of_a_page_all_that_is_counted_is_written)
{
    graph_mock::in_process const mock(answering(
        [](graph_mock::request const&)
        {
            auto answer = json(200, R"({"value":[{"id":"1"},{"id":"2"},{"id":"3"}]})");
            answer.cut_after = 32; // in the third record
            return std::optional(std::move(answer));
        }));
    scratch_folder const f;
    child program(ENTRALOG_EXPORT,
        {"provisioning", "--base-url", mock.graph(), "--authority", mock.authority(), "--token-env", "T", "--format",
            "raw", "--output", f / "x"},
        token);
    for (int i = 0; i < 3000 && !has(program.err(), "trying again in "); ++i)
        std::this_thread::sleep_for(10ms);
    program.signal(SIGINT);
    BOOST_TEST(program.wait(20s) == 130);
    auto const err = program.err();
    BOOST_TEST_CONTEXT(err)
    {
        BOOST_TEST(has(err, "2 records that came are in " + (f / "x.partial")));
        BOOST_TEST(has(err, "provisioning: 2 records, "));
        BOOST_TEST(f.read("x.partial") == "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
    }
}

BOOST_AUTO_TEST_CASE(interrupted_all_tries_no_further_report)
{
    stalling_server const server;
    child program(ENTRALOG_EXPORT, server.arguments({"all", "--format", "none"}), token);
    server.await_stall();
    program.signal(SIGINT);
    BOOST_TEST(program.wait(20s) == 130);
    BOOST_TEST(has(program.err(), "signIns: "));
    BOOST_TEST(!has(program.err(), "directoryAudits"));
}

BOOST_AUTO_TEST_CASE(whole_pages_reach_a_reader_before_the_end)
{
    stalling_server const server;
    child program(ENTRALOG_EXPORT, server.arguments({"provisioning", "--format", "raw"}), token);
    server.await_stall();
    BOOST_TEST(program.out() == "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
    program.signal(SIGINT);
    BOOST_TEST(program.wait(20s) == 130);
    BOOST_TEST(program.out() == "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
}

BOOST_AUTO_TEST_CASE(it_can_be_interrupted_while_a_reader_does_not_read)
{
    std::string page = R"({"value":[{"id":"1"})";
    for (int i = 0; i < 40; ++i)
        page += R"(,{"id":")" + std::to_string(i) + std::string(20'000, 'x') + "\"}"; // more than a pipe holds
    graph_mock::in_process const mock(saying(page + "]}"));
    scratch_folder const f;
    auto const fifo = f / "fifo";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    int const reader = ::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    BOOST_REQUIRE(reader >= 0);
    child program(ENTRALOG_EXPORT,
        {"provisioning", "--format", "raw", "--output", fifo, "--base-url", mock.graph(), "--authority",
            mock.authority(), "--token-env", "T"},
        token);
    int waiting = 0;
    for (int i = 0; i < 3000 && waiting < 60'000; ++i) // until the pipe is full
    {
        std::this_thread::sleep_for(10ms);
        ::ioctl(reader, FIONREAD, &waiting);
    }
    std::this_thread::sleep_for(100ms);
    program.signal(SIGINT);
    BOOST_TEST(program.wait(20s) == 130);
    ::close(reader);
}

BOOST_AUTO_TEST_CASE(progress_is_one_line_on_a_terminal_and_gone_at_the_end)
{
    graph_mock::in_process const mock(saying(R"({"value":[{"id":"1"},{"id":"2"}]})"));
    auto const arguments = [&](std::string const& when)
    {
        return std::vector<std::string>{"provisioning", "--format", "none", "--progress", when, "--base-url",
            mock.graph(), "--authority", mock.authority(), "--token-env", "T"};
    };
    for (std::string const when : {"auto", "always"})
    {
        auto const seen = seen_on_terminal(arguments(when));
        BOOST_TEST_CONTEXT(seen)
        {
            BOOST_TEST(seen.starts_with("\rprovisioning  0 pages  0 records"));
            BOOST_TEST(!has(seen, "\x1b"));
            auto const summary = seen.find("provisioning: 2 records");
            BOOST_REQUIRE(summary != std::string::npos);
            BOOST_TEST(seen[summary - 1] == '\r');
            BOOST_TEST(seen[summary - 2] == ' '); // wiped with spaces
            BOOST_TEST(!has(seen.substr(summary), "0 pages  "));
        }
    }
    BOOST_TEST(seen_on_terminal(arguments("never")).starts_with("provisioning: 2 records"));
}

BOOST_AUTO_TEST_CASE(progress_in_a_file_is_lines_and_only_when_asked_for)
{
    graph_mock::in_process const mock(saying(R"({"value":[{"id":"1"}]})"));
    for (std::string const when : {"auto", "always", "never"})
    {
        auto const o = run_export({"provisioning", "--format", "none", "--progress", when, "--base-url", mock.graph(),
                                      "--authority", mock.authority(), "--token-env", "T"},
            {"T=a-token"});
        BOOST_TEST(o.status == 0);
        BOOST_TEST(!has(o.err, "\r"));
        BOOST_TEST(o.err.starts_with(
            when == "always" ? "provisioning  0 pages  0 records  0 B\n" : "provisioning: 1 record, "));
    }
}

BOOST_AUTO_TEST_SUITE_END()
