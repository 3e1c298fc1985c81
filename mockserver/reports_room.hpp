#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/graph_response.hpp>
#include <mockserver/list_options.hpp>
#include <mockserver/message.hpp>
#include <mockserver/odata/filter_rules.hpp>
#include <mockserver/router.hpp>
#include <mockserver/skip_token.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/tokens/caller.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace graph_mock
{

/// One request to a tenant's reports, by a caller who is known.
struct report_request
{
    report_request(
        request const& r, route const& where_to, caller const& asker, graph_mock::tenant& asked, timestamp when)
        : http(r)
        , where(where_to)
        , who(asker)
        , tenant(asked)
        , now(when)
    {
    }

    request const& http;
    route const& where;
    caller const& who;
    graph_mock::tenant& tenant;
    timestamp now;
};

/// How requests to the reports are read, the same for all.
struct report_rules
{
    report_rules() = default;

    std::optional<std::size_t> page_size; ///< when a request does not say; the report's maximum bounds it
    odata::filter_rules filters = odata::filter_rules::observed;
    std::optional<std::uint32_t> retention_days; ///< 0 for no limit; nothing for what the tenant's licence gives
    bool strict = false;                         ///< refuse what Graph ignores
    std::optional<std::chrono::seconds> skip_token_lifetime; ///< nothing: a $skiptoken is good for as long as we run
};

/// Answers requests to the reports once the caller is known: policy, query options, records. All its functions throw a
/// refusal for what they do not serve.
class reports_room
{
public:
    reports_room(report_rules const& rules, std::function<void(std::string_view)> warn)
        : rules_(rules)
        , warn_(std::move(warn))
    {
    }

    /// The body of a GET, which changes nothing.
    std::string read(report_request const& r) const;

    /// Does a POST; its answer has no body.
    void act(report_request const& r) const;

private:
    std::string page_of(report_request const& r) const;
    std::string record_of(report_request const& r) const;
    list_options options_of(report_request const& r) const;
    std::optional<std::size_t> position(report_request const& r, list_options const& options) const;

    report_rules rules_;
    std::function<void(std::string_view)> warn_;
    skip_token_seal seal_;
};

} // namespace graph_mock
