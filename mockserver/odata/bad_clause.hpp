#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace graph_mock::odata
{

/// A query option that cannot be understood: becomes a 400 with this message.
class bad_clause : public std::runtime_error
{
public:
    explicit bad_clause(std::string const& message, std::optional<std::size_t> position = std::nullopt)
        : std::runtime_error(message)
        , position_(position)
    {
    }

    /// "Invalid filter clause: ... at position N.": Graph says no more than its first three words, which is what people
    /// ask about in forums; the rest is ours.
    static bad_clause in_filter(std::string why, std::size_t position)
    {
        std::replace_if(
            why.begin(), why.end(), [](char c) { return c >= 0 && c < ' '; }, '?'); // what() would end at a null
        return bad_clause("Invalid filter clause: " + why + " at position " + std::to_string(position) + ".", position);
    }

    /// How many bytes of the option, decoded, are in front of the fault. Also where Graph's own message does not tell.
    std::optional<std::size_t> position() const noexcept { return position_; }

private:
    std::optional<std::size_t> position_;
};

} // namespace graph_mock::odata
