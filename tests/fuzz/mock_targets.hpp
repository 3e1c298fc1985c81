#pragma once

#include "tests/fuzz/filter_printer.hpp"
#include "tests/fuzz/promise.hpp"

#include <mockserver/list_options.hpp>
#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/evaluator.hpp>
#include <mockserver/odata/filter_rules.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/report.hpp>
#include <mockserver/text.hpp>

#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the fuzz targets of graph-mock feed their inputs to, as in targets.hpp.
namespace graph_mock::fuzz
{

using entralog::fuzz::promise;
using entralog::fuzz::text_of;

/// Has something of everything that a filter may ask. No collection has more than two elements, since lambdas within
/// lambdas multiply them.
inline boost::json::value const& record()
{
    static auto const parsed = boost::json::parse(R"({
 "id":"a","createdDateTime":"2026-11-05T10:00:00.1234567Z","activityDateTime":"2026-11-05T10:00:00Z",
 "appDisplayName":"Azure Portal","userDisplayName":"O'Neil","activityDisplayName":"Add user","isInteractive":true,
 "flaggedForReview":null,"processingTimeInMilliseconds":120,"durationInMilliseconds":1500,"riskState":"atRisk",
 "correlationId":"06d1f3a0-1111-4222-8333-123456789abc","provisioningAction":"create","result":"success",
 "location":{"city":"Oslo","state":null,"geoCoordinates":{"latitude":59.5,"altitude":-3}},
 "status":{"errorCode":50126},"signInEventTypes":["interactiveUser","other"],"riskEventTypes_v2":[],
 "authenticationDetails":[{"succeeded":false,"authenticationMethod":"Password"},{"succeeded":null}],
 "appliedConditionalAccessPolicies":[{"id":"p","enforcedGrantControls":["Mfa","Block"]}],
 "initiatedBy":{"user":{"id":"u","userPrincipalName":"x@y.z"},"app":null},
 "targetResources":[{"id":"t","displayName":"T","modifiedProperties":[{"displayName":"m","newValue":"1"}]}],
 "additionalDetails":[{"key":"k","value":"v"}],
 "sourceIdentity":{"details":{"Level":3,"When":"2026-11-05T00:00:00Z","Took":"PT5M","Tags":["x"],"In":{"Deep":true}}}
})");
    return parsed;
}

/// Throws what parse_filter does, once that has been looked at.
inline odata::expression parsed(std::string_view text, odata::structure const& entity, odata::version v)
try
{
    return odata::parse_filter(text, entity, v);
}
catch (odata::bad_clause const& why)
{
    promise(why.position() && *why.position() <= text.size(), "an error has a place in the text");
    promise(std::string_view(why.what()).ends_with('.'), "an error is a whole sentence");
    throw;
}

/// It may have parentheses that the first text did not need, and longer words: too many or too long, perhaps.
inline std::optional<odata::expression> parsed_again(
    std::string const& text, odata::structure const& entity, odata::version v)
try
{
    return parsed(text, entity, v);
}
catch (odata::bad_clause const& why)
{
    std::string_view const message = why.what();
    promise(text.size() > odata::max_filter_length || message.find("nested too deeply") != message.npos,
        "a filter that is written anew can be read");
    return std::nullopt;
}

inline bool matches(odata::expression const& filter, odata::letter_case letters)
{
    return odata::evaluator(filter, letters).matches(record());
}

/// Whether the rules let the filter through.
inline bool allowed(odata::expression const& filter, report const& r, odata::version v, odata::filter_rules rules,
    std::string_view text)
try
{
    odata::check_operators(filter, odata::type(r.entity), v, rules, r.name);
    return true;
}
catch (odata::bad_clause const& why)
{
    promise(why.position() && *why.position() < text.size(), "a forbidden operator has a place in the text");
    return false;
}

inline void filter_of(report const& r, odata::version v, std::string_view text)
try
{
    auto const& entity = odata::type(r.entity);
    auto const once = parsed(text, entity, v);
    auto const written = filter_printer().text(once);
    promise(filter_printer().text(parsed(text, entity, v)) == written, "a filter is read alike each time");
    promise(!allowed(once, r, v, odata::filter_rules::documented, text) ||
                allowed(once, r, v, odata::filter_rules::observed, text),
        "what is documented works");
    promise(allowed(once, r, v, odata::filter_rules::all, text), "all is all");
    bool const found = matches(once, r.letters);
    auto const again = parsed_again(written, entity, v);
    if (!again)
        return;
    promise(filter_printer().text(*again) == written, "a filter is written alike each time");
    promise(matches(*again, r.letters) == found, "a filter written anew means the same");
}
catch (odata::bad_clause const&) // of a text that is no filter
{
}

/// A filter is refused with a place, or means the same when it is read again, and when it is written anew.
inline void filter(std::uint8_t const* data, std::size_t size)
{
    for (auto const& r : reports)
        for (auto const v : {odata::version::beta, odata::version::v1_0})
            filter_of(r, v, text_of(data, size));
}

inline void form(std::string_view text)
{
    auto const pairs = parse_form(text);
    if (!pairs)
        return;
    promise(pairs->size() <= 64, "a form is bounded");
    std::string encoded;
    for (auto const& [name, value] : *pairs)
        encoded += "&" + url_encode(name) + "=" + url_encode(value);
    promise(parse_form(encoded) == pairs, "a form that is encoded reads back");
}

inline std::optional<list_options> understood(
    std::string_view query, report const& r, odata::version v, query_rules const& rules)
try
{
    return parse_list_options(query, r, v, rules, [](std::string_view) {});
}
catch (refusal const& why)
{
    promise(why.status == 400 && !why.message.empty(), "a query is refused with a reason");
    return std::nullopt;
}

inline std::string filter_text(list_options const& options)
{
    return options.filter ? filter_printer().text(*options.filter) : std::string();
}

inline void query_of(report const& r, odata::version v, query_rules const& rules, std::string_view text)
{
    auto const options = understood(text, r, v, rules);
    if (!options)
        return;
    promise(!options->top || (*options->top > 0 && *options->top <= r.max_page), "a page is bounded");
    // It has a $skiptoken, which may go on when a filter has become too old.
    auto const link = options->rest + (options->rest.empty() ? "" : "&") + "$skiptoken=x";
    auto const next = understood(link, r, v, rules);
    promise(next.has_value(), "a nextLink is understood");
    promise(next->rest == options->rest, "what a nextLink repeats stays as it is");
    promise(next->top == options->top && next->select == options->select, "a nextLink has the same options");
    promise(filter_text(*next) == filter_text(*options), "a nextLink has the same filter");
    promise(next->order.size() == options->order.size(), "a nextLink has the same order");
}

/// A query is refused with a 400, or understood; and then what a nextLink has of it means the same.
inline void query_string(std::uint8_t const* data, std::size_t size)
{
    auto const text = text_of(data, size);
    form(text);
    query_rules lenient;
    lenient.filters = odata::filter_rules::all;
    query_rules usual;
    usual.oldest = entralog::parse_iso8601("2026-11-01T00:00:00Z");
    query_rules strict;
    strict.strict = true;
    for (auto const& r : reports)
        for (auto const v : {odata::version::beta, odata::version::v1_0})
            for (auto const* rules : {&lenient, &usual, &strict})
                query_of(r, v, *rules, text);
}

} // namespace graph_mock::fuzz
