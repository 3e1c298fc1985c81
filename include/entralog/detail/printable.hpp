#pragma once

#include <entralog/detail/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entralog::detail
{

/// Appends at most about `limit` bytes of text that came from outside, so that it can stand in one line of a log or a
/// terminal: controls (also C1), line separators, bidirectional overrides and broken UTF-8 are escaped, and a cut is
/// marked by "...".
ENTRALOG_DECL void append_printable(std::string& out, std::string_view text, std::size_t limit);

ENTRALOG_DECL std::string printable(std::string_view text, std::size_t limit);

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/printable.ipp>
#endif
