#pragma once

#include <entralog/clock.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace entralog
{

/// A bearer token and its lifetime.
struct access_token
{
    access_token() = default;
    access_token(access_token const&) = default;
    access_token(access_token&&) = default;
    access_token& operator=(access_token const& other)
    {
        detail::assign_secret(secret, other.secret);
        expires_on = other.expires_on;
        refresh_on = other.refresh_on;
        return *this;
    }
    access_token& operator=(access_token&& other) noexcept
    {
        detail::assign_secret(secret, std::move(other.secret));
        expires_on = other.expires_on;
        refresh_on = other.refresh_on;
        return *this;
    }
    ~access_token() { detail::wipe(secret); }

    std::string secret;                  ///< never printed
    timestamp expires_on{};              ///< by our clock
    std::optional<timestamp> refresh_on; ///< when the issuer would like it renewed, if it said so
};

/// Whether a credential may ask a person to sign in.
enum class prompting
{
    allowed,
    not_now ///< the caller still has a valid token: what needs a person gives errc::credential_unavailable
};

/// What a credential may use to get a token, and what the token is for.
struct token_context
{
    token_context(transport& w, entralog::clock& c)
        : wire(w)
        , time(c)
    {
    }

    transport& wire; ///< straight to the network: no token, no limit of Graph's applies
    entralog::clock& time;
    origin authority;              ///< for example login.microsoftonline.com
    std::string scope;             ///< "https://graph.microsoft.com/.default"
    std::string client_request_id; ///< sent along, to be found again in the sign-in logs
    /// The claims that the service wants in the token, as JSON: from the challenge of a 401 (continuous access
    /// evaluation). Empty for an ordinary request. A credential that caches tokens must not answer from its cache.
    std::string claims;
    prompting prompt = prompting::allowed;
};

/// Where tokens come from. Implement it to bring your own.
class credential
{
public:
    virtual ~credential() = default;

    /// A new token; no caching, the client does that. `context` must outlive the operation.
    virtual boost::asio::awaitable<result<access_token>> token(token_context const& context) = 0;
};

/// A token obtained elsewhere, for example by `az account get-access-token`. It is used until the service refuses it.
class static_token final : public credential
{
public:
    explicit static_token(std::string token)
        : token_(std::move(token))
    {
    }
    ~static_token() override { detail::wipe(token_); }
    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

private:
    std::string token_;
};

/// An application with a client secret (OAuth 2.0 client credentials).
class client_secret final : public credential
{
public:
    /// `tenant` is the tenant's id or one of its domains; `secret` is the secret's value, not its id.
    client_secret(std::string tenant, std::string client_id, std::string secret)
        : tenant_(std::move(tenant))
        , client_id_(std::move(client_id))
        , secret_(std::move(secret))
    {
    }
    ~client_secret() override { detail::wipe(secret_); }

    /// The one of AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, the variables of Azure's own libraries.
    /// errc::credential_unavailable names those that are missing.
    ENTRALOG_DECL static result<std::shared_ptr<credential>> from_environment();

    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

private:
    std::string tenant_;
    std::string client_id_;
    std::string secret_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/credential.ipp>
#endif
