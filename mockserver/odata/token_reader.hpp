#pragma once

#include <mockserver/odata/lexer.hpp>

#include <string_view>

namespace graph_mock::odata
{

/// Takes the tokens that a grammar expects, and says what else was found. Each may throw bad_clause.
class token_reader
{
public:
    explicit token_reader(std::string_view text)
        : lexer_(text)
    {
    }

    token const& peek() const noexcept { return lexer_.peek(); }
    bool at(token_type type) const noexcept { return peek().type == type; }
    bool at_word(std::string_view word) const noexcept;

    token take() { return lexer_.take(); }
    bool take_if(token_type type);
    token expect(token_type type, char const* what);
    void expect_end() const;

    /// What has a space in front of it and behind it.
    void take_operator();

    /// A mark that belongs to what is in front of it.
    void take_unspaced();

    void refuse_space() const;
    void require_space_after(token const& word) const;

    /// "... was expected, but found ...".
    [[noreturn]] void fail(char const* expected) const;

private:
    lexer lexer_;
};

} // namespace graph_mock::odata
