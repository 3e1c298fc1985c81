#pragma once

#include <mockserver/column_cache.hpp>
#include <mockserver/odata/evaluator.hpp>
#include <mockserver/record_set.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// The properties of a record that a predicate made of this filter looks up.
std::vector<std::string_view> properties_of(odata::expression const& filter, std::string_view time_property);

/// A filter, compiled for the columns of a record set. It is cut where `and`, `or` and `not` join what is about
/// different properties. What is about one alone is asked once for each value of it, and plain comparisons of the
/// report's time need no column: records know when they were.
class predicate
{
public:
    /// All of these must outlive the predicate.
    predicate(odata::expression const& filter, report const& r, record_set const& records, column_table const& columns);

    /// Whether the record at that place matches. Throws bad_clause when the filter has cost too much.
    bool matches(std::size_t place) { return ask(root_, place) == answer::yes; }

private:
    enum class answer : std::uint8_t
    {
        unasked,
        no,
        unknown, ///< null
        yes
    };

    struct node
    {
        node() = default;

        odata::expression const* what = nullptr;
        std::vector<node> parts;           ///< of `and`, `or` and `not`, the cheap ones first; else this is a leaf
        std::optional<timestamp> time;     ///< a leaf that compares with the record's own time
        std::vector<column const*> values; ///< a leaf's: of the properties that it mentions
        std::vector<odata::property_value> row;
        std::vector<answer> known; ///< by the code of the one property, or of none
        int cost = 0;              ///< to be compared
    };

    node compile(odata::expression const& e) const;
    node leaf(odata::expression const& e, std::vector<std::string_view> const& properties) const;
    answer ask(node& n, std::size_t place);
    answer ask_leaf(node& n, std::size_t place);
    answer compare_time(node const& n, std::size_t place) const;

    odata::evaluator evaluator_;
    report const& report_;
    record_set const& records_;
    column_table const& columns_;
    node root_;
};

} // namespace graph_mock
