#include <mockserver/odata/token_reader.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/text.hpp>

#include <string>

namespace graph_mock::odata
{

namespace
{

bad_clause syntax_error(std::string const& why, token const& where)
{
    return bad_clause::in_filter("Syntax error: " + why, where.position);
}

} // namespace

bool token_reader::at_word(std::string_view word) const noexcept
{
    return at(token_type::name) && iequals(peek().text, word);
}

bool token_reader::take_if(token_type type)
{
    if (!at(type))
        return false;
    take();
    return true;
}

token token_reader::expect(token_type type, char const* what)
{
    if (!at(type))
        fail(what);
    return take();
}

void token_reader::expect_end() const
{
    if (!at(token_type::end))
        fail("the end, 'and' or 'or'");
}

void token_reader::take_operator()
{
    if (!peek().spaced)
        throw syntax_error("a space is required in front of '" + std::string(peek().text) + "'", peek());
    require_space_after(take());
}

void token_reader::take_unspaced()
{
    refuse_space();
    take();
}

void token_reader::refuse_space() const
{
    if (peek().spaced && !at(token_type::end))
        throw syntax_error("no space may be in front of '" + std::string(peek().text) + "'", peek());
}

void token_reader::require_space_after(token const& word) const
{
    if (!peek().spaced && !at(token_type::end))
        throw syntax_error("a space is required after '" + std::string(word.text) + "'", peek());
}

void token_reader::fail(char const* expected) const
{
    auto const found = at(token_type::end) ? std::string("the end") : "'" + std::string(peek().text) + "'";
    throw syntax_error(std::string(expected) + " was expected, but found " + found, peek());
}

} // namespace graph_mock::odata
