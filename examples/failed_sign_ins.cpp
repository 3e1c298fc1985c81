// Prints the failed sign-ins of the last 24 hours. Header-only; link OpenSSL::SSL, ZLIB::ZLIB, Boost::json and threads.
#include <entralog/entralog.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <string>

std::string environment(char const* name)
{
    auto const* const value = std::getenv(name);
    return value ? value : "";
}

boost::asio::awaitable<void> print_failed_sign_ins(entralog::client graph, entralog::timestamp since)
{
    entralog::query<entralog::sign_in> query;
    query.where("status/errorCode ne 0").since(since);

    auto records = graph.sign_ins().records(query); // no I/O yet
    while (auto const s = (co_await records.next()).value())
        std::cout << entralog::to_iso8601(s->created_date_time) << "  " << s->user_principal_name.value_or("-") << "  "
                  << s->ip_address.value_or("-") << "  " << s->status->failure_reason.value_or("-") << '\n';
}

int main()
try
{
    entralog::client_options options;
    options.graph = options.authority = environment("GRAPH_MOCK"); // empty: Microsoft's own
    options.wire.tls.ca_file = environment("GRAPH_MOCK_CA");
    auto const who = std::make_shared<entralog::client_secret>(
        environment("AZURE_TENANT_ID"), environment("AZURE_CLIENT_ID"), environment("AZURE_CLIENT_SECRET"));

    boost::asio::io_context context;
    entralog::client graph(context.get_executor(), who, options);
    auto const yesterday = entralog::system_clock().now() - std::chrono::hours(24);
    auto done = co_spawn(context, print_failed_sign_ins(graph, yesterday), boost::asio::use_future);
    context.run();
    done.get();
}
catch (std::exception const& e)
{
    std::cerr << e.what() << '\n';
    return 1;
}
