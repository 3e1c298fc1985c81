#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace graph_mock
{

struct proof_request;

/// How far clocks may be apart, in seconds.
inline constexpr std::int64_t assertion_skew = 300;

struct accepted_assertion
{
    accepted_assertion() = default;

    std::string id; ///< by its `jti`, or by the whole of it; empty for another issuer's token, which may come again
    std::int64_t expires = 0; ///< seconds since 1970
};

/// Verifies a client_assertion (RFC 7523): made by the app itself and signed with the key of one of its certificates,
/// or another issuer's token that matches one of its federated credentials. Throws oauth_error.
/// Times must fit the mock's clock or this machine's: clients make assertions by the latter, and the mock's may be set
/// to when its records were made.
accepted_assertion check_client_assertion(std::string_view assertion, proof_request const& r);

} // namespace graph_mock
