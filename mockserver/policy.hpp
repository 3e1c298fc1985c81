#pragma once

#include <mockserver/report.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/tokens/caller.hpp>

namespace graph_mock
{

/// Who may do what, as Microsoft documents it. Each check goes from the permission to the licence to the role, and
/// throws the refusal (403) that Graph answers with.

void check_may_read(report const& r, caller const& who, tenant const& t);

/// confirmCompromised, confirmSafe and dismiss.
void check_may_rate_risk(caller const& who, tenant const& t);

/// What is kept from a caller who may read sign-ins.
struct visibility
{
    visibility() = default;

    bool conditional_access_policies = true; ///< else appliedConditionalAccessPolicies is left out
    bool risk_details = true;                ///< else they are "hidden"

    bool all() const noexcept { return conditional_access_policies && risk_details; }
};

visibility what_is_visible(report const& r, caller const& who, tenant const& t);

} // namespace graph_mock
