#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <utility>

namespace entralog
{

/// A workload whose platform, as Kubernetes, keeps a token in a file and replaces it before it expires; the application
/// trusts that platform through a federated credential. The file is read anew for each token.
class workload_identity final : public credential
{
public:
    /// `authority` is the base URL of the token endpoint; empty for the client's own.
    workload_identity(std::string tenant, std::string client_id, std::string token_file, std::string authority = {})
        : tenant_(std::move(tenant))
        , client_id_(std::move(client_id))
        , token_file_(std::move(token_file))
        , authority_(std::move(authority))
    {
    }

    /// The one of AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE and, if set, AZURE_AUTHORITY_HOST: what
    /// Azure's webhook for Kubernetes sets in a pod. errc::credential_unavailable names those that are missing.
    ENTRALOG_DECL static result<std::shared_ptr<credential>> from_environment();

    /// errc::credential_unavailable when there is no such file; errc::invalid_argument when it is longer than 32 KiB or
    /// holds no token.
    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

private:
    std::string tenant_;
    std::string client_id_;
    std::string token_file_;
    std::string authority_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/workload_identity.ipp>
#endif
