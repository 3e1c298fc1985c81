#include <mockserver/value_order.hpp>

namespace graph_mock
{

value_order::value_order(
    std::vector<odata::order_key> const& order, odata::letter_case letters, column_table const& columns)
{
    for (auto const& by : order)
    {
        auto const& values = columns.of(by.path.path.front());
        keys_.push_back({&values, values.rank(by.path, letters), by.descending});
    }
}

value_order::candidate value_order::at(std::size_t place) const
{
    return {rank(keys_.front(), place), static_cast<std::uint32_t>(place)};
}

bool value_order::operator()(candidate a, candidate b) const
{
    if (a.first != b.first)
        return a.first < b.first;
    for (std::size_t i = 1; i < keys_.size(); ++i)
    {
        auto const x = rank(keys_[i], a.place);
        auto const y = rank(keys_[i], b.place);
        if (x != y)
            return x < y;
    }
    return a.place < b.place;
}

std::uint32_t value_order::rank(key const& k, std::size_t place)
{
    auto const r = (*k.ranks)[k.values->at(place)];
    return k.descending ? ~r : r;
}

} // namespace graph_mock
