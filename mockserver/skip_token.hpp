#pragma once

#include <mockserver/clock.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Where a page begins: what a $skiptoken stands for.
struct skip_position
{
    skip_position() = default;
    skip_position(std::size_t last, timestamp when)
        : record_number(last)
        , issued_at(when)
    {
    }

    std::size_t record_number = 0; ///< of the last record of the page before
    timestamp issued_at{};
};

/// Makes and reads $skiptokens: 64 hex digits that say after which record a page begins, and when that was said. They
/// are bound to the query that they came from and signed with a key of this run, so they cannot be made up, changed, or
/// used elsewhere or in another run.
class skip_token_seal
{
public:
    skip_token_seal();

    /// `query` is all that the token must not be used with anything else of.
    std::string seal(skip_position const& where, std::string_view query) const;

    std::optional<skip_position> open(std::string_view token, std::string_view query) const;

private:
    std::string key_;
};

} // namespace graph_mock
