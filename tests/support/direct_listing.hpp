#pragma once

#include <mockserver/lister.hpp>
#include <mockserver/odata/evaluator.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/record_view.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Lists the records of graph-mock in two ways: as it does, and from each record's own text.
namespace direct_listing
{

using namespace graph_mock;

inline tenant const& contoso()
{
    static auto const loaded = load_tenant(std::filesystem::path(ENTRALOG_TESTDATA) / "contoso");
    return loaded;
}

inline list_options options_of(std::string_view query, report const& r)
{
    query_rules rules;
    rules.filters = odata::filter_rules::all; // whatever can be evaluated
    return parse_list_options(query, r, odata::version::beta, rules, [](std::string_view) {});
}

inline listing listing_of(record_set const& records, report const& r, list_options const& options, visibility const& v)
{
    listing what;
    what.records = &records;
    what.report = &r;
    what.options = &options;
    what.visible = v;
    what.page_size = 50;
    return what;
}

/// All pages, as the mock makes them.
inline std::string listed(record_set const& records, report const& r, std::string_view query, visibility const& v = {})
{
    auto const options = options_of(query, r);
    auto what = listing_of(records, r, options, v);
    std::string all;
    do
    {
        auto const page = list(what);
        all += page.records + '\n';
        what.after = page.last;
    } while (what.after);
    return all;
}

/// A record with all that there is of it.
struct parsed
{
    std::size_t place;
    boost::json::value json;
};

/// The order of two records as OData defines it, from the records themselves.
inline bool comes_before(parsed const& a, parsed const& b, std::vector<odata::order_key> const& order, report const& r)
{
    for (auto const& key : order)
    {
        auto const value = [&](parsed const& p)
        {
            auto const* const found = odata::follow_path(&p.json, key.path.path);
            return found ? odata::view_of(*found, key.path.result) : odata::value_view();
        };
        auto const x = value(key.descending ? b : a);
        auto const y = value(key.descending ? a : b);
        if (odata::is_null(x) != odata::is_null(y))
            return odata::is_null(x);
        auto const compared = odata::compare(x, y, r.letters);
        if (compared && *compared != 0)
            return *compared < 0;
    }
    return a.place < b.place;
}

/// The same, from the records without any column: each is parsed as the caller sees it, and asked.
inline std::string computed(
    record_set const& records, report const& r, std::string_view query, visibility const& v = {})
{
    auto const options = options_of(query, r);
    auto what = listing_of(records, r, options, v);
    auto const& filter = options.filter;
    bool const all_kinds = filter && odata::mentions(*filter, "signInEventTypes");
    std::vector<parsed> matching;
    for (std::size_t place = 0; place < records.size(); ++place)
    {
        parsed p{place, boost::json::parse(hide(records.at(place).text, v))};
        bool const matches = !filter || odata::evaluator(*filter, r.letters).matches(p.json);
        if (matches && (all_kinds || records.at(place).interactive))
            matching.push_back(std::move(p));
    }
    std::sort(matching.begin(), matching.end(),
        [&](parsed const& a, parsed const& b) { return comes_before(a, b, options.order, r); });
    std::string all;
    for (std::size_t i = 0; i < matching.size(); ++i)
    {
        if (i != 0)
            all += i % what.page_size == 0 ? "\n" : ",";
        all += view_of(records.at(matching[i].place), what);
    }
    return all + '\n';
}

} // namespace direct_listing
