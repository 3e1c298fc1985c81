#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/value.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock::odata
{

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

private:
    value evaluate(expression const& e);
    value logical(expression const& e);
    value comparison(expression const& e);
    value call(expression const& e);
    value lambda(expression const& e);
    bool holds(operation op, value const& a, value const& b) const;
    std::string fold(std::string_view text) const;
    boost::json::value const* follow(expression const& path) const;

    expression const& filter_;
    letter_case letters_;
    std::vector<boost::json::value const*> scope_; ///< the record, then the elements that range variables stand for
    std::size_t steps_ = 0;
};

/// What the record holds at that path, nullptr for nothing.
boost::json::value const* follow_path(boost::json::value const* at, std::vector<std::string> const& path);

} // namespace graph_mock::odata
