#pragma once

#include <entralog/credential/client_assertion.hpp>
#include <entralog/credential/client_certificate.hpp>
#include <entralog/detail/ascii.hpp>
#include <entralog/detail/token_endpoint.hpp>
#include <entralog/guid.hpp>
#include <entralog/impl/client_certificate_pem.ipp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog
{

namespace detail
{

/// The signature of `text`, as the last part of a JWT has it. Empty if OpenSSL refuses, as it may by a system's policy.
inline std::string rsa_signature(EVP_PKEY* key, std::string_view text, assertion_signature how)
{
    openssl_errors const queue;
    std::unique_ptr<EVP_MD_CTX, openssl_deleter<&EVP_MD_CTX_free>> const context(::EVP_MD_CTX_new());
    if (!context)
        throw std::bad_alloc();
    EVP_PKEY_CTX* padding = nullptr; // the digest's own
    if (::EVP_DigestSignInit(context.get(), &padding, ::EVP_sha256(), nullptr, key) != 1)
        return {};
    if (how == assertion_signature::ps256 &&
        (::EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) != 1 ||
            ::EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) != 1))
        return {};
    auto const* const data = reinterpret_cast<unsigned char const*>(text.data());
    std::size_t size = 0;
    if (::EVP_DigestSign(context.get(), nullptr, &size, data, text.size()) != 1)
        return {};
    std::vector<unsigned char> bytes(size);
    if (::EVP_DigestSign(context.get(), bytes.data(), &size, data, text.size()) != 1)
        return {};
    std::string out;
    append_base64url(out, std::span(bytes.data(), size));
    return out;
}

/// {"alg":"PS256","typ":"JWT","x5t#S256":"..."}
inline std::string assertion_header(certificate_identity const& identity, certificate_options const& options)
{
    bool const pss = options.signature == assertion_signature::ps256;
    boost::json::object json;
    json["alg"] = pss ? "PS256" : "RS256";
    json["typ"] = "JWT";
    json[pss ? "x5t#S256" : "x5t"] = pss ? identity.sha256 : identity.sha1;
    if (options.chain == certificate_chain::sent)
        json["x5c"] = boost::json::array(identity.chain.begin(), identity.chain.end());
    return boost::json::serialize(json);
}

/// Ten minutes from `now`, the longest that Microsoft recommends.
inline std::string assertion_claims(std::string const& audience, std::string const& client_id, timestamp now)
{
    constexpr std::int64_t life = 600;
    auto const begin = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    boost::json::object json;
    json["aud"] = audience;
    json["iss"] = client_id;
    json["sub"] = client_id;
    json["jti"] = random_guid();
    json["nbf"] = begin;
    json["iat"] = begin;
    json["exp"] = begin + life;
    return boost::json::serialize(json);
}

} // namespace detail

class client_certificate::impl
{
public:
    impl(std::string of_tenant, std::string id, std::string pem, certificate_options with)
        : tenant(std::move(of_tenant))
        , client_id(std::move(id))
        , options(std::move(with))
        , identity(detail::read_identity(pem, options.passphrase))
    {
        detail::wipe(pem);
        detail::wipe(options.passphrase); // it has done its service
    }

    result<std::string> assertion(token_context const& context) const
    {
        std::string jwt;
        auto const header = detail::assertion_header(*identity, options);
        jwt.reserve(2 * header.size() + 4096); // so that growing leaves no copies behind
        detail::append_base64url(jwt, header);
        jwt += '.';
        detail::append_base64url(
            jwt, detail::assertion_claims(audience_of(context, tenant), client_id, context.time.now() + skew));
        auto const signature = detail::rsa_signature(identity->key.get(), jwt, options.signature);
        if (signature.empty())
            return error(errc::invalid_argument, "OpenSSL refuses to sign with the private key");
        jwt.append(".").append(signature);
        return result<std::string>(std::move(jwt));
    }

    /// What a refusal may be due to, if the certificate's time is over.
    std::string warning(timestamp now) const
    {
        if (now > identity->not_after)
            return "The certificate expired on " + to_iso8601(identity->not_after) + '.';
        if (now < identity->not_before)
            return "The certificate is valid only from " + to_iso8601(identity->not_before) + " on.";
        return {};
    }

    std::string tenant;
    std::string client_id;
    certificate_options options;
    result<detail::certificate_identity> identity;
    ticks skew{}; ///< what the token endpoint's clock is ahead of ours, once that mattered
};

ENTRALOG_DECL client_certificate::client_certificate(
    std::string tenant, std::string client_id, std::string pem, certificate_options options)
    : impl_(std::make_unique<impl>(std::move(tenant), std::move(client_id), std::move(pem), std::move(options)))
{
}

ENTRALOG_DECL client_certificate::~client_certificate() = default;

ENTRALOG_DECL result<std::shared_ptr<credential>> client_certificate::from_file(
    std::string tenant, std::string client_id, std::string const& path, certificate_options options)
{
    constexpr std::size_t longest = 1024 * 1024;
    auto pem = detail::read_secret_file(path, longest);
    if (!pem)
        return std::move(pem).error();
    auto made = std::make_shared<client_certificate>(
        std::move(tenant), std::move(client_id), std::move(*pem), std::move(options));
    if (made->impl_->identity)
        return std::shared_ptr<credential>(std::move(made));
    auto e = made->impl_->identity.error();
    e.message.insert(0, path + ": ");
    return e;
}

ENTRALOG_DECL result<std::shared_ptr<credential>> client_certificate::from_environment()
{
    char const* const names[] = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_CERTIFICATE_PATH"};
    std::vector<std::string> values;
    if (auto missing = detail::take_variables(names, values); !missing.empty())
        return error(errc::credential_unavailable,
            "there is no certificate: these environment variables are not set: " + missing);
    certificate_options options;
    options.passphrase = detail::process_variable("AZURE_CLIENT_CERTIFICATE_PASSWORD");
    auto const chain = detail::process_variable("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN");
    if (chain == "1" || detail::equal_ignoring_case(chain, "true"))
        options.chain = certificate_chain::sent;
    return from_file(std::move(values[0]), std::move(values[1]), values[2], std::move(options));
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> client_certificate::token(token_context const& context)
{
    auto& self = *impl_;
    if (auto wrong = detail::check_application(self.tenant, self.client_id, detail::tenants::one))
        co_return std::move(*wrong);
    if (!self.identity)
        co_return self.identity.error();
    constexpr long not_at_this_time = 700024;
    for (bool again = false;; again = true)
    {
        auto assertion = self.assertion(context);
        if (!assertion)
            co_return std::move(assertion).error();
        detail::wipe_at_end const wiped(*assertion);
        detail::secret_request r(http_method::post, context.authority, detail::endpoint_path(self.tenant, "token"));
        detail::prepare(r, context, self.client_id);
        r.add("scope", context.scope);
        detail::add_assertion(r, *assertion);
        auto grant = co_await detail::ask_for_token(context, r);
        if (grant)
            co_return std::move(grant->token);
        auto e = std::move(grant).error();
        if (e.aadsts == not_at_this_time && r.answered && !again)
        {
            // By the server's clock, then: ours is wrong. That costs no more than one request, once.
            self.skew = *r.answered - context.time.now();
            continue;
        }
        auto const warning = self.warning(context.time.now() + self.skew);
        if (e.code == errc::token_rejected && !warning.empty())
            e.hint.append(e.hint.empty() ? "" : " ").append(warning);
        co_return e;
    }
}

} // namespace entralog
