#include <mockserver/tokens/device_page.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/random.hpp>
#include <mockserver/text.hpp>

#include <utility>

namespace graph_mock
{

namespace
{

response html(int status, std::string const& inside, timestamp now)
{
    response r;
    r.status = status;
    r.headers.add("Content-Type", "text/html; charset=utf-8");
    r.headers.add("Cache-Control", "no-store");
    r.headers.add("Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    r.headers.add("X-Content-Type-Options", "nosniff");
    r.headers.add("Date", entralog::to_http_date(now));
    r.body =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sign in - graph-mock</title>"
        "<style>body{font:16px sans-serif;margin:4em auto;max-width:26em}label{display:block;margin:1em 0}"
        "input{font:inherit;width:100%;box-sizing:border-box}</style></head><body>\n<h1>Sign in on a device</h1>\n" +
        inside + "\n</body></html>\n";
    return r;
}

std::string form(directory const& tenants, std::string_view user_code, std::string_view trouble)
{
    std::string people;
    for (auto const& t : tenants.all())
        for (auto const& u : t.users)
            people += "<option value=\"" + html_escaped(u.user_principal_name) + "\">";
    std::string out = trouble.empty() ? std::string() : "<p role=\"alert\">" + html_escaped(trouble) + "</p>\n";
    return out + "<form method=\"post\" action=\"" + std::string(device_page_path) +
           "\">\n<label>Code that the device shows <input name=\"user_code\" required value=\"" +
           html_escaped(user_code) +
           "\"></label>\n<label>Who you are (nobody asks for a password here) "
           "<input name=\"username\" list=\"people\"></label>\n<datalist id=\"people\">" +
           people +
           "</datalist>\n<button name=\"action\" value=\"approve\">Sign in</button>\n"
           "<button name=\"action\" value=\"decline\">Cancel</button>\n</form>";
}

std::string find(fields const& from, std::string_view name)
{
    for (auto const& [field, value] : from)
        if (field == name)
            return value;
    return {};
}

/// A page of another site may not send its visitor's browser here to sign in for them.
bool is_foreign(request const& r, host_rule hosts)
{
    auto const origin = r.headers.find("origin");
    return (!origin.empty() && !iequals(origin, own_origin(r))) || is_rebound(r, hosts);
}

response answered(request const& r, directory const& tenants, device_codes& codes, host_rule hosts, timestamp now)
{
    auto const sent = parse_form(r.body);
    auto const code = sent ? quotable(find(*sent, "user_code")) : std::string();
    try
    {
        if (!sent || is_foreign(r, hosts))
            throw device_code_error("This is not a form that this page has sent.");
        auto const action = find(*sent, "action");
        if (action == "decline")
        {
            codes.decline(code, now);
            return html(200, "<p>You have declined. You may close this window.</p>", now);
        }
        if (!action.empty() && action != "approve")
            throw device_code_error("The action may be approve or decline.");
        approve_device(tenants, codes, code, find(*sent, "username"), now);
        return html(200, "<p>You have signed in on your device. You may close this window.</p>", now);
    }
    catch (device_code_error const& why)
    {
        return html(400, form(tenants, code, why.message), now);
    }
}

} // namespace

void approve_device(
    directory const& tenants, device_codes& codes, std::string_view user_code, std::string_view user, timestamp now)
{
    auto const asked = codes.find(user_code, now);
    auto const* const t = tenants.find_by_user(user);
    if (!t)
        throw device_code_error("No tenant knows the user '" + quotable(user) + "'.");
    if (!asked.tenant_id.empty() && !iequals(asked.tenant_id, t->id))
        throw device_code_error(
            "The user '" + quotable(user) + "' is of another tenant than the one that the device signs in to.");
    if (!t->find_app(asked.app_id))
        throw device_code_error("The user's tenant, " + t->display_name + ", does not know the device's application.");
    codes.approve(user_code, device_codes::person(t->id, t->find_user(user)->id), now);
}

response device_page(request const& r, directory const& tenants, device_codes& codes, host_rule hosts, timestamp now)
{
    if (r.method == "POST")
        return answered(r, tenants, codes, hosts, now);
    if (r.method != "GET")
    {
        auto refused = html(405, "<p>This page is for GET and POST.</p>", now);
        refused.headers.add("Allow", "GET, POST");
        return refused;
    }
    auto const query = parse_form(r.query);
    return html(200, form(tenants, query ? quotable(find(*query, "user_code")) : std::string(), ""), now);
}

} // namespace graph_mock
