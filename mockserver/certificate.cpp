#include <mockserver/certificate.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace graph_mock
{
namespace
{

template <auto Free>
struct freed_by
{
    template <typename T>
    void operator()(T* p) const noexcept
    {
        Free(p);
    }
};
template <typename T, auto Free>
using owned = std::unique_ptr<T, freed_by<Free>>;

using key_ptr = owned<EVP_PKEY, EVP_PKEY_free>;
using cert_ptr = owned<X509, X509_free>;
using bio_ptr = owned<BIO, BIO_free_all>;
using number_ptr = owned<BIGNUM, BN_free>;
using extension_ptr = owned<X509_EXTENSION, X509_EXTENSION_free>;

constexpr std::string_view allowed_in_names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:";

constexpr int lifetime_days = 396; // with the day before: 397, under the 398 that Apple and Chromium accept

[[noreturn]] void fail(std::string const& what)
{
    char reason[256] = "unknown reason";
    if (auto const code = ERR_peek_last_error(); code != 0)
        ERR_error_string_n(code, reason, sizeof reason);
    ERR_clear_error();
    throw std::runtime_error(what + " (OpenSSL: " + reason + ")");
}

/// OpenSSL's own convention: 1 is success, all else failure.
void require(bool ok, char const* step)
{
    if (!ok)
        fail(std::string("cannot make a certificate: ") + step);
}

std::string read_all(BIO* bio)
{
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string to_pem(X509* cert)
{
    bio_ptr const bio(BIO_new(BIO_s_mem()));
    require(bio && PEM_write_bio_X509(bio.get(), cert) == 1, "writing it as PEM");
    return read_all(bio.get());
}

std::string to_pem(EVP_PKEY* key)
{
    bio_ptr const bio(BIO_new(BIO_s_mem()));
    require(bio && PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "writing its key as PEM");
    return read_all(bio.get());
}

std::string random_serial(X509* cert)
{
    number_ptr const serial(BN_new());
    // 20 octets are the most that RFC 5280 section 4.1.2.2 allows, and the number must be positive: 159 bits.
    require(serial && BN_rand(serial.get(), 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "choosing its serial");
    require(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(cert)) != nullptr, "setting its serial");
    owned<char, [](char* p) { OPENSSL_free(p); }> const hex(BN_bn2hex(serial.get()));
    require(hex != nullptr, "printing its serial");
    return hex.get();
}

void set_common_name(X509* cert, std::string const& name)
{
    auto* subject = X509_get_subject_name(cert);
    auto const add = [&](char const* field, std::string const& value)
    {
        require(X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                    reinterpret_cast<unsigned char const*>(value.c_str()), -1, -1, 0) == 1,
            "naming its subject");
    };
    add("O", "graph-mock");
    add("CN", name);
}

void extend(X509* cert, X509* issuer, int nid, std::string const& value)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
    extension_ptr const extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    require(extension && X509_add_ext(cert, extension.get(), -1) == 1, OBJ_nid2ln(nid));
}

/// A certificate that lacks its issuer, its extensions and its signature.
cert_ptr draft(EVP_PKEY* key, std::chrono::system_clock::time_point now)
{
    cert_ptr cert(X509_new());
    require(cert && X509_set_version(cert.get(), X509_VERSION_3) == 1, "starting it");
    auto at = std::chrono::system_clock::to_time_t(now);
    require(X509_time_adj_ex(X509_getm_notBefore(cert.get()), -1, 0, &at) != nullptr, "setting its start");
    require(X509_time_adj_ex(X509_getm_notAfter(cert.get()), lifetime_days, 0, &at) != nullptr, "setting its end");
    require(X509_set_pubkey(cert.get(), key) == 1, "setting its key");
    return cert;
}

void sign(X509* cert, X509* issuer, EVP_PKEY* issuer_key)
{
    require(X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1, "naming its issuer");
    require(X509_sign(cert, issuer_key, EVP_sha256()) > 0, "signing it");
}

/// "DNS:localhost,IP:127.0.0.1". The text goes through OpenSSL's configuration parser, so only harmless bytes pass.
std::string alternative_names(std::vector<std::string> const& names)
{
    std::string list;
    for (auto const& name : names)
    {
        if (name.empty() || name.find_first_not_of(allowed_in_names) != std::string::npos)
            throw std::runtime_error("cannot make a certificate for \"" + name + "\": not a host name or IP address");
        owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> const address(a2i_IPADDRESS(name.c_str()));
        list += (list.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
    }
    ERR_clear_error(); // a2i_IPADDRESS says why a host name is no address
    if (list.empty())
        throw std::runtime_error("cannot make a certificate for no name at all");
    return list;
}

bio_ptr open_pem(std::filesystem::path const& file, char const* flag)
{
    std::error_code ec;
    if (std::filesystem::is_directory(file, ec))
        throw std::runtime_error(file.string() + ": is a folder; " + flag + " takes a PEM file");
    bio_ptr bio(BIO_new_file(file.c_str(), "r"));
    if (!bio)
    {
        auto const why = std::strerror(errno);
        ERR_clear_error();
        throw std::runtime_error(
            file.string() + ": cannot be read: " + why + "; give " + flag + " a readable PEM file");
    }
    return bio;
}

/// Reads one certificate after another; what else the file holds (a key, text between) is passed over by OpenSSL.
std::vector<cert_ptr> read_chain(std::filesystem::path const& file)
{
    auto const bio = open_pem(file, "--cert");
    std::vector<cert_ptr> chain;
    while (auto* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
        chain.emplace_back(next);
    auto const end = ERR_peek_last_error();
    if (chain.empty() || ERR_GET_REASON(end) != PEM_R_NO_START_LINE)
        fail(file.string() + ": certificate " + std::to_string(chain.size() + 1) +
             " is not valid PEM; --cert takes the leaf first, then its intermediates");
    ERR_clear_error();
    return chain;
}

key_ptr read_key(std::filesystem::path const& file)
{
    auto const bio = open_pem(file, "--key");
    bool encrypted = false;
    auto const no_password = [](char*, int, int, void* asked) -> int
    {
        *static_cast<bool*>(asked) = true;
        return -1;
    };
    key_ptr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, &encrypted));
    if (encrypted)
    {
        ERR_clear_error();
        throw std::runtime_error(file.string() + ": the key is encrypted; decrypt it first: openssl pkey -in " +
                                 file.string() + " -out plain.key");
    }
    if (!key)
        fail(file.string() + ": holds no private key in PEM; --key takes the key that belongs to --cert");
    return key;
}

} // namespace

identity make_identity(std::vector<std::string> const& names, std::chrono::system_clock::time_point now)
{
    auto const all_names = alternative_names(names);

    key_ptr const ca_key(EVP_EC_gen("P-256"));
    require(ca_key != nullptr, "making the CA's key");
    auto const ca = draft(ca_key.get(), now);
    // Part of the serial is in the name: the CAs of two runs in one trust store can be told apart.
    set_common_name(ca.get(), "graph-mock CA " + random_serial(ca.get()).substr(0, 8));
    extend(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
    extend(ca.get(), ca.get(), NID_authority_key_identifier, "keyid:always");
    sign(ca.get(), ca.get(), ca_key.get());

    key_ptr const key(EVP_EC_gen("P-256"));
    require(key != nullptr, "making the leaf's key");
    auto const leaf = draft(key.get(), now);
    random_serial(leaf.get());
    set_common_name(leaf.get(), "graph-mock");
    extend(leaf.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(leaf.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
    extend(leaf.get(), ca.get(), NID_ext_key_usage, "serverAuth");
    extend(leaf.get(), ca.get(), NID_subject_key_identifier, "hash");
    extend(leaf.get(), ca.get(), NID_authority_key_identifier, "keyid:always");
    extend(leaf.get(), ca.get(), NID_subject_alt_name, all_names);
    sign(leaf.get(), ca.get(), ca_key.get());

    return {to_pem(leaf.get()), to_pem(key.get()), to_pem(ca.get())};
}

std::vector<std::string> names_for(std::string const& address)
{
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
    auto name = address.substr(0, address.find('%')); // a zone such as fe80::1%eth0 is this machine's own business
    if (name == "0.0.0.0" || name == "::")
    {
        char host[256] = {};
        name = ::gethostname(host, sizeof host - 1) == 0 ? host : "";
        if (name.find_first_not_of(allowed_in_names) != std::string::npos)
            name.clear();
    }
    if (!name.empty() && std::ranges::find(names, name) == names.end())
        names.push_back(name);
    return names;
}

identity load_identity(std::filesystem::path const& cert, std::filesystem::path const& key)
{
    ERR_clear_error();
    auto const chain = read_chain(cert);
    auto const secret = read_key(key);
    if (X509_check_private_key(chain.front().get(), secret.get()) != 1)
    {
        ERR_clear_error();
        throw std::runtime_error(key.string() + ": is not the key of the first certificate in " + cert.string() +
                                 "; put the leaf first, or give its key to --key");
    }
    identity result;
    for (auto const& one : chain)
        result.chain_pem += to_pem(one.get());
    result.key_pem = to_pem(secret.get());
    return result;
}

void write_atomically(std::filesystem::path const& file, std::string const& content)
{
    auto const temporary = file.string() + ".tmp" + std::to_string(::getpid());
    auto const give_up = [&](char const* step)
    {
        auto const why = std::strerror(errno);
        ::unlink(temporary.c_str());
        throw std::runtime_error(file.string() + ": cannot be written (" + step + "): " + why +
                                 "; name a file in a folder that exists and is writable");
    };
    ::unlink(temporary.c_str()); // left by a run that was killed; O_EXCL below still refuses a planted link
    int const fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        give_up("open");
    std::string_view rest = content;
    while (!rest.empty())
    {
        auto const n = ::write(fd, rest.data(), rest.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
        {
            auto const saved = errno;
            ::close(fd);
            errno = saved;
            give_up("write");
        }
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::close(fd) != 0)
        give_up("close");
    if (::rename(temporary.c_str(), file.c_str()) != 0)
        give_up("rename");
}

} // namespace graph_mock
