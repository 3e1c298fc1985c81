#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <utility>

namespace entralog
{

/// An application that proves who it is by a signed token of your making (RFC 7523): signed by a key vault, or issued
/// by an identity provider that the application trusts (a federated credential).
class client_assertion final : public credential
{
public:
    /// Gives a fresh assertion, a JWT, each time a token is wanted; `audience_of` says whom a self-signed one is for.
    using source = std::function<boost::asio::awaitable<result<std::string>>(token_context const& context)>;

    client_assertion(std::string tenant, std::string client_id, source assertion)
        : tenant_(std::move(tenant))
        , client_id_(std::move(client_id))
        , assertion_(std::move(assertion))
    {
    }

    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

private:
    std::string tenant_;
    std::string client_id_;
    source assertion_;
};

/// What the `aud` of an assertion must be: the tenant's token endpoint, as
/// "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token".
ENTRALOG_DECL std::string audience_of(token_context const& context, std::string const& tenant);

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/client_assertion.ipp>
#endif
