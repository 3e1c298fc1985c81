#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace entralog::detail::net
{

namespace asio = boost::asio;

/// Errors of an operation come back as its first value. (A constant, so that no co_await holds a temporary.)
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<>> as_result{asio::use_awaitable};

/// After an operation was aborted: was it our caller who wanted that? Then unwind, whatever the caller's coroutine has
/// set for throw_if_cancelled.
inline asio::awaitable<void> rethrow_cancellation()
{
    auto const state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted, "entralog::wire");
}

} // namespace entralog::detail::net
