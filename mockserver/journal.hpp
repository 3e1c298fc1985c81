#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace graph_mock
{

/// One request and what it was answered. Secrets are masked when it is written down, so it may be shown to anybody.
struct exchange
{
    std::uint64_t number = 0; ///< counts from 1, also past what the journal still holds
    std::chrono::system_clock::time_point at{};
    std::string remote;
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers; ///< the request's
    int status = 0;
    std::size_t body_bytes = 0; ///< of the response, before compression and chunking
    std::size_t wire_bytes = 0; ///< of the whole response as sent; 0 until it is
    std::chrono::microseconds took{0};
    std::string_view fault; ///< the name of the fault that it was given; empty: none
    bool complete = false;  ///< the response was written to its end
};

/// The last exchanges, oldest first. It holds a bounded number of bounded entries, whatever clients send.
class journal
{
public:
    explicit journal(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    /// Keeps a masked and shortened copy, and gives the number by which `finish` finds it again.
    std::uint64_t add(exchange entry);

    /// Notes how the sending ended. Gives the entry, or nothing when newer ones have pushed it out.
    exchange const* finish(std::uint64_t number, std::size_t wire_bytes, std::chrono::microseconds took, bool complete);

    void clear() noexcept { entries_.clear(); }

    std::deque<exchange> const& entries() const noexcept { return entries_; }

    /// How many were ever added.
    std::uint64_t total() const noexcept { return total_; }

private:
    std::size_t capacity_;
    std::uint64_t total_ = 0;
    std::deque<exchange> entries_;
};

/// "Bearer ***" for an Authorization, "***" for any other header whose value lets somebody in; else the value itself.
std::string masked_header(std::string_view name, std::string_view value);

/// The target with the values of parameters such as client_secret and access_token replaced by "***".
std::string masked_target(std::string_view target);

/// One line for people, free of control characters.
std::string to_line(exchange const& entry);

} // namespace graph_mock
