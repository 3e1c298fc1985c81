// Uses the model, the decoder and the client; needs no network.
#include <entralog/entralog.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>
#include <memory>

#if defined(CONSUMER_HAS_SECOND_UNIT)
boost::asio::awaitable<entralog::error> error_of_second_unit(entralog::client graph);
#endif

namespace
{

boost::asio::awaitable<entralog::error> error_of_first_page(entralog::client graph)
{
    auto pages = graph.custom_security_attribute_audits().pages();
    auto page = co_await pages.next();
    co_return page ? entralog::error() : page.error();
}

bool expect(char const* what, bool ok)
{
    std::cout << (ok ? "ok      " : "FAILED  ") << what << '\n';
    return ok;
}

} // namespace

int main()
{
    bool ok = true;

    auto const record =
        entralog::from_json<entralog::sign_in>(R"({"id": "1", "userPrincipalName": "adele@contoso.com"})");
    ok &= expect("a record is decoded", record && record->user_principal_name == "adele@contoso.com");

    boost::asio::io_context context;
    entralog::client_options options;
    options.version = entralog::api_version::v1_0;
    entralog::client graph(context.get_executor(), std::make_shared<entralog::static_token>("token"), options);

    auto first = boost::asio::co_spawn(context, error_of_first_page(graph), boost::asio::use_future);
#if defined(CONSUMER_HAS_SECOND_UNIT)
    auto second = boost::asio::co_spawn(context, error_of_second_unit(graph), boost::asio::use_future);
#endif
    context.run();
    ok &= expect("a report that v1.0 does not have is refused", first.get().code == entralog::errc::not_in_version);
#if defined(CONSUMER_HAS_SECOND_UNIT)
    ok &= expect("an id that cannot be sent is refused", second.get().code == entralog::errc::invalid_argument);
#endif
    return ok ? 0 : 1;
}
