#include <mockserver/public_key.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <ctime>
#include <stdexcept>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_pem_size = 64 * 1024;
constexpr int least_bits = 2048;

using bio_ptr = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

/// Nobody is asked for a passphrase: nothing that is read here has one.
int no_passphrase(char*, int, int, void*)
{
    return 0;
}

bio_ptr open(std::string_view pem)
{
    if (pem.find("PRIVATE KEY-----") != std::string_view::npos)
        throw std::invalid_argument("holds a private key, which is its owner's alone; leave only the public part");
    if (pem.size() > max_pem_size)
        throw std::invalid_argument("is longer than 64 KiB; give one PEM block");
    return bio_ptr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
}

void check(EVP_PKEY const* key)
{
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < least_bits)
        throw std::invalid_argument("is no RSA key of at least 2048 bits, the only kind that Entra ID takes");
}

timestamp to_timestamp(ASN1_TIME const* time)
{
    std::tm utc{};
    if (ASN1_TIME_to_tm(time, &utc) != 1)
        throw std::invalid_argument("has a time that cannot be read; make it anew");
    return timestamp(std::chrono::seconds(timegm(&utc)));
}

std::string fingerprint(X509 const* certificate, EVP_MD const* how)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    if (X509_digest(certificate, how, reinterpret_cast<unsigned char*>(out.data()), &size) != 1)
        throw std::runtime_error("OpenSSL cannot compute a certificate's fingerprint");
    out.resize(size);
    return out;
}

} // namespace

public_key::public_key(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key))
{
    check(key_.get());
}

public_key public_key::from_pem(std::string_view pem)
{
    auto const in = open(pem);
    std::shared_ptr<EVP_PKEY> key(
        in ? PEM_read_bio_PUBKEY(in.get(), nullptr, &no_passphrase, nullptr) : nullptr, &EVP_PKEY_free);
    ERR_clear_error();
    if (!key)
        throw std::invalid_argument(
            "is no public key in PEM; write it like -----BEGIN PUBLIC KEY-----\\n...\\n-----END PUBLIC KEY-----\\n");
    return public_key(std::move(key));
}

bool public_key::verify(signature_algorithm how, std::string_view text, std::string_view signature) const
{
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_PKEY_CTX* context = nullptr; // the digest's
    bool ready = digest && EVP_DigestVerifyInit(digest.get(), &context, EVP_sha256(), nullptr, key_.get()) == 1;
    if (ready && how == signature_algorithm::ps256) // RFC 7518, section 3.5: the salt is as long as the hash
        ready = EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
    if (!ready)
        throw std::runtime_error("OpenSSL cannot verify a signature");
    bool const good = EVP_DigestVerify(digest.get(), reinterpret_cast<unsigned char const*>(signature.data()),
                          signature.size(), reinterpret_cast<unsigned char const*>(text.data()), text.size()) == 1;
    ERR_clear_error();
    return good;
}

struct registered_certificate::parsed
{
    explicit parsed(std::string_view pem)
        : certificate(nullptr, &X509_free)
    {
        auto const in = open(pem);
        if (in)
            certificate.reset(PEM_read_bio_X509(in.get(), nullptr, &no_passphrase, nullptr));
        ERR_clear_error();
        if (!certificate)
            throw std::invalid_argument("is no certificate in PEM; write it like -----BEGIN "
                                        "CERTIFICATE-----\\n...\\n-----END CERTIFICATE-----\\n");
        key.reset(X509_get_pubkey(certificate.get()), &EVP_PKEY_free);
        if (!key)
            throw std::invalid_argument("has a key that OpenSSL does not know; make it with RSA");
    }

    std::unique_ptr<X509, decltype(&X509_free)> certificate;
    std::shared_ptr<EVP_PKEY> key;
};

registered_certificate::registered_certificate(std::string_view pem)
    : registered_certificate(parsed(pem))
{
}

registered_certificate::registered_certificate(parsed const& from)
    : sha1(fingerprint(from.certificate.get(), EVP_sha1()))
    , sha256(fingerprint(from.certificate.get(), EVP_sha256()))
    , not_before(to_timestamp(X509_get0_notBefore(from.certificate.get())))
    , not_after(to_timestamp(X509_get0_notAfter(from.certificate.get())))
    , key(from.key)
{
}

} // namespace graph_mock
