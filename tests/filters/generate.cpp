#include <boost/json.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

// Writes a unit that compares every filterable path of Microsoft's tables with every operator:
//   generate TABLE allowed            those that the tables list; it must compile
//   generate TABLE refused            all the others; each must fail
//   generate TABLE check < ERRORS     says which of the refused the compiler's errors do not explain
//   generate SCHEMA known             asks each report for each property that any of them has; it must compile, so that
//                                     what is made of it can be refused in words
// The names of the constants are made from the paths here, independently of the library.

namespace
{

using set = std::set<std::string>;

struct word
{
    char const* name;  ///< in the table
    char const* words; ///< in the library's errors
    char const* before;
    char const* between;
    char const* after;
};
constexpr word operators[] = {
    {"eq", "==", "", " == ", ""},
    {"ne", "!=", "", " != ", ""},
    {"gt", ">", "", " > ", ""},
    {"ge", ">=", "", " >= ", ""},
    {"lt", "<", "", " < ", ""},
    {"le", "<=", "", " <= ", ""},
    {"in", "in", "in(", ", ", ")"},
    {"startswith", "starts_with", "starts_with(", ", ", ")"},
    {"endswith", "ends_with", "ends_with(", ", ", ")"},
    {"contains", "contains", "contains(", ", ", ")"},
};

std::string constant(std::string_view name)
{
    static std::map<std::string_view, char const*> const odd{
        {"tenantid", "tenant_id"}, {"jobid", "job_id"}, {"changeid", "change_id"}, {"cycleid", "cycle_id"}};
    if (auto const at = odd.find(name); at != odd.end())
        return at->second;
    std::string out;
    for (char const c : name)
    {
        if (std::isupper(static_cast<unsigned char>(c)))
            out += '_';
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
}

/// "status/errorCode": "status.error_code".
std::string nested(std::string_view path)
{
    std::string out;
    for (;;)
    {
        auto const slash = path.find('/');
        out += constant(path.substr(0, slash));
        if (slash == std::string_view::npos)
            return out;
        out += '.';
        path.remove_prefix(slash + 1);
    }
}

/// The comparison in C++; of a collection's elements, a condition on any of them.
std::string expression(std::string_view fields, std::string_view path, word const& op)
{
    auto const compare = [&](std::string const& field)
    {
        // A function of texts takes a text, whatever the field is.
        auto const operand = std::string_view(op.before).empty() || op.name == std::string_view("in")
                                 ? "sample(" + field + ")"
                                 : std::string("\"x\"");
        return op.before + field + op.between + operand + op.after;
    };
    auto const prefix = std::string("entralog::fields::").append(fields).append("::");
    constexpr std::string_view any = "/any(t:t";
    auto const at = path.find(any);
    if (at == std::string_view::npos)
        return compare(prefix + nested(path));
    auto const inner = path.substr(at + any.size(), path.size() - at - any.size() - 1);
    auto const element = inner.empty() ? std::string("t") : "t." + nested(inner.substr(1));
    return prefix + nested(path.substr(0, at)) + ".any([](auto t) { return " + compare(element) + "; })";
}

constexpr std::string_view prologue = R"(#include <entralog/fields.hpp>
using namespace entralog;
template <class F>
auto sample(F)
{
    if constexpr (F::kind == detail::value_kind::text)
        return std::string("x");
    else if constexpr (F::kind == detail::value_kind::time)
        return timestamp();
    else if constexpr (F::kind == detail::value_kind::enumeration)
        return typename F::template value_type<>();
    else
        return 1;
}
)";

struct report
{
    char const* fields; ///< the namespace
    char const* record;
    char const* type; ///< in the schema
};

std::map<std::string, report> const reports{
    {"signIns", {"sign_in", "sign_in", "signIn"}},
    {"directoryAudits", {"directory_audit", "directory_audit", "directoryAudit"}},
    {"customSecurityAttributeAudits",
        {"custom_security_attribute_audit", "custom_security_attribute_audit", "customSecurityAttributeAudit"}},
    {"provisioning", {"provisioning", "provisioning_object_summary", "provisioningObjectSummary"}},
};

int print_known(boost::json::object const& schema)
{
    set names;
    for (auto const& [name, r] : reports)
        if (auto const* const type = schema.at("types").as_object().if_contains(r.type))
            for (auto const& [property, its_type] : type->at("properties").as_object())
                names.insert(constant(std::string_view(property.data(), property.size())));
    std::cout << "#include <entralog/fields.hpp>\n";
    for (auto const& [report_name, r] : reports)
        for (auto const& name : names)
            std::cout << "static_assert(sizeof(entralog::fields::" << r.fields << "::" << name << ") > 0);\n";
    return names.size() < 50 ? 1 : 0;
}

} // namespace

int main(int argc, char** argv)
try
{
    if (argc != 3)
        throw std::runtime_error("generate TABLE allowed|refused|check, or generate SCHEMA known");
    std::string const mode = argv[2];
    std::ifstream file(argv[1]);
    auto const table = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
    if (mode == "known")
        return print_known(table);
    std::string const errors = mode == "check" ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : "";
    std::size_t pairs = 0;
    std::size_t unexplained = 0;
    if (mode != "check")
        std::cout << prologue;
    for (auto const& [name, versions] : table)
    {
        std::map<std::string, set> documented;
        for (auto const& [version, paths] : versions.as_object())
            for (auto const& [path, list] : paths.as_object())
            {
                auto& all = documented[std::string(path)];
                for (auto const& op : list.as_array())
                    all.insert(std::string(op.as_string()));
            }
        auto const& [fields, record, type] = reports.at(std::string(name));
        for (auto const& [path, list] : documented)
            for (auto const& op : operators)
            {
                bool const allowed = list.contains(op.name);
                if (allowed != (mode == "allowed"))
                    continue;
                ++pairs;
                if (mode != "check")
                    std::cout << "filter<" << record << "> const f" << pairs << " = " << expression(fields, path, op)
                              << ";\n";
                else if (auto const message = std::string(name) + ": " + op.words + " is not documented for " + path;
                         errors.find(message) == std::string::npos)
                {
                    ++unexplained;
                    std::cout << "not refused in words: " << message << '\n';
                }
            }
    }
    if (mode == "check")
        std::cout << pairs << " refused comparisons, " << unexplained << " of them not in words\n";
    return pairs < 100 || unexplained != 0 ? 1 : 0;
}
catch (std::exception const& e)
{
    std::cerr << "generate: " << e.what() << '\n';
    return 1;
}
