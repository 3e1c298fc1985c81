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

} // namespace entralog::testing
