#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// What may go wrong. tests and the README hold a line for each.
enum class fault_kind
{
    // In place of the service's answer.
    status,
    html,
    redirect,
    token_error,
    expired_skip_token,
    // The answer, changed: pages of a report, but for the last of them, which is for any answer.
    invalid_json,
    truncated_json,
    error_in_value,
    empty_page,
    short_page,
    repeated_page,
    next_link_loop,
    foreign_next_link,
    empty_skip_token,
    date_skew,
    // The answer, sent badly.
    delay,
    slow_first_byte,
    dribble,
    reset,
    close_before_head,
    close_after_head,
    close_at_byte,
    malformed_chunk,
    wrong_length,
    truncated_gzip,
    bad_gzip,
    gzip_bomb,
    no_close_notify,
    // The connection, before any request.
    wrong_certificate
};

/// Which requests a kind of fault is for.
enum class fault_scope
{
    any,
    token,     ///< requests for a token
    page,      ///< GETs below /auditLogs
    next_page, ///< of these, the ones with a $skiptoken
    connection
};

/// A fault and its parameters. A kind uses those that fault_info names; each has a default.
struct fault
{
    explicit fault(fault_kind k = fault_kind::status);

    fault_kind kind;
    int status = 503;
    std::string code;
    std::string message;
    std::optional<std::string> body; ///< in place of an error body made of code and message
    std::string retry_after;
    std::string error; ///< OAuth's
    std::int64_t aadsts = 0;
    std::string to;                    ///< a URL: of a redirect, or the origin of a nextLink
    std::chrono::milliseconds time{0}; ///< to wait
    std::size_t bytes = 0;
    std::size_t pages = 1;   ///< in a loop
    std::size_t records = 1; ///< in a short page
    std::int64_t by = 0;     ///< off the right length
    std::chrono::seconds skew{0};
};

struct fault_info
{
    fault_kind kind;
    std::string_view name; ///< in files
    fault_scope scope;
    std::vector<std::string_view> parameters; ///< in files
};

/// All of them, in the order of fault_kind.
std::vector<fault_info> const& all_faults();

fault_info const& info(fault_kind k);

} // namespace graph_mock
