#pragma once

#if __cplusplus < 202002L && (!defined(_MSVC_LANG) || _MSVC_LANG < 202002L)
#error "entralog needs C++20: compile with -std=c++20"
#endif

/// Header-only by default. Define ENTRALOG_SEPARATE_COMPILATION for every unit of the program and include
/// <entralog/src.hpp> in exactly one of them: the other units then never see Beast, OpenSSL or zlib.
#if defined(ENTRALOG_SEPARATE_COMPILATION)
#define ENTRALOG_DECL
#else
#define ENTRALOG_DECL inline
#endif
