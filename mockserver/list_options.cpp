#include <mockserver/list_options.hpp>

#include <mockserver/ignored_parameter.hpp>
#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/retention.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace graph_mock
{

namespace
{

/// Known to OData, but not allowed on these reports; the name is .NET's, as in the message.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> refused{
    {{"$skip", "Skip"}, {"$expand", "Expand"}, {"$search", "Search"}, {"$count", "Count"}, {"$apply", "Apply"},
        {"$format", "Format"}, {"$compute", "Compute"}}};

constexpr std::array<std::string_view, 5> served{"$filter", "$orderby", "$select", "$top", "$skiptoken"};

refusal invalid_top(report const& r, std::string const& value)
{
    // Two texts have been seen, each for one report.
    if (r.id == report_id::sign_ins)
        return refusal(400, "Request_UnsupportedQuery",
            "Invalid page size specified: '" + value + "'. Must be between 1 and " + std::to_string(r.max_page) +
                " inclusive.");
    return bad_request("Invalid value '" + value +
                       "' for $top query option found. The $top query option requires a positive integer value.");
}

std::size_t parse_top(std::string const& value, report const& r)
{
    std::size_t top = 0;
    auto const* const last = value.data() + value.size();
    auto const [stop, failure] = std::from_chars(value.data(), last, top);
    bool const is_number = stop == last && !value.empty() && failure != std::errc::invalid_argument;
    if (!is_number || top == 0)
        throw invalid_top(r, value);
    if (failure == std::errc() && top <= r.max_page)
        return top;
    if (r.id == report_id::sign_ins)
        throw invalid_top(r, value);
    throw bad_request("The limit of '" + std::to_string(r.max_page) + "' for Top query has been exceeded.");
}

/// The option as it is served; throws for one that is not.
std::string_view option_name(std::string_view name)
{
    for (auto known : served)
        if (iequals(known, name))
            return known;
    for (auto const& [option, text] : refused)
        if (iequals(option, name))
            throw bad_request("Query option '" + std::string(text) +
                              "' is not allowed. To allow it, set the 'AllowedQueryOptions' property on "
                              "EnableQueryAttribute or QueryValidationSettings.");
    throw bad_request("The query parameter '" + std::string(name) + "' is not supported.");
}

/// Most wrong filters are wrong wherever they are sent. This one is right, and forbidden here.
void check_rules(odata::expression const& filter, report const& r, odata::version v, query_rules const& rules,
    std::function<void(std::string_view)> const& warn)
try
{
    odata::check_operators(filter, odata::type(r.entity), v, rules.filters, r.name);
}
catch (odata::bad_clause const& why)
{
    warn(std::string(why.what()) + " (--filters all would let it pass)");
    throw;
}

constexpr std::size_t max_parameters = 64; ///< besides $skiptoken, which a nextLink adds

/// Those that a nextLink has again.
std::size_t count_repeated(fields const& parameters)
{
    return static_cast<std::size_t>(std::count_if(
        parameters.begin(), parameters.end(), [](auto const& p) { return !iequals(p.first, "$skiptoken"); }));
}

/// "displayName eq 'R&D'" has become "displayName eq 'R", and a parameter "D'".
bool is_cut_in_a_text(std::string_view filter, bool last)
{
    return !last && std::count(filter.begin(), filter.end(), '\'') % 2 == 1;
}

} // namespace

list_options parse_list_options(std::string_view query, report const& r, odata::version v, query_rules const& rules,
    std::function<void(std::string_view)> const& warn)
{
    auto const parameters = parse_form(query, max_parameters + 1);
    if (!parameters || count_repeated(*parameters) > max_parameters)
        throw bad_request("The query is not percent-encoded properly, or has more than " +
                          std::to_string(max_parameters) + " parameters.");
    list_options options;
    auto const& entity = odata::type(r.entity);
    std::vector<std::string_view> seen;
    auto const has = [&](std::string_view option) { return std::find(seen.begin(), seen.end(), option) != seen.end(); };
    for (auto const& [name, value] : *parameters)
    {
        if (!name.starts_with('$'))
        {
            auto const why = why_ignored(name, value, has("$filter"));
            if (rules.strict)
                throw bad_request("Refused by --strict: " + why + ".");
            warn(why);
            options.rest += (options.rest.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
            continue;
        }
        auto const option = option_name(name);
        if (has(option))
            throw bad_request("Query option '" + std::string(option) +
                              "' was specified more than once, but it must be specified at most once.");
        seen.push_back(option);
        if (option == "$skiptoken")
        {
            options.skip_token = value;
            continue;
        }
        options.rest += (options.rest.empty() ? "" : "&") + std::string(option) + "=" + url_encode(value);
        try
        {
            if (option == "$filter")
            {
                options.filter = odata::parse_filter(value, entity, v);
                check_rules(*options.filter, r, v, rules, warn);
            }
            else if (option == "$orderby")
                options.order = odata::parse_order_by(value, entity, v);
            else if (option == "$select")
                options.select = odata::parse_select(value, entity, v);
            else
                options.top = parse_top(value, r);
        }
        catch (odata::bad_clause const& why)
        {
            bool const cut = option == "$filter" && is_cut_in_a_text(value, &name == &parameters->back().first);
            throw bad_request(why.what() + std::string(cut ? " An '&' within a text is written as %26." : ""));
        }
    }
    // A $skiptoken continues what was allowed when it began, however long its reader takes.
    if (options.filter && rules.oldest && !options.skip_token)
        check_retention(*options.filter, r.time, *rules.oldest);
    return options;
}

} // namespace graph_mock
