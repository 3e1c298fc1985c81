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

/// The path of an $orderby that ends where the text does. A path's errors speak of a filter, where most paths are.
expression parse_order_path(std::string_view text, std::size_t begin, structure const& entity, version v)
try
{
    // With spaces for what is in front of it, so that positions are those in the whole.
    return parse_path(std::string(begin, ' ').append(text.substr(begin)), entity, v);
}
catch (bad_clause const& why)
{
    std::string message = why.what();
    constexpr std::string_view filter = "Invalid filter clause";
    if (message.starts_with(filter))
        message.replace(0, filter.size(), "Invalid orderby clause");
    throw bad_clause(message, why.position());
}

/// A path as $select has it, into objects and into the elements of collections alike; as the schema spells it.
std::string parse_selected(std::string_view text, structure const& entity, version v)
{
    std::string path;
    auto const* type = &entity;
    kind k = kind::structure;
    for (auto const name : split(text, '/'))
    {
        auto const* const p = type ? type->find(name, v) : nullptr;
        bool const may_hold_it = type ? type->open : k == kind::anything;
        if (!p && (!may_hold_it || name.empty()))
            throw bad_clause(type ? unknown_property(name, *type)
                                  : "Invalid select clause: '" + path + "' has no properties to select '" +
                                        std::string(name) + "' from.");
        path.append(path.empty() ? "" : "/").append(p ? p->name : name);
        type = p ? p->type : nullptr;
        k = p ? p->kind : kind::anything;
    }
    return path;
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
        auto const begin = static_cast<std::size_t>(part.data() - text.data());
        key.path = parse_order_path(text.substr(0, begin + part.substr(0, space).size()), begin, entity, v);
        key.descending = iequals(direction, "desc");
        if (key.path.collection || key.path.result == kind::structure)
            throw bad_clause("Invalid orderby clause: '" + std::string(part) + "' is not a single plain value.");
        keys.push_back(std::move(key));
    }
    return keys;
}

std::vector<std::string> parse_select(std::string_view text, structure const& entity, version v)
{
    std::vector<std::string> paths;
    bool all = false;
    for (auto part : split(text, ','))
    {
        part = trim(part);
        if (paths.size() == max_selected)
            throw bad_clause(
                "The limit of '" + std::to_string(max_selected) + "' properties in $select has been exceeded.");
        if (part == "*")
            all = true;
        else if (auto path = parse_selected(part, entity, v);
                 std::find(paths.begin(), paths.end(), path) == paths.end())
            paths.push_back(std::move(path));
    }
    // What is selected as a whole needs no path into it.
    std::erase_if(paths,
        [&, whole = paths](std::string const& path)
        {
            return std::any_of(
                whole.begin(), whole.end(), [&](std::string const& other) { return path.starts_with(other + '/'); });
        });
    if (all)
        paths.clear();
    return paths;
}

} // namespace graph_mock::odata
