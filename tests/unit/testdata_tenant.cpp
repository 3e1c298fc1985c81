#include <mockserver/load_error.hpp>
#include <mockserver/public_key.hpp>
#include <mockserver/tenant_json.hpp>
#include <tests/support/mock_rooms.hpp>
#include <tests/support/schema_walk.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <string>

// tenant.json's schema says what the loader takes: the two are compared, and our tenants are held against both.

namespace
{

namespace json = boost::json;
using namespace std::string_literals;

json::value schema()
{
    return json::parse(test::read_testdata("schema/tenant.schema.json"));
}

/// As much of JSON Schema 2020-12 as that schema uses. Gives what is wrong, "apps[0].appId: pattern".
class schema_check
{
public:
    explicit schema_check(json::value const& s)
        : schema_(s)
    {
    }

    std::vector<std::string> check(json::value const& v)
    {
        wrong_.clear();
        value(v, schema_.as_object(), "");
        return wrong_;
    }

private:
    void value(json::value const& v, json::object const& s, std::string const& path)
    {
        for (auto const& [keyword, argument] : s)
        {
            auto const require = [&, k = std::string(keyword)](bool good)
            {
                if (!good)
                    wrong_.push_back(path + ": " + k);
            };
            auto const* const text = v.if_string();
            if (keyword == "type")
                require(argument == type_of(v));
            else if (keyword == "enum")
                require(std::ranges::count(argument.as_array(), v) == 1);
            else if (keyword == "pattern")
                require(text && std::regex_search(text->c_str(), std::regex(argument.as_string().c_str())));
            else if (keyword == "minLength")
                require(text && text->size() >= argument.to_number<std::size_t>());
            else if (keyword == "maxLength")
                require(text && text->size() <= argument.to_number<std::size_t>());
            else if (keyword == "minItems")
                require(v.is_array() && v.get_array().size() >= argument.to_number<std::size_t>());
            else if (keyword == "items" && v.is_array())
                items(v.get_array(), argument.as_object(), path);
            else if (keyword == "$ref")
                value(v, resolve(argument.as_string()), path);
            else if (keyword == "required" && v.is_object())
                for (auto const& name : argument.as_array())
                    require(v.get_object().contains(name.as_string()));
            else if (keyword == "properties" && v.is_object())
                properties(v.get_object(), argument.as_object(), path);
            else
                require(known.contains(std::string_view(keyword)));
        }
    }

    void items(json::array const& all, json::object const& s, std::string const& path)
    {
        for (std::size_t i = 0; i < all.size(); ++i)
            value(all[i], s, path + "[" + std::to_string(i) + "]");
    }

    void properties(json::object const& o, json::object const& s, std::string const& path)
    {
        for (auto const& [name, v] : o)
        {
            auto const inner = (path.empty() ? path : path + ".") + std::string(name);
            if (auto const* const p = s.if_contains(name))
                value(v, p->as_object(), inner);
            else
                wrong_.push_back(inner + ": additionalProperties");
        }
    }

    json::object const& resolve(std::string_view reference) const
    {
        return schema_.at("$defs").at(reference.substr("#/$defs/"s.size())).as_object();
    }

    static json::string type_of(json::value const& v)
    {
        return v.is_object()   ? "object"
               : v.is_array()  ? "array"
               : v.is_string() ? "string"
               : v.is_bool()   ? "boolean"
                               : "other";
    }

    /// What says nothing about the value, or was looked at with another keyword.
    std::set<std::string, std::less<>> const known{
        "$schema", "$id", "title", "description", "additionalProperties", "$defs", "items", "required", "properties"};
    json::value const& schema_;
    std::vector<std::string> wrong_;
};

std::string load(std::string const& text)
{
    mock_rooms::temporary_folder const folder;
    auto const file = folder.write("tenant.json", text);
    try
    {
        graph_mock::load_tenant_json(file);
        return "loaded";
    }
    catch (graph_mock::load_error const& why)
    {
        return why.what();
    }
}

/// "a, b, c" from the end of the loader's complaint about this text.
std::set<std::string> named_by_loader(std::string const& text, std::string const& before)
{
    auto const why = load(text);
    auto const at = why.find(before);
    BOOST_TEST_REQUIRE(at != std::string::npos, why);
    std::set<std::string> names;
    std::string rest = why.substr(at + before.size());
    for (std::size_t comma = 0; comma != std::string::npos; rest = rest.substr(std::min(comma, rest.size() - 2) + 2))
    {
        comma = rest.find(", ");
        names.insert(rest.substr(0, comma));
        if (comma == std::string::npos)
            break;
    }
    return names;
}

std::set<std::string> members(json::value const& object_schema)
{
    BOOST_TEST(!object_schema.at("additionalProperties").as_bool());
    std::set<std::string> names;
    for (auto const& p : object_schema.at("properties").as_object())
        names.emplace(p.key());
    return names;
}

std::set<std::string> choices(json::value const& enum_schema)
{
    std::set<std::string> names;
    for (auto const& name : enum_schema.at("enum").as_array())
        names.emplace(name.as_string());
    return names;
}

/// A tenant with this text in its apps' or users' list.
std::string tenant_with(std::string const& list, std::string const& element)
{
    return R"({"id":"11111111-1111-4111-8111-111111111111","domain":"w.test","displayName":"W","licence":"P1",")" +
           list + R"(":[)" + element + "]}";
}

std::string app_with(std::string const& member)
{
    return tenant_with("apps", R"({"appId":"22222222-1111-4111-8111-111111111111","displayName":"A",)" + member + "}");
}

} // namespace

BOOST_AUTO_TEST_SUITE(testdata_tenant)

BOOST_AUTO_TEST_CASE(our_tenants_satisfy_the_schema)
{
    auto const s = schema();
    schema_check check(s);
    for (auto const* name : {"contoso", "fabrikam"})
        for (auto const& wrong : check.check(json::parse(test::read_testdata(std::string(name) + "/tenant.json"))))
            BOOST_ERROR(name << "/" << wrong);
}

BOOST_AUTO_TEST_CASE(what_does_not_satisfy_the_schema_is_refused_by_the_loader_too)
{
    auto const s = schema();
    schema_check check(s);
    auto const outcome = [&](std::string const& text)
    {
        auto const wrong = check.check(json::parse(text));
        auto const refused = load(text) != "loaded";
        BOOST_TEST(refused == !wrong.empty(), text << ": " << load(text));
        return wrong.empty() ? "" : wrong.front();
    };
    BOOST_TEST(outcome(tenant_with("users", "")) == "");
    BOOST_TEST(outcome(app_with(R"("secrets":[])")) == "");
    BOOST_TEST(outcome(app_with(R"("publicClient":true)")) == "");
    BOOST_TEST(outcome("{}") == ": required");
    BOOST_TEST(outcome("[]") == ": type");
    BOOST_TEST(outcome(app_with(R"("secrets":[""])")) == "apps[0].secrets[0]: minLength");
    BOOST_TEST(outcome(app_with(R"("secrets":"x")")) == "apps[0].secrets: type");
    BOOST_TEST(outcome(app_with(R"("publicClient":"yes")")) == "apps[0].publicClient: type");
    BOOST_TEST(outcome(app_with(R"("permissions":["User.Read"])")) == "apps[0].permissions[0]: enum");
    BOOST_TEST(outcome(app_with(R"("federatedCredentials":[{}])")) == "apps[0].federatedCredentials[0]: required");
    BOOST_TEST(outcome(app_with(R"("managedIdentity":{"kind":"x"})")).starts_with("apps[0].managedIdentity"));
    BOOST_TEST(outcome(app_with(R"("x":1)")) == "apps[0].x: additionalProperties");
    BOOST_TEST(outcome(tenant_with("users", R"({"id":"x","userPrincipalName":"a@b","displayName":"x"})")) ==
               "users[0].id: pattern");
    BOOST_TEST(outcome(tenant_with("domains", R"("no")")) == "domains[0]: pattern");
    BOOST_TEST(outcome(tenant_with("domains", "\"" + std::string(260, 'a') + ".b\"")) == "domains[0]: maxLength");
}

BOOST_AUTO_TEST_CASE(schema_and_loader_know_the_same_names)
{
    auto const s = schema();
    auto const& defs = s.at("$defs");
    auto const one_of = "it may be one of: "s;
    BOOST_TEST((named_by_loader(R"({"x":1})", one_of) == members(s)));
    BOOST_TEST((named_by_loader(tenant_with("apps", R"({"x":1})"), one_of) == members(defs.at("app"))));
    BOOST_TEST((named_by_loader(tenant_with("users", R"({"x":1})"), one_of) == members(defs.at("user"))));
    BOOST_TEST(
        (named_by_loader(app_with(R"("managedIdentity":{"x":1})"), one_of) == members(defs.at("managedIdentity"))));
    BOOST_TEST((named_by_loader(app_with(R"("federatedCredentials":[{"x":1}])"), one_of) ==
                members(defs.at("federatedCredential"))));
    auto const knows = "graph-mock knows: "s;
    BOOST_TEST(
        (named_by_loader(app_with(R"("permissions":["x"])"), knows) == choices(defs.at("applicationPermission"))));
    BOOST_TEST((named_by_loader(app_with(R"("delegatedPermissions":["x"])"), knows) ==
                choices(defs.at("delegatedPermission"))));
    std::string const id = R"("id":"33333333-1111-4111-8111-111111111111")";
    BOOST_TEST((named_by_loader(
                    tenant_with("users", "{" + id + R"(,"userPrincipalName":"a@b","displayName":"A","roles":["x"]})"),
                    knows) == choices(defs.at("role"))));
}

BOOST_AUTO_TEST_CASE(the_keys_beside_contoso_are_those_of_its_apps)
{
    auto const t = graph_mock::load_tenant_json(ENTRALOG_TESTDATA "/contoso/tenant.json");
    auto const pem = test::read_testdata("contoso/keys/archiver-not-real.pem");
    BOOST_TEST(pem.starts_with("-----BEGIN PRIVATE KEY-----"));
    graph_mock::registered_certificate const beside(pem.substr(pem.find("-----BEGIN CERTIFICATE")));
    auto const* const archiver = t.find_app("c0a50004-0000-4000-8000-00000000c0a5");
    BOOST_TEST_REQUIRE(archiver->certificates.size() == 1u);
    BOOST_TEST((archiver->certificates.front().sha256 == beside.sha256));
    BOOST_TEST((beside.not_after - beside.not_before > std::chrono::days(36000)));
    BOOST_TEST(t.find_app("c0a5000a-0000-4000-8000-00000000c0a5")->federated_credentials.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
