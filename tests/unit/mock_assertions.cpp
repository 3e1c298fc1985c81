#include <tests/support/mock_contoso.hpp>
#include <tests/support/test_certificate.hpp>

#include <mockserver/public_key.hpp>

#include <boost/test/unit_test.hpp>

using namespace mock_contoso;
using namespace std::chrono_literals;

namespace
{

std::string const own_audience = "https://mock.test:8443/contoso.com/oauth2/v2.0/token";

graph_mock::registered_certificate const& certificate()
{
    static auto const pem = test::read_testdata("contoso/keys/archiver-not-real.pem");
    static graph_mock::registered_certificate const read(std::string_view(pem).substr(pem.find("-----BEGIN CERT")));
    return read;
}

boost::json::object ps256()
{
    return {{"alg", "PS256"}, {"typ", "JWT"}, {"x5t#S256", graph_mock::to_base64url(certificate().sha256)}};
}

boost::json::object rs256()
{
    return {{"alg", "RS256"}, {"typ", "JWT"}, {"x5t", graph_mock::to_base64url(certificate().sha1)}};
}

/// What the archiver says of itself, each time with another jti.
boost::json::object payload(std::int64_t now)
{
    static int number = 0;
    return {{"aud", own_audience}, {"iss", archiver}, {"sub", archiver}, {"jti", "id-" + std::to_string(++number)},
        {"nbf", now}, {"iat", now}, {"exp", now + 600}};
}

boost::json::object with(boost::json::object from, std::string_view name, boost::json::value value)
{
    from[name] = std::move(value);
    return from;
}

boost::json::object without(boost::json::object from, std::string_view name)
{
    from.erase(name);
    return from;
}

std::string form(std::string const& app, std::string const& assertion)
{
    return "grant_type=client_credentials&client_id=" + app +
           "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type="
           "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" +
           assertion;
}

std::string signed_ps256(boost::json::object const& p)
{
    return sign(ps256(), p, "archiver-not-real.pem", padding::pss);
}

/// What the archiver gets for these claims.
std::string ask(world& w, boost::json::object const& p)
{
    return outcome(w.token(form(archiver, signed_ps256(p))));
}

boost::json::object pod(std::int64_t now)
{
    return {{"aud", boost::json::array{"api://AzureADTokenExchange"}}, {"iss", "https://kubernetes.contoso.test/"},
        {"sub", "system:serviceaccount:audit:exporter"}, {"iat", now}, {"nbf", now}, {"exp", now + 3600}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_assertions)

BOOST_AUTO_TEST_CASE(a_certificate_gives_a_token_with_either_algorithm_and_thumbprint)
{
    world w;
    auto const now = w.seconds();
    auto const r = w.token(form(archiver, signed_ps256(payload(now))));
    BOOST_TEST_REQUIRE(outcome(r) == "200");
    auto const c = claims(text(json(r), "access_token"));
    BOOST_TEST(text(c, "appid") == archiver);
    BOOST_TEST(text(c, "appidacr") == "2");
    BOOST_TEST(w.get(text(json(r), "access_token"), "/beta/auditLogs/signIns?$top=1").status == 200);
    BOOST_TEST(outcome(w.token(form(archiver, sign(rs256(), payload(now), "archiver-not-real.pem", padding::pkcs1)))) ==
               "200");
    auto both = ps256();
    both["x5t"] = rs256()["x5t"];
    BOOST_TEST(
        outcome(w.token(form(archiver, sign(both, payload(now), "archiver-not-real.pem", padding::pss)))) == "200");
}

BOOST_AUTO_TEST_CASE(the_audience_may_be_this_token_endpoint_or_the_real_one_of_the_tenant)
{
    world w;
    auto const now = w.seconds();
    for (auto const* good : {"https://mock.test:8443/c0a50000-0000-4000-8000-00000000c0a5/oauth2/v2.0/token",
             "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
             "https://login.microsoftonline.com/C0A50000-0000-4000-8000-00000000C0A5/v2.0",
             "https://login.microsoftonline.us/contoso.com/oauth2/v2.0/token"})
        BOOST_TEST(ask(w, with(payload(now), "aud", good)) == "200", good);
    for (auto const* bad : {"https://login.microsoftonline.com/fabrikam.com/oauth2/v2.0/token",
             "https://evil.test/contoso.com/oauth2/v2.0/token", "https://login.microsoftonline.com", "",
             "https://mock.test:8443/contoso.com/oauth2/v2.0/tokens", "https://graph.microsoft.com"})
        BOOST_TEST(ask(w, with(payload(now), "aud", bad)) == "401 invalid_client 700023", bad);
    BOOST_TEST(ask(w, without(payload(now), "aud")) == "401 invalid_client 700023");
}

BOOST_AUTO_TEST_CASE(each_fault_of_an_assertion_has_its_number)
{
    world w;
    auto const now = w.seconds();
    auto const as_archiver = [&](std::string const& assertion) { return outcome(w.token(form(archiver, assertion))); };
    auto const malformed = "401 invalid_client 50027";
    for (auto const* junk : {"x", "a.b.c", "e30.e30.", "e30.e30.e30", "..", "W10.W10.AA"})
        BOOST_TEST(as_archiver(junk).starts_with("401 invalid_client "), junk);
    BOOST_TEST(as_archiver("x") == malformed);
    BOOST_TEST(as_archiver(std::string(17000, 'a')) == malformed);
    auto const key = "archiver-not-real.pem";
    BOOST_TEST(as_archiver(sign(with(ps256(), "alg", "none"), payload(now), key, padding::pss)) == malformed);
    BOOST_TEST(as_archiver(sign(with(ps256(), "alg", "HS256"), payload(now), key, padding::pss)) == malformed);
    BOOST_TEST(as_archiver(sign(without(ps256(), "x5t#S256"), payload(now), key, padding::pss)) == malformed);

    // The signature, and the key that it was made with.
    auto const unsigned_right = "401 invalid_client 700027";
    auto const good = signed_ps256(payload(now));
    BOOST_TEST(as_archiver(good.substr(0, good.rfind('.') + 1) + "AAAA") == unsigned_right);
    auto const other = sign(ps256(), with(payload(now), "jti", "other"), key, padding::pss);
    BOOST_TEST(as_archiver(other.substr(0, other.rfind('.')) + good.substr(good.rfind('.'))) == unsigned_right);
    BOOST_TEST(as_archiver(sign(ps256(), payload(now), key, padding::pkcs1)) == unsigned_right);
    BOOST_TEST(as_archiver(sign(with(ps256(), "alg", "RS256"), payload(now), key, padding::pss)) == unsigned_right);
    BOOST_TEST(as_archiver(sign(ps256(), payload(now), "workload-not-real.pem", padding::pss)) == unsigned_right);
    auto const strange =
        w.token(form(archiver, sign(with(ps256(), "x5t#S256", "AAEC"), payload(now), key, padding::pss)));
    BOOST_TEST(outcome(strange) == unsigned_right);
    BOOST_TEST((strange.body.find("Thumbprint of key used by client: '000102'") != std::string::npos));

    // Whom it is about.
    BOOST_TEST(ask(w, with(payload(now), "sub", reader.c_str())) == "401 invalid_client 700021");
    BOOST_TEST(ask(w, with(payload(now), "iss", reader.c_str())) == "401 invalid_client 700021");
    BOOST_TEST(ask(w, without(payload(now), "iss")) == "401 invalid_client 700021");
    BOOST_TEST(outcome(w.token(form(reader, signed_ps256(payload(now))))) == "401 invalid_client 700021");

    // When.
    auto const times = "401 invalid_client 700024";
    BOOST_TEST(ask(w, with(payload(now), "exp", now + 290)) == "200");
    BOOST_TEST(ask(w, with(with(payload(now), "nbf", now - 900), "exp", now - 290)) == "200"); // clocks differ
    BOOST_TEST(ask(w, with(with(payload(now), "nbf", now - 900), "exp", now - 310)) == times);
    BOOST_TEST(ask(w, with(payload(now), "nbf", now + 310)) == times);
    BOOST_TEST(ask(w, with(payload(now), "exp", now + 10 * 366 * 24 * 3600)) == "200"); // nobody insists on minutes
    BOOST_TEST(ask(w, with(payload(now), "exp", 253402300799)) == "200");               // the last second that there is
    BOOST_TEST(ask(w, with(payload(now), "exp", 253402300800)) == malformed);
    BOOST_TEST(ask(w, without(without(payload(now), "nbf"), "iat")) == "200");
    BOOST_TEST(ask(w, without(payload(now), "exp")) == malformed);
    BOOST_TEST(ask(w, with(payload(now), "exp", "soon")) == malformed);
    BOOST_TEST(ask(w, with(payload(now), "exp", -1)) == malformed);
    BOOST_TEST(ask(w, with(payload(now), "exp", 1e300)) == malformed);
    BOOST_TEST(ask(w, with(payload(now), "nbf", nullptr)) == malformed);
    BOOST_TEST(ask(w, with(payload(now), "exp", static_cast<double>(now) + 0.5 + 60)) == "200");

    // How it is sent.
    auto const body = form(archiver, signed_ps256(payload(now)));
    auto const type = body.find("&client_assertion_type=");
    auto untyped = body;
    untyped.erase(type, body.find("&client_assertion=") - type);
    BOOST_TEST(outcome(w.token(untyped)) == "400 invalid_request 900144");
    auto mistyped = body;
    mistyped.replace(body.find("jwt-bearer"), 10, "saml2-bear");
    BOOST_TEST(outcome(w.token(mistyped)) == "401 invalid_client 70002");
}

BOOST_AUTO_TEST_CASE(an_assertion_by_this_machines_clock_is_as_good_as_one_by_the_mocks)
{
    world w; // its clock is that of the records
    auto const real = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    BOOST_TEST(ask(w, payload(real)) == "200");
    BOOST_TEST(ask(w, payload(real + 7200)) == "401 invalid_client 700024");
}

BOOST_AUTO_TEST_CASE(an_id_belongs_to_one_assertion_which_may_come_again_unless_strictly)
{
    auto const outcomes = [](bool strict)
    {
        graph_mock::service_options options;
        options.strict = strict;
        world w(options);
        auto const p = payload(w.seconds());
        auto const first = signed_ps256(p);
        std::string all = outcome(w.token(form(archiver, first)));
        all += ", " + outcome(w.token(form(archiver, first)));
        return all + ", " + outcome(w.token(form(archiver, signed_ps256(with(p, "exp", w.seconds() + 60)))));
    };
    BOOST_TEST(outcomes(false) == "200, 200, 401 invalid_client 50013"); // as official clients need it
    BOOST_TEST(outcomes(true) == "200, 401 invalid_client 50013, 401 invalid_client 50013");
}

BOOST_AUTO_TEST_CASE(an_assertion_without_an_id_is_good_once_too_when_strict)
{
    graph_mock::service_options options;
    options.strict = true;
    world strict(options);
    world lenient;
    auto const replayed = "401 invalid_client 50013";
    for (auto const& p : {without(payload(strict.seconds()), "jti"), with(payload(strict.seconds()), "jti", 7),
             with(payload(strict.seconds()), "jti", "")})
    {
        auto const first = signed_ps256(p);
        auto const again = signed_ps256(p); // the same claims; the signature of PS256 is another one each time
        BOOST_TEST((first != again));
        BOOST_TEST(outcome(strict.token(form(archiver, first))) == "200");
        BOOST_TEST(outcome(strict.token(form(archiver, first))) == replayed);
        BOOST_TEST(outcome(strict.token(form(archiver, again))) == replayed);
        BOOST_TEST(ask(strict, with(p, "exp", strict.seconds() + 60)) == "200");
        BOOST_TEST(outcome(lenient.token(form(archiver, first))) == "200");
        BOOST_TEST(outcome(lenient.token(form(archiver, first))) == "200");
    }
}

BOOST_AUTO_TEST_CASE(a_used_id_is_remembered_until_it_has_expired_by_both_clocks)
{
    graph_mock::service_options options;
    options.strict = true;
    world w(options);
    auto const real = std::chrono::system_clock::now();
    for (auto const ahead : {-24h * 365, 0h, 1h, 24h * 365})
    {
        w.rooms->clock().set(std::chrono::time_point_cast<graph_mock::ticks>(real + ahead));
        auto const assertion = signed_ps256(payload(std::chrono::system_clock::to_time_t(real)));
        BOOST_TEST_CONTEXT("the mock's clock is ahead by hours: " << ahead.count())
        {
            BOOST_TEST(outcome(w.token(form(archiver, assertion))) == "200");
            BOOST_TEST(outcome(w.token(form(archiver, assertion))) == "401 invalid_client 50013");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_certificate_counts_while_it_is_valid_by_either_clock)
{
    using namespace entralog::testing;
    auto const real = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    constexpr long day = 24 * 3600;
    constexpr long year = 365 * day;
    auto const mock = real + 2 * year; // what the mock's clock says
    auto const valid = [&](long from, long to)
    {
        auto const x509 = make_certificate(rsa_key(), 0, from, to);
        auto const pem = pem_of(x509);
        mock_rooms::temporary_folder const folder;
        boost::json::object const app{
            {"appId", archiver}, {"displayName", "A"}, {"certificates", boost::json::array{pem}}};
        boost::json::object const tenant{{"id", tenant_id}, {"domain", "contoso.com"}, {"displayName", "T"},
            {"licence", "P1"}, {"apps", boost::json::array{app}}};
        folder.write("tenant.json", boost::json::serialize(tenant));
        graph_mock::service_options options;
        options.data = {folder.path()};
        world w;
        w.rooms = std::make_unique<graph_mock::service>(options);
        w.rooms->clock().set(graph_mock::timestamp(std::chrono::seconds(mock)));
        auto header = ps256();
        header["x5t#S256"] = graph_mock::to_base64url(graph_mock::registered_certificate(pem).sha256);
        auto const assertion = sign(header, payload(mock), *rsa_key(), padding::pss);
        return outcome(w.token(form(archiver, assertion)));
    };
    auto const refused = "401 invalid_client 700027";
    BOOST_TEST(valid(real - day, mock + day) == "200");
    BOOST_TEST(valid(mock - day, mock + day) == "200");
    BOOST_TEST(valid(real - day, real + day) == "200");
    BOOST_TEST(valid(real - year, real - day) == refused); // expired by both
    BOOST_TEST(valid(mock + day, mock + year) == refused); // not valid yet by both
    BOOST_TEST(valid(real + day, mock - day) == refused);
}

BOOST_AUTO_TEST_CASE(a_clusters_token_is_taken_when_issuer_subject_audience_and_key_match)
{
    world w;
    auto const now = w.seconds();
    auto const as_pod = [&](boost::json::object const& p)
    {
        return outcome(w.token(
            form(workload, sign({{"alg", "RS256"}, {"kid", "k1"}}, p, "workload-not-real.pem", padding::pkcs1))));
    };
    BOOST_TEST(as_pod(pod(now)) == "200");
    BOOST_TEST(as_pod(pod(now)) == "200"); // a pod sends its token until it gets another one
    graph_mock::service_options options;
    options.strict = true;
    world strict(options);
    auto const token = sign({{"alg", "RS256"}, {"kid", "k1"}}, with(pod(strict.seconds()), "jti", "one"),
        "workload-not-real.pem", padding::pkcs1);
    BOOST_TEST(outcome(strict.token(form(workload, token))) == "200");
    BOOST_TEST(outcome(strict.token(form(workload, token))) == "200"); // even then
    BOOST_TEST(as_pod(with(pod(now), "aud", "api://AzureADTokenExchange")) == "200");
    BOOST_TEST(as_pod(with(pod(now), "iss", "https://kubernetes.contoso.test")) == "401 invalid_client 700211");
    BOOST_TEST(as_pod(with(pod(now), "sub", "system:serviceaccount:audit:Exporter")) == "401 invalid_client 700213");
    BOOST_TEST(as_pod(with(pod(now), "aud", "https://kubernetes.contoso.test/")) == "401 invalid_client 700212");
    BOOST_TEST(as_pod(without(pod(now), "aud")) == "401 invalid_client 700212");
    BOOST_TEST(as_pod(with(with(pod(now), "nbf", now - 4000), "exp", now - 400)) == "401 invalid_client 700024");
    BOOST_TEST(
        outcome(w.token(form(workload, sign({{"alg", "RS256"}}, pod(now), "archiver-not-real.pem", padding::pkcs1)))) ==
        "401 invalid_client 700027");
    BOOST_TEST(
        outcome(w.token(form(archiver, sign({{"alg", "RS256"}}, pod(now), "workload-not-real.pem", padding::pkcs1)))) ==
        "401 invalid_client 700021");
}

BOOST_AUTO_TEST_SUITE_END()
