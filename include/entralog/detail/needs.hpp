#pragma once

#include <entralog/message.hpp>
#include <entralog/report.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a request needs to be allowed, and where to grant it, in words.
namespace entralog::detail
{

/// "A", "A and B" or "A, B and C"
inline std::string listed(std::span<std::string_view const> items, std::string_view conjunction)
{
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        if (i != 0)
            out += i + 1 == items.size() ? ' ' + std::string(conjunction) + ' ' : std::string(", ");
        out += items[i];
    }
    return out;
}

/// "A, B", or "none".
inline std::string comma_list(std::vector<std::string> const& texts)
{
    std::string out;
    for (auto const& t : texts)
        out.append(out.empty() ? "" : ", ").append(t);
    return out.empty() ? "none" : out;
}

/// What the request needs: a report's own needs, or those of the risk actions on it.
struct needs
{
    std::string what;
    std::span<std::string_view const> application;
    std::span<std::string_view const> delegated;
    std::span<std::string_view const> roles;
    std::string_view documentation;
};

inline needs needs_of(report r, http_method method)
{
    auto const& about = info(r);
    if (method == http_method::post)
        return {"a risk action on signIns", risk_action_application_permissions, risk_action_delegated_permissions, {},
            "https://learn.microsoft.com/graph/api/signin-confirmcompromised"};
    return {std::string(about.name), about.application_permissions, about.delegated_permissions, about.roles,
        about.documentation};
}

inline std::string permission_hint(needs const& n)
{
    auto const application = listed(n.application, "and");
    auto const delegated = listed(n.delegated, "and");
    auto out = n.what + " needs the Microsoft Graph permission" + (n.application.size() > 1 ? "s " : " ") + application;
    out += application == delegated ? ", application permissions for an app and delegated ones for a signed-in user"
                                    : " for an app, and " + delegated + " for a signed-in user";
    return out + ". Grant in the Microsoft Entra admin center: App registrations > your app > API permissions > Add a "
                 "permission > Microsoft Graph, then Grant admin consent; it counts from the next token on.";
}

inline std::string role_hint(needs const& n)
{
    std::string out = "A signed-in user who reads " + n.what + " needs ";
    if (n.roles.empty())
        return "The signed-in user needs a directory role listed at " + std::string(n.documentation) + ".";
    out += n.roles.size() > 1 ? "one of the directory roles " : "the directory role ";
    out += listed(n.roles, "or");
    if (n.roles.front() == "Attribute Log Reader")
        out += " (a Global Administrator has neither by default)";
    return out + ". Assign in the Microsoft Entra admin center: Roles & admins > the role > Add assignments. An "
                 "app-only token needs the permission instead of the role.";
}

inline std::string license_hint(needs const& n)
{
    return n.what + " needs Microsoft Entra ID P1 or P2 in the tenant (Microsoft Entra admin center: Billing > "
                    "Licenses). If the tenant has it, grant the application Directory.Read.All as well: without it the "
                    "service's license check fails now and then. An Azure AD B2C "
                    "tenant gets the same answer: it has no sign-in reports.";
}

} // namespace entralog::detail
