#include <mockserver/odata/lexer.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/text.hpp>

#include <charconv>
#include <optional>
#include <utility>

namespace graph_mock::odata
{

namespace
{

bool is_name_character(char c) noexcept
{
    return is_alpha(c) || is_digit(c) || c == '_' || c == '.' || c == '@';
}

constexpr std::size_t guid_length = 36;

/// A date alone is midnight; seconds may be left out (OData ABNF, dateTimeOffsetValue).
std::optional<entralog::timestamp> parse_moment(std::string_view text)
{
    constexpr std::size_t date = 10;            // 2026-11-25
    constexpr std::size_t date_and_minute = 16; // 2026-11-25T10:00
    std::string full(text);
    if (full.size() == date)
        full += "T00:00:00Z";
    else if (full.size() == date_and_minute || (full.size() > date_and_minute && full[date_and_minute] != ':'))
        full.insert(date_and_minute, ":00");
    return entralog::parse_iso8601(full);
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
    at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size());
    current_.position = at_;
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
    // A GUID may begin with a letter or a digit, so it is looked for first.
    auto const guid = text_.substr(at_, guid_length);
    if (is_guid(guid) && (at_ + guid_length == text_.size() || !is_name_character(text_[at_ + guid_length])))
    {
        current_.type = token_type::literal;
        current_.text = guid;
        current_.literal = std::string(guid);
        at_ += guid_length;
    }
    else if (c == '\'')
        read_string(at_);
    else if (is_digit(c) || c == '-')
        read_number_or_time();
    else if (is_alpha(c) || c == '_' || c == '@')
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
    while (at_ < text_.size() &&
           (is_name_character(text_[at_]) || text_[at_] == '-' || text_[at_] == '+' || (text_[at_] == ':')))
        ++at_;
    current_.type = token_type::literal;
    current_.text = text_.substr(begin, at_ - begin);
    double number = 0;
    auto const* const last = current_.text.data() + current_.text.size();
    auto const [stop, failure] = std::from_chars(current_.text.data(), last, number);
    if (failure == std::errc() && stop == last)
    {
        current_.literal = number;
        current_.literal_kind = kind::number;
    }
    else if (auto const moment = parse_moment(current_.text))
    {
        current_.literal = *moment;
        current_.literal_kind = kind::moment;
    }
    else
        throw bad_clause::in_filter(
            "'" + std::string(current_.text) + "' is neither a number nor a time like 2026-11-25T10:00:00Z", begin);
}

void lexer::read_name()
{
    auto const begin = at_;
    while (at_ < text_.size() && is_name_character(text_[at_]))
        ++at_;
    current_.type = token_type::name;
    current_.text = text_.substr(begin, at_ - begin);
    if (at_ == text_.size() || text_[at_] != '\'')
        return;
    // An enum literal: microsoft.graph.riskState'atRisk'. The prefix of OData 3 (datetime'...') is history.
    if (!iequals(current_.text.substr(0, 16), "microsoft.graph."))
        throw bad_clause::in_filter(
            "A literal with the prefix '" + std::string(current_.text) + "' is not known", begin);
    read_string(at_);
}

} // namespace graph_mock::odata
