#include <mockserver/predicate.hpp>

#include <mockserver/time_range.hpp>

#include <algorithm>
#include <compare>
#include <utility>

namespace graph_mock
{

namespace
{

/// Answers are kept for columns of so many different values at most. Where there are more they seldom come twice, and
/// a filter may have some hundred leaves, each with its own answers.
constexpr std::size_t max_kept_answers = 65'536;

/// What a leaf costs for a record, roughly: a look into a table, the evaluation of a value, or of several.
constexpr int cost_of_known = 0;
constexpr int cost_of_one = 1;
constexpr int cost_of_several = 2;

bool joins(odata::operation op) noexcept
{
    return op == odata::operation::logical_and || op == odata::operation::logical_or ||
           op == odata::operation::logical_not;
}

void gather(odata::expression const& e, std::vector<std::string_view>& properties)
{
    if (e.op == odata::operation::path && e.variable == 0)
        if (std::find(properties.begin(), properties.end(), e.path.front()) == properties.end())
            properties.emplace_back(e.path.front());
    for (auto const& operand : e.operands)
        gather(operand, properties);
}

void gather_needed(
    odata::expression const& e, std::string_view time_property, std::vector<std::string_view>& properties)
{
    if (compared_time(e, time_property))
        return;
    if (!joins(e.op))
        return gather(e, properties);
    for (auto const& operand : e.operands)
        gather_needed(operand, time_property, properties);
}

bool is_met(odata::operation op, std::strong_ordering order) noexcept
{
    switch (op)
    {
    case odata::operation::equal:
        return order == 0;
    case odata::operation::not_equal:
        return order != 0;
    case odata::operation::greater:
        return order > 0;
    case odata::operation::greater_or_equal:
        return order >= 0;
    case odata::operation::less:
        return order < 0;
    default:
        return order <= 0;
    }
}

} // namespace

std::vector<std::string_view> properties_of(odata::expression const& filter, std::string_view time_property)
{
    std::vector<std::string_view> properties;
    gather_needed(filter, time_property, properties);
    return properties;
}

predicate::predicate(
    odata::expression const& filter, report const& r, record_set const& records, column_table const& columns)
    : evaluator_(filter, r.letters)
    , report_(r)
    , records_(records)
    , columns_(columns)
    , root_(compile(filter))
{
}

predicate::node predicate::compile(odata::expression const& e) const
{
    if (auto const time = compared_time(e, report_.time))
    {
        node n;
        n.what = &e;
        n.time = time;
        return n;
    }
    std::vector<std::string_view> properties;
    gather(e, properties);
    bool const by_time = std::find(properties.begin(), properties.end(), report_.time) != properties.end();
    // Its parts may be plain comparisons of the time, whose column there is not.
    if (!joins(e.op) || (properties.size() < 2 && !by_time))
        return leaf(e, properties);
    node n;
    n.what = &e;
    for (auto const& operand : e.operands)
    {
        n.parts.push_back(compile(operand));
        n.cost = std::max(n.cost, n.parts.back().cost);
    }
    std::stable_sort(n.parts.begin(), n.parts.end(), [](node const& a, node const& b) { return a.cost < b.cost; });
    return n;
}

predicate::node predicate::leaf(odata::expression const& e, std::vector<std::string_view> const& properties) const
{
    node n;
    n.what = &e;
    for (auto property : properties)
    {
        n.values.push_back(&columns_.of(property));
        n.row.push_back({property, nullptr});
    }
    n.cost = properties.size() > 1 ? cost_of_several : cost_of_one;
    auto const answers = properties.empty() ? 1 : n.values.front()->distinct();
    if (properties.size() < 2 && answers <= max_kept_answers)
    {
        n.known.resize(answers);
        n.cost = cost_of_known;
    }
    return n;
}

/// Three-valued logic, as the evaluator has it.
predicate::answer predicate::ask(node& n, std::size_t place)
{
    if (n.time)
        return compare_time(n, place);
    if (n.parts.empty())
        return ask_leaf(n, place);
    if (n.what->op == odata::operation::logical_not)
    {
        auto const a = ask(n.parts.front(), place);
        return a == answer::unknown ? a : a == answer::yes ? answer::no : answer::yes;
    }
    auto const deciding = n.what->op == odata::operation::logical_or ? answer::yes : answer::no;
    auto result = deciding == answer::yes ? answer::no : answer::yes;
    for (auto& part : n.parts)
    {
        auto const a = ask(part, place);
        if (a == deciding)
            return a;
        if (a == answer::unknown)
            result = a;
    }
    return result;
}

predicate::answer predicate::ask_leaf(node& n, std::size_t place)
{
    auto* const known = n.known.empty() ? nullptr : &n.known[n.values.empty() ? 0 : n.values.front()->at(place)];
    if (known && *known != answer::unasked)
        return *known;
    for (std::size_t i = 0; i < n.values.size(); ++i)
        n.row[i].value = &n.values[i]->value(n.values[i]->at(place));
    auto const truth = evaluator_.ask(*n.what, n.row);
    auto const a = !truth ? answer::unknown : *truth ? answer::yes : answer::no;
    if (known)
        *known = a;
    return a;
}

predicate::answer predicate::compare_time(node const& n, std::size_t place) const
{
    return is_met(n.what->op, records_.at(place).when <=> *n.time) ? answer::yes : answer::no;
}

} // namespace graph_mock
