#pragma once

#include <entralog/detail/config.hpp>

#include <string_view>

namespace entralog::detail
{

/// One of Microsoft Entra's "AADSTS" errors.
struct aadsts_meaning
{
    long number;
    std::string_view meaning; ///< a sentence
    std::string_view remedy;  ///< one or more sentences
    bool passes;              ///< worth trying again as it is
};

/// What is known of AADSTS `number`, or nullptr.
/// Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
ENTRALOG_DECL aadsts_meaning const* find_aadsts(long number) noexcept;

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/aadsts.ipp>
#endif
