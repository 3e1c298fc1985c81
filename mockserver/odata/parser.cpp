#include <mockserver/odata/parser.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/lexer.hpp>
#include <mockserver/odata/typing.hpp>
#include <mockserver/text.hpp>

#include <array>
#include <optional>
#include <utility>

namespace graph_mock::odata
{

namespace
{

struct named_operation
{
    std::string_view name;
    operation op;
};

constexpr std::array comparisons{
    named_operation{"eq", operation::equal},
    named_operation{"ne", operation::not_equal},
    named_operation{"gt", operation::greater},
    named_operation{"ge", operation::greater_or_equal},
    named_operation{"lt", operation::less},
    named_operation{"le", operation::less_or_equal},
};

constexpr std::array functions{
    named_operation{"startswith", operation::starts_with},
    named_operation{"endswith", operation::ends_with},
    named_operation{"contains", operation::contains},
    named_operation{"tolower", operation::to_lower},
    named_operation{"toupper", operation::to_upper},
};

template <std::size_t N>
std::optional<operation> find(std::array<named_operation, N> const& among, std::string_view name)
{
    for (auto const& candidate : among)
        if (iequals(candidate.name, name))
            return candidate.op;
    return std::nullopt;
}

struct range_variable
{
    std::string_view name;
    expression element; ///< as a path to the element: its kind and type
};

/// Recursive descent; `or` binds least, then `and`, `not`, the comparisons.
class parser
{
public:
    parser(std::string_view text, structure const& entity, version v)
        : lexer_(text)
        , entity_(entity)
        , version_(v)
    {
    }

    expression filter()
    {
        auto e = disjunction();
        expect_end();
        check_condition(e);
        return e;
    }

    expression lone_path()
    {
        auto e = path(expect(token_type::name, "a property"));
        expect_end();
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
            if (++parser_.depth_ > max_filter_depth)
                throw bad_clause::in_filter("The expression is nested too deeply", position);
        }
        ~level() { --parser_.depth_; }
        level(level const&) = delete;
        level& operator=(level const&) = delete;

    private:
        parser& parser_;
    };

    expression disjunction() { return chain(operation::logical_or, "or", &parser::conjunction); }
    expression conjunction() { return chain(operation::logical_and, "and", &parser::negation); }

    /// A chain is one node, however long, so that evaluating it does not recurse along it.
    expression chain(operation op, std::string_view word, expression (parser::*next)())
    {
        auto first = (this->*next)();
        if (!at_word(word))
            return first;
        auto e = node(op, first.position, kind::boolean);
        check_condition(first);
        e.operands.push_back(std::move(first));
        while (at_word(word))
        {
            lexer_.take();
            e.operands.push_back((this->*next)());
            check_condition(e.operands.back());
        }
        return e;
    }

    expression negation()
    {
        if (!at_word("not"))
            return comparison();
        auto const position = lexer_.take().position;
        level const deeper(*this, position);
        auto e = node(operation::logical_not, position, kind::boolean);
        e.operands.push_back(negation());
        check_condition(e.operands.back());
        return e;
    }

    expression comparison()
    {
        auto left = operand();
        if (lexer_.peek().type != token_type::name)
            return left;
        auto const position = lexer_.peek().position;
        if (at_word("in"))
        {
            lexer_.take();
            return membership(std::move(left), position);
        }
        auto const op = find(comparisons, lexer_.peek().text);
        if (!op)
            return left;
        lexer_.take();
        auto e = node(*op, position, kind::boolean);
        e.operands.push_back(std::move(left));
        e.operands.push_back(operand());
        bool const symmetric = *op == operation::equal || *op == operation::not_equal;
        if (symmetric && e.operands.front().null_literal) // the evaluator looks for null on the right
            std::swap(e.operands.front(), e.operands.back());
        check_comparison(e);
        return e;
    }

    expression membership(expression left, std::size_t position)
    {
        auto e = node(operation::in, position, kind::boolean);
        e.operands.push_back(std::move(left));
        expect(token_type::open, "'('");
        do
        {
            e.operands.push_back(list_item());
        } while (take_if(token_type::comma));
        expect(token_type::close, "')'");
        check_comparison(e);
        return e;
    }

    expression list_item()
    {
        auto const position = lexer_.peek().position;
        auto e = operand();
        if (e.op != operation::literal)
            throw bad_clause::in_filter("A list after 'in' holds literals only", position);
        return e;
    }

    expression operand()
    {
        auto const position = lexer_.peek().position;
        level const deeper(*this, position);
        if (take_if(token_type::open))
        {
            auto e = disjunction();
            expect(token_type::close, "')'");
            return e;
        }
        if (lexer_.peek().type == token_type::literal)
        {
            auto const t = lexer_.take();
            auto e = node(operation::literal, position, t.literal_kind);
            e.literal = t.literal;
            return e;
        }
        auto const name = expect(token_type::name, "an expression");
        if (lexer_.peek().type == token_type::open)
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
            throw bad_clause::in_filter(
                "An unknown function with name '" + std::string(name.text) + "' was found", name.position);
        bool const changes_case = *op == operation::to_lower || *op == operation::to_upper;
        auto e = node(*op, name.position, changes_case ? kind::text : kind::boolean);
        lexer_.take();
        do
            e.operands.push_back(disjunction());
        while (take_if(token_type::comma));
        expect(token_type::close, "')'");
        check_call(e, to_lower(name.text), changes_case ? 1 : 2);
        return e;
    }

    expression path(token const& first)
    {
        auto e = node(operation::path, first.position, kind::structure);
        e.type = &entity_;
        bool named = false;
        for (std::size_t i = variables_.size(); i-- > 0 && !named;)
        {
            named = variables_[i].name == first.text;
            if (named)
            {
                e.kind_and_type_of(variables_[i].element);
                e.variable = i + 1;
            }
        }
        if (!named)
            step_into(e, first.text, first.position, version_);
        while (take_if(token_type::slash))
        {
            auto const segment = expect(token_type::name, "a property");
            bool const is_lambda = lexer_.peek().type == token_type::open;
            if (is_lambda)
                return lambda(std::move(e), segment);
            step_into(e, segment.text, segment.position, version_);
        }
        return e;
    }

    expression lambda(expression collection, token const& name)
    {
        level const deeper(*this, name.position);
        bool const any = iequals(name.text, "any");
        if (!any && !iequals(name.text, "all"))
            throw bad_clause::in_filter(
                "An unknown function with name '" + std::string(name.text) + "' was found", name.position);
        if (!collection.collection && collection.result != kind::anything)
            throw bad_clause::in_filter("any() and all() ask a collection, which this is not", name.position);
        auto e = node(any ? operation::any : operation::all, name.position, kind::boolean);
        lexer_.take();
        if (any && take_if(token_type::close))
        {
            e.operands.push_back(std::move(collection));
            return e;
        }
        range_variable variable;
        variable.name = expect(token_type::name, "a range variable").text;
        variable.element.kind_and_type_of(collection);
        expect(token_type::colon, "':'");
        e.operands.push_back(std::move(collection));
        variables_.push_back(std::move(variable));
        e.operands.push_back(disjunction());
        variables_.pop_back();
        check_condition(e.operands.back());
        expect(token_type::close, "')'");
        return e;
    }

    expression node(operation op, std::size_t position, kind result)
    {
        if (++nodes_ > max_filter_nodes)
            throw bad_clause(
                "The node count limit of '" + std::to_string(max_filter_nodes) + "' has been exceeded in the filter.");
        expression e;
        e.op = op;
        e.position = position;
        e.result = result;
        return e;
    }

    bool at_word(std::string_view word) const
    {
        return lexer_.peek().type == token_type::name && iequals(lexer_.peek().text, word);
    }

    bool take_if(token_type type)
    {
        if (lexer_.peek().type != type)
            return false;
        lexer_.take();
        return true;
    }

    token expect(token_type type, char const* what)
    {
        if (lexer_.peek().type != type)
            fail(what);
        return lexer_.take();
    }

    void expect_end()
    {
        if (lexer_.peek().type != token_type::end)
            fail("the end, 'and' or 'or'");
    }

    [[noreturn]] void fail(char const* expected) const
    {
        auto const& t = lexer_.peek();
        auto const found = t.type == token_type::end ? std::string("the end") : "'" + std::string(t.text) + "'";
        throw bad_clause::in_filter(
            "Syntax error: " + std::string(expected) + " was expected, but found " + found, t.position);
    }

    lexer lexer_;
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
        throw bad_clause("Invalid filter clause: it is longer than " + std::to_string(max_filter_length) + " bytes.");
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
