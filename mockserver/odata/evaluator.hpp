#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/value.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock::odata
{

/// A property of a record, by name.
struct property_value
{
    std::string_view name;
    boost::json::value const* value = nullptr;
};

/// Asks records whether they match a filter. One evaluator serves one request: what it may spend in all is bounded,
/// since lambdas within lambdas multiply.
class evaluator
{
public:
    /// The filter must outlive the evaluator.
    evaluator(expression const& filter, letter_case letters)
        : filter_(filter)
        , letters_(letters)
    {
    }

    /// Throws bad_clause when the filter has cost too much.
    bool matches(boost::json::value const& record);

    /// What a part of the filter makes of a record, of which there is what the part mentions; nothing for null.
    std::optional<bool> ask(expression const& part, std::span<property_value const> record);

private:
    value_view evaluate(expression const& e);
    value_view logical(expression const& e);
    value_view comparison(expression const& e);
    value_view call(expression const& e);
    value_view lambda(expression const& e);
    bool holds(operation op, value_view const& a, value_view const& b) const;
    boost::json::value const* follow(expression const& path) const;

    expression const& filter_;
    letter_case letters_;
    std::vector<boost::json::value const*> scope_; ///< the record, then the elements that range variables stand for
    std::span<property_value const> record_;       ///< in place of a whole record
    std::size_t steps_ = 0;
};

/// What the record holds at that path, nullptr for nothing.
boost::json::value const* follow_path(boost::json::value const* at, std::span<std::string const> path);

} // namespace graph_mock::odata
