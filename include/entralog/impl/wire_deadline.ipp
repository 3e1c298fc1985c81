#pragma once

#include <entralog/error.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace entralog::detail::net
{

/// A moment by which something must have happened, and what it means if it has not.
struct deadline
{
    using clock = std::chrono::steady_clock;

    deadline(clock::time_point t, errc e)
        : at(t)
        , code(e)
    {
    }

    /// `limit` from now; bounded, so that no sum of a user's number and the time overflows.
    static deadline in(std::chrono::milliseconds limit, errc code)
    {
        constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 366);
        return deadline(clock::now() + std::clamp(limit, std::chrono::milliseconds::zero(), longest), code);
    }

    clock::time_point at;
    errc code;
};

inline deadline sooner(deadline const& a, deadline const& b)
{
    return b.at < a.at ? b : a;
}

} // namespace entralog::detail::net
