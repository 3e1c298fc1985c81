#include <entralog/entralog.hpp>

boost::asio::awaitable<entralog::error> error_of_second_unit(entralog::client graph)
{
    auto const record = co_await graph.sign_ins().get("");
    co_return record ? entralog::error() : record.error();
}
