#include "tests/bench/many_sign_ins.hpp"
#include "tests/support/child.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

// What graph-mock, the program, bears: requests in a second over few and many connections, and many idle connections.
// Its load comes from this process's one thread, which does little but send and receive.

namespace
{

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using plain = tcp::socket;
using tls = asio::ssl::stream<tcp::socket>;
using clock_type = std::chrono::steady_clock;

constexpr std::size_t idle_connections = 10'000;

double seconds_since(clock_type::time_point begin)
{
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

/// graph-mock over a tenant with 2000 sign-ins.
class server
{
public:
    server(std::string const& folder, bool over_tls)
        : program_(ENTRALOG_GRAPH_MOCK, arguments(folder, over_tls))
    {
        std::string const url(boost::json::parse(program_.first_line()).at("graph").as_string());
        port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    }

    ~server()
    {
        program_.signal(SIGTERM);
        program_.wait();
    }
    server(server&&) = delete;

    /// "VmRSS" or "VmHWM", in MB.
    double memory(std::string const& name) const
    {
        std::ifstream status("/proc/" + std::to_string(program_.pid()) + "/status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with(name + ":"))
                return std::stod(line.substr(name.size() + 1)) / 1024;
        return 0;
    }

    /// Of the processor, in seconds.
    double time() const
    {
        std::ifstream stat("/proc/" + std::to_string(program_.pid()) + "/stat");
        std::string word;
        double ticks = 0;
        for (int i = 1; stat >> word && i <= 15; ++i)
            if (i == 14 || i == 15) // utime, stime
                ticks += std::stod(word);
        return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

    std::size_t open_files() const
    {
        std::size_t n = 0;
        for ([[maybe_unused]] auto const& entry :
            std::filesystem::directory_iterator("/proc/" + std::to_string(program_.pid()) + "/fd"))
            ++n;
        return n;
    }

    std::uint16_t port = 0;

private:
    static std::vector<std::string> arguments(std::string const& folder, bool over_tls)
    {
        std::vector<std::string> all{
            "--data", folder, "--throttle", "off", "--connections", std::to_string(idle_connections + 100)};
        if (!over_tls)
            all.push_back("--no-tls");
        return all;
    }

    entralog::testing::child program_;
};

/// A connection that sends one request again and again. What comes back is as long each time, so that nothing but its
/// beginning and its end need be looked at.
template <class Stream>
class peer
{
public:
    explicit peer(asio::io_context& context)
        : context_(context)
        , ssl_(asio::ssl::context::tls_client)
        , stream_(make())
    {
    }

    asio::awaitable<void> connect(std::uint16_t port)
    {
        tcp::endpoint const there(asio::ip::address_v4::loopback(), port);
        co_await socket().async_connect(there, asio::use_awaitable);
        socket().set_option(tcp::no_delay(true));
        if constexpr (std::is_same_v<Stream, tls>)
            co_await stream_->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    }

    /// The whole response, whose length is found out the first time.
    asio::awaitable<std::size_t> ask(std::string const& request)
    {
        co_await asio::async_write(*stream_, asio::buffer(request), asio::use_awaitable);
        if (length_ == 0)
        {
            std::string text;
            while (!is_whole(text))
            {
                char part[16384];
                auto const n = co_await stream_->async_read_some(asio::buffer(part), asio::use_awaitable);
                text.append(part, n);
            }
            length_ = text.size();
            buffer_ = std::move(text);
        }
        else
            co_await asio::async_read(*stream_, asio::buffer(buffer_), asio::use_awaitable);
        if (!buffer_.starts_with("HTTP/1.1 200 ") || !buffer_.ends_with("\r\n0\r\n\r\n"))
            throw std::runtime_error("not the answer that was expected: " + buffer_.substr(0, 300));
        co_return length_;
    }

    std::string const& answer() const { return buffer_; }

private:
    static bool is_whole(std::string const& text)
    {
        return text.ends_with("\r\n0\r\n\r\n") || (text.size() > 12 && !text.starts_with("HTTP/1.1 200"));
    }

    std::unique_ptr<Stream> make()
    {
        if constexpr (std::is_same_v<Stream, tls>)
            return std::make_unique<Stream>(context_, ssl_); // verifies nobody: it only makes load
        else
            return std::make_unique<Stream>(context_);
    }

    tcp::socket& socket()
    {
        if constexpr (std::is_same_v<Stream, tls>)
            return stream_->next_layer();
        else
            return *stream_;
    }

    asio::io_context& context_;
    asio::ssl::context ssl_;
    std::unique_ptr<Stream> stream_;
    std::string buffer_;
    std::size_t length_ = 0;
};

void run(asio::io_context& context, asio::awaitable<void> work)
{
    std::exception_ptr failure;
    asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) { failure = e; });
    context.restart();
    context.run();
    if (failure)
        std::rethrow_exception(failure);
}

std::string request_for(std::string const& target, std::string const& token)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n";
}

template <class Stream>
asio::awaitable<void> get_token(asio::io_context& context, std::uint16_t port, std::string& token)
{
    std::string const form = "grant_type=client_credentials&client_id=c0a50001-0000-4000-8000-00000000c0a5&"
                             "client_secret=contoso-reader-secret-not-real&"
                             "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
    std::string const request = "POST /contoso.com/oauth2/v2.0/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                                "application/x-www-form-urlencoded\r\nContent-Length: " +
                                std::to_string(form.size()) + "\r\n\r\n" + form;
    peer<Stream> one(context);
    co_await one.connect(port);
    co_await one.ask(request);
    auto const& text = one.answer();
    auto const begin = text.find("\"access_token\":\"") + 16;
    token = text.substr(begin, text.find('"', begin) - begin);
}

struct measurement
{
    std::vector<double> latencies; ///< in ms
    std::size_t bytes = 0;
};

template <class Stream>
asio::awaitable<void> ask_until(asio::io_context& context, std::uint16_t port, std::string const& request,
    clock_type::time_point end, measurement& m)
{
    peer<Stream> one(context);
    co_await one.connect(port);
    co_await one.ask(request); // which makes its buffers
    while (clock_type::now() < end)
    {
        auto const begin = clock_type::now();
        m.bytes += co_await one.ask(request);
        m.latencies.push_back(seconds_since(begin) * 1000);
    }
}

template <class Stream>
void measure(server const& s, char const* name, std::string const& request, int connections)
{
    asio::io_context context(1);
    measurement m;
    std::exception_ptr failure;
    auto const cpu = s.time();
    auto const begin = clock_type::now();
    auto const end = begin + std::chrono::seconds(3);
    for (int i = 0; i < connections; ++i)
        asio::co_spawn(context, ask_until<Stream>(context, s.port, request, end, m),
            [&](std::exception_ptr e) { failure = e ? e : failure; });
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    auto const took = seconds_since(begin);
    auto const count = static_cast<double>(m.latencies.size());
    std::sort(m.latencies.begin(), m.latencies.end());
    auto const at = [&](double part) { return m.latencies.at(static_cast<std::size_t>(part * (count - 1))); };
    std::printf("%-14s %11d %11.0f %9.1f %9.2f %9.2f %12.0f %9.0f\n", name, connections, count / took,
        static_cast<double>(m.bytes) / took / 1e6, at(0.5), at(0.99), (s.time() - cpu) / count * 1e6,
        s.memory("VmHWM"));
    std::fflush(stdout);
}

template <class Stream>
asio::awaitable<void> hold_idle(
    asio::io_context& context, server const& s, std::string const& request, std::size_t count)
{
    auto const before = s.memory("VmRSS");
    {
        std::vector<std::unique_ptr<peer<Stream>>> idle;
        for (std::size_t i = 0; i < count; ++i)
        {
            idle.push_back(std::make_unique<peer<Stream>>(context));
            co_await idle.back()->connect(s.port);
            co_await idle.back()->ask(request);
        }
        auto const held = s.memory("VmRSS");
        peer<Stream> one_more(context);
        co_await one_more.connect(s.port);
        auto const begin = clock_type::now();
        for (int i = 0; i < 1000; ++i)
            co_await one_more.ask(request);
        auto const rate = 1000 / seconds_since(begin);
        std::printf("%zu idle connections: %zu files open, %.0f MB more (%.1f KB each); beside them one more gets "
                    "%.0f requests/s\n",
            count, s.open_files(), held - before, (held - before) * 1024 / static_cast<double>(count), rate);
    }
    auto const end = clock_type::now() + std::chrono::seconds(30);
    while (s.open_files() > 50 && clock_type::now() < end)
        ::usleep(10'000);
    std::printf("after they have closed: %zu files open, %.0f MB more than before\n", s.open_files(),
        s.memory("VmRSS") - before);
    std::fflush(stdout);
}

template <class Stream>
void measure_all(std::string const& folder, char const* what, std::size_t idle)
{
    server const s(folder, std::is_same_v<Stream, tls>);
    asio::io_context context(1);
    std::string token;
    run(context, get_token<Stream>(context, s.port, token));
    auto const record = request_for("/beta/auditLogs/directoryAudits?$top=1&$select=id", token);
    auto const page = request_for("/beta/auditLogs/signIns?$top=1000", token);
    std::printf("\n%s\n%-14s %11s %11s %9s %9s %9s %12s %9s\n", what, "", "connections", "requests/s", "MB/s", "p50/ms",
        "p99/ms", "CPU/request", "peak/MB");
    for (int const connections : {1, 64})
        measure<Stream>(s, "one record", record, connections);
    for (int const connections : {1, 64})
        measure<Stream>(s, "page of 1000", page, connections);

    server const fresh(folder, std::is_same_v<Stream, tls>);
    run(context, get_token<Stream>(context, fresh.port, token));
    auto const its_record = request_for("/beta/auditLogs/directoryAudits?$top=1&$select=id", token);
    for (int i = 0; i < 2; ++i) // the second time shows whether anything was lost
        run(context, hold_idle<Stream>(context, fresh, its_record, idle));
}

void make_tenant(entralog::testing::scratch_folder const& folder)
{
    for (auto const* const name : {"tenant.json", "directoryAudits.ndjson"})
    {
        std::ifstream in(std::string(ENTRALOG_TESTDATA "/contoso/") + name, std::ios::binary);
        folder.write(name, std::string(std::istreambuf_iterator<char>(in), {}));
    }
    std::ofstream out(folder / "signIns.ndjson", std::ios::binary);
    entralog::bench::many_sign_ins source;
    for (int i = 0; i < 4000; ++i) // of which half are interactive
        out << source.next() << '\n';
}

void allow_files()
{
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_max < idle_connections + 200)
        throw std::runtime_error("a process may open " + std::to_string(files.rlim_max) + " files, and " +
                                 std::to_string(idle_connections + 200) + " are needed: raise it (ulimit -Hn)");
}

} // namespace

int main()
try
{
    allow_files();
    entralog::testing::scratch_folder const folder;
    make_tenant(folder);
    measure_all<plain>(folder.path().string(), "plain HTTP", idle_connections);
    measure_all<tls>(folder.path().string(), "TLS", idle_connections / 5);
}
catch (std::exception const& e)
{
    std::fprintf(stderr, "bench-mock-load: %s\n", e.what());
    return EXIT_FAILURE;
}
