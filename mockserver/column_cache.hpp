#pragma once

#include <mockserver/column.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

class record_set;
struct visibility;

/// The columns of a record set keep to this together; those that nobody has asked for the longest go first. Those of
/// the last request stay, however large: a record set's values are bounded by its texts, which are in memory anyway.
inline constexpr std::size_t max_column_bytes = 256 * 1024 * 1024;

/// The columns that a request needs.
class column_table
{
public:
    column_table() = default;

    /// Throws std::out_of_range for a property that was not asked for.
    column const& of(std::string_view property) const;

private:
    friend class column_cache;

    struct named
    {
        std::string_view property;
        std::shared_ptr<column const> values;
    };
    std::vector<named> columns_;
};

/// Makes the columns of a record set when they are first needed, and keeps them. Safe to call from several threads as
/// long as the records do not change.
class column_cache
{
public:
    explicit column_cache(std::size_t max_bytes = max_column_bytes)
        : max_bytes_(max_bytes)
    {
    }

    /// The columns as this caller sees the records; those that are missing are made in one pass over the records,
    /// during which others wait. The properties differ from one another, and their names outlive the table.
    column_table of(record_set const& records, std::vector<std::string_view> const& properties, visibility const& v);

    /// To be told before the text of a record changes: drops the columns that do not hold any more.
    void forget_changes(std::string_view before, std::string_view after);

    void forget_all();

private:
    struct entry
    {
        std::string property;
        bool concealed = false; ///< some callers do not see the values of some properties
        std::shared_ptr<column const> values;
    };

    std::shared_ptr<column const> find(std::string_view property, bool concealed);
    void keep_to_size(std::size_t in_use);

    std::size_t const max_bytes_;
    std::mutex mutex_;
    std::list<entry> entries_; ///< the last used first
};

} // namespace graph_mock
