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

bool text_holds(operation op, text_view text, text_view part, letter_case letters)
{
    switch (op)
    {
    case operation::starts_with:
        return starts_with(text, part, letters);
    case operation::ends_with:
        return ends_with(text, part, letters);
    default:
        return contains(text, part, letters);
    }
}

std::optional<bool> truth(value_view const& v) noexcept
{
    auto const* const b = std::get_if<bool>(&v);
    return b ? std::optional(*b) : std::nullopt;
}

} // namespace

boost::json::value const* follow_path(boost::json::value const* at, std::span<std::string const> path)
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
    record_ = {};
    return truth(evaluate(filter_)).value_or(false); // null is not a match
}

std::optional<bool> evaluator::ask(expression const& part, std::span<property_value const> record)
{
    scope_.assign(1, nullptr);
    record_ = record;
    return truth(evaluate(part));
}

value_view evaluator::evaluate(expression const& e)
{
    if (++steps_ > max_steps)
        throw bad_clause("Invalid filter clause: the filter costs too much to evaluate.");
    switch (e.op)
    {
    case operation::literal:
        return view_of(e.literal);
    case operation::path:
    {
        auto const* const found = follow(e);
        return found ? view_of(*found, e.result) : value_view();
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
value_view evaluator::logical(expression const& e)
{
    if (e.op == operation::logical_not)
    {
        auto const operand = truth(evaluate(e.operands.front()));
        return operand ? value_view(!*operand) : value_view();
    }
    bool const deciding = e.op == operation::logical_or;
    bool doubt = false;
    for (auto const& operand : e.operands)
    {
        auto const known = truth(evaluate(operand));
        if (known && *known == deciding)
            return deciding;
        doubt = doubt || !known;
    }
    return doubt ? value_view() : value_view(!deciding);
}

value_view evaluator::comparison(expression const& e)
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
                    if (holds(e.op, view_of(element, left.result), evaluate(right)))
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

bool evaluator::holds(operation op, value_view const& a, value_view const& b) const
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

value_view evaluator::call(expression const& e)
{
    auto const& subject = e.operands.front();
    if (subject.op == operation::path && subject.collection) // see check_comparison: any of the elements
    {
        auto const* const elements = follow(subject);
        auto const part = evaluate(e.operands.back());
        auto const* const text = std::get_if<text_view>(&part);
        if (!elements || !elements->is_array() || !text)
            return {};
        for (auto const& element : elements->get_array())
            if (element.is_string() &&
                text_holds(e.op, text_view(std::string_view(element.get_string())), *text, letters_))
                return true;
        return false;
    }
    auto const first = evaluate(subject);
    auto const* const text = std::get_if<text_view>(&first);
    if (!text)
        return {};
    if (e.op == operation::to_lower)
        return text_view(text->bytes, casing::lower);
    if (e.op == operation::to_upper)
        return text_view(text->bytes, casing::upper);
    auto const second = evaluate(e.operands.back());
    auto const* const part = std::get_if<text_view>(&second);
    return part ? value_view(text_holds(e.op, *text, *part, letters_)) : value_view();
}

value_view evaluator::lambda(expression const& e)
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
        auto const is_met = truth(evaluate(e.operands.back())).value_or(false);
        scope_.pop_back();
        if (is_met == deciding)
            return deciding;
    }
    return !deciding;
}

boost::json::value const* evaluator::follow(expression const& path) const
{
    if (path.variable != 0 || scope_.front())
        return follow_path(scope_[path.variable], path.path);
    for (auto const& property : record_)
        if (property.name == path.path.front())
            return follow_path(property.value, std::span(path.path).subspan(1));
    return nullptr;
}

} // namespace graph_mock::odata
