#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// What a token request's `claims` ask for (OpenID Connect Core, section 5.5), of what concerns access tokens here.
struct claims_request
{
    claims_request() = default;

    std::vector<std::string> capabilities;  ///< xms_cc: "cp1" declares that the client understands claims challenges
    std::optional<std::int64_t> not_before; ///< nbf, passed on from a challenge: seconds since 1970

    bool understands_challenges() const noexcept;
};

/// Reads {"access_token":{"xms_cc":{"values":["cp1"]},"nbf":{"essential":true,"value":"1604106651"}}}; nothing is asked
/// for by an empty text. Throws oauth_error.
claims_request parse_claims_request(std::string_view text);

/// True when "cp1" is among them, in either case.
bool has_cp1(std::vector<std::string> const& capabilities) noexcept;

} // namespace graph_mock
