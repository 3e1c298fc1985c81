#include <mockserver/tenant_json.hpp>

#include <mockserver/load_error.hpp>
#include <mockserver/roles.hpp>
#include <mockserver/small_file.hpp>
#include <mockserver/text.hpp>

#include <boost/json/error.hpp>
#include <boost/json/stream_parser.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_size = 8 * 1024 * 1024;

/// One object of the file: hands out its members by name and remembers which, so that what is left over can be named.
class object_reader
{
public:
    object_reader(std::filesystem::path const& file, std::string where, boost::json::value const& value)
        : file_(file)
        , where_(std::move(where))
    {
        if (!value.is_object())
            throw load_error(file_, (where_.empty() ? "the file" : where_) + " is not a JSON object");
        object_ = &value.get_object();
    }

    std::string text(std::string_view name)
    {
        auto const* const value = take(name);
        if (!value)
            fail(name, "is missing; give it a string");
        if (!value->is_string() || value->get_string().empty())
            fail(name, "is not a string with something in it");
        return std::string(value->get_string());
    }

    std::string guid(std::string_view name)
    {
        auto const value = text(name);
        if (!is_guid(value))
            fail(name, "is not a GUID; write it like 11111111-2222-3333-4444-555555555555");
        return to_lower(value);
    }

    std::vector<std::string> texts(std::string_view name)
    {
        std::vector<std::string> out;
        for (auto const& value : array(name))
        {
            if (!value.is_string() || value.get_string().empty())
                fail(name, "holds something that is not a string; it is a list of strings");
            out.emplace_back(value.get_string());
        }
        return out;
    }

    /// The elements of an array of objects; none when it is missing.
    std::vector<object_reader> objects(std::string_view name)
    {
        std::vector<object_reader> out;
        for (auto const& value : array(name))
            out.emplace_back(file_, path_to(name) + "[" + std::to_string(out.size()) + "]", value);
        return out;
    }

    void expect_nothing_more() const
    {
        for (auto const& [key, value] : *object_)
            if (std::find(taken_.begin(), taken_.end(), std::string_view(key)) == taken_.end())
                fail(key, "is not known; it may be one of: " + known());
    }

    [[noreturn]] void fail(std::string_view name, std::string const& why) const
    {
        throw load_error(file_, "'" + path_to(name) + "' " + why);
    }

private:
    boost::json::value const* take(std::string_view name)
    {
        taken_.emplace_back(name);
        return object_->if_contains(name);
    }

    boost::json::array const& array(std::string_view name)
    {
        static boost::json::array const none;
        auto const* const value = take(name);
        if (!value)
            return none;
        if (!value->is_array())
            fail(name, "is not a list; put it in [ ]");
        return value->get_array();
    }

    std::string path_to(std::string_view name) const
    {
        return (where_.empty() ? where_ : where_ + ".") + std::string(name);
    }

    std::string known() const
    {
        std::string names;
        for (auto const& name : taken_)
            names += (names.empty() ? "" : ", ") + name;
        return names;
    }

    std::filesystem::path const& file_;
    std::string where_;
    boost::json::object const* object_ = nullptr;
    std::vector<std::string> taken_;
};

licence read_licence(object_reader& from)
{
    auto const text = from.text("licence");
    if (text == "free")
        return licence::free;
    if (text == "P1")
        return licence::p1;
    if (text == "P2")
        return licence::p2;
    from.fail("licence", "is '" + text + "'; it may be free, P1 or P2");
}

app read_app(object_reader& from)
{
    app a;
    a.app_id = from.guid("appId");
    a.display_name = from.text("displayName");
    a.secrets = from.texts("secrets");
    a.permissions = from.texts("permissions");
    a.delegated_permissions = from.texts("delegatedPermissions");
    from.expect_nothing_more();
    return a;
}

user read_user(object_reader& from)
{
    user u;
    u.id = from.guid("id");
    u.user_principal_name = from.text("userPrincipalName");
    u.display_name = from.text("displayName");
    u.roles = from.texts("roles");
    for (auto const& role : u.roles)
        if (role_template_id(role).empty())
            from.fail(
                "roles", "names '" + role + "', which is no directory role that graph-mock knows: " + known_roles());
    from.expect_nothing_more();
    return u;
}

} // namespace

tenant load_tenant_json(std::filesystem::path const& file)
{
    auto const text = read_small_file(file, max_size);
    boost::json::error_code failure;
    boost::json::stream_parser parser;
    auto const used = parser.write_some(text, failure);
    if (!failure && used == text.size())
        parser.finish(failure);
    else if (!failure)
        failure = boost::json::error::extra_data;
    if (failure)
        throw load_error(file, line_of(text, used), "this is not JSON (" + failure.message() + ")");
    auto const json = parser.release();

    object_reader root(file, "", json);
    tenant t;
    t.id = root.guid("id");
    t.domain = root.text("domain");
    t.domains = root.texts("domains");
    if (std::find(t.domains.begin(), t.domains.end(), t.domain) == t.domains.end())
        t.domains.push_back(t.domain);
    t.display_name = root.text("displayName");
    t.licence = read_licence(root);
    for (auto& from : root.objects("apps"))
    {
        auto a = read_app(from);
        if (t.find_app(a.app_id))
            from.fail("appId", "was used by an earlier app already; every app needs its own");
        t.apps.push_back(std::move(a));
    }
    for (auto& from : root.objects("users"))
    {
        auto u = read_user(from);
        if (t.find_user(u.user_principal_name))
            from.fail("userPrincipalName", "was used by an earlier user already; every user needs their own");
        t.users.push_back(std::move(u));
    }
    root.expect_nothing_more();
    return t;
}

} // namespace graph_mock
