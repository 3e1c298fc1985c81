#pragma once

#include <mockserver/odata/clauses.hpp>
#include <mockserver/odata/value.hpp>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace graph_mock
{

/// One property of all records of a set: each distinct value once, parsed, and for every record the code of its value.
/// Most properties hold few values many times, so a column is small, and what is found out about a value serves all
/// the records that have it.
class column
{
public:
    using code = std::uint32_t;
    static constexpr code null = 0; ///< of a value that is null or missing: a filter cannot tell

    std::size_t distinct() const noexcept { return values_.size(); }
    code at(std::size_t place) const { return codes_[place]; }
    boost::json::value const& value(code c) const { return values_[c]; }

    /// For each code, how its value ranks below this property: equal values rank equally, null lowest.
    using ranking = std::vector<std::uint32_t>;
    std::shared_ptr<ranking const> rank(odata::expression const& path, odata::letter_case letters) const;

    /// About what it takes of memory, rankings included.
    std::size_t bytes() const noexcept;

private:
    friend class column_builder;

    struct ranked
    {
        std::vector<std::string> path;
        odata::kind kind{};
        std::shared_ptr<ranking const> ranks;
    };

    column() = default;
    ranking make_ranking(odata::expression const& path, odata::letter_case letters) const;

    std::unique_ptr<boost::json::monotonic_resource> memory_; ///< of the values, which go before it
    std::vector<boost::json::value> values_;                  ///< by code
    std::vector<code> codes_;                                 ///< by the place of the record
    std::size_t text_size_ = 0;

    mutable std::mutex ranking_;         ///< of what follows
    mutable std::vector<ranked> ranked_; ///< the newest last, `max_order_keys` at most
};

/// Makes a column, a record at a time, from their texts, which must stay until it is done.
class column_builder
{
public:
    explicit column_builder(std::size_t records);

    /// The next record's value, as JSON; nothing when it has none.
    void add(std::optional<std::string_view> json);

    std::shared_ptr<column const> take() { return std::move(column_); }

private:
    std::shared_ptr<column> column_;
    std::unordered_map<std::string_view, column::code> codes_;
};

} // namespace graph_mock
