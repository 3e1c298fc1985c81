#pragma once

#include <entralog/client.hpp>
#include <entralog/error.hpp>

#include <mockserver/in_process.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// What reading a list has come to.
struct reading
{
    reading() = default;

    std::vector<std::string> ids; ///< in the order they came
    std::size_t malformed = 0;    ///< records that were told to be
    std::vector<error> errors;
    std::optional<error> failure; ///< the last of them, when it was the end
    bool ended = false;           ///< well or not, but in time

    std::set<std::string> set() const { return std::set<std::string>(ids.begin(), ids.end()); }
};

/// Contoso over TLS, where things go wrong, and the whole client with it, impatient so that tests are quick.
class faulty_tenant
{
public:
    explicit faulty_tenant(graph_mock::in_process_options options = graph_mock::in_process_options())
        : mock(with_contoso(std::move(options)))
    {
    }

    static graph_mock::in_process_options with_contoso(graph_mock::in_process_options options)
    {
        options.rooms.data = {ENTRALOG_TESTDATA "/contoso"};
        return options;
    }

    client_options impatient() const
    {
        client_options options;
        options.graph = mock.graph();
        options.authority = mock.authority();
        options.wire.tls.ca_pem = mock.ca_pem() + other_ca;
        options.limiter = limiter::off();
        options.retry.base_delay = std::chrono::milliseconds(1);
        options.retry.max_delay = std::chrono::milliseconds(5);
        options.retry.max_retry_after = std::chrono::seconds(2);
        return options;
    }

    client make_client(boost::asio::io_context& context, client_options options) const
    {
        auto who = std::make_shared<client_secret>(
            "contoso.com", "c0a50001-0000-4000-8000-00000000c0a5", "contoso-reader-secret-not-real");
        return client(context.get_executor(), std::move(who), std::move(options));
    }

    /// Reads all directory audits (220) with a new client, in pages of `top`, to the end or until a page has failed so
    /// many times. Not `ended` when a minute was not enough.
    reading read(std::size_t top, client_options options, int tries = 1) const
    {
        boost::asio::io_context context;
        auto graph = make_client(context, std::move(options));
        reading out;
        std::exception_ptr thrown;
        boost::asio::co_spawn(context, read_all(graph, top, tries, out),
            [&](std::exception_ptr e)
            {
                thrown = e;
                out.ended = true;
            });
        auto const end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (!out.ended && std::chrono::steady_clock::now() < end && context.run_one_until(end) != 0)
        {
        }
        if (thrown)
            std::rethrow_exception(thrown);
        return out;
    }

    reading read(std::size_t top) const { return read(top, impatient()); }

    graph_mock::in_process mock;
    std::string other_ca; ///< trusted, too

private:
    static boost::asio::awaitable<void> read_all(client& graph, std::size_t top, int tries, reading& out)
    {
        auto const all = query<directory_audit>().top(top);
        auto pages = graph.directory_audits().pages(all);
        for (int failed = 0; !pages.done();)
        {
            auto const page = co_await pages.next();
            if (!page)
            {
                out.failure = page.error();
                out.errors.push_back(page.error());
                if (++failed == tries)
                    co_return;
                continue;
            }
            failed = 0;
            out.failure.reset();
            for (auto const& record : page->records)
                out.ids.push_back(record.id);
            out.malformed += page->malformed.size();
        }
    }
};

} // namespace entralog::testing
