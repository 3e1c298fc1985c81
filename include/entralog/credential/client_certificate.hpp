#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/detail/wipe.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <utility>

namespace entralog
{

/// How an assertion is signed, and by which digest it names its certificate.
enum class assertion_signature
{
    ps256, ///< RSASSA-PSS and x5t#S256, as Microsoft recommends
    rs256  ///< PKCS#1 v1.5 and x5t (SHA-1), for services that know no other
};

/// Whether an assertion carries its certificates (x5c).
enum class certificate_chain
{
    left_out,
    sent ///< for applications that trust a subject name and issuer rather than one certificate
};

struct certificate_options
{
    certificate_options() = default;
    certificate_options(certificate_options const&) = default;
    certificate_options(certificate_options&&) = default;
    certificate_options& operator=(certificate_options const& other)
    {
        detail::assign_secret(passphrase, other.passphrase);
        signature = other.signature;
        chain = other.chain;
        return *this;
    }
    certificate_options& operator=(certificate_options&& other) noexcept
    {
        detail::assign_secret(passphrase, std::move(other.passphrase));
        signature = other.signature;
        chain = other.chain;
        return *this;
    }
    ~certificate_options() { detail::wipe(passphrase); }

    std::string passphrase; ///< of an encrypted private key
    assertion_signature signature = assertion_signature::ps256;
    certificate_chain chain = certificate_chain::left_out;
};

/// An application with a certificate. It signs an assertion of ten minutes for each token (RFC 7523); the key stays
/// here.
class client_certificate final : public credential
{
public:
    /// `pem` is the text of the private key (RSA; PKCS#8 or PKCS#1, encrypted or not) and the certificate, with its
    /// chain or without, in any order. What is wrong with it, is the result of token().
    client_certificate(std::string tenant, std::string client_id, std::string pem,
        certificate_options options = certificate_options());
    ~client_certificate() override;
    client_certificate(client_certificate&&) = delete;

    /// The one of a PEM file, which is read once; what is wrong with it is known at once. errc::credential_unavailable
    /// if there is no such file, else errc::invalid_argument: no key, no certificate, one that is not the key's, a
    /// wrong passphrase.
    ENTRALOG_DECL static result<std::shared_ptr<credential>> from_file(std::string tenant, std::string client_id,
        std::string const& path, certificate_options options = certificate_options());

    /// The one of AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_CERTIFICATE_PATH and, if set,
    /// AZURE_CLIENT_CERTIFICATE_PASSWORD and AZURE_CLIENT_SEND_CERTIFICATE_CHAIN ("1" or "true"), the variables of
    /// Azure's own libraries. errc::credential_unavailable names those that are missing; else as from_file.
    ENTRALOG_DECL static result<std::shared_ptr<credential>> from_environment();

    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/client_certificate.ipp>
#endif
