#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/token_endpoint.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace entralog
{

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> static_token::token(token_context const& context)
{
    if (!context.claims.empty())
    {
        error e(errc::unauthenticated,
            "the service asks for a token with more claims (continuous access evaluation), and a token that was "
            "obtained elsewhere cannot change");
        e.hint = "Get a new token where this one came from, or use a credential that asks for tokens itself.";
        co_return e;
    }
    if (!detail::is_bearer_token(token_))
    {
        error e(errc::invalid_argument, "the access token is empty or holds characters that no token has");
        e.hint = "Pass the token alone: no \"Bearer \", no quotes, no line break.";
        co_return e;
    }
    access_token token;
    token.secret = token_;
    token.expires_on = timestamp::max();
    co_return token;
}

ENTRALOG_DECL result<std::shared_ptr<credential>> client_secret::from_environment()
{
    std::string missing;
    auto const take = [&](char const* name)
    {
        auto const* const value = std::getenv(name);
        if (value && *value)
            return std::string(value);
        missing.append(missing.empty() ? "" : ", ").append(name);
        return std::string();
    };
    auto tenant = take("AZURE_TENANT_ID");
    auto client_id = take("AZURE_CLIENT_ID");
    auto secret = take("AZURE_CLIENT_SECRET");
    if (missing.empty())
        return std::shared_ptr<credential>(
            std::make_shared<client_secret>(std::move(tenant), std::move(client_id), std::move(secret)));
    detail::wipe(secret);
    return error(
        errc::credential_unavailable, "no application is known: these environment variables are not set: " + missing);
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> client_secret::token(token_context const& context)
{
    if (auto wrong = detail::check_application(tenant_, client_id_, detail::tenants::one))
        co_return std::move(*wrong);
    if (secret_.empty() || secret_.size() > 4096)
        co_return error(errc::invalid_argument, "the client secret is empty or longer than 4096 bytes");
    if (std::any_of(secret_.begin(), secret_.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
        co_return error(
            errc::invalid_argument, "the client secret holds a control character, perhaps a line break at its end");

    detail::secret_request r(http_method::post, context.authority, detail::endpoint_path(tenant_, "token"));
    detail::prepare(r, context, client_id_);
    r.add("scope", context.scope);
    r.add_secret("client_secret", secret_);
    r.add("grant_type", "client_credentials");
    auto grant = co_await detail::ask_for_token(context, r);
    if (!grant)
        co_return std::move(grant).error();
    co_return std::move(grant->token);
}

} // namespace entralog
