#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace entralog
{

/// Which of a machine's identities.
class managed_identity_id
{
public:
    enum class kind
    {
        system,    ///< the one that Azure made with the machine
        client_id, ///< of a user-assigned identity
        object_id,
        resource_id ///< "/subscriptions/.../userAssignedIdentities/NAME"
    };

    managed_identity_id() = default; ///< the system-assigned one
    managed_identity_id(kind k, std::string id)
        : which(k)
        , value(std::move(id))
    {
    }

    kind which = kind::system;
    std::string value;
};

struct managed_identity_options
{
    managed_identity_options() = default;

    managed_identity_id identity;
    /// Looks up a variable of the environment; empty for this process's own.
    std::function<std::string(char const*)> variables;
    /// The folder where Azure Arc's agent puts its keys; empty for the documented one. No other file is ever read.
    std::string arc_keys;
};

/// The identity that Azure gives a machine: no secret is needed. Where to ask is known from the environment: App
/// Service (IDENTITY_ENDPOINT and IDENTITY_HEADER), Azure Arc (IDENTITY_ENDPOINT and IMDS_ENDPOINT, or the latter
/// alone), and else the instance metadata service at 169.254.169.254 (or at AZURE_POD_IDENTITY_AUTHORITY_HOST). Never
/// asks through a proxy. Tries five times in all, after 0, 2, 6, 14 and 30 seconds, what may pass (404, 410, 429, 5xx,
/// timeouts, refused connections), and waits up to 70 seconds for an endpoint that says it is being updated (410). But
/// where the environment names no endpoint and nobody has ever answered, it is tried once: that is no machine of
/// Azure's, and errc::credential_unavailable, so that a chain goes on soon. These endpoints take no claims: after a
/// claims challenge one more token is asked for as it is. errc::credential_unavailable also on a machine without an
/// identity, and where the key of Azure Arc's agent may not be read.
class managed_identity_credential final : public credential
{
public:
    explicit managed_identity_credential(managed_identity_options options = managed_identity_options());
    ~managed_identity_credential() override;
    managed_identity_credential(managed_identity_credential&&) = delete;

    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/managed_identity.ipp>
#endif
