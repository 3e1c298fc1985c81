#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace entralog::testing
{

using test_key = std::shared_ptr<EVP_PKEY>;
using test_x509 = std::shared_ptr<X509>;

inline test_key make_rsa_key(unsigned bits = 2048)
{
    return test_key(::EVP_RSA_gen(bits), &::EVP_PKEY_free);
}

inline test_key make_ec_key()
{
    return test_key(::EVP_EC_gen("P-256"), &::EVP_PKEY_free);
}

/// Made once: RSA keys take time.
inline test_key const& rsa_key()
{
    static auto const key = make_rsa_key();
    return key;
}

/// A self-signed certificate, valid from and to so many seconds from `now`.
inline test_x509 make_certificate(test_key const& key, long now, long from = -3600, long to = 3600)
{
    test_x509 certificate(::X509_new(), &::X509_free);
    ::X509_set_version(certificate.get(), 2);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), 1);
    ::ASN1_TIME_set(::X509_getm_notBefore(certificate.get()), now + from);
    ::ASN1_TIME_set(::X509_getm_notAfter(certificate.get()), now + to);
    auto* const name = ::X509_get_subject_name(certificate.get());
    ::X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("entralog test"), -1, -1, 0);
    ::X509_set_issuer_name(certificate.get(), name);
    ::X509_set_pubkey(certificate.get(), key.get());
    if (::X509_sign(certificate.get(), key.get(), ::EVP_sha256()) == 0)
        throw std::runtime_error("cannot sign a certificate");
    return certificate;
}

inline std::string text_of(BIO* bio)
{
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio, &data);
    std::string text(data, static_cast<std::size_t>(size));
    ::BIO_free(bio);
    return text;
}

/// PKCS#8, encrypted when there is a passphrase.
inline std::string pem_of(test_key const& key, std::string_view passphrase = {})
{
    auto* const bio = ::BIO_new(::BIO_s_mem());
    ::PEM_write_bio_PKCS8PrivateKey(bio, key.get(), passphrase.empty() ? nullptr : ::EVP_aes_256_cbc(),
        passphrase.data(), static_cast<int>(passphrase.size()), nullptr, nullptr);
    return text_of(bio);
}

/// PKCS#1, as "openssl genrsa -traditional" writes it, encrypted when there is a passphrase.
inline std::string traditional_pem_of(test_key const& key, std::string passphrase = {})
{
    auto* const bio = ::BIO_new(::BIO_s_mem());
    ::PEM_write_bio_PrivateKey_traditional(bio, key.get(), passphrase.empty() ? nullptr : ::EVP_aes_256_cbc(),
        reinterpret_cast<unsigned char*>(passphrase.data()), static_cast<int>(passphrase.size()), nullptr, nullptr);
    return text_of(bio);
}

inline std::string pem_of(test_x509 const& certificate)
{
    auto* const bio = ::BIO_new(::BIO_s_mem());
    ::PEM_write_bio_X509(bio, certificate.get());
    return text_of(bio);
}

} // namespace entralog::testing
