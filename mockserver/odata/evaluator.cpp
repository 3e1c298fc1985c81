#include <mockserver/odata/evaluator.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/text.hpp>

namespace graph_mock::odata
{

namespace
{

constexpr std::size_t max_steps = 100'000'000; ///< about a second or two

boost::json::value const* member(boost::json::object const& object, std::string_view name)
{
    if (auto const* exact = object.if_contains(name))
        return exact;
    for (auto const& [key, value] : object) // a name in an open type, spelt as the caller likes
        if (iequals(key, name))
            return &value;
    return nullptr;
}

bool text_holds(operation op, std::string_view text, std::string_view part)
{
    switch (op)
    {
    case operation::starts_with:
        return text.substr(0, part.size()) == part;
    case operation::ends_with:
        return text.size() >= part.size() && text.substr(text.size() - part.size()) == part;
    default:
        return text.find(part) != std::string_view::npos;
    }
}

} // namespace

boost::json::value const* follow_path(boost::json::value const* at, std::vector<std::string> const& path)
{
    for (auto const& name : path)
    {
        if (!at || !at->is_object())
            return nullptr;
        at = member(at->get_object(), name);
    }
    return at;
}

bool evaluator::matches(boost::json::value const& record)
{
    scope_.assign(1, &record);
    auto const result = evaluate(filter_);
    auto const* const yes = std::get_if<bool>(&result);
    return yes && *yes; // null is not a match
}

value evaluator::evaluate(expression const& e)
{
    if (++steps_ > max_steps)
        throw bad_clause("Invalid filter clause: the filter costs too much to evaluate.");
    switch (e.op)
    {
    case operation::literal:
        return e.literal;
    case operation::path:
    {
        auto const* const found = follow(e);
        return found ? to_value(*found, e.result) : value();
    }
    case operation::logical_and:
    case operation::logical_or:
    case operation::logical_not:
        return logical(e);
    case operation::to_lower:
    case operation::to_upper:
    case operation::starts_with:
    case operation::ends_with:
    case operation::contains:
        return call(e);
    case operation::any:
    case operation::all:
        return lambda(e);
    default:
        return comparison(e);
    }
}

/// Three-valued logic (OData 4.01 part 2, section 5.1.1.2): what decides the result decides it, else null is in doubt.
value evaluator::logical(expression const& e)
{
    if (e.op == operation::logical_not)
    {
        auto const operand = evaluate(e.operands.front());
        auto const* const truth = std::get_if<bool>(&operand);
        return truth ? value(!*truth) : value();
    }
    bool const deciding = e.op == operation::logical_or;
    bool doubt = false;
    for (auto const& operand : e.operands)
    {
        auto const v = evaluate(operand);
        auto const* const truth = std::get_if<bool>(&v);
        if (truth && *truth == deciding)
            return deciding;
        doubt = doubt || !truth;
    }
    return doubt ? value() : value(!deciding);
}

value evaluator::comparison(expression const& e)
{
    auto const& left = e.operands.front();
    for (std::size_t i = 1; i < e.operands.size(); ++i)
    {
        auto const& right = e.operands[i];
        auto const* const elements = left.op == operation::path && left.collection ? follow(left) : nullptr;
        if (left.collection && !right.null_literal)
        {
            if (elements && elements->is_array())
                for (auto const& element : elements->get_array())
                    if (holds(e.op, to_value(element, left.result), evaluate(right)))
                        return true;
            continue;
        }
        // An object or an array is not null, although it is no value either.
        if (right.null_literal && left.op == operation::path)
        {
            auto const* const found = follow(left);
            bool const is_absent = !found || found->is_null();
            if (e.op == operation::not_equal ? !is_absent
                                             : is_absent && (e.op == operation::equal || e.op == operation::in))
                return true;
            continue;
        }
        if (holds(e.op, evaluate(left), evaluate(right)))
            return true;
    }
    return false;
}

bool evaluator::holds(operation op, value const& a, value const& b) const
{
    if (op == operation::equal || op == operation::in)
        return equal(a, b, letters_);
    if (op == operation::not_equal)
        return !equal(a, b, letters_);
    auto const order = compare(a, b, letters_);
    if (!order)
        return false;
    switch (op)
    {
    case operation::greater:
        return *order > 0;
    case operation::greater_or_equal:
        return *order >= 0;
    case operation::less:
        return *order < 0;
    default:
        return *order <= 0;
    }
}

value evaluator::call(expression const& e)
{
    auto const& subject = e.operands.front();
    if (subject.op == operation::path && subject.collection) // see check_comparison: any of the elements
    {
        auto const* const elements = follow(subject);
        auto const part = evaluate(e.operands.back());
        if (!elements || !elements->is_array() || !std::holds_alternative<std::string>(part))
            return {};
        for (auto const& element : elements->get_array())
            if (element.is_string() && text_holds(e.op, fold(element.get_string()), fold(std::get<std::string>(part))))
                return true;
        return false;
    }
    auto const first = evaluate(subject);
    auto const* const text = std::get_if<std::string>(&first);
    if (!text)
        return {};
    if (e.op == operation::to_lower)
        return to_lower(*text);
    if (e.op == operation::to_upper)
        return to_upper(*text);
    auto const second = evaluate(e.operands.back());
    auto const* const part = std::get_if<std::string>(&second);
    return part ? value(text_holds(e.op, fold(*text), fold(*part))) : value();
}

value evaluator::lambda(expression const& e)
{
    bool const deciding = e.op == operation::any;
    auto const* const elements = follow(e.operands.front());
    if (!elements || !elements->is_array())
        return !deciding;
    if (e.operands.size() == 1)
        return !elements->get_array().empty();
    for (auto const& element : elements->get_array())
    {
        scope_.push_back(&element);
        auto const v = evaluate(e.operands.back());
        scope_.pop_back();
        auto const* const truth = std::get_if<bool>(&v);
        if ((truth && *truth) == deciding)
            return deciding;
    }
    return !deciding;
}

std::string evaluator::fold(std::string_view text) const
{
    return letters_ == letter_case::ignored ? to_lower(text) : std::string(text);
}

boost::json::value const* evaluator::follow(expression const& path) const
{
    return follow_path(scope_[path.variable], path.path);
}

} // namespace graph_mock::odata
