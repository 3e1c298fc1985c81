#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/schema.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace graph_mock::odata
{

/// The operators and functions that a property may or may not be filtered with, by the names that filters have for
/// them.
inline constexpr std::array<std::pair<std::string_view, operation>, 12> operator_names{
    {{"eq", operation::equal}, {"ne", operation::not_equal}, {"gt", operation::greater},
        {"ge", operation::greater_or_equal}, {"lt", operation::less}, {"le", operation::less_or_equal},
        {"in", operation::in}, {"startswith", operation::starts_with}, {"endswith", operation::ends_with},
        {"contains", operation::contains}, {"any", operation::any}, {"all", operation::all}}};

/// A set of operators, written as "eq ge le".
class operator_set
{
public:
    constexpr operator_set() = default;

    consteval operator_set(char const* words)
    {
        for (std::string_view rest = words; !rest.empty();)
        {
            auto const end = rest.find(' ');
            add(named(rest.substr(0, end)));
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        }
    }

    constexpr bool has(operation op) const noexcept { return (bits_ & bit(op)) != 0; }
    constexpr bool empty() const noexcept { return bits_ == 0; }
    constexpr void add(operation op) noexcept { bits_ |= bit(op); }
    constexpr void add(operator_set others) noexcept { bits_ |= others.bits_; }

    friend constexpr bool operator==(operator_set, operator_set) = default;

private:
    static constexpr unsigned bit(operation op) noexcept { return 1U << static_cast<unsigned>(op); }

    static consteval operation named(std::string_view word)
    {
        for (auto const& [name, op] : operator_names)
            if (name == word)
                return op;
        throw "no operator has that name";
    }

    unsigned bits_ = 0;
};

/// "eq, ge, le", or "none".
std::string to_text(operator_set operators);

/// A path that records may be filtered by, and with what. "c/any(t:t/p)" is the property p of the collection's
/// elements.
struct filterable
{
    std::string_view path;
    operator_set operators;
};

/// Microsoft's table for the entity of that name, one of the four, in that version.
std::span<filterable const> documented_filters(std::string_view entity, version v) noexcept;

/// What practice filters by besides; a property that the version does not have is no matter, since no filter can name
/// it.
std::span<filterable const> observed_filters(std::string_view entity) noexcept;

} // namespace graph_mock::odata
