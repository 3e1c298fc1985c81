#include <mockserver/admin.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/local_host.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <stdexcept>
#include <string>

namespace graph_mock
{

namespace
{

constexpr std::string_view prefix = "/_mock";

void check_who_asks(request const& r)
{
    auto const refuse = [](char const* why) { throw refusal(403, "Forbidden", why); };
    // The peer is written as the listener does: "127.0.0.1:4711", "[::1]:4711". What has none is not let in.
    if (!is_local_host(r.remote) || !is_local_host(r.host))
        refuse("Commands to the mock are taken from this machine only: ask 127.0.0.1 or localhost.");
    if (!r.headers.find("x-forwarded-for").empty() || !r.headers.find("forwarded").empty())
        refuse("Commands to the mock are not taken through a proxy.");
    if (auto const origin = r.headers.find("origin"); !origin.empty() && !iequals(origin, own_origin(r)))
        refuse("Commands to the mock are not taken from other sites' pages.");
}

/// The members of a JSON object, or the fields of a form.
fields parameters(request const& r)
{
    if (!iequals(r.headers.find("content-type").substr(0, 16), "application/json"))
    {
        auto sent = parse_form(r.body);
        if (!sent)
            throw bad_request("The body is no form; or send JSON, with Content-Type: application/json.");
        return std::move(*sent);
    }
    boost::json::error_code failure;
    auto const json = boost::json::parse(r.body, failure);
    if (failure || !json.is_object())
        throw bad_request("The body is not a JSON object.");
    fields sent;
    for (auto const& [name, value] : json.get_object())
    {
        if (!value.is_string())
            throw bad_request("'" + std::string(name) + "' is not a string.");
        sent.emplace_back(name, std::string(value.get_string()));
    }
    return sent;
}

struct token_command
{
    explicit token_command(request const& r)
    {
        for (auto& [name, value] : parameters(r))
        {
            if (name == "app")
                app = value;
            else if (name == "user")
                user = value;
            else if (name == "tenant")
                tenant = value;
            else
                throw bad_request("'" + name + "' is not known; it may be one of: app, user, tenant");
        }
    }

    std::string app;
    std::string user;
    std::string tenant;
};

bool is_called(tenant const& t, std::string_view name)
{
    return name.empty() || t.is_called(name);
}

} // namespace

token_holder find_token_holder(
    directory const& tenants, std::string_view app, std::string_view user, std::string_view tenant_name)
{
    if (app.empty() && user.empty())
        throw std::invalid_argument("neither an app nor a user is named; give a client id, a principal name, or both");
    for (auto const& t : tenants.all())
    {
        auto const* const a = t.find_app(app);
        auto const* const u = t.find_user(user);
        if (is_called(t, tenant_name) && (app.empty() || a) && (user.empty() || u))
            return token_holder(t.id, a ? a->app_id : "", u ? u->id : "");
    }
    throw std::invalid_argument("no tenant" + (tenant_name.empty() ? "" : " '" + quotable(tenant_name) + "'") +
                                " knows" + (app.empty() ? "" : " the app '" + quotable(app) + "'") +
                                (app.empty() || user.empty() ? "" : " and") +
                                (user.empty() ? "" : " the user '" + quotable(user) + "'"));
}

bool admin::serves(request const& r)
{
    return r.path == prefix || r.path.starts_with(std::string(prefix) + '/');
}

response admin::handle(request const& r, timestamp now)
{
    check_who_asks(r);
    bool const revoke = r.path == "/_mock/tokens/revoke";
    if (!revoke && r.path != "/_mock/tokens/challenge")
        throw refusal(404, "ResourceNotFound",
            "There is no such command; the commands are /_mock/tokens/revoke and /_mock/tokens/challenge.");
    if (r.method != "POST")
    {
        refusal why(405, "BadRequest", "Commands are given with POST.");
        why.headers.add("Allow", "POST");
        throw why;
    }
    try
    {
        token_command const command(r);
        auto const whose = find_token_holder(tenants_, command.app, command.user, command.tenant);
        auto const from = revoke ? revoked_.revoke(whose, now) : revoked_.challenge(whose, now);
        boost::json::object const body{{"notBefore", from}};
        return identity_response(200, boost::json::serialize(body), now);
    }
    catch (std::invalid_argument const& why)
    {
        throw bad_request(why.what());
    }
}

} // namespace graph_mock
