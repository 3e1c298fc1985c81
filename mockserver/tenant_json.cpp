#include <mockserver/tenant_json.hpp>

#include <mockserver/json_file.hpp>
#include <mockserver/permissions.hpp>
#include <mockserver/roles.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_size = 8 * 1024 * 1024;

std::vector<std::string> values(std::vector<json_text> const& texts)
{
    std::vector<std::string> out;
    for (auto const& text : texts)
        out.push_back(text.value);
    return out;
}

/// Ids that something has already: no two things of a tenant share one.
class used_ids
{
public:
    std::string take(object_reader const& from, std::string_view name)
    {
        auto id = from.guid(name);
        auto const [place, fresh] = owners_.emplace(id, from.text(name).path);
        if (!fresh)
            from.fail(name, "is '" + id + "', which '" + place->second + "' has already; everything needs its own id");
        return id;
    }

private:
    std::map<std::string, std::string> owners_;
};

std::string read_domain(object_reader const& from, json_text const& text)
{
    auto const& name = text.value;
    bool const good = std::all_of(
        name.begin(), name.end(), [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.'; });
    // The dot also keeps "common" and the like free for what they mean in URLs.
    if (!good || name.find('.') == std::string::npos || name.size() > 253)
        from.fail(text, "is '" + quotable(name) + "', which is no domain name; write it like contoso.com");
    return name;
}

licence read_licence(object_reader const& from)
{
    auto const text = from.text("licence");
    if (text.value == "free")
        return licence::free;
    if (text.value == "P1")
        return licence::p1;
    if (text.value == "P2")
        return licence::p2;
    from.fail(text, "is '" + quotable(text.value) + "'; it may be free, P1 or P2");
}

std::vector<std::string> read_permissions(object_reader const& from, std::string_view name, grant how)
{
    auto const texts = from.texts(name);
    for (auto const& text : texts)
        if (!is_permission(text.value, how))
            from.fail(text, "is '" + quotable(text.value) + "', which is no " +
                                (how == grant::application ? "application" : "delegated") +
                                " permission that graph-mock knows: " + known_permissions(how));
    return values(texts);
}

/// What is wrong with a PEM text is told at its place.
template <typename T, typename Read>
T read_pem(object_reader const& from, json_text const& text, Read read)
{
    try
    {
        return read(text.value);
    }
    catch (std::invalid_argument const& why)
    {
        from.fail(text, why.what());
    }
}

std::vector<registered_certificate> read_certificates(object_reader const& from)
{
    std::vector<registered_certificate> out;
    for (auto const& text : from.texts("certificates"))
        out.push_back(read_pem<registered_certificate>(
            from, text, [](std::string_view pem) { return registered_certificate(pem); }));
    return out;
}

std::vector<federated_credential> read_federated_credentials(object_reader const& app)
{
    std::vector<federated_credential> out;
    for (auto const& from :
        app.objects("federatedCredentials", {"name", "issuer", "subject", "audiences", "publicKey"}))
    {
        federated_credential c(read_pem<public_key>(from, from.text("publicKey"), &public_key::from_pem));
        c.name = from.text("name").value;
        c.issuer = from.text("issuer").value;
        c.subject = from.text("subject").value;
        c.audiences = values(from.texts("audiences"));
        if (c.audiences.empty())
            from.fail("audiences", "is missing or empty; Entra ID's own is api://AzureADTokenExchange");
        if (std::any_of(out.begin(), out.end(),
                [&](auto const& other) { return other.issuer == c.issuer && other.subject == c.subject; }))
            from.fail("subject", "and the issuer were used by an earlier credential of this app already");
        out.push_back(std::move(c));
    }
    return out;
}

std::optional<managed_identity> read_managed_identity(object_reader const& app, used_ids& ids)
{
    auto const from = app.object("managedIdentity", {"kind", "objectId", "resourceId"});
    if (!from)
        return std::nullopt;
    managed_identity m;
    auto const kind = from->text("kind");
    if (kind.value != "system" && kind.value != "user")
        from->fail(kind, "is '" + quotable(kind.value) + "'; it may be system or user");
    m.system_assigned = kind.value == "system";
    m.object_id = ids.take(*from, "objectId");
    auto const resource = from->text("resourceId");
    if (!resource.value.starts_with("/subscriptions/"))
        from->fail(
            resource, "is no resource id; write it like /subscriptions/<id>/resourceGroups/<name>/providers/...");
    m.resource_id = resource.value;
    return m;
}

app read_app(object_reader const& from, used_ids& ids)
{
    app a;
    a.app_id = ids.take(from, "appId");
    a.display_name = from.text("displayName").value;
    a.public_client = from.flag("publicClient");
    a.secrets = values(from.texts("secrets"));
    a.certificates = read_certificates(from);
    a.federated_credentials = read_federated_credentials(from);
    a.managed_identity = read_managed_identity(from, ids);
    a.permissions = read_permissions(from, "permissions", grant::application);
    a.delegated_permissions = read_permissions(from, "delegatedPermissions", grant::delegated);
    return a;
}

user read_user(object_reader const& from, used_ids& ids)
{
    user u;
    u.id = ids.take(from, "id");
    auto const name = from.text("userPrincipalName");
    if (name.value.find('@') == std::string::npos)
        from.fail(name, "is no user principal name; write it like adele@contoso.com");
    u.user_principal_name = name.value;
    u.display_name = from.text("displayName").value;
    for (auto const& role : from.texts("roles"))
    {
        if (role_template_id(role.value).empty())
            from.fail(role, "is '" + quotable(role.value) +
                                "', which is no directory role that graph-mock knows: " + known_roles());
        u.roles.push_back(role.value);
    }
    return u;
}

void check_name(object_reader const& root, json_text const& name, std::vector<tenant> const& others)
{
    for (auto const& other : others)
        if (other.is_called(name.value))
            root.fail(name, "is '" + name.value + "', which the tenant '" + other.display_name +
                                "' has already; every tenant needs its own id and domains");
}

void read_names(tenant& t, object_reader const& root, std::vector<tenant> const& others)
{
    auto const read = [&](json_text const& text)
    {
        auto name = read_domain(root, text);
        check_name(root, text, others);
        return name;
    };
    check_name(root, root.text("id"), others);
    t.domain = read(root.text("domain"));
    for (auto const& text : root.texts("domains"))
        t.domains.push_back(read(text));
    if (std::find(t.domains.begin(), t.domains.end(), t.domain) == t.domains.end())
        t.domains.push_back(t.domain);
    t.display_name = root.text("displayName").value;
}

bool is_of_machine(app const& a)
{
    return a.managed_identity && a.managed_identity->system_assigned;
}

void read_apps(tenant& t, object_reader const& root, used_ids& ids, std::vector<tenant> const& others)
{
    bool has_system_assigned = std::any_of(others.begin(), others.end(),
        [](tenant const& other) { return std::any_of(other.apps.begin(), other.apps.end(), is_of_machine); });
    for (auto const& from :
        root.objects("apps", {"appId", "displayName", "publicClient", "secrets", "certificates", "federatedCredentials",
                                 "managedIdentity", "permissions", "delegatedPermissions"}))
    {
        auto a = read_app(from, ids);
        if (is_of_machine(a) && std::exchange(has_system_assigned, true))
            from.fail("managedIdentity", "is the second system-assigned one; graph-mock stands in for one machine, "
                                         "which has one: make it of kind user");
        t.apps.push_back(std::move(a));
    }
}

void read_users(tenant& t, object_reader const& root, used_ids& ids)
{
    for (auto const& from : root.objects("users", {"id", "userPrincipalName", "displayName", "roles"}))
    {
        auto u = read_user(from, ids);
        if (t.find_user(u.user_principal_name))
            from.fail("userPrincipalName", "was used by an earlier user already; every user needs their own");
        t.users.push_back(std::move(u));
    }
}

} // namespace

tenant load_tenant_json(std::filesystem::path const& file, std::vector<tenant> const& others)
{
    json_file const json(file, max_size);
    auto const root = json.root({"$schema", "id", "domain", "domains", "displayName", "licence", "apps", "users"});
    tenant t;
    used_ids ids;
    t.id = ids.take(root, "id");
    read_names(t, root, others);
    t.licence = read_licence(root);
    read_apps(t, root, ids, others);
    read_users(t, root, ids);
    return t;
}

} // namespace graph_mock
