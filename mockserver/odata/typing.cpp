#include <mockserver/odata/typing.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/literal.hpp>

#include <string_view>

namespace graph_mock::odata
{

namespace
{

bool is_text(kind k) noexcept
{
    return k == kind::text || k == kind::enumeration;
}

bool is_text_literal(expression const& e) noexcept
{
    return e.op == operation::literal && e.result == kind::text;
}

/// OData 4.01 lets durations and members of enumerations be written as plain strings where the other side is one.
bool is_literal_of(expression const& e, kind k)
{
    if (!is_text_literal(e))
        return false;
    return k == kind::enumeration || (k == kind::duration && parse_duration(std::get<std::string>(e.literal)));
}

bool comparable(expression const& a, expression const& b)
{
    if (a.null_literal || b.null_literal)
        return true;
    if (a.result == kind::structure || b.result == kind::structure)
        return false;
    if (a.result == kind::anything || b.result == kind::anything)
        return true;
    return a.result == b.result || is_literal_of(a, b.result) || is_literal_of(b, a.result);
}

std::string_view operator_kind(operation op) noexcept
{
    switch (op)
    {
    case operation::equal:
    case operation::in:
        return "Equal";
    case operation::not_equal:
        return "NotEqual";
    case operation::greater:
        return "GreaterThan";
    case operation::greater_or_equal:
        return "GreaterThanOrEqual";
    case operation::less:
        return "LessThan";
    default:
        return "LessThanOrEqual";
    }
}

bool is_condition(expression const& e) noexcept
{
    return (e.result == kind::boolean || e.result == kind::anything) && !e.collection;
}

} // namespace

std::string unknown_property(std::string_view name, structure const& type)
{
    return "Could not find a property named '" + std::string(name) + "' on type 'microsoft.graph." +
           std::string(type.name) + "'.";
}

void step_into(expression& path, std::string_view name, std::size_t position, version v)
{
    if (path.collection)
        throw bad_clause::in_filter("The parent value for a property access of a property '" + std::string(name) +
                                        "' is not a single value: it is a collection, ask it with any() or all()",
            position);
    auto const* const p = path.type ? path.type->find(name, v) : nullptr;
    if (p)
    {
        path.path.emplace_back(p->name);
        path.result = p->kind;
        path.type = p->type;
        path.collection = p->collection;
        return;
    }
    bool const may_hold_it = path.type ? path.type->open : path.result == kind::anything;
    if (may_hold_it)
    {
        path.path.emplace_back(name);
        path.result = kind::anything;
        path.type = nullptr;
        return;
    }
    if (path.type)
        throw bad_clause(unknown_property(name, *path.type), position);
    throw bad_clause::in_filter(
        "A value of type " + std::string(edm_name(path.result)) + " has no property '" + std::string(name) + "'",
        position);
}

void check_condition(expression const& e)
{
    if (!is_condition(e))
        throw bad_clause::in_filter(
            "An expression of type " + std::string(edm_name(e.result)) + " stands where a condition is expected",
            e.position);
}

void check_negation(expression const& e)
{
    auto const& operand = e.operands.front();
    if (is_condition(operand))
        return;
    throw bad_clause::in_filter("A unary operator with an incompatible type was detected. Found operand type '" +
                                    std::string(edm_name(operand.result)) +
                                    "' for operator kind 'Not' (a comparison after 'not' is written in parentheses)",
        e.position);
}

void check_comparison(expression const& e)
{
    auto const& left = e.operands.front();
    for (std::size_t i = 1; i < e.operands.size(); ++i)
    {
        auto const& right = e.operands[i];
        if (right.collection)
            throw bad_clause::in_filter("A collection stands where a single value is expected", right.position);
        if (comparable(left, right))
            continue;
        std::string why = "A binary operator with incompatible types was detected. Found operand types '" +
                          std::string(edm_name(left.result)) + "' and '" + std::string(edm_name(right.result)) +
                          "' for operator kind '" + std::string(operator_kind(e.op)) + "'";
        bool const quoted_time = (left.result == kind::moment && is_text_literal(right)) ||
                                 (right.result == kind::moment && is_text_literal(left));
        if (quoted_time)
            why += " (a time is written without quotes)";
        throw bad_clause::in_filter(why, e.position);
    }
}

void check_call(expression const& e, std::string const& name, std::size_t count)
{
    bool fits = e.operands.size() == count;
    for (auto const& operand : e.operands)
    {
        bool const may_be_collection = count == 2 && &operand == &e.operands.front();
        fits = fits && (is_text(operand.result) || operand.result == kind::anything) &&
               (may_be_collection || !operand.collection);
    }
    if (!fits)
        throw bad_clause::in_filter("No function signature for the function with name '" + name +
                                        "' matches the specified arguments: it takes " + std::to_string(count) +
                                        " of type Edm.String",
            e.position);
}

} // namespace graph_mock::odata
