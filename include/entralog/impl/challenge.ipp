#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/base64.hpp>
#include <entralog/detail/challenge.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace entralog::detail
{

inline constexpr std::size_t longest_challenge_field = 16 * 1024;
inline constexpr std::size_t most_challenges = 32;
inline constexpr std::size_t most_challenge_parameters = 32;

/// Reads one WWW-Authenticate field. Its grammar is ambiguous at each comma: what follows is a parameter of the same
/// challenge when a '=' follows it, and else the scheme of the next one.
class challenge_reader
{
public:
    explicit challenge_reader(std::string_view text)
        : rest_(text.substr(0, longest_challenge_field))
    {
    }

    void read(std::vector<challenge>& out)
    {
        bool within = false; // a challenge of this field
        for (skip(" \t,"); !rest_.empty(); skip(" \t,"))
        {
            auto const word = take_until(" \t,=\"");
            if (word.empty())
            {
                take_value(); // a quoted text without a name, or a '=' that stands alone
                if (rest_.starts_with('='))
                    rest_.remove_prefix(1);
                continue;
            }
            skip(" \t");
            if (rest_.starts_with('='))
            {
                rest_.remove_prefix(1);
                skip(" \t");
                auto value = take_value();
                if (within && out.back().parameters.size() < most_challenge_parameters)
                    out.back().parameters.emplace_back(word, std::move(value));
                continue;
            }
            if (out.size() == most_challenges)
                return;
            within = true;
            out.emplace_back();
            out.back().scheme = word;
            skip_token68();
        }
    }

private:
    void skip(std::string_view characters)
    {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
    }

    std::string_view take_until(std::string_view characters)
    {
        auto const word = rest_.substr(0, rest_.find_first_of(characters));
        rest_.remove_prefix(word.size());
        return word;
    }

    /// A quoted string without its quotes and escapes, or whatever comes before the next comma: Azure Arc writes paths
    /// without quotes, which are no tokens.
    std::string take_value()
    {
        if (!rest_.starts_with('"'))
            return std::string(take_until(" \t,"));
        std::string value;
        for (rest_.remove_prefix(1); !rest_.empty() && rest_.front() != '"'; rest_.remove_prefix(1))
        {
            if (rest_.front() == '\\' && rest_.size() > 1)
                rest_.remove_prefix(1);
            value += rest_.front();
        }
        rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
        return value;
    }

    /// "Negotiate YII...==": what a scheme may have in place of parameters.
    void skip_token68()
    {
        auto end = std::find_if_not(rest_.begin(), rest_.end(),
            [](char c) { return is_alphanumeric(c) || std::string_view("-._~+/").find(c) != std::string_view::npos; });
        end = std::find_if_not(end, rest_.end(), [](char c) { return c == '='; });
        auto const after = rest_.substr(static_cast<std::size_t>(end - rest_.begin()));
        auto const next = after.find_first_not_of(" \t");
        if (next == std::string_view::npos || after[next] == ',')
            rest_ = after;
    }

    std::string_view rest_;
};

ENTRALOG_DECL std::string_view challenge::parameter(std::string_view name) const noexcept
{
    for (auto const& [key, value] : parameters)
        if (equal_ignoring_case(key, name))
            return value;
    return {};
}

ENTRALOG_DECL std::vector<challenge> parse_challenges(response_head const& head)
{
    std::vector<challenge> out;
    for (auto const& [name, value] : head.headers)
        if (equal_ignoring_case(name, "WWW-Authenticate"))
            challenge_reader(value).read(out);
    return out;
}

inline std::optional<boost::json::object> parse_object(std::string_view text)
{
    boost::json::error_code failure;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), failure); // 32 levels deep
    if (failure || !value.is_object())
        return std::nullopt;
    return std::move(value.get_object());
}

ENTRALOG_DECL bool asks_for_claims(challenge const& c) noexcept
{
    return equal_ignoring_case(c.scheme, "Bearer") && c.parameter("error") == "insufficient_claims";
}

ENTRALOG_DECL std::string requested_claims(response_head const& head)
{
    for (auto const& c : parse_challenges(head))
    {
        if (!asks_for_claims(c))
            continue;
        auto const claims = decode_base64(c.parameter("claims"));
        if (auto const object = claims ? parse_object(*claims) : std::nullopt; object && !object->empty())
            return boost::json::serialize(*object);
    }
    return {};
}

inline void merge_into(boost::json::object& to, boost::json::object const& from)
{
    for (auto const& member : from)
    {
        auto& mine = to[member.key()];
        auto const& theirs = member.value();
        if (mine.is_object() && theirs.is_object())
            merge_into(mine.get_object(), theirs.get_object());
        else if (mine.is_array() && theirs.is_array())
        {
            auto& all = mine.get_array();
            for (auto const& item : theirs.get_array())
                if (std::find(all.begin(), all.end(), item) == all.end())
                    all.push_back(item);
        }
        else
            mine = theirs;
    }
}

ENTRALOG_DECL std::string merge_claims(std::string_view a, std::string_view b)
{
    auto const first = parse_object(a);
    auto const second = parse_object(b);
    if (!first || !second)
        return first ? std::string(a) : second ? std::string(b) : std::string();
    auto merged = *first;
    merge_into(merged, *second);
    return boost::json::serialize(merged);
}

ENTRALOG_DECL std::string claims_parameter(std::string_view requested)
{
    return merge_claims(requested, R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
}

} // namespace entralog::detail
