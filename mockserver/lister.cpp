#include <mockserver/lister.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/evaluator.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/record_view.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/time_range.hpp>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace graph_mock
{

namespace
{

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

/// Decides which records are listed, and parses one only when it must.
class sieve
{
public:
    explicit sieve(listing const& what)
        : what_(what)
    {
        auto const& filter = what.options->filter;
        if (filter)
            evaluator_.emplace(*filter, what.report->letters);
        // Only interactive sign-ins come unless event types are asked for; v1.0 knows no others.
        only_interactive_ =
            what.report->id == report_id::sign_ins && !(filter && odata::mentions(*filter, "signInEventTypes"));
    }

    bool passes(record const& r)
    {
        if (only_interactive_ && !r.interactive)
            return false;
        if (!evaluator_)
            return true;
        boost::json::monotonic_resource memory(buffer_.data(), buffer_.size());
        return evaluator_->matches(parse(r, what_.visible, &memory));
    }

    static boost::json::value parse(record const& r, visibility const& v, boost::json::storage_ptr memory)
    {
        if (v.all())
            return boost::json::parse(r.text, std::move(memory));
        return boost::json::parse(hide(r.text, v), std::move(memory));
    }

private:
    listing const& what_;
    std::optional<odata::evaluator> evaluator_;
    bool only_interactive_ = false;
    std::array<unsigned char, 64 * 1024> buffer_; // for one record at a time
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

    sieve passes(what);
    collector found(what);
    for (auto i = first; i < end; ++i)
    {
        auto const place = oldest_first ? end - 1 - (i - first) : i;
        if (passes.passes(set.at(place)) && !found.add(set.number(place), set.at(place)))
            break;
    }
    return found.take();
}

/// A record among others that are ordered by its values.
struct ranked
{
    ranked() = default;

    std::size_t place = 0; ///< decides between equals, so that the order is the same each time
    std::vector<odata::value> values;
};

ranked rank(std::size_t place, listing const& what)
{
    ranked r;
    r.place = place;
    auto const json = sieve::parse(what.records->at(place), what.visible, {});
    for (auto const& key : what.options->order)
    {
        auto const* const value = odata::follow_path(&json, key.path.path);
        r.values.push_back(value ? odata::to_value(*value, key.path.result) : odata::value());
    }
    return r;
}

bool ranks_before(ranked const& a, ranked const& b, listing const& what)
{
    for (std::size_t i = 0; i < a.values.size(); ++i)
    {
        auto const& x = what.options->order[i].descending ? b.values[i] : a.values[i];
        auto const& y = what.options->order[i].descending ? a.values[i] : b.values[i];
        if (odata::is_null(x) != odata::is_null(y)) // null is below all values (OData 4.01 part 1, section 11.2.6.2)
            return odata::is_null(x);
        auto const order = odata::compare(x, y, what.report->letters);
        if (order && *order != 0)
            return *order < 0;
    }
    return a.place < b.place;
}

page list_by_values(listing const& what)
{
    auto const& set = *what.records;
    auto const after_place = what.after ? set.place(*what.after) : std::nullopt;
    auto const after = after_place ? std::optional(rank(*after_place, what)) : std::nullopt;
    std::vector<ranked> candidates;
    sieve passes(what);
    for (std::size_t place = 0; place < set.size(); ++place)
    {
        if (!passes.passes(set.at(place)))
            continue;
        auto candidate = rank(place, what);
        if (!after || ranks_before(*after, candidate, what))
            candidates.push_back(std::move(candidate));
    }
    // One more than a page is enough to know that there are more.
    auto const wanted = std::min(candidates.size(), what.page_size + 1);
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(wanted), candidates.end(),
        [&](ranked const& a, ranked const& b) { return ranks_before(a, b, what); });
    candidates.resize(wanted);

    collector found(what);
    for (auto const& candidate : candidates)
        if (!found.add(set.number(candidate.place), set.at(candidate.place)))
            break;
    return found.take();
}

} // namespace

page list(listing const& what)
try
{
    auto const& order = what.options->order;
    bool const by_time =
        order.empty() || (order.front().path.path.size() == 1 && order.front().path.path.front() == what.report->time &&
                             order.size() == 1);
    if (!by_time)
        return list_by_values(what);
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
