#include <mockserver/tokens/client_authentication.hpp>

#include <mockserver/random.hpp>
#include <mockserver/tokens/client_assertion.hpp>
#include <mockserver/tokens/jwt.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <algorithm>

namespace graph_mock
{

namespace
{

constexpr std::string_view assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An assertion may live for years: above that many, those that expire first are forgotten.
constexpr std::size_t most_assertions = 10000;

std::int64_t unix_time(timestamp t)
{
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

client_proof check_secret(std::string_view secret, app const& a)
{
    if (std::none_of(a.secrets.begin(), a.secrets.end(), [&](auto const& s) { return same_secret(s, secret); }))
        throw oauth_error(401, "invalid_client", 7000215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
            "not the client secret ID, for a secret added to app '" +
                a.app_id + "'.");
    return client_proof::secret;
}

} // namespace

client_proof client_authentication::require(proof_request const& r)
{
    if (!r.form.find("client_assertion").empty())
        return check_assertion(r);
    if (auto const secret = r.form.find("client_secret"); !secret.empty())
        return check_secret(secret, r.client);
    throw oauth_error(401, "invalid_client", 7000216,
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.");
}

client_proof client_authentication::accept(proof_request const& r)
{
    bool const sent = !r.form.find("client_assertion").empty() || !r.form.find("client_secret").empty();
    bool const has_any =
        !r.client.secrets.empty() || !r.client.certificates.empty() || !r.client.federated_credentials.empty();
    if (sent && r.client.public_client && !has_any)
        throw oauth_error(401, "invalid_client", 700025,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");
    if (sent)
        return require(r);
    if (!r.client.public_client)
        throw oauth_error(401, "invalid_client", 7000218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
    return client_proof::none;
}

client_proof client_authentication::check_assertion(proof_request const& r)
{
    auto const type = r.form.require("client_assertion_type");
    if (type != assertion_type) // the number is from memory: Entra's own name for it is InvalidClient
        throw oauth_error(401, "invalid_client", 70002,
            "The client_assertion_type '" + std::string(type) + "' is not supported; it must be '" +
                std::string(assertion_type) + "'.");
    auto const text = r.form.find("client_assertion");
    auto const accepted = check_client_assertion(text, r);
    // It is good by either clock, so it has not expired before it has by both.
    if (!accepted.id.empty())
        note_use(r.client.app_id + '\n' + accepted.id, text, accepted.expires,
            std::min(unix_time(r.now), unix_time(machine_time())));
    return client_proof::certificate;
}

void client_authentication::note_use(
    std::string_view id, std::string_view assertion, std::int64_t expires, std::int64_t now)
{
    auto const key = hmac_sha256("id", id);
    auto const hash = hmac_sha256("jti", assertion);
    std::scoped_lock const lock(mutex_);
    while (!expiry_.empty() && (expiry_.begin()->first + assertion_skew < now || expiry_.size() >= most_assertions))
    {
        used_.erase(expiry_.begin()->second);
        expiry_.erase(expiry_.begin());
    }
    auto const [place, fresh] = used_.emplace(key, hash);
    if (fresh)
        expiry_.emplace(expires, key);
    else if (place->second != hash || identical_ == replay::refused)
        // The number is from memory: Entra's "assertion is invalid because of various reasons".
        throw oauth_error(401, "invalid_client", 50013,
            "Assertion failed: it, or another one with the same 'jti', was used before; every assertion needs its own "
            "'jti'.");
}

} // namespace graph_mock
