#include <mockserver/odata/lexer.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/literal.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace graph_mock::odata
{

namespace
{

bool continues_qualified_name(char c) noexcept
{
    return continues_identifier(c) || c == '.';
}

bool continues_number_or_time(char c) noexcept
{
    return continues_qualified_name(c) || c == '-' || c == '+' || c == ':';
}

constexpr std::size_t guid_length = 36;

/// Followed by a quote, they are no prefix of a literal, but lack a space.
bool is_operator(std::string_view word)
{
    constexpr std::array<std::string_view, 10> words{"eq", "ne", "gt", "ge", "lt", "le", "in", "and", "or", "not"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view known) { return iequals(known, word); });
}

} // namespace

token lexer::take()
{
    auto taken = std::move(current_);
    advance();
    return taken;
}

void lexer::advance()
{
    current_ = token();
    auto const from = at_;
    at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size());
    current_.position = at_;
    current_.spaced = at_ != from;
    if (at_ == text_.size())
        return;

    char const c = text_[at_];
    constexpr std::pair<char, token_type> marks[] = {{'(', token_type::open}, {')', token_type::close},
        {',', token_type::comma}, {':', token_type::colon}, {'/', token_type::slash}};
    for (auto const& [mark, type] : marks)
    {
        if (c == mark)
        {
            current_.type = type;
            current_.text = text_.substr(at_++, 1);
            return;
        }
    }
    // A GUID may begin with a letter or a digit, so it is looked for first. It stands for a string, since that is what
    // the schema has where there are GUIDs.
    auto const guid = text_.substr(at_, guid_length);
    if (is_guid(guid) && (at_ + guid_length == text_.size() || !continues_number_or_time(text_[at_ + guid_length])))
    {
        current_.type = token_type::literal;
        current_.text = guid;
        current_.literal = std::string(guid);
        at_ += guid_length;
    }
    else if (c == '\'')
        read_string(at_);
    else if (is_digit(c) || c == '-' || c == '+')
        read_number_or_time();
    else if (begins_identifier(c) || c == '$')
        read_name();
    else
        throw bad_clause::in_filter("Syntax error: character '" + std::string(1, c) + "' is not valid", at_);
}

void lexer::read_string(std::size_t begin)
{
    std::string content;
    for (++at_; at_ < text_.size(); ++at_)
    {
        if (text_[at_] != '\'')
            content += text_[at_];
        else if (at_ + 1 < text_.size() && text_[at_ + 1] == '\'') // two quotes stand for one
            content += text_[at_++];
        else
        {
            current_.type = token_type::literal;
            current_.text = text_.substr(begin, ++at_ - begin);
            current_.literal = std::move(content);
            return;
        }
    }
    throw bad_clause::in_filter("There is an unterminated string literal", begin);
}

void lexer::read_number_or_time()
{
    auto const begin = at_;
    while (at_ < text_.size() && continues_number_or_time(text_[at_]))
        ++at_;
    auto const text = text_.substr(begin, at_ - begin);
    current_.type = token_type::literal;
    current_.text = text;
    if (is_number(text))
    {
        auto const number = parse_number(text);
        if (!number)
            throw bad_clause::in_filter("'" + std::string(text) + "' is more than Edm.Double holds", begin);
        current_.literal = *number;
        current_.literal_kind = kind::number;
    }
    else if (text == "-INF")
    {
        current_.literal = -std::numeric_limits<double>::infinity();
        current_.literal_kind = kind::number;
    }
    else if (auto const moment = parse_moment(text))
    {
        current_.literal = *moment;
        current_.literal_kind = kind::moment;
    }
    else if (parse_moment(std::string(text) + 'Z'))
        throw bad_clause::in_filter(
            "'" + std::string(text) + "' has no time zone: end it with 'Z' or with an offset like '+02:00'", begin);
    else
        throw bad_clause::in_filter(
            "'" + std::string(text) + "' is neither a number nor a time like 2026-11-25T10:00:00Z", begin);
}

void lexer::read_name()
{
    auto const begin = at_++; // which may be a '$'
    while (at_ < text_.size() && continues_qualified_name(text_[at_]))
        ++at_;
    current_.type = token_type::name;
    current_.text = text_.substr(begin, at_ - begin);
    if (is_operator(current_.text))
        return;
    if (begin > 0 && text_[begin - 1] == '\'') // most often the name is O'Neil
        throw bad_clause::in_filter(
            "Syntax error: a space is required after a string, or two quotes for one within it", begin);
    if (at_ < text_.size() && text_[at_] == '\'')
        read_prefixed_string();
}

/// duration'PT5M' or microsoft.graph.riskState'atRisk'. The other prefixes of OData 3 (datetime'...') are history.
void lexer::read_prefixed_string()
{
    constexpr std::string_view graph = "microsoft.graph.";
    auto const begin = current_.position;
    auto const prefix = current_.text;
    bool const is_duration = iequals(prefix, "duration");
    auto const type = iequals(prefix.substr(0, graph.size()), graph) ? prefix.substr(graph.size()) : std::string_view();
    auto const parts = split(type, '.'); // microsoft.graph.agentic.agentType
    if (!is_duration && !std::all_of(parts.begin(), parts.end(), is_identifier))
        throw bad_clause::in_filter(
            "A literal with the prefix '" + std::string(prefix) + "' is not known (times and GUIDs stand alone)",
            begin);

    read_string(begin);
    auto const& content = std::get<std::string>(current_.literal);
    if (!is_duration)
    {
        if (!is_enum_value(content))
            throw bad_clause::in_filter(
                "'" + content + "' is not the name of a member of '" + std::string(prefix) + "'", begin);
        current_.literal_kind = kind::enumeration;
        return;
    }
    auto const duration = parse_duration(content);
    if (!duration)
        throw bad_clause::in_filter("'" + content + "' is not a duration like P1DT2H3M4.5S", begin);
    current_.literal = *duration;
    current_.literal_kind = kind::duration;
}

} // namespace graph_mock::odata
