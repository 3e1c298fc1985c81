#include <mockserver/lister.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/predicate.hpp>
#include <mockserver/record_view.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/time_range.hpp>
#include <mockserver/value_order.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace graph_mock
{

namespace
{

/// Ordered by nothing but the report's time: that is how the records are kept.
bool is_by_time(listing const& what)
{
    auto const& order = what.options->order;
    return order.empty() || (order.size() == 1 && order.front().path.path.size() == 1 &&
                                order.front().path.path.front() == what.report->time);
}

/// Gathers the records of a page.
class collector
{
public:
    explicit collector(listing const& what)
        : what_(what)
    {
    }

    /// False when the page has no room for the record, and so there are more to come.
    bool add(std::size_t number, record const& r)
    {
        if (count_ == what_.page_size || page_.records.size() >= max_page_bytes)
        {
            page_.last = last_;
            return false;
        }
        if (count_++ > 0)
            page_.records += ',';
        page_.records += view_of(r, what_);
        last_ = number;
        return true;
    }

    page take() { return std::move(page_); }

private:
    listing const& what_;
    page page_;
    std::size_t count_ = 0;
    std::size_t last_ = 0;
};

/// The columns that the filter and the order look up.
column_table columns_for(listing const& what)
{
    std::vector<std::string_view> properties;
    if (what.options->filter)
        properties = properties_of(*what.options->filter, what.report->time);
    if (!is_by_time(what))
        for (auto const& key : what.options->order)
            if (std::find(properties.begin(), properties.end(), key.path.path.front()) == properties.end())
                properties.emplace_back(key.path.path.front());
    return what.records->columns().of(*what.records, properties, what.visible);
}

/// Decides which records are listed.
class sieve
{
public:
    sieve(listing const& what, column_table const& columns)
        : records_(*what.records)
    {
        auto const& filter = what.options->filter;
        if (filter)
            filter_.emplace(*filter, *what.report, records_, columns);
        // Only interactive sign-ins come unless event types are asked for; v1.0 knows no others.
        only_interactive_ =
            what.report->id == report_id::sign_ins && !(filter && odata::mentions(*filter, "signInEventTypes"));
    }

    bool passes(std::size_t place)
    {
        return (!filter_ || filter_->matches(place)) && (!only_interactive_ || records_.at(place).interactive);
    }

private:
    record_set const& records_;
    std::optional<predicate> filter_;
    bool only_interactive_ = false;
};

/// In the order that the records are kept in, or backwards.
page list_by_time(listing const& what, bool oldest_first)
{
    auto const& set = *what.records;
    auto const range = what.options->filter ? range_of(*what.options->filter, what.report->time) : time_range();
    // Newest first: what is later than the range comes before it.
    auto first = set.first_place([&](record const& r) { return r.when > range.to; });
    auto end = std::max(first, set.first_place([&](record const& r) { return r.when >= range.from; }));
    auto const after = what.after ? set.place(*what.after) : std::nullopt;
    if (after && oldest_first)
        end = std::clamp(*after, first, end);
    else if (after)
        first = std::clamp(*after + 1, first, end);

    auto const columns = columns_for(what);
    sieve chosen(what, columns);
    collector found(what);
    for (auto i = first; i < end; ++i)
    {
        auto const place = oldest_first ? end - 1 - (i - first) : i;
        if (chosen.passes(place) && !found.add(set.number(place), set.at(place)))
            break;
    }
    return found.take();
}

page list_by_values(listing const& what)
{
    auto const& set = *what.records;
    auto const columns = columns_for(what);
    value_order const before(what.options->order, what.report->letters, columns);
    auto const after_place = what.after ? set.place(*what.after) : std::nullopt;
    auto const after = after_place ? before.at(*after_place) : value_order::candidate();
    std::vector<value_order::candidate> candidates;
    sieve chosen(what, columns);
    for (std::size_t place = 0; place < set.size(); ++place)
    {
        auto const candidate = before.at(place);
        if ((!after_place || before(after, candidate)) && chosen.passes(place))
            candidates.push_back(candidate);
    }
    // One more than a page is enough to know that there are more. To pick them costs the same whatever order they have
    // now, which std::partial_sort does not.
    auto const wanted = std::min(candidates.size(), what.page_size + 1);
    auto const end = candidates.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::nth_element(candidates.begin(), end, candidates.end(), before);
    std::sort(candidates.begin(), end, before);

    collector found(what);
    for (auto at = candidates.begin(); at != end; ++at)
        if (!found.add(set.number(at->place), set.at(at->place)))
            break;
    return found.take();
}

} // namespace

page list(listing const& what)
try
{
    if (!is_by_time(what))
        return list_by_values(what);
    auto const& order = what.options->order;
    return list_by_time(what, !order.empty() && !order.front().descending);
}
catch (odata::bad_clause const& why)
{
    throw bad_request(why.what());
}

std::string view_of(record const& r, listing const& what)
{
    auto text = hide(r.text, what.visible);
    if (what.version == odata::version::v1_0)
        text = in_version(text, odata::type(what.report->entity), what.version);
    if (!what.options->select.empty())
        text = selected(text, what.options->select);
    return text;
}

} // namespace graph_mock
