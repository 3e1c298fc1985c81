#pragma once

#include <mockserver/odata/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace graph_mock::odata
{

enum class token_type
{
    end,
    name,    ///< a property, a keyword, a function or a range variable; also "a.b" and "$it"
    literal, ///< its value is in token::literal
    open,
    close,
    comma,
    colon,
    slash
};

struct token
{
    token() = default;

    token_type type = token_type::end;
    std::size_t position = 0;
    bool spaced = false; ///< a space or a tab is in front of it
    std::string_view text;
    value literal;
    kind literal_kind = kind::text;
};

/// Cuts an expression into tokens (OData 4.01 ABNF, as far as Graph's filters use it; already percent-decoded). Bounded
/// by its input; throws bad_clause for a character or literal that fits nowhere.
class lexer
{
public:
    explicit lexer(std::string_view text)
        : text_(text)
    {
        advance();
    }

    token const& peek() const noexcept { return current_; }
    token take();

private:
    void advance();
    void read_string(std::size_t begin);
    void read_number_or_time();
    void read_name();
    void read_prefixed_string();

    std::string_view text_;
    std::size_t at_ = 0;
    token current_;
};

} // namespace graph_mock::odata
