#include <mockserver/column.hpp>

#include <mockserver/odata/evaluator.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace graph_mock
{

namespace
{

/// A value that is not null, and whose it is.
struct sortable
{
    odata::value_view value;
    column::code code;
};

/// Values of different kinds, which cannot be compared, are ordered by kind: a sort needs an order of all.
bool sorts_before(sortable const& a, sortable const& b, odata::letter_case letters)
{
    if (a.value.index() != b.value.index())
        return a.value.index() < b.value.index();
    auto const order = odata::compare(a.value, b.value, letters);
    return order && *order < 0;
}

} // namespace

std::shared_ptr<column::ranking const> column::rank(odata::expression const& path, odata::letter_case letters) const
{
    std::scoped_lock const alone(ranking_);
    auto const known = std::find_if(
        ranked_.begin(), ranked_.end(), [&](ranked const& r) { return r.kind == path.result && r.path == path.path; });
    if (known != ranked_.end())
        return known->ranks;
    if (ranked_.size() == odata::max_order_keys) // in open types there are as many paths as callers can think of
        ranked_.erase(ranked_.begin());
    auto ranks = std::make_shared<ranking const>(make_ranking(path, letters));
    ranked_.push_back({path.path, path.result, ranks});
    return ranks;
}

column::ranking column::make_ranking(odata::expression const& path, odata::letter_case letters) const
{
    std::vector<sortable> sorted;
    for (code c = 0; c < values_.size(); ++c)
    {
        auto const* const found = odata::follow_path(&values_[c], std::span(path.path).subspan(1));
        auto const value = found ? odata::view_of(*found, path.result) : odata::value_view();
        if (!odata::is_null(value))
            sorted.push_back({value, c});
    }
    auto const before = [letters](sortable const& a, sortable const& b) { return sorts_before(a, b, letters); };
    std::sort(sorted.begin(), sorted.end(), before);
    ranking ranks(values_.size()); // null is below all values (OData 4.01 part 1, section 11.2.6.2)
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i)
    {
        if (i == 0 || before(sorted[i - 1], sorted[i]))
            ++rank;
        ranks[sorted[i].code] = rank;
    }
    return ranks;
}

std::size_t column::bytes() const noexcept
{
    // A parsed object has a slot for each member, so that it takes about three times its text.
    return codes_.size() * sizeof(code) + 3 * text_size_ +
           values_.size() * (sizeof(boost::json::value) + odata::max_order_keys * sizeof(std::uint32_t));
}

column_builder::column_builder(std::size_t records)
    : column_(new column())
{
    column_->memory_ = std::make_unique<boost::json::monotonic_resource>();
    column_->values_.emplace_back(nullptr);
    column_->codes_.reserve(records);
}

void column_builder::add(std::optional<std::string_view> json)
{
    auto& c = *column_;
    if (!json || *json == "null")
        return c.codes_.push_back(column::null);
    auto const [known, is_new] = codes_.emplace(*json, static_cast<column::code>(c.values_.size()));
    if (is_new)
    {
        c.values_.push_back(boost::json::parse(*json, c.memory_.get()));
        c.text_size_ += json->size();
    }
    c.codes_.push_back(known->second);
}

} // namespace graph_mock
