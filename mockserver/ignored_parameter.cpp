#include <mockserver/ignored_parameter.hpp>

#include <mockserver/text.hpp>

#include <algorithm>
#include <array>

namespace graph_mock
{

namespace
{

constexpr std::array<std::string_view, 9> options{
    "filter", "orderby", "select", "top", "skiptoken", "skip", "count", "search", "expand"};
constexpr std::array<std::string_view, 7> operators{"eq", "ne", "gt", "ge", "lt", "le", "in"};
constexpr std::array<std::string_view, 5> calls{"startswith(", "endswith(", "contains(", "/any(", "/all("};

/// A guess, and good enough for a hint: the filter is not parsed, since it may be wrong besides.
bool looks_like_a_condition(std::string_view text)
{
    auto const small = to_lower(text);
    auto const has = [&](std::string_view call) { return small.find(call) != std::string::npos; };
    if (std::any_of(calls.begin(), calls.end(), has))
        return true;
    auto const words = split(small, ' ');
    return words.size() > 2 && std::any_of(words.begin() + 1, words.end() - 1,
                                   [](std::string_view word)
                                   { return std::find(operators.begin(), operators.end(), word) != operators.end(); });
}

} // namespace

std::string why_ignored(std::string_view name, std::string_view value, bool after_filter)
{
    std::string text(name);
    if (!value.empty())
        text.append("=").append(value);
    bool const is_condition = looks_like_a_condition(text);
    if (is_condition && after_filter)
        return "'" + text + "' is ignored by Graph: '&' ends the filter before it; write 'and' between conditions";
    auto const why = "the query parameter '" + (name.empty() ? text : std::string(name)) + "' is ignored by Graph";
    if (is_condition && name.empty()) // as seen: MicrosoftDocs/azure-docs#11920
        return why + "; write '$filter" + text + "'";
    for (auto const option : options)
        if (iequals(option, name))
            return why + "; write '$" + std::string(option) + "'";
    if (is_condition)
        return why + "; if it is meant as a condition, write '$filter=" + text + "'";
    return why + "; options begin with '$'";
}

} // namespace graph_mock
