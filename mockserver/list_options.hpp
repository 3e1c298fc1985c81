#pragma once

#include <mockserver/odata/clauses.hpp>
#include <mockserver/odata/expression.hpp>
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
    std::vector<std::string> select; ///< empty for all
    std::optional<std::size_t> top;  ///< of these reports: the size of a page, not of the result
    std::optional<std::string> skip_token;

    /// The query without its $skiptoken, encoded as a nextLink has it: "$top=5&$filter=...", or empty.
    std::string rest;
};

/// Reads a raw query. Throws the refusal (400) that Graph answers with. What Graph ignores is told to `warn`.
list_options parse_list_options(
    std::string_view query, report const& r, odata::version v, std::function<void(std::string_view)> const& warn);

} // namespace graph_mock
