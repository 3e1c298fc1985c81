#pragma once

#include <string>
#include <string_view>

namespace graph_mock
{

/// Why Graph ignores a query parameter, and what its sender most likely meant: "the query parameter 'top' is ignored
/// by Graph; write '$top'". `after_filter`: a filter stands before it in the query.
std::string why_ignored(std::string_view name, std::string_view value, bool after_filter);

} // namespace graph_mock
