#include <mockserver/faults/presets.hpp>

#include <chrono>
#include <utility>

namespace graph_mock
{

namespace
{

using namespace std::chrono_literals;
using rules = std::vector<fault_rule>;

void add(rules& to, double probability, fault f)
{
    fault_rule rule(std::move(f));
    rule.probability = probability;
    to.push_back(std::move(rule));
}

fault status(int number, std::string retry_after = {})
{
    fault f(fault_kind::status);
    f.status = number;
    f.retry_after = std::move(retry_after);
    return f;
}

fault late(fault_kind kind, std::chrono::milliseconds time, std::size_t bytes = 0)
{
    fault f(kind);
    f.time = time;
    f.bytes = bytes;
    return f;
}

fault cut_at(fault_kind kind, std::size_t bytes)
{
    fault f(kind);
    f.bytes = bytes;
    return f;
}

fault to(fault_kind kind, std::string url)
{
    fault f(kind);
    f.to = std::move(url);
    return f;
}

rules flaky()
{
    rules all;
    add(all, 0.02, status(503, "1"));
    add(all, 0.02, status(504));
    add(all, 0.01, status(500));
    add(all, 0.01, status(502));
    add(all, 0.02, fault(fault_kind::token_error));
    add(all, 0.02, fault(fault_kind::reset));
    add(all, 0.02, fault(fault_kind::close_before_head));
    add(all, 0.02, cut_at(fault_kind::close_at_byte, 2000));
    add(all, 0.02, late(fault_kind::delay, 300ms));
    return all;
}

/// Of any forms of Retry-After, dates need the time of the day: Graph's reports have not been seen to send them.
rules throttled()
{
    rules all;
    for (auto const* const retry_after : {"1", "2", "0", "1.5", "0.128", "2, 1", ""})
        add(all, 0.015, status(429, retry_after));
    return all;
}

rules slow()
{
    rules all;
    add(all, 0.3, late(fault_kind::delay, 1s));
    add(all, 0.3, late(fault_kind::slow_first_byte, 1s));
    add(all, 0.5, late(fault_kind::dribble, 20ms, 4096));
    return all;
}

rules hostile()
{
    rules all;
    constexpr double seldom = 0.004;
    for (int const number : {400, 401, 403, 404, 408, 429, 500, 502, 503, 504})
        add(all, seldom, status(number));
    add(all, seldom, status(429, "86400"));
    add(all, seldom, status(429, "-1"));
    add(all, seldom, status(503, "soon"));
    for (auto const& f : all_faults())
        if (f.scope != fault_scope::connection && f.kind != fault_kind::gzip_bomb)
            add(all, seldom, fault(f.kind));
    add(all, seldom, cut_at(fault_kind::gzip_bomb, std::size_t{256} << 20));
    add(all, seldom, to(fault_kind::redirect, "https://graph.example/beta/auditLogs/signIns"));
    add(all, seldom, to(fault_kind::redirect, "http://127.0.0.1:9/"));
    add(all, seldom, to(fault_kind::foreign_next_link, "https://graph.microsoft.com.example"));
    add(all, seldom, to(fault_kind::foreign_next_link, "https://graph.example@127.0.0.1"));
    add(all, 0.01, fault(fault_kind::wrong_certificate));
    for (auto& rule : all) // as quick as the rest: it is not for waiting
        if (rule.what.kind == fault_kind::delay || rule.what.kind == fault_kind::slow_first_byte)
            rule.what.time = 20ms;
        else if (rule.what.kind == fault_kind::dribble)
            rule.what.time = 1ms;
    return all;
}

} // namespace

std::vector<fault_rule> preset(std::string_view name)
{
    if (name == "flaky")
        return flaky();
    if (name == "throttled")
        return throttled();
    if (name == "slow")
        return slow();
    if (name == "hostile")
        return hostile();
    return {};
}

std::vector<std::string_view> const& preset_names()
{
    static std::vector<std::string_view> const names{"flaky", "throttled", "slow", "hostile"};
    return names;
}

} // namespace graph_mock
