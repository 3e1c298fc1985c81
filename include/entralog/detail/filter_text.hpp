#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/time.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace entralog::detail
{

/// How tightly the outermost operator of an expression binds: OData 4.01 URL conventions, section 5.1.1.16.
enum class binding
{
    any, ///< or
    all, ///< and
    one  ///< a comparison, a function, not (...)
};

/// `a op b`, the parts in parentheses where the operator would tear them apart.
ENTRALOG_DECL std::string joined(
    std::string_view a, binding of_a, std::string_view op, std::string_view b, binding of_b, binding of_op);

// Literals, as the ABNF of OData 4.01 has them: quotes doubled, a time in UTC, no locale.
ENTRALOG_DECL std::string literal_text(std::string_view text);
ENTRALOG_DECL std::string literal_number(std::int64_t number);
ENTRALOG_DECL std::string literal_number(double number);

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/filter_text.ipp>
#endif
