#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace entralog::testing
{

/// How a coroutine ended that a test started.
template <class T>
struct outcome
{
    using value_type = std::conditional_t<std::is_void_v<T>, bool, T>;

    outcome() = default;

    bool done = false;
    std::exception_ptr exception;
    std::optional<value_type> value;

    bool aborted() const
    {
        if (!exception)
            return false;
        try
        {
            std::rethrow_exception(exception);
        }
        catch (boost::system::system_error const& e)
        {
            return e.code() == boost::asio::error::operation_aborted;
        }
        catch (...)
        {
            return false;
        }
    }
};

/// Starts `operation` so that it can be cancelled through `slot`; `out` must outlive it.
template <class T>
void start(boost::asio::io_context& context, boost::asio::awaitable<T> operation, outcome<T>& out,
    boost::asio::cancellation_slot slot = boost::asio::cancellation_slot())
{
    if constexpr (std::is_void_v<T>)
        boost::asio::co_spawn(context, std::move(operation),
            boost::asio::bind_cancellation_slot(slot,
                [&out](std::exception_ptr e)
                {
                    out.exception = e;
                    out.value = true;
                    out.done = true;
                }));
    else
        boost::asio::co_spawn(context, std::move(operation),
            boost::asio::bind_cancellation_slot(slot,
                [&out](std::exception_ptr e, T value)
                {
                    out.exception = e;
                    out.value.emplace(std::move(value));
                    out.done = true;
                }));
}

/// Runs `operation` to its end and gives its value, or throws what it threw.
template <class T>
T run(boost::asio::io_context& context, boost::asio::awaitable<T> operation)
{
    outcome<T> out;
    start(context, std::move(operation), out);
    context.restart();
    context.run();
    if (!out.done)
        throw std::logic_error("the coroutine waits for something that never comes");
    if (out.exception)
        std::rethrow_exception(out.exception);
    if constexpr (!std::is_void_v<T>)
        return std::move(*out.value);
}

template <class T>
T run(boost::asio::awaitable<T> operation)
{
    boost::asio::io_context context;
    return run(context, std::move(operation));
}

/// Cancels `operation` after `steps` handlers of its executor have run, or once none is ready, then lets it end. To
/// cancel at every step, call it with 0, 1, 2 ... until the outcome is not aborted() any more.
template <class T>
outcome<T> run_cancelled(boost::asio::io_context& context, boost::asio::awaitable<T> operation, std::size_t steps)
{
    outcome<T> out;
    boost::asio::cancellation_signal signal;
    start(context, std::move(operation), out, signal.slot());
    context.restart();
    for (std::size_t i = 0; i < steps && context.poll_one() != 0; ++i)
    {
    }
    if (!out.done)
        signal.emit(boost::asio::cancellation_type::terminal);
    context.restart();
    context.run();
    if (!out.done)
        throw std::logic_error("the cancelled coroutine waits for something that never comes");
    return out;
}

} // namespace entralog::testing
