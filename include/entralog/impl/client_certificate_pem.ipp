#pragma once

#include <entralog/detail/base64.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/error.hpp>
#include <entralog/time.hpp>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::detail
{

template <auto Free>
struct openssl_deleter
{
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

using key_pointer = std::unique_ptr<EVP_PKEY, openssl_deleter<&EVP_PKEY_free>>;
using certificate_pointer = std::unique_ptr<X509, openssl_deleter<&X509_free>>;
using bio_pointer = std::unique_ptr<BIO, openssl_deleter<&BIO_free>>;

/// OpenSSL's errors wait in a queue of the thread, where the next TLS connection would take them for its own.
struct openssl_errors
{
    openssl_errors() { ::ERR_clear_error(); }
    ~openssl_errors() { ::ERR_clear_error(); }
    openssl_errors(openssl_errors const&) = delete;
};

/// A key, the certificate that belongs to it, and what Entra ID wants to know of that.
struct certificate_identity
{
    certificate_identity() = default;

    key_pointer key;
    std::string sha256;             ///< x5t#S256
    std::string sha1;               ///< x5t
    std::vector<std::string> chain; ///< base64 of DER, the key's own certificate first
    timestamp not_before{};
    timestamp not_after{};
};

struct passphrase_request
{
    passphrase_request() = default;

    std::string_view passphrase;
    bool asked = false;
};

/// OpenSSL asks for it when it meets an encrypted key. (Without a callback it would ask at the terminal.)
inline int give_passphrase(char* buffer, int size, int, void* data)
{
    auto& r = *static_cast<passphrase_request*>(data);
    r.asked = true;
    if (r.passphrase.empty() || r.passphrase.size() > static_cast<std::size_t>(size))
        return -1;
    std::copy(r.passphrase.begin(), r.passphrase.end(), buffer);
    return static_cast<int>(r.passphrase.size());
}

inline bio_pointer read_only(std::string_view text)
{
    bio_pointer bio(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!bio)
        throw std::bad_alloc();
    return bio;
}

inline error certificate_error(std::string message, std::string hint)
{
    error e(errc::invalid_argument, std::move(message));
    e.hint = std::move(hint);
    return e;
}

inline result<key_pointer> read_key(std::string_view pem, std::string_view passphrase)
{
    openssl_errors const queue;
    passphrase_request asking;
    asking.passphrase = passphrase;
    auto const bio = read_only(pem);
    key_pointer key(::PEM_read_bio_PrivateKey(bio.get(), nullptr, &give_passphrase, &asking));
    if (key)
    {
        if (::EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
            return certificate_error("the private key is no RSA key",
                "Microsoft Entra ID takes RSA certificates only: make one of 2048 bits or more.");
        if (::EVP_PKEY_get_bits(key.get()) < 2048)
            return certificate_error("the private key has fewer than 2048 bits", "Make one of 2048 bits or more.");
        return key;
    }
    if (asking.asked && passphrase.empty())
        return certificate_error("the private key is encrypted, and no passphrase was given",
            "Give its passphrase (certificate_options::passphrase), or decrypt it with: openssl rsa -in FILE");
    if (asking.asked)
        return certificate_error(
            "the passphrase does not open the private key", "Check it, and that the file is whole.");
    if (pem.find("PRIVATE KEY-----") == std::string_view::npos)
        return certificate_error("there is no private key", "The PEM text must hold the key and the certificate, one "
                                                            "after the other; of a .pfx file both come out with: "
                                                            "openssl pkcs12 -in FILE -nodes");
    return certificate_error("the private key is damaged", "Export it again, as PEM.");
}

inline timestamp to_timestamp(ASN1_TIME const* t)
{
    std::tm parts{};
    if (t == nullptr || ::ASN1_TIME_to_tm(t, &parts) != 1)
        return timestamp{};
    auto const day = std::chrono::year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
    return timestamp(std::chrono::sys_days(day).time_since_epoch()) + std::chrono::hours(parts.tm_hour) +
           std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
}

inline std::string thumbprint(X509 const* certificate, EVP_MD const* digest)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (::X509_digest(certificate, digest, bytes.data(), &size) != 1)
        throw std::bad_alloc();
    std::string text;
    append_base64url(text, std::span(bytes.data(), size));
    return text;
}

inline void free_der(void* der) noexcept
{
    ::OPENSSL_free(der);
}

inline std::string base64_of(X509* certificate)
{
    unsigned char* der = nullptr;
    auto const size = ::i2d_X509(certificate, &der);
    if (size < 0)
        throw std::bad_alloc();
    std::unique_ptr<unsigned char, openssl_deleter<&free_der>> const owner(der);
    std::string text;
    append_base64(text, std::span(der, static_cast<std::size_t>(size)));
    return text;
}

inline std::vector<certificate_pointer> read_certificates(std::string_view pem)
{
    constexpr std::size_t most = 16;
    openssl_errors const queue;
    std::vector<certificate_pointer> all;
    auto const bio = read_only(pem);
    passphrase_request none;
    while (all.size() < most)
    {
        certificate_pointer one(::PEM_read_bio_X509(bio.get(), nullptr, &give_passphrase, &none));
        if (!one)
            break;
        all.push_back(std::move(one));
    }
    return all;
}

/// Reads a private key and its certificates out of one text.
inline result<certificate_identity> read_identity(std::string_view pem, std::string_view passphrase)
{
    constexpr std::size_t longest = 1024 * 1024;
    if (pem.size() > longest)
        return error(errc::invalid_argument, "the PEM text is longer than 1 MiB");
    auto key = read_key(pem, passphrase);
    if (!key)
        return std::move(key).error();
    auto certificates = read_certificates(pem);
    if (certificates.empty())
        return certificate_error("there is a private key, and no certificate that can be read",
            "The PEM text must hold both, one after the other.");
    openssl_errors const queue;
    auto const own = std::find_if(certificates.begin(), certificates.end(),
        [&key](certificate_pointer const& c) { return ::X509_check_private_key(c.get(), key->get()) == 1; });
    if (own == certificates.end())
        return certificate_error("the private key belongs to none of the certificates",
            "The PEM text must hold the certificate that was made with this key.");
    std::rotate(certificates.begin(), own, own + 1); // the rest stays in its order

    certificate_identity identity;
    auto* const leaf = certificates.front().get();
    identity.sha256 = thumbprint(leaf, ::EVP_sha256());
    identity.sha1 = thumbprint(leaf, ::EVP_sha1());
    identity.not_before = to_timestamp(::X509_get0_notBefore(leaf));
    identity.not_after = to_timestamp(::X509_get0_notAfter(leaf));
    for (auto const& certificate : certificates)
        identity.chain.push_back(base64_of(certificate.get()));
    identity.key = std::move(*key);
    return identity;
}

} // namespace entralog::detail
