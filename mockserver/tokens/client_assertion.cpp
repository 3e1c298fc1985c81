#include <mockserver/tokens/client_assertion.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/client_authentication.hpp>
#include <mockserver/tokens/jwt.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <vector>

namespace graph_mock
{

namespace
{

/// The authorities of the clouds: a client that is pointed here may still name the one that it believes in.
constexpr std::array<std::string_view, 4> authorities{"https://login.microsoftonline.com",
    "https://login.microsoftonline.us", "https://login.chinacloudapi.cn", "https://login.windows.net"};

oauth_error refused(int number, std::string text)
{
    return oauth_error(401, "invalid_client", number, std::move(text));
}

std::int64_t unix_time(timestamp t)
{
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

std::string shown(std::int64_t seconds)
{
    return entralog::to_iso8601(timestamp(std::chrono::seconds(seconds)));
}

std::vector<std::string> audiences(boost::json::object const& claims)
{
    std::vector<std::string> all;
    auto const* const aud = claims.if_contains("aud");
    if (aud && aud->is_string())
        all.emplace_back(aud->get_string());
    if (aud && aud->is_array())
        for (auto const& one : aud->get_array())
            if (one.is_string())
                all.emplace_back(one.get_string());
    return all;
}

signature_algorithm algorithm_of(unverified_jwt const& jwt)
{
    auto const name = text_claim(jwt.header, "alg");
    if (name == "RS256")
        return signature_algorithm::rs256;
    if (name == "PS256")
        return signature_algorithm::ps256;
    throw refused(50027, "JWT token is invalid or malformed: its algorithm is '" + name + "'; use PS256 or RS256.");
}

/// By the thumbprint in its header: x5t#S256, or the older x5t.
registered_certificate const& certificate_of(unverified_jwt const& jwt, app const& a)
{
    auto const by_sha256 = text_claim(jwt.header, "x5t#S256");
    auto const by_sha1 = text_claim(jwt.header, "x5t");
    auto const thumbprint = from_base64url(by_sha256.empty() ? by_sha1 : by_sha256);
    if (!thumbprint || thumbprint->empty())
        throw refused(50027, "JWT token is invalid or malformed: no certificate thumbprint specified in token header; "
                             "give x5t#S256 or x5t in base64url.");
    for (auto const& c : a.certificates)
        if ((by_sha256.empty() ? c.sha1 : c.sha256) == *thumbprint)
            return c;
    throw refused(700027, "The certificate with identifier used to sign the client assertion is not registered on "
                          "application. [Reason - The key was not found., Thumbprint of key used by client: '" +
                              to_upper(to_hex(*thumbprint)) + "'. App Id: '" + a.app_id + "']");
}

void check_audience(boost::json::object const& claims, proof_request const& r)
{
    std::vector<std::string> origins(authorities.begin(), authorities.end());
    origins.push_back(own_origin(r.http));
    std::vector<std::string> names = r.home.domains;
    names.push_back(r.home.id);
    for (auto const& aud : audiences(claims))
    {
        if (iequals(aud, own_origin(r.http) + r.http.path))
            return;
        for (auto const& origin : origins)
            for (auto const& name : names)
                for (auto const* path : {"/oauth2/v2.0/token", "/v2.0"})
                    if (iequals(aud, origin + "/" + name + path))
                        return;
    }
    throw refused(700023, "Client assertion audience claim does not match Realm issuer. Review the documentation at "
                          "https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-"
                          "credentials. The audience should be '" +
                              own_origin(r.http) + "/" + r.home.id + "/oauth2/v2.0/token'.");
}

bool fits(std::int64_t now, std::int64_t from, std::int64_t until)
{
    return from <= now + assertion_skew && now < until + assertion_skew;
}

/// Gives when it expires. Entra ID documents five to ten minutes, and does not insist on it.
std::int64_t check_times(boost::json::object const& claims, timestamp now)
{
    auto const until = time_claim(claims, "exp");
    auto const from = claims.contains("nbf") ? time_claim(claims, "nbf") : std::optional<std::int64_t>(0);
    if (!until || !from)
        throw refused(50027, "JWT token is invalid or malformed: 'exp' is missing, or 'exp' or 'nbf' is no time in "
                             "seconds since 1970.");
    if (!fits(unix_time(now), *from, *until) && !fits(unix_time(machine_time()), *from, *until))
        throw refused(
            700024, "Client assertion is not within its valid time range. Current time: " + shown(unix_time(now)) +
                        ", assertion valid from " + shown(*from) + ", expiry time of assertion " + shown(*until) + ".");
    return *until;
}

void check_signature(unverified_jwt const& jwt, public_key const& key)
{
    if (!key.verify(algorithm_of(jwt), jwt.signed_part, jwt.signature))
        throw refused(700027, "Client assertion failed signature validation. [Reason - The key was found, but the "
                              "signature was not made with it, or with the other algorithm.]");
}

void check_validity(registered_certificate const& c, timestamp now)
{
    for (auto const when : {now, machine_time()})
        if (c.not_before <= when && when <= c.not_after)
            return;
    throw refused(700027, "Client assertion failed signature validation. [Reason - The key used is expired.]");
}

/// An assertion that the app has made itself.
accepted_assertion check_own(unverified_jwt const& jwt, proof_request const& r)
{
    auto const& certificate = certificate_of(jwt, r.client);
    check_signature(jwt, certificate.key);
    check_validity(certificate, r.now);
    if (!iequals(text_claim(jwt.claims, "sub"), r.client.app_id))
        throw refused(700021, "Client assertion application identifier doesn't match 'client_id' parameter: 'sub' and "
                              "'iss' must both be the application's id.");
    check_audience(jwt.claims, r);
    accepted_assertion accepted;
    accepted.expires = check_times(jwt.claims, r.now);
    // Without an id of its own it is known by what was signed: not by its text, in which a signature has many forms.
    auto const jti = text_claim(jwt.claims, "jti");
    accepted.id = jti.empty() ? "signed " + jwt.signed_part : "jti " + jti;
    return accepted;
}

/// Another issuer's token. It may come any number of times: a pod sends the one that its cluster gave it until there is
/// a newer one.
accepted_assertion check_federated(unverified_jwt const& jwt, proof_request const& r)
{
    auto const& all = r.client.federated_credentials;
    auto const issuer = text_claim(jwt.claims, "iss");
    auto const subject = text_claim(jwt.claims, "sub");
    auto const by_issuer = [&](auto const& c) { return c.issuer == issuer; };
    auto const by_both = [&](auto const& c) { return c.issuer == issuer && c.subject == subject; };
    constexpr auto unmatched = "No matching federated identity record found for presented assertion ";
    constexpr auto how = ". The comparison is case-sensitive.";
    if (std::none_of(all.begin(), all.end(), by_issuer))
        throw refused(700211, unmatched + ("issuer '" + issuer + "'") + how);
    auto const found = std::find_if(all.begin(), all.end(), by_both);
    if (found == all.end())
        throw refused(700213, unmatched + ("subject '" + subject + "'") + how);
    auto const sent = audiences(jwt.claims);
    if (std::none_of(sent.begin(), sent.end(),
            [&](auto const& a)
            { return std::find(found->audiences.begin(), found->audiences.end(), a) != found->audiences.end(); }))
        throw refused(700212, unmatched + ("audience '" + (sent.empty() ? "" : sent.front()) + "'") + how);
    check_signature(jwt, found->key);
    accepted_assertion accepted;
    accepted.expires = check_times(jwt.claims, r.now);
    return accepted;
}

} // namespace

accepted_assertion check_client_assertion(std::string_view assertion, proof_request const& r)
{
    auto const jwt = parse_jwt(assertion);
    if (!jwt)
        throw refused(50027, "JWT token is invalid or malformed.");
    if (iequals(text_claim(jwt->claims, "iss"), r.client.app_id))
        return check_own(*jwt, r);
    if (!r.client.federated_credentials.empty())
        return check_federated(*jwt, r);
    throw refused(700021, "Client assertion application identifier doesn't match 'client_id' parameter: 'sub' and "
                          "'iss' must both be the application's id.");
}

} // namespace graph_mock
