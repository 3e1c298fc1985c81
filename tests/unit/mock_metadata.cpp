#include <tests/support/mock_contoso.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>

using namespace mock_contoso;

namespace
{

std::string const imds = "/metadata/identity/oauth2/token?api-version=2018-02-01";
std::string const graph = "&resource=https%3A%2F%2Fgraph.microsoft.com%2F";

graph_mock::response ask(world& w, std::string target, std::string const& header = "true")
{
    auto r = world::request("GET", std::move(target));
    if (!header.empty())
        r.headers.add("Metadata", header);
    return w.rooms->handle_metadata(r);
}

/// The client id that got a token, or "400 invalid_request: why".
std::string who(graph_mock::response const& r)
{
    auto const body = json(r);
    if (r.status == 200)
        return text(claims(text(body, "access_token")), "appid");
    return std::to_string(r.status) + " " + text(body, "error") + ": " + text(body, "error_description");
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_metadata)

BOOST_AUTO_TEST_CASE(the_machines_identity_gets_a_token_whose_numbers_are_strings)
{
    world w;
    auto const r = ask(w, imds + graph);
    BOOST_TEST_REQUIRE(r.status == 200);
    auto const body = json(r);
    for (auto const& [name, value] : body.as_object())
        BOOST_TEST(value.is_string(), name);
    BOOST_TEST(text(body, "expires_in") == "3599");
    BOOST_TEST(text(body, "resource") == "https://graph.microsoft.com/");
    BOOST_TEST(text(body, "token_type") == "Bearer");
    BOOST_TEST(text(body, "client_id") == machine);
    auto const c = claims(text(body, "access_token"));
    // By the client's clock, although the token is by the mock's, which is that of the records here.
    auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    BOOST_TEST(std::abs(c.at("exp").as_int64() - (w.seconds() + 3599)) <= 5);
    BOOST_TEST(std::abs(std::stoll(text(body, "expires_on")) - (now + 3599)) <= 5);
    BOOST_TEST(std::abs(std::stoll(text(body, "not_before")) - (now - 300)) <= 5);
    BOOST_TEST(text(c, "oid") == "c0a52008-0000-4000-8000-00000000c0a5");
    BOOST_TEST(text(c, "idtyp") == "app");
    BOOST_TEST(text(c, "xms_mirid").ends_with("/virtualMachines/contoso-collector-vm"));
    BOOST_TEST(w.get(text(body, "access_token"), "/v1.0/auditLogs/directoryAudits?$top=1").status == 200);
}

BOOST_AUTO_TEST_CASE(an_identity_is_named_by_client_object_or_resource_id)
{
    world w;
    auto const resource = encoded("/subscriptions/c0a53000-0000-4000-8000-00000000c0a5/resourceGroups/audit/providers/"
                                  "Microsoft.ManagedIdentity/userAssignedIdentities/contoso-collector");
    BOOST_TEST(who(ask(w, imds + graph)) == machine);
    BOOST_TEST(who(ask(w, imds + graph + "&client_id=" + collector)) == collector);
    BOOST_TEST(who(ask(w, imds + graph + "&client_id=" + machine)) == machine);
    BOOST_TEST(who(ask(w, imds + graph + "&object_id=c0a52009-0000-4000-8000-00000000c0a5")) == collector);
    BOOST_TEST(who(ask(w, imds + graph + "&msi_res_id=" + resource)) == collector);
    BOOST_TEST(who(ask(w, imds + graph + "&mi_res_id=" + resource)) == collector);
    BOOST_TEST(who(ask(w, imds + graph + "&client_id=" + reader)) == "400 invalid_request: Identity not found");
    BOOST_TEST(who(ask(w, imds + graph + "&client_id=" + machine + "&object_id=x"))
                   .starts_with("400 invalid_request: Only one of "));
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_as_imds_does)
{
    world w;
    std::string const header_missing = "400 bad_request_102: Required metadata header not specified";
    BOOST_TEST(who(ask(w, imds + graph, "")) == header_missing);
    BOOST_TEST(who(ask(w, imds + graph, "yes")) == header_missing);
    BOOST_TEST(who(ask(w, imds)) == "400 invalid_request: Required query variable 'resource' is missing");
    BOOST_TEST(who(ask(w, "/metadata/identity/oauth2/token?x=1" + graph)) ==
               "400 invalid_request: Required query variable 'api-version' is missing");
    BOOST_TEST(who(ask(w, "/metadata/identity/oauth2/token?api-version=2017-01-01" + graph))
                   .starts_with("400 invalid_request: The api-version '2017-01-01' is not supported"));
    BOOST_TEST(who(ask(w, imds + "&resource=https%3A%2F%2Fvault.azure.net"))
                   .starts_with("400 invalid_resource: AADSTS50001: The application named https://vault.azure.net "));
    BOOST_TEST(who(ask(w, imds + "&resource=%zz")) == "400 invalid_request: The query is not percent-encoded.");
    auto forwarded = world::request("GET", imds + graph);
    forwarded.headers.add("Metadata", "true");
    forwarded.headers.add("X-Forwarded-For", "10.0.0.1");
    BOOST_TEST(who(w.rooms->handle(forwarded)) == "400 invalid_request: X-Forwarded-For header is not allowed");
    BOOST_TEST(w.rooms->handle(world::request("POST", imds)).status == 405);
    BOOST_TEST(ask(w, "/beta/auditLogs/signIns").status == 404); // on that port there is nothing else
    BOOST_TEST(ask(w, "/_mock/tokens/revoke").status == 404);
}

BOOST_AUTO_TEST_CASE(without_a_system_assigned_identity_the_only_one_is_taken)
{
    auto const tenant = [](int identities)
    {
        std::string apps;
        for (int i = 0; i < identities; ++i)
        {
            auto const n = std::to_string(i);
            apps += (i == 0 ? "" : ",") + (R"({"appId":"22222222-0000-4000-8000-00000000000)" + n +
                                              R"(","displayName":"A","managedIdentity":{"kind":"user","objectId":)"
                                              R"("33333333-0000-4000-8000-00000000000)" +
                                              n + R"(","resourceId":"/subscriptions/)" + n + "\"}}");
        }
        mock_rooms::temporary_folder const folder;
        folder.write("tenant.json", R"({"id":"11111111-1111-4111-8111-111111111111","domain":"w.test",)"
                                    R"("displayName":"W","licence":"P1","apps":[)" +
                                        apps + "]}");
        graph_mock::service_options options;
        options.data = {folder.path()};
        graph_mock::service rooms(options);
        auto r = world::request("GET", imds + graph);
        r.headers.add("Metadata", "true");
        return who(rooms.handle(r));
    };
    BOOST_TEST(tenant(0) == "400 invalid_request: Identity not found");
    BOOST_TEST(tenant(1) == "22222222-0000-4000-8000-000000000000");
    BOOST_TEST(tenant(2).starts_with("400 invalid_request: Multiple user assigned identities exist"));
}

BOOST_AUTO_TEST_CASE(no_web_page_gets_a_token_by_leading_its_own_name_here)
{
    graph_mock::service_options options;
    options.identity_header = "sesame";
    world closed(options);
    options.exposed = true;
    world open(options);
    auto const status = [](world& w, std::string const& target, std::string const& host, std::string const& remote,
                            bool tls, bool own_socket)
    {
        auto r = world::request("GET", target + graph);
        r.headers.add("Metadata", "true");
        r.headers.add("X-IDENTITY-HEADER", "sesame");
        r.host = host;
        r.remote = remote;
        r.tls = tls;
        return own_socket ? w.rooms->handle_metadata(r).status : w.rooms->handle(r).status;
    };
    std::string const here = "127.0.0.1:4711";
    for (auto const& target : {imds, std::string("/msi/token?api-version=2019-08-01")})
    {
        for (auto const* host : {"localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:8080", "169.254.169.254"})
            for (bool const own_socket : {true, false})
                BOOST_TEST(status(closed, target, host, here, false, own_socket) == 200, host);
        for (auto const* host : {"evil.test", "127.0.0.1.evil.test", "127.evil.test", "169.254.169.254.evil.test"})
        {
            for (bool const own_socket : {true, false})
                BOOST_TEST(status(closed, target, host, here, false, own_socket) == 403, host);
            // Its socket is loopback's in any case.
            BOOST_TEST(status(open, target, host, here, false, true) == 403, host);
        }
        BOOST_TEST(status(open, target, "graph-mock:8080", "172.17.0.1:4711", false, false) == 200); // in a container
        BOOST_TEST(status(closed, target, "mock.test", here, true, false) == 200); // it had the certificate for it
    }
}

BOOST_AUTO_TEST_CASE(app_services_endpoint_wants_its_header)
{
    graph_mock::service_options options;
    options.identity_header = "sesame";
    world w(options);
    auto const with_header = [](world& at, std::string const& header, std::string const& more = "")
    {
        auto r = world::request("GET", "/msi/token?api-version=2019-08-01" + graph + more);
        r.headers.add("X-IDENTITY-HEADER", header);
        return at.rooms->handle(r);
    };
    auto const r = with_header(w, "sesame");
    BOOST_TEST(who(r) == machine);
    auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    BOOST_TEST(std::abs(std::stoll(text(json(r), "expires_on")) - (now + 3599)) <= 5);
    BOOST_TEST(!json(r).as_object().contains("expires_in"));
    BOOST_TEST(who(with_header(w, "sesame", "&client_id=" + collector)) == collector);
    BOOST_TEST(who(with_header(w, "sesame", "&principal_id=c0a52009-0000-4000-8000-00000000c0a5")) == collector);
    BOOST_TEST(with_header(w, "wrong").status == 401);
    BOOST_TEST(with_header(w, "").status == 401);
    world without;
    BOOST_TEST(with_header(without, "").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
