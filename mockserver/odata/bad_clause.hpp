#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace graph_mock::odata
{

/// A query option that cannot be understood: becomes a 400 with this message.
class bad_clause : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;

    /// "Invalid filter clause: ... at position N.": Graph says no more than its first three words, which is what people
    /// ask about in forums; the rest is ours.
    static bad_clause in_filter(std::string const& why, std::size_t position)
    {
        return bad_clause("Invalid filter clause: " + why + " at position " + std::to_string(position) + ".");
    }
};

} // namespace graph_mock::odata
