#include <entralog/credential/client_certificate.hpp>

#include <tests/support/credential_bench.hpp>
#include <tests/support/scratch_folder.hpp>
#include <tests/support/test_certificate.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

namespace
{

std::vector<unsigned char> from_base64url(std::string_view text)
{
    std::string padded(text);
    for (auto& c : padded)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    auto const padding = (4 - padded.size() % 4) % 4;
    padded.append(padding, '=');
    std::vector<unsigned char> bytes(padded.size() / 4 * 3);
    auto const size = ::EVP_DecodeBlock(
        bytes.data(), reinterpret_cast<unsigned char const*>(padded.data()), static_cast<int>(padded.size()));
    BOOST_TEST_REQUIRE(size >= 0);
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

/// A JWT in its parts, read and verified without the library's own functions.
struct jwt
{
    explicit jwt(std::string_view text)
    {
        auto const first = text.find('.');
        auto const second = text.find('.', first + 1);
        signed_part = text.substr(0, second);
        header = parse(text.substr(0, first));
        claims = parse(text.substr(first + 1, second - first - 1));
        signature = from_base64url(text.substr(second + 1));
    }

    static boost::json::object parse(std::string_view part)
    {
        auto const bytes = from_base64url(part);
        return boost::json::parse({reinterpret_cast<char const*>(bytes.data()), bytes.size()}).as_object();
    }

    bool verifies(test_key const& key, int padding) const
    {
        std::shared_ptr<EVP_MD_CTX> const context(::EVP_MD_CTX_new(), &::EVP_MD_CTX_free);
        EVP_PKEY_CTX* options = nullptr;
        ::EVP_DigestVerifyInit(context.get(), &options, ::EVP_sha256(), nullptr, key.get());
        ::EVP_PKEY_CTX_set_rsa_padding(options, padding);
        if (padding == RSA_PKCS1_PSS_PADDING)
            ::EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 32); // RFC 7518, section 3.5: the size of the hash
        return ::EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                   reinterpret_cast<unsigned char const*>(signed_part.data()), signed_part.size()) == 1;
    }

    std::string signed_part;
    boost::json::object header;
    boost::json::object claims;
    std::vector<unsigned char> signature;
};

std::vector<unsigned char> digest_of(test_x509 const& certificate, EVP_MD const* digest)
{
    std::vector<unsigned char> bytes(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    ::X509_digest(certificate.get(), digest, bytes.data(), &size);
    bytes.resize(size);
    return bytes;
}

struct fixture : credential_bench
{
    test_x509 certificate = make_certificate(rsa_key(), seconds());

    client_certificate make(std::string pem, certificate_options options = certificate_options()) const
    {
        return client_certificate(
            std::string(some_tenant), std::string(some_client), std::move(pem), std::move(options));
    }

    jwt assertion(std::size_t i) const { return jwt(sent(i).at("client_assertion")); }

    error refused(std::string const& pem, std::string passphrase = {})
    {
        certificate_options options;
        options.passphrase = std::move(passphrase);
        auto credential = make(pem, options);
        auto const token = ask(credential);
        BOOST_TEST_REQUIRE(token.has_error());
        BOOST_TEST((token.error().code == errc::invalid_argument));
        BOOST_TEST(!token.error().hint.empty());
        BOOST_TEST(wire.requests.empty());
        return token.error();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_certificate_suite, fixture)

BOOST_AUTO_TEST_CASE(an_assertion_signed_with_ps256_is_exchanged_for_a_token)
{
    auto credential = make(pem_of(rsa_key()) + pem_of(certificate));
    wire.steps = {a_token()};
    BOOST_TEST(ask(credential).value().secret == "ey.J0");
    BOOST_TEST(wire.requests[0].target == "/" + std::string(some_tenant) + "/oauth2/v2.0/token");
    auto const form = sent(0);
    BOOST_TEST(form.at("client_id") == some_client);
    BOOST_TEST(form.at("grant_type") == "client_credentials");
    BOOST_TEST(form.at("scope") == "https://graph.microsoft.com/.default");
    BOOST_TEST(form.at("claims") == R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
    BOOST_TEST(form.at("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    BOOST_TEST(form.size() == 6U);

    auto const a = assertion(0);
    BOOST_TEST(a.header.size() == 3U);
    BOOST_TEST(a.header.at("alg").as_string() == "PS256");
    BOOST_TEST(a.header.at("typ").as_string() == "JWT");
    BOOST_TEST((from_base64url(std::string_view(a.header.at("x5t#S256").as_string())) ==
                digest_of(certificate, ::EVP_sha256())));
    BOOST_TEST(a.verifies(rsa_key(), RSA_PKCS1_PSS_PADDING));
    BOOST_TEST(!a.verifies(rsa_key(), RSA_PKCS1_PADDING));

    BOOST_TEST(a.claims.at("aud").as_string() ==
               "https://login.microsoftonline.com/" + std::string(some_tenant) + "/oauth2/v2.0/token");
    BOOST_TEST(a.claims.at("iss").as_string() == std::string(some_client));
    BOOST_TEST(a.claims.at("sub").as_string() == std::string(some_client));
    BOOST_TEST(a.claims.at("nbf").as_int64() == seconds());
    BOOST_TEST(a.claims.at("iat").as_int64() == seconds());
    BOOST_TEST(a.claims.at("exp").as_int64() == seconds() + 600);
    BOOST_TEST(a.claims.at("jti").as_string().size() == 36U);
    BOOST_TEST(a.claims.size() == 7U);
}

BOOST_AUTO_TEST_CASE(no_two_assertions_are_the_same)
{
    auto credential = make(pem_of(rsa_key()) + pem_of(certificate));
    wire.steps = {a_token(), a_token()};
    static_cast<void>(ask(credential));
    static_cast<void>(ask(credential));
    BOOST_TEST((assertion(0).claims.at("jti") != assertion(1).claims.at("jti")));
}

BOOST_AUTO_TEST_CASE(rs256_and_the_chain_are_sent_by_option)
{
    auto const issuer = make_certificate(make_rsa_key(), seconds());
    certificate_options options;
    options.signature = assertion_signature::rs256;
    options.chain = certificate_chain::sent;
    auto credential = make(pem_of(issuer) + pem_of(certificate) + pem_of(rsa_key()), options); // in any order
    wire.steps = {a_token()};
    BOOST_TEST(ask(credential).has_value());
    auto const a = assertion(0);
    BOOST_TEST(a.header.at("alg").as_string() == "RS256");
    BOOST_TEST(
        (from_base64url(std::string_view(a.header.at("x5t").as_string())) == digest_of(certificate, ::EVP_sha1())));
    BOOST_TEST(!a.header.contains("x5t#S256"));
    BOOST_TEST(a.verifies(rsa_key(), RSA_PKCS1_PADDING));
    auto const& chain = a.header.at("x5c").as_array();
    BOOST_TEST_REQUIRE(chain.size() == 2U);
    std::string first;
    for (auto const& line : {pem_of(certificate)}) // its base64, without the lines around it and the breaks in it
        for (std::size_t i = line.find('\n'); i < line.rfind("-----END"); ++i)
            first.append(line[i] == '\n' ? 0 : 1, line[i]);
    BOOST_TEST(std::string_view(chain[0].as_string()) == first);
}

BOOST_AUTO_TEST_CASE(an_encrypted_key_needs_its_passphrase)
{
    for (auto const& key : {pem_of(rsa_key(), "open sesame"), traditional_pem_of(rsa_key(), "open sesame")})
    {
        auto const pem = pem_of(certificate) + key;
        BOOST_TEST(says(refused(pem), "is encrypted, and no passphrase was given"));
        auto const wrong = refused(pem, "open barley");
        BOOST_TEST(says(wrong, "does not open"));
        BOOST_TEST(!says(wrong, "barley"));
        certificate_options options;
        options.passphrase = "open sesame";
        auto credential = make(pem, options);
        wire.steps = {a_token()};
        BOOST_TEST(ask(credential).has_value());
        BOOST_TEST(assertion(0).verifies(rsa_key(), RSA_PKCS1_PSS_PADDING));
        wire.requests.clear();
    }
    auto const pem = pem_of(certificate) + traditional_pem_of(rsa_key()); // PKCS#1, as it is
    auto credential = make(pem);
    wire.steps = {a_token()};
    BOOST_TEST(ask(credential).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_certificate_is_said)
{
    auto const key = pem_of(rsa_key());
    BOOST_TEST(says(refused(""), "no private key"));
    BOOST_TEST(says(refused(pem_of(certificate)), "no private key"));
    BOOST_TEST(says(refused(key), "no certificate"));
    BOOST_TEST(says(refused(key + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "no certificate"));
    BOOST_TEST(says(refused(key + pem_of(make_certificate(make_rsa_key(), seconds()))), "belongs to none"));
    BOOST_TEST(says(refused("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "damaged"));
    auto const ec = make_ec_key();
    BOOST_TEST(says(refused(pem_of(ec) + pem_of(make_certificate(ec, seconds()))), "no RSA key"));
    auto const small = make_rsa_key(1024);
    BOOST_TEST(says(refused(pem_of(small) + pem_of(make_certificate(small, seconds()))), "2048 bits"));
    auto large = make(std::string(2'000'000, 'x'));
    BOOST_TEST(says(ask(large).error(), "longer than 1 MiB"));
}

BOOST_AUTO_TEST_CASE(a_certificate_out_of_its_time_is_tried_and_named_when_it_is_refused)
{
    certificate = make_certificate(rsa_key(), seconds(), -7200, -3600);
    auto expired = make(pem_of(rsa_key()) + pem_of(certificate));
    wire.steps = {a_token(), refusal(401, oauth_error("invalid_client", 700027))};
    BOOST_TEST(ask(expired).has_value());
    auto const e = ask(expired).error();
    BOOST_TEST(e.aadsts == 700027);
    BOOST_TEST(says(e, "The certificate expired on 2026-11-25T09:00:00Z."));
    BOOST_TEST(says(e, "Upload the certificate"));

    certificate = make_certificate(rsa_key(), seconds(), 3600, 7200);
    auto early = make(pem_of(rsa_key()) + pem_of(certificate));
    wire.steps = {refusal(401, oauth_error("invalid_client", 700027))};
    BOOST_TEST(says(ask(early).error(), "valid only from 2026-11-25T11:00:00Z on"));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_wrong_is_put_right_by_the_servers_date)
{
    auto credential = make(pem_of(rsa_key()) + pem_of(certificate));
    auto const date = time.now() + std::chrono::hours(3);
    wire.steps = {
        refusal(401, oauth_error("invalid_client", 700024), {{"Date", to_http_date(date)}}), a_token(), a_token()};
    BOOST_TEST(ask(credential).has_value());
    BOOST_TEST(assertion(1).claims.at("nbf").as_int64() == seconds() + 3 * 3600);
    BOOST_TEST(ask(credential).has_value()); // and so it stays
    BOOST_TEST(assertion(2).claims.at("nbf").as_int64() == seconds() + 3 * 3600);
    wire.requests.clear();
    wire.steps = {refusal(401, oauth_error("invalid_client", 700024), {{"Date", to_http_date(date)}}),
        refusal(401, oauth_error("invalid_client", 700024), {{"Date", to_http_date(date)}}), a_token()};
    BOOST_TEST(says(ask(credential).error(), "Set this machine's clock."));
    BOOST_TEST(wire.requests.size() == 2U);
    wire.steps = {refusal(401, oauth_error("invalid_client", 700024)), a_token()};
    BOOST_TEST(ask(credential).error().aadsts == 700024);
}

BOOST_AUTO_TEST_CASE(a_file_is_read_and_what_is_wrong_with_it_is_known_at_once)
{
    scratch_folder const folder;
    auto const good = folder.write("app.pem", pem_of(rsa_key()) + pem_of(certificate));
    auto const id = std::string(some_client);
    auto const made = client_certificate::from_file(std::string(some_tenant), id, good);
    wire.steps = {a_token()};
    BOOST_TEST(ask(*made.value()).has_value());
    auto const missing = client_certificate::from_file("contoso.com", id, good + ".not").error();
    BOOST_TEST((missing.code == errc::credential_unavailable));
    BOOST_TEST(says(missing, good + ".not"));
    auto const half =
        client_certificate::from_file("contoso.com", id, folder.write("half.pem", pem_of(certificate))).error();
    BOOST_TEST((half.code == errc::invalid_argument));
    BOOST_TEST(says(half, "half.pem: there is no private key"));
    BOOST_TEST(says(client_certificate::from_file("contoso.com", id, "/").error(), "not a file"));
    auto const endless = client_certificate::from_file("contoso.com", id, "/dev/zero").error();
    BOOST_TEST(says(endless, "not a file"));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_the_environment_names_what_is_missing)
{
    scratch_folder const folder;
    char const* const names[] = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_CERTIFICATE_PATH",
        "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"};
    std::string const values[] = {
        "contoso.com", "app", folder.write("app.pem", pem_of(rsa_key(), "open sesame") + pem_of(certificate))};
    for (unsigned which = 0; which < 8; ++which)
    {
        for (unsigned i = 0; i < 3; ++i)
            ::setenv(names[i], (which >> i & 1) != 0 ? values[i].c_str() : "", 1);
        auto const e = client_certificate::from_environment().error();
        BOOST_TEST((e.code == (which == 7 ? errc::invalid_argument : errc::credential_unavailable)));
        for (unsigned i = 0; i < 3; ++i)
            BOOST_TEST(says(e, names[i]) == ((which >> i & 1) == 0));
    }
    ::setenv(names[3], "open sesame", 1);
    ::setenv(names[4], "true", 1);
    wire.steps = {a_token()};
    BOOST_TEST(ask(*client_certificate::from_environment().value()).has_value());
    BOOST_TEST(assertion(0).header.contains("x5c"));
    for (auto const* const name : names)
        ::unsetenv(name);
}

BOOST_AUTO_TEST_CASE(tenant_and_client_id_are_checked_before_any_io)
{
    auto const pem = pem_of(rsa_key()) + pem_of(certificate);
    for (auto const& [tenant, id] :
        {std::pair("../x", "app"), std::pair("common", "app"), std::pair("contoso.com", "a&b")})
    {
        client_certificate credential(tenant, id, pem);
        BOOST_TEST((ask(credential).error().code == errc::invalid_argument));
    }
    BOOST_TEST(wire.requests.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace entralog::testing
