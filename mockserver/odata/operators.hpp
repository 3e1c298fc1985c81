#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace graph_mock::odata
{

// The operators and functions that a filter may name, by what binds alike.

struct named_operation
{
    std::string_view name;
    operation op;
};

inline constexpr std::array equalities{
    named_operation{"eq", operation::equal},
    named_operation{"ne", operation::not_equal},
};

inline constexpr std::array relations{
    named_operation{"gt", operation::greater},
    named_operation{"ge", operation::greater_or_equal},
    named_operation{"lt", operation::less},
    named_operation{"le", operation::less_or_equal},
};

inline constexpr std::array functions{
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

} // namespace graph_mock::odata
