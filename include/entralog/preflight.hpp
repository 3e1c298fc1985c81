#pragma once

#include <entralog/diagnosis.hpp>
#include <entralog/error.hpp>
#include <entralog/report.hpp>
#include <entralog/token_claims.hpp>

#include <optional>
#include <string>
#include <vector>

namespace entralog
{

/// Whether a caller can read a report, found out before the work begins: see client::preflight.
struct preflight_result
{
    preflight_result() = default;

    entralog::report report = report::sign_ins;
    std::optional<token_claims> claims; ///< of the token, unverified; none without a token, or of one that is opaque
    std::vector<diagnosis> expected;    ///< what the claims lack, found before any request to Graph
    std::optional<entralog::error> failure; ///< of the request for one record, or of getting a token
    std::optional<diagnosis> found;         ///< why: present when failure is
    bool empty = false;                     ///< readable, and without a record

    bool readable() const noexcept { return !failure; }
};

/// Some lines: what the token says, what it lacks, how the service answered, and what to do.
ENTRALOG_DECL std::string to_string(preflight_result const& r);

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/preflight.ipp>
#endif
