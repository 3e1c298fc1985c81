#include <mockserver/odata/filter_rules.hpp>

#include <mockserver/odata/bad_clause.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace graph_mock::odata
{

namespace
{

constexpr operator_set order = "gt ge lt le";

operator_set find(std::span<filterable const> table, std::string_view path) noexcept
{
    for (auto const& row : table) // provisioning's has "tenantid" and the like: names are found in any case
        if (iequals(row.path, path))
            return row.operators;
    return {};
}

/// Whether the table has anything to ask of the elements of that collection.
bool has_elements(std::span<filterable const> table, std::string_view element) noexcept
{
    return std::any_of(table.begin(), table.end(),
        [&](filterable const& row) { return iequals(row.path.substr(0, element.size()), element); });
}

std::string_view name_of(operation op) noexcept
{
    for (auto const& [name, candidate] : operator_names)
        if (candidate == op)
            return name;
    return "?";
}

class checker
{
public:
    checker(structure const& entity, version v, filter_rules rules, std::string_view of)
        : entity_(entity)
        , version_(v)
        , rules_(rules)
        , of_(of)
        , scopes_(1)
    {
    }

    void condition(expression const& e)
    {
        switch (e.op)
        {
        case operation::literal:
            return;
        case operation::path: // a truth value: it is asked whether it is true
            return property(e, operation::equal, e.position);
        case operation::logical_and:
        case operation::logical_or:
        case operation::logical_not:
            for (auto const& operand : e.operands)
                condition(operand);
            return;
        case operation::any:
        case operation::all:
            return lambda(e);
        default:
            // Whoever allows gt allows lt, and the same of ge and le: the side that the property is on is no matter.
            for (auto const& o : e.operands)
                operand(o, e.op, e.position);
        }
    }

private:
    void operand(expression const& e, operation op, std::size_t position)
    {
        if (e.op == operation::path)
            property(e, op, position);
        else if (e.op == operation::to_lower || e.op == operation::to_upper)
            operand(e.operands.front(), op, position);
        else
            condition(e); // startswith(a,'b') eq true
    }

    void property(expression const& path, operation op, std::size_t position)
    {
        // A collection that is compared as if it were a value: any of its elements is meant.
        auto const name = name_in_table(path, path.collection ? "/any(t:t" : "");
        auto const allowed = allowed_operators(name, path.result, entity_, version_, rules_);
        if (!allowed.has(op))
            refuse(op, name, allowed, position);
    }

    void lambda(expression const& e)
    {
        auto const& collection = e.operands.front();
        auto const element = name_in_table(collection, "/any(t:t");
        std::string_view const open = std::string_view(element).substr(0, element.find_last_not_of(')') + 1);
        operator_set allowed;
        if (has_elements(documented_filters(entity_.name, version_), open) ||
            (rules_ == filter_rules::observed && has_elements(observed_filters(entity_.name), open)))
            allowed.add(operation::any);
        if (!allowed.has(e.op)) // `all` is in no table, and nobody has told that it works
            refuse(e.op, name_in_table(collection, ""), allowed, e.position);
        if (e.operands.size() == 1)
            return;
        scopes_.emplace_back(open);
        condition(e.operands.back());
        scopes_.pop_back();
    }

    /// "targetResources/any(t:t/id)": as the tables have it, whatever the range variable is called in the filter.
    std::string name_in_table(expression const& path, std::string_view end) const
    {
        auto name = scopes_[path.variable];
        for (auto const& part : path.path)
            name.append(name.empty() ? "" : "/").append(part);
        name.append(end);
        name.append(static_cast<std::size_t>(std::count(name.begin(), name.end(), '(')), ')');
        return name;
    }

    [[noreturn]] void refuse(operation op, std::string_view name, operator_set allowed, std::size_t position) const
    {
        std::string why = "The operator '";
        why.append(name_of(op)).append("' is not supported for the property '").append(name).append("' of ");
        why.append(of_).append(version_ == version::beta ? " in beta" : " in v1.0");
        throw bad_clause::in_filter(why + " (supported: " + to_text(allowed) + ")", position);
    }

    structure const& entity_;
    version version_;
    filter_rules rules_;
    std::string_view of_;
    std::vector<std::string> scopes_; ///< for each range variable, the name of its element, not closed: "c/any(t:t"
};

} // namespace

operator_set allowed_operators(std::string_view path, kind k, structure const& entity, version v, filter_rules rules)
{
    auto allowed = find(documented_filters(entity.name, v), path);
    if (rules == filter_rules::documented)
        return allowed;
    allowed.add(find(observed_filters(entity.name), path));
    // Where a property can be compared at all, practice compares it in every way that its type has: status/errorCode
    // ne 0, activityDateTime lt and gt, startswith of texts. For `in`, and for the order of numbers, nobody has told;
    // they are no harder to serve than eq. The order of texts we leave out, and endswith, which is dear for a service.
    if (!allowed.has(operation::equal))
        return allowed;
    allowed.add("ne in");
    if (k == kind::text)
        allowed.add(operation::starts_with);
    if (k == kind::number || k == kind::moment)
        allowed.add(order);
    return allowed;
}

void check_operators(
    expression const& filter, structure const& entity, version v, filter_rules rules, std::string_view of)
{
    if (rules != filter_rules::all)
        checker(entity, v, rules, of).condition(filter);
}

} // namespace graph_mock::odata
