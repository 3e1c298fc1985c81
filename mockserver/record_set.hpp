#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/column_cache.hpp>
#include <mockserver/report.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace graph_mock
{

inline constexpr std::size_t max_record_size = 1024 * 1024;
inline constexpr std::size_t max_records = 1'000'000;

struct record
{
    record() = default;

    timestamp when{};
    std::string id;
    std::string text;        ///< the line of the file, which is what is served
    bool interactive = true; ///< of a sign-in: it is listed without being asked for, and v1.0 knows it
};

/// The records of one report, newest first; of the same time, by id.
class record_set
{
public:
    record_set() = default;

    /// Reads a file of one JSON object per line, checking each. A file that does not exist is an empty report.
    /// Throws load_error.
    static record_set load(std::filesystem::path const& file, report const& r);

    std::size_t size() const noexcept { return order_.size(); }

    /// The record at that place in the order.
    record const& at(std::size_t place) const { return records_[order_[place]]; }

    /// A record's number never changes, however many records come before it later.
    std::size_t number(std::size_t place) const { return order_[place]; }

    /// The place where the record of that number stands now; nothing when there is no such record.
    std::optional<std::size_t> place(std::size_t number) const;

    /// The first place whose record does not satisfy the condition, which must hold for all before it and for none
    /// after.
    template <class Condition>
    std::size_t first_place(Condition condition) const
    {
        auto const found = std::partition_point(
            order_.begin(), order_.end(), [&](std::size_t number_of) { return condition(records_[number_of]); });
        return static_cast<std::size_t>(found - order_.begin());
    }

    record const* find(std::string_view id) const;

    /// Gives the record a new text; its id and time must be what they were.
    void replace(std::string_view id, std::string text);

    std::optional<timestamp> newest() const;

    /// Moves all times of all records.
    void shift(std::chrono::seconds by);

    /// The values of properties, parsed. They are only a faster look at the records, so asking changes nothing.
    column_cache& columns() const noexcept { return *columns_; }

private:
    void sort();
    bool before(std::size_t a, std::size_t b) const;

    std::vector<record> records_;    ///< by number
    std::vector<std::size_t> order_; ///< numbers, newest first
    std::unordered_map<std::string, std::size_t> by_id_;
    std::unique_ptr<column_cache> columns_ = std::make_unique<column_cache>();
};

/// The JSON text with every time moved: the strings that are times in properties whose name ends in "DateTime", at any
/// depth. Fractions keep their digits. The years 1 and 9999 stand for "never" and stay.
std::string shift_times(std::string_view json, std::chrono::seconds by);

} // namespace graph_mock
