#pragma once

#include <mockserver/odata/value.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace graph_mock::odata
{

enum class operation
{
    literal,
    path,
    logical_and, ///< any number of operands
    logical_or,
    logical_not,
    equal,
    not_equal,
    greater,
    greater_or_equal,
    less,
    less_or_equal,
    in, ///< the first operand among the others
    starts_with,
    ends_with,
    contains,
    to_lower,
    to_upper,
    any, ///< the collection, then the condition if there is one
    all
};

/// A node of a parsed filter. Names in paths are the schema's own spelling.
struct expression
{
    expression() = default;

    operation op = operation::literal;
    std::size_t position = 0;
    kind result = kind::text;
    bool null_literal = false;
    value literal;                 ///< for operation::literal
    std::size_t variable = 0;      ///< for operation::path: 0 is the record, n the n-th range variable around it
    std::vector<std::string> path; ///< for operation::path: empty for the range variable itself
    bool collection = false;       ///< for operation::path
    structure const* type = nullptr;
    std::vector<expression> operands;

    /// Makes this a path to a single value of what `other` is, or is a collection of.
    void kind_and_type_of(expression const& other)
    {
        op = operation::path;
        result = other.result;
        type = other.type;
    }
};

} // namespace graph_mock::odata
