#pragma once

#include <cstddef>

namespace entralog::testing
{

/// Sanitizers make everything several times slower. What they look for, the long sweeps show at each seventh place as
/// well as at each; the builds without them try every one.
#ifdef ENTRALOG_SANITIZED
inline constexpr std::size_t sweep_stride = 7;
#else
inline constexpr std::size_t sweep_stride = 1;
#endif
inline constexpr bool every_place = sweep_stride == 1;

/// Whose shadow memory is writable, and too much to be searched.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool under_thread_sanitizer = true;
#elif defined(__has_feature)
inline constexpr bool under_thread_sanitizer = __has_feature(thread_sanitizer);
#else
inline constexpr bool under_thread_sanitizer = false;
#endif

} // namespace entralog::testing
