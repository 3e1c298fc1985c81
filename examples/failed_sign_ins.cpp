#include <entralog/entralog.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>

boost::asio::awaitable<void> print_failed_sign_ins(entralog::client graph)
{
    entralog::query<entralog::sign_in> query;
    query.where("status/errorCode ne 0").since(entralog::system_clock().now() - std::chrono::hours(24));
    auto sign_ins = graph.sign_ins().records(query);
    while (auto const s = (co_await sign_ins.next()).value()) // what went wrong is thrown
        std::cout << entralog::to_iso8601(s->created_date_time) << ' ' << s->user_principal_name.value_or("-") << '\n';
}

int main(int argc, char** argv)
try
{
    entralog::client_options options;
    if (argc == 3) // graph-mock and its CA; without them, Microsoft's own
        options.graph = options.authority = argv[1], options.wire.tls.ca_file = argv[2];
    boost::asio::io_context context;
    entralog::client graph(context.get_executor(), entralog::client_secret::from_environment().value(), options);
    auto done = co_spawn(context, print_failed_sign_ins(graph), boost::asio::use_future);
    context.run();
    done.get();
}
catch (std::exception const& e)
{
    std::cerr << e.what() << '\n';
    return 1;
}
