#pragma once

#include <mockserver/column_cache.hpp>
#include <mockserver/odata/clauses.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace graph_mock
{

/// The order that an $orderby gives to records, as a comparison of two of them. Each value's rank is known, so that it
/// compares numbers, whatever the values are.
class value_order
{
public:
    /// The columns must outlive it, and hold what the keys begin with.
    value_order(std::vector<odata::order_key> const& order, odata::letter_case letters, column_table const& columns);

    /// A record, by how it ranks by the first key, which mostly decides. Of equals the place in the set does, so that
    /// the order is the same each time.
    struct candidate
    {
        std::uint32_t first = 0;
        std::uint32_t place = 0;
    };

    candidate at(std::size_t place) const;
    bool operator()(candidate a, candidate b) const;

private:
    struct key
    {
        column const* values;
        std::shared_ptr<column::ranking const> ranks;
        bool descending;
    };

    static std::uint32_t rank(key const& k, std::size_t place);

    std::vector<key> keys_;
};

} // namespace graph_mock
