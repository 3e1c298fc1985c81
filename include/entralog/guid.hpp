#pragma once

#include <entralog/detail/config.hpp>

#include <string>

namespace entralog
{

/// A random GUID (RFC 9562, version 4) from the system's source of randomness: "0f8fad5b-d9cb-469f-a165-70867728950e".
ENTRALOG_DECL std::string random_guid();

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/guid.ipp>
#endif
