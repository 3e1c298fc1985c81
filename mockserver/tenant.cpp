#include <mockserver/tenant.hpp>

#include <mockserver/load_error.hpp>
#include <mockserver/tenant_json.hpp>
#include <mockserver/text.hpp>

#include <algorithm>

namespace graph_mock
{

namespace
{

std::string file_name(report const& r)
{
    return std::string(r.name) + ".ndjson";
}

/// A report whose file's name is misspelt would be served as empty: that costs an afternoon.
void check_file_names(std::filesystem::path const& folder)
{
    for (auto const& entry : std::filesystem::directory_iterator(folder))
    {
        if (entry.path().extension() != ".ndjson")
            continue;
        auto const name = entry.path().filename().string();
        if (std::none_of(reports.begin(), reports.end(), [&](report const& r) { return file_name(r) == name; }))
            throw load_error(entry.path(), "is no report; the reports are signIns.ndjson, directoryAudits.ndjson, "
                                           "customSecurityAttributeAudits.ndjson and provisioning.ndjson");
    }
}

bool is_tenant(std::filesystem::path const& folder)
{
    return std::filesystem::exists(folder / "tenant.json");
}

std::vector<std::filesystem::path> tenant_folders(std::filesystem::path const& folder)
{
    if (!std::filesystem::is_directory(folder))
        throw load_error(folder, "is no folder; name one that holds a tenant.json, or tenants' folders");
    if (is_tenant(folder))
        return {folder};
    std::vector<std::filesystem::path> found;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_directory() && is_tenant(entry.path()))
            found.push_back(entry.path());
    if (found.empty())
        throw load_error(folder, "holds no tenant; put a tenant.json into it or into a folder in it");
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

app const* tenant::find_app(std::string_view app_id) const
{
    auto const found = std::find_if(apps.begin(), apps.end(), [&](app const& a) { return iequals(a.app_id, app_id); });
    return found == apps.end() ? nullptr : &*found;
}

user const* tenant::find_user(std::string_view user_principal_name) const
{
    auto const found = std::find_if(
        users.begin(), users.end(), [&](user const& u) { return iequals(u.user_principal_name, user_principal_name); });
    return found == users.end() ? nullptr : &*found;
}

user const* tenant::find_user_by_id(std::string_view object_id) const
{
    auto const found =
        std::find_if(users.begin(), users.end(), [&](user const& u) { return iequals(u.id, object_id); });
    return found == users.end() ? nullptr : &*found;
}

bool tenant::is_called(std::string_view name) const
{
    return iequals(id, name) ||
           std::any_of(domains.begin(), domains.end(), [&](std::string const& d) { return iequals(d, name); });
}

tenant load_tenant(std::filesystem::path const& folder, std::vector<tenant> const& others)
{
    auto t = load_tenant_json(folder / "tenant.json", others);
    check_file_names(folder);
    for (auto const& r : reports)
        t.of(r.id) = record_set::load(folder / file_name(r), r);
    return t;
}

std::vector<tenant> load_tenants(std::vector<std::filesystem::path> const& folders)
{
    std::vector<tenant> tenants;
    for (auto const& outer : folders)
    {
        try
        {
            for (auto const& folder : tenant_folders(outer))
                tenants.push_back(load_tenant(folder, tenants));
        }
        catch (std::filesystem::filesystem_error const& e)
        {
            throw load_error(outer, "cannot be read: " + e.code().message());
        }
    }
    return tenants;
}

} // namespace graph_mock
