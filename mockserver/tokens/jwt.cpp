#include <mockserver/tokens/jwt.hpp>

#include <mockserver/random.hpp>
#include <mockserver/text.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>

namespace graph_mock
{

namespace
{

constexpr unsigned int rsa_bits = 2048;

using digest_context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

digest_context new_digest()
{
    return digest_context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
}

unsigned char const* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string public_number(EVP_PKEY const* key, char const* name)
{
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
        throw std::runtime_error("OpenSSL cannot give the public key");
    std::string out(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data()));
    BN_free(number);
    return to_base64url(out);
}

} // namespace

signing_key const& signing_key::of_this_process()
{
    static signing_key const key;
    return key;
}

signing_key::signing_key()
    : key_(EVP_RSA_gen(rsa_bits))
    , id_(to_base64url(random_bytes(20)))
{
    if (!key_)
        throw std::runtime_error("OpenSSL cannot make an RSA key");
    boost::json::object const header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", id_}};
    header_ = to_base64url(boost::json::serialize(header));
}

signing_key::~signing_key()
{
    EVP_PKEY_free(key_);
}

std::string signing_key::sign(boost::json::object const& claims) const
{
    std::string token = header_ + '.' + to_base64url(boost::json::serialize(claims));
    auto const digest = new_digest();
    std::size_t size = 0;
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_)), '\0');
    size = signature.size();
    if (!digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_) != 1 ||
        EVP_DigestSign(
            digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes(token), token.size()) != 1)
        throw std::runtime_error("OpenSSL cannot sign a token");
    signature.resize(size);
    return token + '.' + to_base64url(signature);
}

std::optional<boost::json::object> signing_key::verify(std::string_view token) const
{
    if (token.size() > max_token_size)
        return std::nullopt;
    auto const parts = split(token, '.');
    // Our own header, byte for byte: so there is no other algorithm to be talked into.
    if (parts.size() != 3 || parts[0] != header_)
        return std::nullopt;
    auto const claims = from_base64url(parts[1]);
    auto const signature = from_base64url(parts[2]);
    auto const digest = new_digest();
    auto const signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
    if (!claims || !signature || !digest ||
        EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_) != 1 ||
        EVP_DigestVerify(digest.get(), bytes(*signature), signature->size(), bytes(signed_part), signed_part.size()) !=
            1)
        return std::nullopt;
    boost::json::error_code failure;
    auto json = boost::json::parse(*claims, failure);
    if (failure || !json.is_object())
        return std::nullopt;
    return std::move(json.get_object());
}

std::optional<unverified_jwt> parse_jwt(std::string_view token)
{
    if (token.size() > max_token_size)
        return std::nullopt;
    auto const parts = split(token, '.');
    if (parts.size() != 3)
        return std::nullopt;
    auto const header = from_base64url(parts[0]);
    auto const claims = from_base64url(parts[1]);
    auto const signature = from_base64url(parts[2]);
    if (!header || !claims || !signature)
        return std::nullopt;
    boost::json::error_code failure;
    auto const header_json = boost::json::parse(*header, failure);
    if (failure || !header_json.is_object())
        return std::nullopt;
    auto const claims_json = boost::json::parse(*claims, failure);
    if (failure || !claims_json.is_object())
        return std::nullopt;
    unverified_jwt out;
    out.header = header_json.get_object();
    out.claims = claims_json.get_object();
    out.signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
    out.signature = *signature;
    return out;
}

std::string text_claim(boost::json::object const& claims, std::string_view name)
{
    auto const* const value = claims.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> time_claim(boost::json::object const& claims, std::string_view name)
{
    constexpr std::int64_t latest = 253402300799; // the end of the year 9999
    auto const* const value = claims.if_contains(name);
    if (!value)
        return std::nullopt;
    if (value->is_int64() && value->get_int64() >= 0 && value->get_int64() <= latest)
        return value->get_int64();
    if (value->is_double() && value->get_double() >= 0 && value->get_double() <= static_cast<double>(latest))
        return static_cast<std::int64_t>(value->get_double());
    return std::nullopt;
}

std::string signing_key::jwks() const
{
    boost::json::object const key{{"kty", "RSA"}, {"use", "sig"}, {"alg", "RS256"}, {"kid", id_},
        {"n", public_number(key_, OSSL_PKEY_PARAM_RSA_N)}, {"e", public_number(key_, OSSL_PKEY_PARAM_RSA_E)}};
    boost::json::object const set{{"keys", boost::json::array{key}}};
    return boost::json::serialize(set);
}

} // namespace graph_mock
