#include <mockserver/odata/parser.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/literal.hpp>
#include <mockserver/odata/operators.hpp>
#include <mockserver/odata/token_reader.hpp>
#include <mockserver/odata/typing.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace graph_mock::odata
{

namespace
{

struct range_variable
{
    std::string_view name;
    expression element; ///< as a path to the element: its kind and type
};

/// Recursive descent, by the operators' precedence (OData 4.01 part 2, section 5.1.1.16): `or` binds least, then `and`,
/// `eq ne`, `gt ge lt le`, `not`, and `in` most. So "not a eq b" is (not a) eq b, which most often is an error of
/// types.
///
/// Spaces are as in the ABNF: required at both sides of an operator and after `not`, forbidden in paths and before the
/// parenthesis of a function, and otherwise as one likes. Further than the ABNF goes what Graph's users know it to
/// take: names and keywords in any letter case (also "null"), functions of text over enumerations, a collection of
/// plain values in place of one of them (see check_comparison), and spaces around the whole.
class parser
{
public:
    parser(std::string_view text, structure const& entity, version v)
        : tokens_(text)
        , entity_(entity)
        , version_(v)
    {
    }

    expression filter()
    {
        auto e = disjunction();
        tokens_.expect_end();
        check_condition(e);
        return e;
    }

    expression lone_path()
    {
        auto e = path(tokens_.expect(token_type::name, "a property"));
        if (!tokens_.at(token_type::end) || e.op != operation::path)
            throw bad_clause::in_filter("Only paths are supported here, no expressions", e.position);
        return e;
    }

private:
    /// Counts how deep the parser is, and bounds it: its recursion is the program's.
    class level
    {
    public:
        level(parser& p, std::size_t position)
            : parser_(p)
        {
            parser_.check_depth(++parser_.depth_, position);
        }
        ~level() { --parser_.depth_; }
        level(level const&) = delete;
        level& operator=(level const&) = delete;

    private:
        parser& parser_;
    };

    expression disjunction() { return chain(operation::logical_or, "or", &parser::conjunction); }
    expression conjunction() { return chain(operation::logical_and, "and", &parser::equality); }
    expression equality() { return comparisons(equalities, &parser::relation); }
    expression relation() { return comparisons(relations, &parser::negation); }

    /// A chain is one node, however long, so that nothing recurses along it.
    expression chain(operation op, std::string_view word, expression (parser::*next)())
    {
        auto first = (this->*next)();
        if (!tokens_.at_word(word))
            return first;
        auto e = node(op, first.position, kind::boolean);
        check_condition(first);
        e.operands.push_back(std::move(first));
        while (tokens_.at_word(word))
        {
            tokens_.take_operator();
            e.operands.push_back((this->*next)());
            check_condition(e.operands.back());
        }
        return e;
    }

    /// From left to right. Each makes the tree deeper: "a eq b eq true" is (a eq b) eq true.
    template <std::size_t N>
    expression comparisons(std::array<named_operation, N> const& operators, expression (parser::*next)())
    {
        auto left = (this->*next)();
        for (std::size_t height = depth_;; ++height)
        {
            auto const op = find(operators, tokens_.peek().text);
            if (!op)
                return left;
            auto const position = tokens_.peek().position;
            check_depth(height, position);
            tokens_.take_operator();
            auto e = node(*op, position, kind::boolean);
            e.operands.push_back(std::move(left));
            e.operands.push_back((this->*next)());
            bool const symmetric = *op == operation::equal || *op == operation::not_equal;
            if (symmetric && e.operands.front().null_literal) // the evaluator looks for null on the right
                std::swap(e.operands.front(), e.operands.back());
            check_comparison(e);
            left = std::move(e);
        }
    }

    expression negation()
    {
        if (!tokens_.at_word("not"))
            return membership();
        auto const word = tokens_.take();
        level const deeper(*this, word.position);
        tokens_.require_space_after(word);
        auto e = node(operation::logical_not, word.position, kind::boolean);
        e.operands.push_back(negation());
        check_negation(e);
        return e;
    }

    expression membership()
    {
        auto left = operand();
        if (!tokens_.at_word("in"))
            return left;
        auto e = node(operation::in, tokens_.peek().position, kind::boolean);
        tokens_.take_operator();
        e.operands.push_back(std::move(left));
        if (tokens_.at(token_type::open))
            list(e);
        else
            collection(e);
        check_comparison(e);
        return e;
    }

    /// Of at least one literal, as 4.01 was published with.
    void list(expression& e)
    {
        do
        {
            tokens_.take();
            if (tokens_.at(token_type::open) || tokens_.at(token_type::close))
                tokens_.fail("a literal");
            e.operands.push_back(operand());
            if (e.operands.back().op != operation::literal)
                throw bad_clause::in_filter("A list after 'in' holds literals only", e.operands.back().position);
        } while (tokens_.at(token_type::comma));
        tokens_.expect(token_type::close, "')'");
    }

    /// "'x' in tags" asks what "tags eq 'x'" does, see check_comparison.
    void collection(expression& e)
    {
        auto among = operand();
        if (!among.collection)
            throw bad_clause::in_filter("A list or a collection is expected after 'in'", among.position);
        if (e.operands.front().null_literal)
            throw bad_clause::in_filter("A collection is not asked for null", e.operands.front().position);
        e.op = operation::equal;
        e.operands.insert(e.operands.begin(), std::move(among));
    }

    expression operand()
    {
        auto const position = tokens_.peek().position;
        level const deeper(*this, position);
        if (tokens_.take_if(token_type::open))
        {
            auto e = disjunction();
            tokens_.expect(token_type::close, "')'");
            return e;
        }
        if (tokens_.at(token_type::literal))
        {
            auto const t = tokens_.take();
            auto e = node(operation::literal, position, t.literal_kind);
            e.literal = t.literal;
            return e;
        }
        auto const name = tokens_.expect(token_type::name, "an expression");
        if (tokens_.at(token_type::open))
            return call(name);
        if (auto word = constant(name))
            return std::move(*word);
        return path(name);
    }

    std::optional<expression> constant(token const& name)
    {
        bool const yes = iequals(name.text, "true");
        if (yes || iequals(name.text, "false"))
        {
            auto e = node(operation::literal, name.position, kind::boolean);
            e.literal = yes;
            return e;
        }
        // Alone among the words, these are not found in any case: "inf" may be a property.
        if (name.text == "NaN" || name.text == "INF")
        {
            auto e = node(operation::literal, name.position, kind::number);
            using limits = std::numeric_limits<double>;
            e.literal = name.text == "NaN" ? limits::quiet_NaN() : limits::infinity();
            return e;
        }
        if (!iequals(name.text, "null"))
            return std::nullopt;
        auto e = node(operation::literal, name.position, kind::anything);
        e.null_literal = true;
        return e;
    }

    expression call(token const& name)
    {
        auto const op = find(functions, name.text);
        if (!op)
            fail_unknown_function(name);
        bool const changes_case = *op == operation::to_lower || *op == operation::to_upper;
        auto e = node(*op, name.position, changes_case ? kind::text : kind::boolean);
        tokens_.take_unspaced();
        do
            e.operands.push_back(disjunction());
        while (tokens_.take_if(token_type::comma));
        tokens_.expect(token_type::close, "')'");
        check_call(e, to_lower(name.text), changes_case ? 1 : 2);
        return e;
    }

    expression path(token const& first)
    {
        auto e = node(operation::path, first.position, kind::structure);
        e.type = &entity_;
        if (iequals(first.text, "$it")) // the record, also within any() and all()
        {
            if (!tokens_.at(token_type::slash))
                throw bad_clause::in_filter("'$it' is the whole record: a property of it is expected", first.position);
        }
        else if (auto const* const variable = find_variable(first.text))
        {
            e.kind_and_type_of(variable->element);
            e.variable = static_cast<std::size_t>(variable - variables_.data()) + 1;
        }
        else
            step(e, first);
        while (tokens_.at(token_type::slash))
        {
            tokens_.take_unspaced();
            tokens_.refuse_space();
            auto const segment = tokens_.expect(token_type::name, "a property");
            if (tokens_.at(token_type::open))
                return lambda(std::move(e), segment);
            step(e, segment);
        }
        return e;
    }

    void step(expression& path, token const& segment) const
    {
        if (!is_identifier(segment.text))
            throw bad_clause::in_filter("'" + std::string(segment.text) +
                                            "' is not the name of a property; type casts and segments like '$count' "
                                            "are not supported",
                segment.position);
        step_into(path, segment.text, segment.position, version_);
    }

    expression lambda(expression collection, token const& name)
    {
        level const deeper(*this, name.position);
        bool const any = iequals(name.text, "any");
        if (!any && !iequals(name.text, "all"))
            fail_unknown_function(name);
        if (!collection.collection && collection.result != kind::anything)
            throw bad_clause::in_filter("any() and all() ask a collection, which this is not", name.position);
        auto e = node(any ? operation::any : operation::all, name.position, kind::boolean);
        tokens_.take_unspaced();
        e.operands.push_back(std::move(collection));
        if (any && tokens_.take_if(token_type::close))
            return e;
        variables_.push_back(declare(e.operands.front()));
        tokens_.expect(token_type::colon, "':'");
        e.operands.push_back(disjunction()); // which need not name the variable, although the ABNF's comments say so
        variables_.pop_back();
        check_condition(e.operands.back());
        tokens_.expect(token_type::close, "')'");
        return e;
    }

    range_variable declare(expression const& collection)
    {
        auto const name = tokens_.expect(token_type::name, "a range variable");
        if (!is_identifier(name.text))
            throw bad_clause::in_filter("'" + std::string(name.text) + "' cannot name a range variable", name.position);
        if (find_variable(name.text))
            throw bad_clause::in_filter(
                "The range variable '" + std::string(name.text) + "' has already been declared", name.position);
        range_variable variable;
        variable.name = name.text;
        variable.element.kind_and_type_of(collection);
        return variable;
    }

    /// Unlike a property, a range variable is found only as it was written.
    range_variable const* find_variable(std::string_view name) const noexcept
    {
        auto const found =
            std::find_if(variables_.begin(), variables_.end(), [&](range_variable const& v) { return v.name == name; });
        return found == variables_.end() ? nullptr : &*found;
    }

    static void check_depth(std::size_t depth, std::size_t position)
    {
        if (depth > max_filter_depth)
            throw bad_clause::in_filter("The expression is nested too deeply", position);
    }

    expression node(operation op, std::size_t position, kind result)
    {
        if (++nodes_ > max_filter_nodes)
            throw bad_clause(
                "The node count limit of '" + std::to_string(max_filter_nodes) + "' has been exceeded in the filter.",
                position);
        expression e;
        e.op = op;
        e.position = position;
        e.result = result;
        return e;
    }

    [[noreturn]] static void fail_unknown_function(token const& name)
    {
        throw bad_clause::in_filter(
            "An unknown function with name '" + std::string(name.text) + "' was found", name.position);
    }

    token_reader tokens_;
    structure const& entity_;
    version version_;
    std::vector<range_variable> variables_;
    std::size_t depth_ = 0;
    std::size_t nodes_ = 0;
};

} // namespace

expression parse_filter(std::string_view text, structure const& entity, version v)
{
    if (text.size() > max_filter_length)
        throw bad_clause("Invalid filter clause: it is longer than " + std::to_string(max_filter_length) + " bytes.",
            max_filter_length);
    return parser(text, entity, v).filter();
}

expression parse_path(std::string_view text, structure const& entity, version v)
{
    return parser(text, entity, v).lone_path();
}

bool mentions(expression const& e, std::string_view property)
{
    if (e.op == operation::path && e.variable == 0 && !e.path.empty() && e.path.front() == property)
        return true;
    for (auto const& operand : e.operands)
        if (mentions(operand, property))
            return true;
    return false;
}

} // namespace graph_mock::odata
