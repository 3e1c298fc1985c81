#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/odata/clauses.hpp>
#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/filter_rules.hpp>
#include <mockserver/report.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// The query options of a list or a get, understood.
struct list_options
{
    list_options() = default;

    std::optional<odata::expression> filter;
    std::vector<odata::order_key> order;
    std::vector<std::string> select; ///< paths, "status" or "status/errorCode"; empty for all
    std::optional<std::size_t> top;  ///< of these reports: the size of a page, not of the result
    std::optional<std::string> skip_token;

    /// The query without its $skiptoken, encoded as a nextLink has it: "$top=5&$filter=...", or empty.
    std::string rest;
};

/// What is refused besides what cannot be understood.
struct query_rules
{
    query_rules() = default;

    odata::filter_rules filters = odata::filter_rules::observed;
    std::optional<timestamp> oldest; ///< no filter may ask for what was before
    bool strict = false;             ///< what Graph ignores is refused, too
};

/// Reads a raw query. Throws the refusal (400) that Graph answers with. What Graph ignores is told to `warn`.
list_options parse_list_options(std::string_view query, report const& r, odata::version v, query_rules const& rules,
    std::function<void(std::string_view)> const& warn);

} // namespace graph_mock
