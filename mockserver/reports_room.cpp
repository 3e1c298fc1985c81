#include <mockserver/reports_room.hpp>

#include <mockserver/json_edit.hpp>
#include <mockserver/lister.hpp>
#include <mockserver/policy.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/retention.hpp>
#include <mockserver/risk.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <string>

namespace graph_mock
{

namespace
{

std::string version_path(odata::version v)
{
    return v == odata::version::beta ? "/beta" : "/v1.0";
}

/// What a $skiptoken must not be taken out of: tenant, version, report, and every other option.
std::string query_identity(report_request const& r, list_options const& options)
{
    return r.tenant.id + '\n' + version_path(r.where.version) + '\n' + std::string(r.where.report->name) + '\n' +
           options.rest;
}

/// "https://host/beta/$metadata#auditLogs/signIns(id,status)"
std::string context_url(report_request const& r, list_options const& options)
{
    auto url = own_origin(r.http) + version_path(r.where.version) + "/$metadata#auditLogs/" +
               std::string(r.where.report->name);
    for (std::size_t i = 0; i < options.select.size(); ++i)
        url += (i == 0 ? "(" : ",") + options.select[i];
    return options.select.empty() ? url : url + ')';
}

/// As Graph builds it: the report's name in lower case, the options encoded anew, the token last.
std::string next_link(report_request const& r, list_options const& options, std::string const& token)
{
    return own_origin(r.http) + version_path(r.where.version) + "/auditLogs/" + to_lower(r.where.report->name) + "?" +
           options.rest + (options.rest.empty() ? "" : "&") + "$skiptoken=" + token;
}

listing listing_of(report_request const& r, list_options const& options)
{
    listing what;
    what.records = &r.tenant.of(r.where.report->id);
    what.report = r.where.report;
    what.version = r.where.version;
    what.visible = what_is_visible(*r.where.report, r.who, r.tenant);
    what.options = &options;
    return what;
}

} // namespace

std::string reports_room::read(report_request const& r) const
{
    check_may_read(*r.where.report, r.who, r.tenant);
    return r.where.leads_to == route::target::record ? record_of(r) : page_of(r);
}

void reports_room::act(report_request const& r) const
{
    check_may_rate_risk(r.who, r.tenant);
    if (r.http.headers.find("content-type").empty())
        throw bad_request("Write requests (excluding DELETE) must contain the Content-Type header declaration.");
    auto& sign_ins = r.tenant.of(report_id::sign_ins);
    for (auto const& id : parse_request_ids(r.http.body))
    {
        auto const* const found = sign_ins.find(id);
        if (found)
            sign_ins.replace(id, rated(found->text, r.where.action));
        else // The service takes the list and works on it later, so an id that it does not know is no error then.
            warn_("there is no sign-in '" + id + "' whose risk could be changed");
    }
}

list_options reports_room::options_of(report_request const& r) const
{
    query_rules rules;
    rules.filters = rules_.filters;
    rules.oldest = oldest_allowed(r.now, retention_days(r.tenant.licence, rules_.retention_days));
    rules.strict = rules_.strict;
    return parse_list_options(r.http.query, *r.where.report, r.where.version, rules, warn_);
}

std::string reports_room::page_of(report_request const& r) const
{
    auto const options = options_of(r);
    auto what = listing_of(r, options);
    what.page_size =
        std::min(options.top.value_or(rules_.page_size.value_or(r.where.report->max_page)), r.where.report->max_page);
    what.page_size = std::min(what.page_size, r.http.most_records.value_or(what.page_size));
    what.after = position(r, options);
    auto const found = list(what);

    auto body = R"({"@odata.context":)" + json_string(context_url(r, options));
    if (found.last)
        body += R"(,"@odata.nextLink":)" +
                json_string(
                    next_link(r, options, seal_.seal(skip_position(*found.last, r.now), query_identity(r, options))));
    return body + R"(,"value":[)" + found.records + "]}";
}

std::string reports_room::record_of(report_request const& r) const
{
    auto const options = options_of(r);
    if (options.filter || options.top || options.skip_token || !options.order.empty())
        throw bad_request("Query options $filter, $orderby, $top and $skiptoken can be applied only on collections.");
    auto const* const found = r.tenant.of(r.where.report->id).find(r.where.id);
    // v1.0 knows interactive sign-ins only. (That it answers 404 for all of them has been reported, too.)
    if (!found || (r.where.version == odata::version::v1_0 && !found->interactive))
        throw refusal(404, "ResourceNotFound",
            "Resource '" + r.where.id +
                "' does not exist or one of its queried reference-property objects are not present.");
    return prepend_member(
        view_of(*found, listing_of(r, options)), "@odata.context", json_string(context_url(r, options) + "/$entity"));
}

std::optional<std::size_t> reports_room::position(report_request const& r, list_options const& options) const
{
    if (!options.skip_token)
        return std::nullopt;
    if (options.skip_token->empty()) // as seen: msgraph-sdk-powershell#1388
        throw refusal(400, "UnknownError", "Invalid Skip Token, skip token is null");
    auto const where = seal_.open(*options.skip_token, query_identity(r, options));
    if (!where) // as seen, the empty code included: microsoft-graph-docs#8612
        throw refusal(400, "", "Invalid Skip Token");
    // Nobody has shown how the reports say this; so it is said as Graph's directory objects do.
    if (rules_.skip_token_lifetime && r.now - where->issued_at >= *rules_.skip_token_lifetime)
        throw refusal(400, "Directory_ExpiredPageToken",
            "The specified page token value has expired and can no longer be included in your request.");
    return where->record_number;
}

} // namespace graph_mock
