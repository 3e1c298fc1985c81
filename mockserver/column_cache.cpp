#include <mockserver/column_cache.hpp>

#include <mockserver/json_edit.hpp>
#include <mockserver/record_set.hpp>
#include <mockserver/record_view.hpp>
#include <mockserver/text.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace graph_mock
{

namespace
{

/// Finds the text of a property as a parser would: of a key that is there twice the last counts, and a key in other
/// letters counts where there is no exact one.
class value_finder
{
public:
    explicit value_finder(std::string_view property)
        : property_(property)
    {
    }

    void start()
    {
        exact_.reset();
        similar_.reset();
    }

    void see(std::string_view key, std::string_view value)
    {
        if (key.size() != property_.size())
            return;
        if (key == property_)
            exact_ = value;
        else if (iequals(key, property_) && (!similar_ || key == similar_key_))
        {
            similar_key_ = key;
            similar_ = value;
        }
    }

    std::string_view property() const noexcept { return property_; }
    std::optional<std::string_view> value() const noexcept { return exact_ ? exact_ : similar_; }

private:
    std::string_view property_;
    std::optional<std::string_view> exact_;
    std::optional<std::string_view> similar_;
    std::string similar_key_;
};

void find_values(std::string_view record, std::vector<value_finder>& finders)
{
    for (auto& finder : finders)
        finder.start();
    visit_members(record,
        [&](std::string_view key, std::string_view value)
        {
            std::string plain;
            if (key.find('\\') != std::string_view::npos) // nobody writes a name with escapes, but JSON may
                key = plain = std::string(boost::json::parse('"' + std::string(key) + '"').as_string());
            for (auto& finder : finders)
                finder.see(key, value);
        });
}

std::optional<std::string_view> value_of(std::string_view record, std::string_view property)
{
    std::vector<value_finder> finder(1, value_finder(property));
    find_values(record, finder);
    return finder.front().value();
}

} // namespace

column const& column_table::of(std::string_view property) const
{
    for (auto const& c : columns_)
        if (c.property == property)
            return *c.values;
    throw std::out_of_range("a column was not asked for");
}

column_table column_cache::of(
    record_set const& records, std::vector<std::string_view> const& properties, visibility const& v)
{
    std::scoped_lock const alone(mutex_);
    column_table table;
    std::vector<value_finder> missing;
    for (auto property : properties)
    {
        auto found = find(property, conceals(v, property));
        if (!found)
            missing.emplace_back(property);
        table.columns_.push_back({property, std::move(found)});
    }
    if (missing.empty())
        return table;

    std::vector<column_builder> builders;
    for (std::size_t i = 0; i < missing.size(); ++i)
        builders.emplace_back(records.size());
    for (std::size_t place = 0; place < records.size(); ++place)
    {
        find_values(records.at(place).text, missing);
        for (std::size_t i = 0; i < missing.size(); ++i)
        {
            auto const value = missing[i].value();
            builders[i].add(value ? visible_value(missing[i].property(), *value, v) : value);
        }
    }
    std::size_t made = 0;
    for (auto& c : table.columns_)
    {
        if (c.values)
            continue;
        c.values = builders[made++].take();
        entries_.push_front({std::string(c.property), conceals(v, c.property), c.values});
    }
    keep_to_size(properties.size());
    return table;
}

std::shared_ptr<column const> column_cache::find(std::string_view property, bool concealed)
{
    auto const found = std::find_if(entries_.begin(), entries_.end(),
        [&](entry const& e) { return e.property == property && e.concealed == concealed; });
    if (found == entries_.end())
        return nullptr;
    entries_.splice(entries_.begin(), entries_, found);
    return found->values;
}

void column_cache::keep_to_size(std::size_t in_use)
{
    std::size_t bytes = 0;
    std::size_t kept = 0;
    auto at = entries_.begin();
    while (at != entries_.end() && ((bytes += at->values->bytes()) <= max_bytes_ || kept < in_use))
    {
        ++at;
        ++kept;
    }
    entries_.erase(at, entries_.end());
}

void column_cache::forget_changes(std::string_view before, std::string_view after)
{
    std::scoped_lock const alone(mutex_);
    entries_.remove_if([&](entry const& e) { return value_of(before, e.property) != value_of(after, e.property); });
}

void column_cache::forget_all()
{
    std::scoped_lock const alone(mutex_);
    entries_.clear();
}

} // namespace graph_mock
