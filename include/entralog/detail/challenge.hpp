#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/message.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::detail
{

/// One challenge of a WWW-Authenticate header (RFC 9110, section 11.6.1).
struct challenge
{
    challenge() = default;

    std::string scheme;
    std::vector<std::pair<std::string, std::string>> parameters; ///< unquoted, in their order

    /// The first parameter of that name, whatever its case; or an empty view.
    ENTRALOG_DECL std::string_view parameter(std::string_view name) const noexcept;
};

/// All challenges of all WWW-Authenticate headers. Reads anything: what is malformed is skipped, what exceeds 16 KiB a
/// header, 32 challenges or 32 parameters of one is left out.
ENTRALOG_DECL std::vector<challenge> parse_challenges(response_head const& head);

/// True for a Bearer challenge with error="insufficient_claims" (continuous access evaluation).
ENTRALOG_DECL bool asks_for_claims(challenge const& c) noexcept;

/// The claims that a 401 or 403 asks for with such a challenge, as a JSON object; empty when it asks for none, or for
/// some that cannot be read.
ENTRALOG_DECL std::string requested_claims(response_head const& head);

/// Both JSON objects in one: objects are merged, arrays are united, of all else `b`'s counts. Of an operand that is no
/// JSON object only the other one remains.
ENTRALOG_DECL std::string merge_claims(std::string_view a, std::string_view b);

/// The `claims` of a token request: those that were requested, if any, and the capability cp1, by which a client
/// declares that it understands claims challenges.
ENTRALOG_DECL std::string claims_parameter(std::string_view requested);

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/challenge.ipp>
#endif
