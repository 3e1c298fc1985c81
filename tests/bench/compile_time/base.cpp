// What any program with coroutines and JSON pays for.
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

boost::asio::awaitable<boost::json::value> nothing()
{
    co_return boost::json::value();
}
