#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/message.hpp>
#include <entralog/time.hpp>

#include <optional>
#include <string>

namespace entralog
{

/// "GET https://graph.microsoft.com/beta/auditLogs/signIns": never the query, which may name people.
ENTRALOG_DECL std::string describe(request const& r);

/// Turns any response but a 2xx of Microsoft Graph into an error: reads Graph's error body (or what is there in its
/// place), tells the reasons of a 403 apart, and names the permission, role or licence that is missing for the report
/// that `r` asks for. Reads anything without throwing. `now` is for a Retry-After that is a date.
ENTRALOG_DECL error error_from_response(request const& r, response_head const& head, timestamp now);

/// How long the service asks to wait, from `now` on: the longest of all Retry-After fields, a date taken against the
/// response's own Date. Nothing when there is none that makes sense.
ENTRALOG_DECL std::optional<ticks> retry_after_of(response_head const& head, timestamp now) noexcept;

/// True unless the Content-Type says that the body is something else than JSON.
ENTRALOG_DECL bool may_be_json(response_head const& head) noexcept;

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/explain.ipp>
#endif
