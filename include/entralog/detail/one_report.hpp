#pragma once

#include <type_traits>

// A filter, and an order, is of one report; the first line of an error says, in words, which two were mixed. Macros,
// since only a literal can be in it.

namespace entralog
{

struct sign_in;
struct directory_audit;
struct custom_security_attribute_audit;
struct provisioning_object_summary;

namespace detail
{

// X(record, the name of its report, another record, its name)
#define ENTRALOG_EACH_TWO_REPORTS(X)                                                                                   \
    X(sign_in, "signIns", directory_audit, "directoryAudits")                                                          \
    X(sign_in, "signIns", custom_security_attribute_audit, "customSecurityAttributeAudits")                            \
    X(sign_in, "signIns", provisioning_object_summary, "provisioning")                                                 \
    X(directory_audit, "directoryAudits", sign_in, "signIns")                                                          \
    X(directory_audit, "directoryAudits", custom_security_attribute_audit, "customSecurityAttributeAudits")            \
    X(directory_audit, "directoryAudits", provisioning_object_summary, "provisioning")                                 \
    X(custom_security_attribute_audit, "customSecurityAttributeAudits", sign_in, "signIns")                            \
    X(custom_security_attribute_audit, "customSecurityAttributeAudits", directory_audit, "directoryAudits")            \
    X(custom_security_attribute_audit, "customSecurityAttributeAudits", provisioning_object_summary, "provisioning")   \
    X(provisioning_object_summary, "provisioning", sign_in, "signIns")                                                 \
    X(provisioning_object_summary, "provisioning", directory_audit, "directoryAudits")                                 \
    X(provisioning_object_summary, "provisioning", custom_security_attribute_audit, "customSecurityAttributeAudits")

/// A query of records A has a filter on fields of B.
template <class A, class B>
constexpr void require_own_filter() noexcept
{
#define ENTRALOG_REFUSE(a, a_name, b, b_name)                                                                          \
    static_assert(!std::is_same_v<A, a> || !std::is_same_v<B, b>,                                                      \
        a_name " is filtered by its own fields, not by those of " b_name);
    ENTRALOG_EACH_TWO_REPORTS(ENTRALOG_REFUSE)
#undef ENTRALOG_REFUSE
}

/// A query of records A is ordered by a field of B.
template <class A, class B>
constexpr void require_own_order() noexcept
{
#define ENTRALOG_REFUSE(a, a_name, b, b_name)                                                                          \
    static_assert(!std::is_same_v<A, a> || !std::is_same_v<B, b>,                                                      \
        a_name " is ordered by its own fields, not by those of " b_name);
    ENTRALOG_EACH_TWO_REPORTS(ENTRALOG_REFUSE)
#undef ENTRALOG_REFUSE
}

/// "&&" or "||" between conditions on A and on B.
template <class A, class B>
constexpr void require_one_report() noexcept
{
#define ENTRALOG_REFUSE(a, a_name, b, b_name)                                                                          \
    static_assert(!std::is_same_v<A, a> || !std::is_same_v<B, b>,                                                      \
        "a filter is of one report: this one joins fields of " a_name " and " b_name);
    ENTRALOG_EACH_TWO_REPORTS(ENTRALOG_REFUSE)
#undef ENTRALOG_REFUSE
}

} // namespace detail

} // namespace entralog
