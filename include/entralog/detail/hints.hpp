#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/detail/error_body.hpp>
#include <entralog/error.hpp>
#include <entralog/message.hpp>

#include <string>

namespace entralog::detail
{

/// Which of our codes a 403 is.
ENTRALOG_DECL errc classify_forbidden(error_body const& body) noexcept;

/// True when the service no longer knows the $skiptoken of the request.
ENTRALOG_DECL bool is_expired_next_link(error_body const& body) noexcept;

/// True when a WWW-Authenticate header asks for a token with more claims (continuous access evaluation).
ENTRALOG_DECL bool has_claims_challenge(response_head const& head);

/// What to do about a response of Graph that became `code`; empty when there is nothing worth saying.
ENTRALOG_DECL std::string hint_for(errc code, request const& r, response_head const& head, error_body const& body);

/// What to do about an error of the token endpoint.
ENTRALOG_DECL std::string hint_for_token(error_body const& body);

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/hints.ipp>
#endif
