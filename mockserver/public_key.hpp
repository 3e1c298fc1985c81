#pragma once

#include <mockserver/clock.hpp>

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace graph_mock
{

/// The two algorithms of JWTs that Entra ID takes from apps (RFC 7518, sections 3.3 and 3.5).
enum class signature_algorithm
{
    rs256,
    ps256
};

/// An RSA key that signatures are verified with. Copies share it.
class public_key
{
public:
    /// Reads "-----BEGIN PUBLIC KEY-----". Throws std::invalid_argument with what is wrong and how to mend it.
    static public_key from_pem(std::string_view pem);

    bool verify(signature_algorithm how, std::string_view text, std::string_view signature) const;

private:
    friend struct registered_certificate;
    explicit public_key(std::shared_ptr<evp_pkey_st> key);

    std::shared_ptr<evp_pkey_st> key_;
};

/// A certificate that an app may prove itself with.
struct registered_certificate
{
    /// Reads one "-----BEGIN CERTIFICATE-----". Throws std::invalid_argument with what is wrong and how to mend it.
    explicit registered_certificate(std::string_view pem);

    std::string sha1;   ///< of its DER form, 20 bytes: the header's x5t
    std::string sha256; ///< 32 bytes: x5t#S256
    timestamp not_before;
    timestamp not_after;
    public_key key;

private:
    struct parsed;
    explicit registered_certificate(parsed const& from);
};

} // namespace graph_mock
