#pragma once

#include <mockserver/service.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Helpers for tests that talk to graph-mock's service without sockets.
namespace mock_rooms
{

/// A folder that goes when the test does.
class temporary_folder
{
public:
    temporary_folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "graph-mock-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw std::runtime_error("no temporary folder can be made");
        path_ = name;
    }
    ~temporary_folder() { std::filesystem::remove_all(path_); }
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

    /// Writes a file below the folder, making the folders on its way.
    std::filesystem::path write(std::filesystem::path const& name, std::string_view text) const
    {
        auto const file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

private:
    std::filesystem::path path_;
};

inline constexpr char const* tenant_id = "11111111-1111-4111-8111-111111111111";
inline constexpr char const* reader_app = "22222222-2222-4222-8222-222222222222";  ///< may read everything
inline constexpr char const* auditor_app = "33333333-3333-4333-8333-333333333333"; ///< AuditLog.Read.All only
inline constexpr char const* idle_app = "44444444-4444-4444-8444-444444444444";    ///< nothing was granted to it

inline std::string tenant_json(std::string_view licence = "P2")
{
    return R"({"id":"11111111-1111-4111-8111-111111111111","domain":"woodgrove.onmicrosoft.com",
"domains":["woodgrove.com"],"displayName":"Woodgrove","licence":")" +
           std::string(licence) + R"(",
"apps":[
 {"appId":"22222222-2222-4222-8222-222222222222","displayName":"Reader","secrets":["first","s+cr%t&=:/"],
  "permissions":["AuditLog.Read.All","Directory.Read.All","CustomSecAttributeAuditLogs.Read.All","Policy.Read.All",
   "IdentityRiskEvent.ReadWrite.All"],
  "delegatedPermissions":["AuditLog.Read.All"]},
 {"appId":"33333333-3333-4333-8333-333333333333","displayName":"Auditor","secrets":["second"],
  "permissions":["AuditLog.Read.All"]},
 {"appId":"44444444-4444-4444-8444-444444444444","displayName":"Idle","secrets":["third"],"permissions":[]}],
"users":[
 {"id":"55555555-5555-4555-8555-555555555555","userPrincipalName":"ada@woodgrove.com","displayName":"Ada",
  "roles":["Security Reader"]},
 {"id":"66666666-6666-4666-8666-666666666666","userPrincipalName":"bob@woodgrove.com","displayName":"Bob",
  "roles":["Attribute Log Reader"]},
 {"id":"77777777-7777-4777-8777-777777777777","userPrincipalName":"eve@woodgrove.com","displayName":"Eve",
  "roles":[]},
 {"id":"88888888-8888-4888-8888-888888888888","userPrincipalName":"root@woodgrove.com","displayName":"Root",
  "roles":["Global Administrator"]}]})";
}

/// Seven sign-ins (five of them interactive), newest last in the file, two of the same time.
inline constexpr std::string_view sign_ins =
    R"({"id":"s1","createdDateTime":"2026-11-01T10:00:00Z","userDisplayName":"Ada Ærø","userPrincipalName":"ada@woodgrove.com","appDisplayName":"Azure Portal","ipAddress":"10.0.0.1","isInteractive":true,"signInEventTypes":["interactiveUser"],"riskState":"none","riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskEventTypes_v2":[],"status":{"errorCode":0,"failureReason":"Other.","additionalDetails":null},"location":{"city":"København","countryOrRegion":"DK","geoCoordinates":{"latitude":59.938999999999997,"longitude":1.50}},"appliedConditionalAccessPolicies":[{"id":"p1","displayName":"Require MFA","result":"success","authenticationStrength":{"displayName":"MFA"}}],"deviceDetail":{"browser":"Edge","browserId":"b-1"},"authenticationProcessingDetails":[{"key":"Legacy TLS","value":"False"}],"processingTimeInMilliseconds":120}
{"id":"s2","createdDateTime":"2026-11-02T10:00:00.5000000Z","userDisplayName":"Bob","userPrincipalName":"bob@woodgrove.com","appDisplayName":"Graph Explorer","isInteractive":true,"signInEventTypes":["interactiveUser"],"riskState":"atRisk","riskDetail":"none","riskLevelAggregated":"medium","riskLevelDuringSignIn":"medium","riskEventTypes_v2":["unfamiliarFeatures"],"status":{"errorCode":50126,"failureReason":"Invalid username or password."},"location":{"city":"Oslo","countryOrRegion":"NO"}}
{"id":"s3","createdDateTime":"2026-11-03T10:00:00Z","userDisplayName":"Eve's","appDisplayName":"azure cli","isInteractive":false,"signInEventTypes":["nonInteractiveUser"],"status":{"errorCode":0}}
{"id":"s4","createdDateTime":"2026-11-04T10:00:00Z","servicePrincipalName":"backup","appDisplayName":"Backup","signInEventTypes":["servicePrincipal"],"isInteractive":false,"status":{"errorCode":7000215}}
{"id":"s6","createdDateTime":"2026-11-05T10:00:00Z","userDisplayName":"Ada Ærø","appDisplayName":"Teams","isInteractive":true,"status":{"errorCode":0},"location":null}
{"id":"s5","createdDateTime":"2026-11-05T10:00:00Z","userDisplayName":"Bob","appDisplayName":"Azure Portal","isInteractive":true,"signInEventTypes":["interactiveUser","unknownFutureValue"],"status":{"errorCode":0}}
{"id":"s7","createdDateTime":"2026-11-06T10:00:00Z","userDisplayName":"Ada Ærø","appDisplayName":"Outlook","isInteractive":true,"signInEventTypes":["interactiveUser"],"status":{"errorCode":50074},"authenticationDetails":[{"authenticationStepDateTime":"2026-11-06T09:59:58.1234567Z","succeeded":true}]}
)";

inline constexpr std::string_view directory_audits =
    R"({"id":"Directory_1_ABC_2","activityDateTime":"2026-11-06T10:00:00Z","activityDisplayName":"Add user","category":"UserManagement","result":"success","correlationId":"aaaaaaaa-0000-4000-8000-000000000001","initiatedBy":{"user":{"id":"u1","displayName":null,"userPrincipalName":"ada@woodgrove.com","homeTenantId":"h","extra":1},"app":null},"targetResources":[{"id":"t1","displayName":"Zoë","type":"User","modifiedProperties":[{"displayName":"Mail","newValue":"[]"}]},{"id":"t2","displayName":"Group","type":"Group"}],"userAgent":"curl"}
{"id":"Directory_2","activityDateTime":"2026-11-05T10:00:00Z","activityDisplayName":"Delete user","category":"UserManagement","result":"failure","initiatedBy":{"app":{"appId":"a1","displayName":"Sync"}},"targetResources":[]}
)";

inline constexpr std::string_view attribute_audits =
    R"({"id":"c1","activityDateTime":"2026-11-06T10:00:00Z","activityDisplayName":"Add attribute set","category":"AttributeManagement","targetResources":[]}
)";

inline constexpr std::string_view provisioning =
    R"({"id":"p1","activityDateTime":"2026-11-06T10:00:00Z","jobId":"Job.One","provisioningAction":"create","durationInMilliseconds":250,"provisioningStatusInfo":{"status":"success"},"sourceIdentity":{"id":"x","details":{"odatatype":"User","Level":3}},"tenantId":"t"}
{"id":"p2","activityDateTime":"2026-11-05T10:00:00Z","jobId":"Job.Two","provisioningAction":"update","durationInMilliseconds":1500,"provisioningStatusInfo":{"status":"failure"}}
)";

/// The tenant above as a folder, and a service over it.
class world
{
public:
    explicit world(std::string_view licence = "P2", graph_mock::service_options options = {})
    {
        folder.write("tenant.json", tenant_json(licence));
        folder.write("signIns.ndjson", sign_ins);
        folder.write("directoryAudits.ndjson", directory_audits);
        folder.write("customSecurityAttributeAudits.ndjson", attribute_audits);
        folder.write("provisioning.ndjson", provisioning);
        options.data.push_back(folder.path());
        options.log = [this](std::string_view line) { log.emplace_back(line); };
        rooms = std::make_unique<graph_mock::service>(options);
    }

    graph_mock::request request(std::string method, std::string target) const
    {
        graph_mock::request r;
        r.method = std::move(method);
        if (!graph_mock::set_target(r, std::move(target)))
            throw std::invalid_argument("no target");
        r.host = "mock.test:8443";
        r.tls = true;
        return r;
    }

    /// GET as the app that may read everything.
    graph_mock::response get(std::string target)
    {
        return get_with(rooms->issue_app_token(reader_app), std::move(target));
    }

    graph_mock::response get_with(std::string const& token, std::string target)
    {
        auto r = request("GET", std::move(target));
        r.headers.add("Authorization", "Bearer " + token);
        return rooms->handle(r);
    }

    graph_mock::response post(std::string const& token, std::string target, std::string body)
    {
        auto r = request("POST", std::move(target));
        r.headers.add("authorization", "Bearer " + token);
        r.headers.add("content-type", "application/json");
        r.body = std::move(body);
        return rooms->handle(r);
    }

    temporary_folder folder;
    std::vector<std::string> log;
    std::unique_ptr<graph_mock::service> rooms;
};

inline boost::json::value json(graph_mock::response const& r)
{
    return boost::json::parse(r.body);
}

inline std::string error_code(graph_mock::response const& r)
{
    return std::string(json(r).at("error").at("code").as_string());
}

inline std::string error_message(graph_mock::response const& r)
{
    return std::string(json(r).at("error").at("message").as_string());
}

/// The ids of a page, "s7 s5 s6", or the error's message.
inline std::string ids(graph_mock::response const& r)
{
    if (r.status != 200)
        return std::to_string(r.status) + ": " + error_message(r);
    auto const body = json(r);
    std::string out;
    for (auto const& record : body.at("value").as_array())
    {
        out += out.empty() ? "" : " ";
        out += std::string_view(record.at("id").as_string());
    }
    return out;
}

/// The target of the page's nextLink without the origin; empty when there is none.
inline std::string next_target(graph_mock::response const& r)
{
    auto const body = json(r);
    auto const* const link = body.as_object().if_contains("@odata.nextLink");
    if (!link)
        return {};
    std::string_view const url = link->as_string();
    return std::string(url.substr(url.find('/', std::string_view("https://").size())));
}

/// A query value, percent-encoded.
inline std::string encoded(std::string_view text)
{
    std::string out;
    for (char c : text)
    {
        constexpr char const* digits = "0123456789ABCDEF";
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

} // namespace mock_rooms
