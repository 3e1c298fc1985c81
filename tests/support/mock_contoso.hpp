#pragma once

#include <mockserver/service.hpp>
#include <tests/support/mock_rooms.hpp>
#include <tests/support/schema_walk.hpp>

#include <mockserver/text.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Helpers for tests that are one of contoso's apps or people.
namespace mock_contoso
{

using mock_rooms::encoded;
using mock_rooms::json;

inline std::string const tenant_id = "c0a50000-0000-4000-8000-00000000c0a5";
inline std::string const reader = "c0a50001-0000-4000-8000-00000000c0a5";     ///< a secret, and every permission
inline std::string const auditor = "c0a50002-0000-4000-8000-00000000c0a5";    ///< no custom security attributes
inline std::string const newcomer = "c0a50003-0000-4000-8000-00000000c0a5";   ///< nothing was granted to it
inline std::string const archiver = "c0a50004-0000-4000-8000-00000000c0a5";   ///< a certificate
inline std::string const attributes = "c0a50005-0000-4000-8000-00000000c0a5"; ///< custom security attributes only
inline std::string const console = "c0a50006-0000-4000-8000-00000000c0a5";    ///< people sign in
inline std::string const dashboard = "c0a50007-0000-4000-8000-00000000c0a5";  ///< people sign in; User.Read only
inline std::string const machine = "c0a50008-0000-4000-8000-00000000c0a5";    ///< system-assigned identity
inline std::string const collector = "c0a50009-0000-4000-8000-00000000c0a5";  ///< user-assigned identity
inline std::string const workload = "c0a5000a-0000-4000-8000-00000000c0a5";   ///< a federated credential
inline std::string const reader_secret = "contoso-reader-secret-not-real";
inline std::string const oksana = "oksana.shevchenko@contoso.com"; ///< Attribute Log Reader, Security Reader

/// The tenant as a service, without sockets.
class world
{
public:
    explicit world(graph_mock::service_options options = {})
    {
        options.data = {ENTRALOG_TESTDATA "/contoso", ENTRALOG_TESTDATA "/fabrikam"};
        rooms = std::make_unique<graph_mock::service>(options);
    }

    static graph_mock::request request(std::string method, std::string target)
    {
        graph_mock::request r;
        r.method = std::move(method);
        if (!graph_mock::set_target(r, std::move(target)))
            throw std::invalid_argument("no target");
        r.host = "mock.test:8443";
        r.tls = true;
        return r;
    }

    graph_mock::response post(std::string target, std::string body)
    {
        auto r = request("POST", std::move(target));
        r.headers.add("Content-Type", "application/x-www-form-urlencoded");
        r.body = std::move(body);
        return rooms->handle(r);
    }

    /// Asks for a token with these fields, "client_id=...&...".
    graph_mock::response token(std::string const& form, std::string const& tenant = "contoso.com")
    {
        return post("/" + tenant + "/oauth2/v2.0/token", form);
    }

    graph_mock::response get(std::string const& access_token, std::string target)
    {
        auto r = request("GET", std::move(target));
        r.headers.add("Authorization", "Bearer " + access_token);
        return rooms->handle(r);
    }

    std::int64_t seconds() const
    {
        return std::chrono::floor<std::chrono::seconds>(rooms->clock().now()).time_since_epoch().count();
    }

    std::unique_ptr<graph_mock::service> rooms;
};

inline std::string text(boost::json::value const& body, std::string_view name)
{
    return std::string(body.at(name).as_string());
}

/// "200", or "401 invalid_client 700027" for an answer of the identity platform.
inline std::string outcome(graph_mock::response const& r)
{
    if (r.status == 200)
        return "200";
    auto const body = json(r);
    return std::to_string(r.status) + " " + text(body, "error") + " " +
           std::to_string(body.at("error_codes").at(0).as_int64());
}

/// The claims of a token.
inline boost::json::value claims(std::string_view token)
{
    auto const first = token.find('.') + 1;
    return boost::json::parse(*graph_mock::from_base64url(token.substr(first, token.rfind('.') - first)));
}

enum class padding
{
    pkcs1,
    pss
};

/// Signs a JWT.
inline std::string sign(
    boost::json::object const& header, boost::json::object const& payload, EVP_PKEY& key, padding how)
{
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    auto jwt = graph_mock::to_base64url(boost::json::serialize(header)) + '.' +
               graph_mock::to_base64url(boost::json::serialize(payload));
    EVP_PKEY_CTX* context = nullptr;
    std::string signature(512, '\0');
    std::size_t size = signature.size();
    bool good = EVP_DigestSignInit(digest.get(), &context, EVP_sha256(), nullptr, &key) == 1;
    if (good && how == padding::pss)
        good = EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
    if (!good || EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<unsigned char const*>(jwt.data()), jwt.size()) != 1)
        throw std::runtime_error("the test cannot sign");
    signature.resize(size);
    return jwt + '.' + graph_mock::to_base64url(signature);
}

/// The same with a private key of testdata/contoso/keys.
inline std::string sign(
    boost::json::object const& header, boost::json::object const& payload, std::string const& key_file, padding how)
{
    auto const pem = test::read_testdata("contoso/keys/" + key_file);
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const in(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key(
        PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    if (!key)
        throw std::runtime_error("the test has no key");
    return sign(header, payload, *key, how);
}

} // namespace mock_contoso
