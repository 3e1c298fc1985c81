#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Makes and reads $skiptokens: 64 hex digits that say after which record a page begins. They are bound to the query
/// that they came from and signed with a key of this run, so they cannot be made up, changed, or used elsewhere or
/// later.
class skip_token_seal
{
public:
    skip_token_seal();

    /// `query` is all that the token must not be used with anything else of.
    std::string seal(std::size_t record_number, std::string_view query) const;

    std::optional<std::size_t> open(std::string_view token, std::string_view query) const;

private:
    std::string key_;
};

} // namespace graph_mock
