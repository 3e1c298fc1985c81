#pragma once

#include <mockserver/faults/fault.hpp>
#include <mockserver/message.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace graph_mock
{

/// Which requests get a fault. Without anything: all that the fault is for. A connection's fault goes by nth, count and
/// probability alone: there is no request yet.
struct fault_rule
{
    fault_rule() = default;
    explicit fault_rule(fault f)
        : what(std::move(f))
    {
    }

    std::string method;                 ///< "GET"
    std::string path;                   ///< "/beta/auditLogs/*": '*' is any text; letters of either case
    std::string app;                    ///< the client id that the request claims
    std::uint64_t nth = 1;              ///< the first of the requests that match which gets it
    std::optional<std::uint64_t> count; ///< so many get it in all; nothing: no end
    double probability = 1;             ///< of those, so many by chance
    fault what;
};

/// Decides which fault a request gets: the first whose rule says so. The same requests in the same order get the same
/// faults for the same seed, on any machine. May be asked and changed by several threads.
class rule_book
{
public:
    rule_book() = default;
    explicit rule_book(std::vector<fault_rule> rules, std::uint64_t seed = 0) { set(std::move(rules), seed); }

    /// Begins anew with these.
    void set(std::vector<fault_rule> rules, std::uint64_t seed = 0);
    void add(fault_rule rule);
    void clear() { set({}); }

    std::optional<fault> decide(request const& r);
    /// For a connection that has just been accepted.
    std::optional<fault> decide_connection();

    bool empty() const;
    /// How many requests each rule has given its fault to.
    std::vector<std::uint64_t> given() const;

private:
    struct entry
    {
        explicit entry(fault_rule r)
            : rule(std::move(r))
        {
        }

        fault_rule rule;
        std::uint64_t matched = 0;
        std::uint64_t given = 0;
    };

    static bool gives(entry& e, std::mt19937_64& random);

    mutable std::mutex mutex_;
    std::vector<entry> entries_;
    std::mt19937_64 for_requests_;
    std::mt19937_64 for_connections_; ///< their own, or how many there were would choose the requests' faults
};

} // namespace graph_mock
