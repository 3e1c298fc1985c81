#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace entralog
{

/// A moment in UTC, in steps of 100 ns: what Edm.DateTimeOffset holds on the wire.
using timestamp = std::chrono::time_point<std::chrono::system_clock, ticks>;

/// Reads ISO 8601 as Graph sends it: 0 to 7 fraction digits (more are cut), 'Z', an offset of at most 14 hours, or
/// none (meaning UTC, as in innerError.date); 't' and 'z' may be small. Nothing else is accepted: no spaces, no week
/// dates, no second of 60, no year outside of 0001 to 9999 (before or after the offset is applied).
ENTRALOG_DECL std::optional<timestamp> parse_iso8601(std::string_view text) noexcept;

/// "2026-11-25T09:55:01.0000001Z": always UTC, the fraction without its trailing zeros, no locale. Moments outside of
/// the years 0001 to 9999, which ISO 8601 cannot write in four digits, become the nearest one that it can.
ENTRALOG_DECL std::string to_iso8601(timestamp t);

namespace detail
{

inline constexpr std::size_t iso8601_buffer = 32;

/// to_iso8601 into a buffer of at least `iso8601_buffer` bytes; gives the end of what was written.
ENTRALOG_DECL char* write_iso8601(char* out, timestamp t) noexcept;

} // namespace detail

/// Reads an HTTP-date in the three forms of RFC 9110, section 5.6.7.
ENTRALOG_DECL std::optional<timestamp> parse_http_date(std::string_view text) noexcept;

/// "Wed, 25 Nov 2026 09:55:01 GMT".
ENTRALOG_DECL std::string to_http_date(timestamp t);

/// Reads a Retry-After header: seconds, fractional seconds (Microsoft's own sample is 2.128), an HTTP-date, or a list
/// of these, of which the longest counts. A date is taken against the response's Date (`server_date`) if there is one,
/// else against `now`. Never negative; rounded up, so that no retry comes earlier than asked. Nothing for text that is
/// none of these.
ENTRALOG_DECL std::optional<ticks> parse_retry_after(
    std::string_view text, timestamp now, std::optional<timestamp> server_date = std::nullopt) noexcept;

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/time.ipp>
#endif
