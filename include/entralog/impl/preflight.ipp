#pragma once

#include <entralog/detail/needs.hpp>
#include <entralog/detail/printable.hpp>
#include <entralog/preflight.hpp>

#include <cstddef>
#include <string_view>

namespace entralog
{

namespace detail
{

inline void append_line(std::string& out, std::string_view label, std::string_view text)
{
    constexpr std::size_t longest_line = 2000;
    out.append("  ").append(label);
    append_printable(out, text, longest_line);
    out += '\n';
}

inline void append_diagnosis(std::string& out, std::string_view label, diagnosis const& d)
{
    append_line(out, label, std::string(to_string(d.why)) + ": " + d.evidence);
    if (!d.fix.empty())
        append_line(out, "  fix: ", d.fix);
    append_line(out, "  see: ", d.link);
}

inline void append_claims(std::string& out, token_claims const& c)
{
    auto text = c.delegated ? "for " + (c.user.empty() ? std::string("a signed-in user") : c.user) + ", by application "
                            : std::string("of application ");
    text.append(c.app_id).append(" in tenant ").append(c.tenant_id);
    if (c.expires_on)
        text.append(", until ").append(to_iso8601(*c.expires_on));
    append_line(out, "token: ", text + " (its own words, unverified)");
    append_line(out, c.delegated ? "scopes: " : "permissions: ", comma_list(c.permissions));
}

} // namespace detail

ENTRALOG_DECL std::string to_string(preflight_result const& r)
{
    std::string out(to_string(r.report));
    out += r.readable() ? ": can be read\n" : ": cannot be read\n";
    if (r.claims)
        detail::append_claims(out, *r.claims);
    if (info(r.report).needs_premium)
        detail::append_line(out, "license: ", "needs Microsoft Entra ID P1 or P2, of which no token says anything");
    for (auto const& d : r.expected)
        detail::append_diagnosis(out, "the token shows: ", d);
    if (r.found)
        detail::append_diagnosis(out, "the answer: ", *r.found);
    else
        detail::append_line(out, "the answer: ", r.empty ? "no record, and no refusal" : "a record");
    if (r.failure && !r.failure->request_id.empty())
        detail::append_line(out, "request-id: ", r.failure->request_id);
    return out;
}

} // namespace entralog
