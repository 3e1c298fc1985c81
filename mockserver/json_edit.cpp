#include <mockserver/json_edit.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

namespace graph_mock
{

namespace
{

/// Walks valid JSON; stays inside the text whatever it holds.
class cursor
{
public:
    explicit cursor(std::string_view text)
        : text_(text)
    {
        skip_space();
    }

    bool take(char c)
    {
        if (peek() != c)
            return false;
        ++at_;
        skip_space();
        return true;
    }

    char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

    /// The text of the value that begins here.
    std::string_view value()
    {
        auto const begin = at_;
        if (peek() == '"')
            skip_string();
        else if (peek() == '{' || peek() == '[')
            skip_nested();
        else
            at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
        auto const found = text_.substr(begin, at_ - begin);
        skip_space();
        return found;
    }

private:
    void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    void skip_string()
    {
        do
            at_ = std::min(text_.find('"', at_ + 1), text_.size()); // most of a record are strings: find is fast
        while (at_ < text_.size() && is_escaped(at_));
        at_ = std::min(at_ + 1, text_.size());
    }

    /// In a string: behind an odd number of backslashes.
    bool is_escaped(std::size_t at) const noexcept
    {
        auto const before = text_.substr(0, at);
        auto const last_other = before.find_last_not_of('\\'); // the string's opening quote at the latest
        return (before.size() - 1 - last_other) % 2 != 0;
    }

    void skip_nested()
    {
        int depth = 0;
        while (at_ < text_.size())
        {
            char const c = text_[at_];
            if (c == '"')
            {
                skip_string();
                continue;
            }
            ++at_;
            if (c == '{' || c == '[')
                ++depth;
            else if ((c == '}' || c == ']') && --depth == 0)
                return;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

void visit_members(std::string_view object, member_visit const& visit)
{
    cursor at(object);
    if (!at.take('{'))
        return;
    while (at.peek() == '"')
    {
        auto const name = at.value();
        at.take(':');
        auto const value = at.value();
        visit(name.substr(1, name.size() - 2), value);
        at.take(',');
    }
}

std::string edit_members(std::string_view object, member_edit const& edit)
{
    if (cursor(object).peek() != '{')
        return std::string(object);
    std::string out = "{";
    visit_members(object,
        [&](std::string_view name, std::string_view value)
        {
            auto const kept = edit(name, value);
            if (!kept)
                return;
            if (out.size() > 1)
                out += ',';
            out.append(1, '"').append(name).append("\":").append(*kept);
        });
    return out += '}';
}

void visit_elements(std::string_view array, element_visit const& visit)
{
    cursor at(array);
    if (!at.take('['))
        return;
    while (at.peek() != ']' && at.peek() != '\0')
    {
        auto const value = at.value();
        if (value.empty())
            break;
        visit(value);
        at.take(',');
    }
}

std::string edit_elements(std::string_view array, element_edit const& edit)
{
    if (cursor(array).peek() != '[')
        return std::string(array);
    std::string out = "[";
    visit_elements(array,
        [&](std::string_view value)
        {
            auto const kept = edit(value);
            if (!kept)
                return;
            if (out.size() > 1)
                out += ',';
            out += *kept;
        });
    return out += ']';
}

std::string set_member(std::string_view object, std::string_view key, std::string_view json)
{
    bool found = false;
    auto const replace = [&](std::string_view name, std::string_view value) -> std::optional<std::string>
    {
        if (name != key)
            return std::string(value);
        found = true;
        return std::string(json);
    };
    auto out = edit_members(object, replace);
    if (found || out.size() < 2)
        return out;
    out.pop_back();
    if (out.size() > 1)
        out += ',';
    return out.append(json_string(key)).append(":").append(json).append("}");
}

std::string prepend_member(std::string_view object, std::string_view key, std::string_view json)
{
    cursor at(object);
    if (!at.take('{'))
        return std::string(object);
    auto const rest = object.substr(object.find('{') + 1);
    std::string out = "{" + json_string(key) + ":";
    out += json;
    if (at.peek() != '}')
        out += ',';
    return out += rest;
}

std::string json_string(std::string_view text)
{
    return boost::json::serialize(boost::json::string(text));
}

} // namespace graph_mock
