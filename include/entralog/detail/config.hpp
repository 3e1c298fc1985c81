#pragma once

/// Header-only by default. Define ENTRALOG_SEPARATE_COMPILATION for every unit of the program and include
/// <entralog/src.hpp> in exactly one of them: the other units then never see Beast, OpenSSL or zlib.
#if defined(ENTRALOG_SEPARATE_COMPILATION)
#define ENTRALOG_DECL
#else
#define ENTRALOG_DECL inline
#endif
