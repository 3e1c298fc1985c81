#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/error.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace entralog
{

/// One of Microsoft's clouds: where its Graph and its tokens are.
struct cloud
{
    std::string_view name;
    std::string_view graph;     ///< base URL of Microsoft Graph
    std::string_view authority; ///< base URL of the token endpoints
    std::span<std::string_view const> aliases;
};

namespace detail
{

inline constexpr std::string_view global_aliases[] = {"public", "commercial", "gcc", "AzureCloud", "AzurePublicCloud"};
inline constexpr std::string_view l4_aliases[] = {
    "us-government", "usgov", "gcc-high", "gcchigh", "l4", "AzureUSGovernment", "AzureUSGovernmentCloud"};
inline constexpr std::string_view l5_aliases[] = {"us-government-dod", "usgov-dod", "dod", "l5"};
inline constexpr std::string_view china_aliases[] = {"21vianet", "mooncake", "AzureChinaCloud"};

} // namespace detail

/// The clouds, as Microsoft Graph's page "national cloud deployments" lists them.
namespace clouds
{

/// Everybody else's, and that of the US Government's GCC.
inline constexpr cloud global{
    "global", "https://graph.microsoft.com", "https://login.microsoftonline.com", detail::global_aliases};

/// GCC High.
inline constexpr cloud us_government_l4{
    "us-government-l4", "https://graph.microsoft.us", "https://login.microsoftonline.us", detail::l4_aliases};

/// The Department of Defense's; its tokens come from the same place as those of L4.
inline constexpr cloud us_government_dod_l5{
    "us-government-dod-l5", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us", detail::l5_aliases};

/// Operated by 21Vianet. It has no risk actions on sign-ins, and provisioning is documented for global and US only.
inline constexpr cloud china{
    "china", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn", detail::china_aliases};

inline constexpr std::array<cloud const*, 4> all{&global, &us_government_l4, &us_government_dod_l5, &china};

} // namespace clouds

/// The cloud of that name or alias ("global", "gcc-high", "dod", "AzureChinaCloud"...), without regard to case. An
/// unknown name is invalid_argument, with a list of the known ones.
inline result<cloud> find_cloud(std::string_view name)
{
    for (auto const* const c : clouds::all)
    {
        if (detail::equal_ignoring_case(name, c->name))
            return *c;
        for (auto const alias : c->aliases)
            if (detail::equal_ignoring_case(name, alias))
                return *c;
    }
    if (detail::equal_ignoring_case(name, "germany") || detail::equal_ignoring_case(name, "AzureGermanCloud"))
        return error(errc::invalid_argument,
            "the cloud Germany was closed in October 2021; its tenants have moved to the global cloud");
    std::string known;
    for (auto const* const c : clouds::all)
        known.append(known.empty() ? "" : ", ").append(c->name);
    return error(
        errc::invalid_argument, "no cloud is named \"" + std::string(name.substr(0, 64)) + "\"; there are " + known);
}

} // namespace entralog
