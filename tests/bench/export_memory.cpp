#include "tests/bench/full_sign_ins.hpp"
#include "tests/support/scratch_folder.hpp"

#include <mockserver/in_process.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

// The peak memory of entralog-export while it reads pages of 1000 full sign-ins over TLS: it must not grow with the
// number of pages.

namespace
{

/// Serves `pages` pages, one after the other.
class endless_report
{
public:
    std::atomic<std::size_t> pages = 0;

    std::optional<graph_mock::response> answer(graph_mock::request const& request)
    {
        auto const target = std::string_view(request.target);
        if (target.find("/auditLogs/signIns") == std::string_view::npos)
            return std::nullopt; // for the tenant: a token
        constexpr std::string_view key = "page=";
        auto const at = target.find(key);
        std::size_t const number =
            at == std::string_view::npos ? 1 : std::stoul(std::string(target.substr(at + key.size())));
        graph_mock::response r;
        r.headers.add("Content-Type", "application/json");
        r.body = number < pages
                     ? "{\"@odata.nextLink\":\"" + graph +
                           "/beta/auditLogs/signIns?page=" + std::to_string(number + 1) + "\"," + page_.substr(1)
                     : page_;
        return r;
    }

    std::size_t page_bytes() const { return page_.size(); }
    std::string graph;

private:
    std::string const page_ = entralog::bench::full_sign_ins().page(1000);
};

/// VmHWM, in KiB; 0 when the process has ended.
std::size_t peak_memory(int pid)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string word; status >> word;)
        if (std::size_t kib = 0; word == "VmHWM:" && status >> kib)
            return kib;
    return 0;
}

/// Runs a program to its end, which must be a good one. Its peak memory in MB.
double run(std::vector<std::string> words)
{
    std::vector<char*> arguments;
    for (auto& w : words)
        arguments.push_back(w.data());
    arguments.push_back(nullptr);
    int pid = 0;
    if (::posix_spawn(&pid, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
        throw std::runtime_error("cannot start " + words[0]);
    std::size_t peak = 0;
    int status = 0;
    while (::waitpid(pid, &status, WNOHANG) == 0)
    {
        peak = std::max(peak, peak_memory(pid));
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error(words[0] + " failed");
    return static_cast<double>(peak) * 1024 / 1e6;
}

} // namespace

int main()
{
    endless_report report;
    graph_mock::in_process_options options;
    options.rooms.data = {ENTRALOG_TESTDATA "/contoso"};
    options.first = [&](graph_mock::request const& r) { return report.answer(r); };
    options.journal_entries = 1;
    graph_mock::in_process const mock(options);
    report.graph = mock.graph();
    entralog::testing::scratch_folder const scratch;
    auto const ca = scratch.write("ca.pem", mock.ca_pem());
    ::setenv("CONTOSO_SECRET", "contoso-reader-secret-not-real", 1);

    std::printf("entralog-export sign-ins, pages of 1000 and %.1f MB over TLS\n",
        static_cast<double>(report.page_bytes()) / 1e6);
    for (auto const format : {"none", "ndjson"})
        for (std::size_t const pages : {1, 5, 20, 80})
        {
            report.pages = pages;
            auto const megabytes =
                run({ENTRALOG_EXPORT, "sign-ins", "--base-url", mock.graph(), "--authority", mock.authority(), "--ca",
                    ca, "--tenant", "contoso.onmicrosoft.com", "--client-id", "c0a50001-0000-4000-8000-00000000c0a5",
                    "--client-secret-env", "CONTOSO_SECRET", "--format", format, "--output",
                    format == std::string_view("none") ? "-" : "/dev/null", "--progress", "never", "--limit", "off"});
            std::printf("--format %-6s %3zu pages: %5.1f MB at most\n", format, pages, megabytes);
        }
}
