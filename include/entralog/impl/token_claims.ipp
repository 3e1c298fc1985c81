#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/base64.hpp>
#include <entralog/token_claims.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace entralog
{

namespace detail
{

inline constexpr std::size_t longest_claims = 64 * 1024;
inline constexpr std::size_t longest_claim = 512; // it is shown to people
inline constexpr std::size_t most_claim_values = 512;

inline std::string text_of_claim(boost::json::object const& claims, std::string_view name)
{
    auto const* const value = claims.if_contains(boost::json::string_view(name.data(), name.size()));
    auto const* const text = value ? value->if_string() : nullptr;
    return text ? std::string(text->data(), std::min(text->size(), longest_claim)) : std::string();
}

inline std::vector<std::string> list_of_claim(boost::json::object const& claims, std::string_view name)
{
    std::vector<std::string> out;
    auto const* const value = claims.if_contains(boost::json::string_view(name.data(), name.size()));
    auto const* const list = value ? value->if_array() : nullptr;
    if (list)
        for (auto const& element : *list)
            if (auto const* const text = element.if_string(); text && out.size() < most_claim_values)
                out.emplace_back(text->data(), std::min(text->size(), longest_claim));
    return out;
}

/// The scopes of "AuditLog.Read.All Directory.Read.All".
inline std::vector<std::string> scopes_of(std::string_view scp)
{
    std::vector<std::string> out;
    while (!scp.empty() && out.size() < most_claim_values)
    {
        auto const end = scp.find(' ');
        if (end != 0)
            out.emplace_back(scp.substr(0, std::min(end, longest_claim)));
        scp = end == std::string_view::npos ? std::string_view() : scp.substr(end + 1);
    }
    return out;
}

} // namespace detail

ENTRALOG_DECL bool token_claims::has_permission(std::string_view name) const noexcept
{
    return std::any_of(permissions.begin(), permissions.end(),
        [name](std::string const& p) { return detail::equal_ignoring_case(p, name); });
}

ENTRALOG_DECL result<token_claims> read_claims(std::string_view token)
{
    auto const first = token.find('.');
    auto const second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos)
        return error(errc::malformed_token, "the token is no JWT: what it allows cannot be read from it");
    auto const payload = token.substr(first + 1, second - first - 1);
    auto const text = payload.size() > detail::longest_claims ? std::nullopt : detail::decode_base64(payload);
    boost::json::error_code failure;
    auto const json =
        text ? boost::json::parse(boost::json::string_view(text->data(), text->size()), failure) : boost::json::value();
    auto const* const object = failure ? nullptr : json.if_object();
    if (!object)
        return error(errc::malformed_token, "the token's claims are no JSON object: what it allows cannot be read");

    token_claims out;
    out.audience = detail::text_of_claim(*object, "aud");
    out.issuer = detail::text_of_claim(*object, "iss");
    out.tenant_id = detail::text_of_claim(*object, "tid");
    out.app_id = detail::text_of_claim(*object, object->contains("appid") ? "appid" : "azp");
    out.user = detail::text_of_claim(*object, object->contains("upn") ? "upn" : "preferred_username");
    auto const* const scp = object->if_contains("scp");
    out.delegated = scp != nullptr;
    out.permissions = detail::list_of_claim(*object, "roles");
    if (scp && scp->is_string())
        out.permissions = detail::scopes_of(std::string_view(scp->get_string().data(), scp->get_string().size()));
    out.role_ids = detail::list_of_claim(*object, "wids");
    // Within the years that a timestamp can hold; a token that is valid beyond them is no concern of ours.
    if (auto const* const exp = object->if_contains("exp"); exp && exp->is_int64())
        if (auto const s = exp->get_int64(); s >= 0 && s < std::int64_t{253'402'300'800}) // the year 10000
            out.expires_on = timestamp(std::chrono::seconds(s));
    out.b2c_policy = object->contains("tfp") || out.issuer.find(".b2clogin.com/") != std::string::npos;
    return out;
}

} // namespace entralog
