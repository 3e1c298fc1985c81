#include <mockserver/faults/rule_file.hpp>

#include <mockserver/faults/presets.hpp>
#include <mockserver/json_file.hpp>
#include <mockserver/text.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_size = std::size_t{1} << 20;
constexpr std::size_t max_rules = 1000;
constexpr std::int64_t max_count = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t ten_minutes = 600'000; // in milliseconds
constexpr std::int64_t ten_years = 315'360'000;

std::string all_names()
{
    std::string names;
    for (auto const& f : all_faults())
        names.append(names.empty() ? "" : ", ").append(f.name);
    return names;
}

fault_kind kind_of(object_reader const& from)
{
    auto const name = from.text("fault");
    auto const& all = all_faults();
    auto const found = std::find_if(all.begin(), all.end(), [&](fault_info const& f) { return f.name == name.value; });
    if (found == all.end())
        from.fail(name, "is '" + quotable(name.value) + "', which is no fault; it may be one of: " + all_names());
    return found->kind;
}

/// A parameter of another fault is a mistake, too.
void check_parameters(object_reader const& from, fault_info const& what)
{
    for (std::string_view const name : {"status", "code", "message", "body", "retryAfter", "error", "aadsts", "to",
             "milliseconds", "bytes", "pages", "records", "by", "seconds"})
    {
        auto const& known = what.parameters;
        if (!from.has(name) || std::find(known.begin(), known.end(), name) != known.end())
            continue;
        std::string list;
        for (auto const parameter : known)
            list.append(list.empty() ? "" : ", ").append(parameter);
        from.fail(name, "does not go with the fault '" + std::string(what.name) + "', which takes " +
                            (list.empty() ? "no parameters" : list));
    }
}

void read_text(object_reader const& from, std::string_view name, std::string& into)
{
    if (from.has(name))
        into = from.text(name).value;
}

fault read_fault(object_reader const& from)
{
    fault f(kind_of(from));
    check_parameters(from, info(f.kind));
    f.status = static_cast<int>(from.whole_number("status", 200, 599).value_or(f.status));
    read_text(from, "code", f.code);
    read_text(from, "message", f.message);
    if (from.has("body"))
        f.body = from.text("body").value;
    read_text(from, "retryAfter", f.retry_after);
    read_text(from, "error", f.error);
    f.aadsts = from.whole_number("aadsts", 0, 99'999'999).value_or(f.aadsts);
    read_text(from, "to", f.to);
    f.time = std::chrono::milliseconds(from.whole_number("milliseconds", 0, ten_minutes).value_or(f.time.count()));
    f.bytes = static_cast<std::size_t>(
        from.whole_number("bytes", 0, std::int64_t{1} << 40).value_or(static_cast<std::int64_t>(f.bytes)));
    f.pages = static_cast<std::size_t>(from.whole_number("pages", 1, 16).value_or(1));
    f.records = static_cast<std::size_t>(from.whole_number("records", 1, 1'000'000).value_or(1));
    f.by = from.whole_number("by", -1'000'000, 1'000'000).value_or(f.by);
    f.skew = std::chrono::seconds(from.whole_number("seconds", -ten_years, ten_years).value_or(f.skew.count()));
    return f;
}

std::string method_of(object_reader const& from)
{
    if (!from.has("method"))
        return {};
    auto const text = from.text("method");
    for (std::string_view const known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        if (iequals(text.value, known))
            return text.value;
    from.fail(text, "is '" + quotable(text.value) + "', which is no method; the reports are asked with GET");
}

fault_rule read_rule(object_reader const& from)
{
    fault_rule rule(read_fault(from));
    if (auto const& what = info(rule.what.kind); what.scope == fault_scope::connection)
        for (std::string_view const name : {"method", "path", "app"})
            if (from.has(name))
                from.fail(name, "does not go with the fault '" + std::string(what.name) +
                                    "', which a connection gets before any request; choose by nth, count, probability");
    rule.method = method_of(from);
    read_text(from, "path", rule.path);
    if (from.has("app"))
        rule.app = from.guid("app");
    auto const nth = from.whole_number("nth", 1, max_count);
    auto const count = from.whole_number("count", 1, max_count);
    rule.nth = static_cast<std::uint64_t>(nth.value_or(1));
    if (count)
        rule.count = static_cast<std::uint64_t>(*count);
    else if (nth) // the n-th: that one
        rule.count = 1;
    rule.probability = from.number("probability", 0, 1).value_or(1);
    return rule;
}

} // namespace

fault_plan load_faults(std::filesystem::path const& file)
{
    json_file const json(file, max_size);
    auto const root = json.root({"$schema", "seed", "rules"});
    fault_plan plan;
    plan.seed = static_cast<std::uint64_t>(root.whole_number("seed", 0, max_count).value_or(0));
    auto const rules = root.objects("rules",
        {"fault", "method", "path", "app", "nth", "count", "probability", "status", "code", "message", "body",
            "retryAfter", "error", "aadsts", "to", "milliseconds", "bytes", "pages", "records", "by", "seconds"});
    if (rules.empty())
        root.fail("rules", "is missing or empty; give it at least one rule");
    if (rules.size() > max_rules)
        root.fail("rules", "has more than " + std::to_string(max_rules) + " rules");
    for (auto const& rule : rules)
        plan.rules.push_back(read_rule(rule));
    return plan;
}

fault_plan faults_of(std::filesystem::path const& preset_or_file)
{
    auto rules = preset(preset_or_file.string());
    if (rules.empty())
        return load_faults(preset_or_file);
    fault_plan plan;
    plan.rules = std::move(rules);
    return plan;
}

} // namespace graph_mock
