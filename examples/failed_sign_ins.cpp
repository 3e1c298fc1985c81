#include <entralog/entralog.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>

namespace si = entralog::fields::sign_in;

boost::asio::awaitable<void> print_failed_sign_ins(entralog::client graph)
{
    entralog::query<entralog::sign_in> query;
    query.where(undocumented(si::status.error_code != 0)).since(entralog::ago(std::chrono::hours(24)));
    auto sign_ins = graph.sign_ins().records(query);
    for (;;)
    {
        auto const s = co_await sign_ins.next();
        // A record that does not fit the schema costs nothing else; sign_ins.malformed() has its bytes.
        if (!s && s.error().code == make_error_code(entralog::errc::malformed_record))
            continue;
        auto const& record = s.value(); // throws what went wrong, in words
        if (!record)
            break;
        std::cout << entralog::to_iso8601(record->created_date_time) << ' ' << record->user_principal_name.value_or("-")
                  << '\n';
    }
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
