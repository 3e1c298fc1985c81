#include <mockserver/odata/clauses.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/odata/parser.hpp>
#include <mockserver/odata/typing.hpp>
#include <mockserver/text.hpp>

#include <algorithm>

namespace graph_mock::odata
{

namespace
{

/// A path's errors speak of a filter, where most paths are.
expression parse_order_path(std::string_view text, structure const& entity, version v)
try
{
    return parse_path(text, entity, v);
}
catch (bad_clause const& why)
{
    std::string message = why.what();
    constexpr std::string_view filter = "Invalid filter clause";
    if (message.starts_with(filter))
        message.replace(0, filter.size(), "Invalid orderby clause");
    throw bad_clause(message);
}

} // namespace

std::vector<order_key> parse_order_by(std::string_view text, structure const& entity, version v)
{
    std::vector<order_key> keys;
    for (auto part : split(text, ','))
    {
        if (keys.size() == max_order_keys)
            throw bad_clause(
                "The limit of '" + std::to_string(max_order_keys) + "' properties in $orderby has been exceeded.");
        part = trim(part);
        auto const space = part.find(' ');
        auto const direction = space == std::string_view::npos ? std::string_view("asc") : trim(part.substr(space));
        if (part.empty() || (!iequals(direction, "asc") && !iequals(direction, "desc")))
            throw bad_clause("Invalid orderby clause: '" + std::string(part) +
                             "' is not a property, nor a property followed by 'asc' or 'desc'.");
        order_key key;
        key.path = parse_order_path(part.substr(0, space), entity, v);
        key.descending = iequals(direction, "desc");
        if (key.path.collection || key.path.result == kind::structure)
            throw bad_clause("Invalid orderby clause: '" + std::string(part) + "' is not a single plain value.");
        keys.push_back(std::move(key));
    }
    return keys;
}

std::vector<std::string> parse_select(std::string_view text, structure const& entity, version v)
{
    std::vector<std::string> names;
    bool all = false;
    for (auto part : split(text, ','))
    {
        part = trim(part);
        if (part == "*")
        {
            all = true;
            continue;
        }
        auto const* const p = entity.find(part, v);
        if (!p)
            throw bad_clause(unknown_property(part, entity));
        if (std::find(names.begin(), names.end(), p->name) == names.end())
            names.emplace_back(p->name);
    }
    if (all)
        names.clear();
    return names;
}

} // namespace graph_mock::odata
