#include "tally.hpp"

#include "text.hpp"

#include <cmath>
#include <cstdio>
#include <map>

namespace entralog_export
{

namespace
{

constexpr std::size_t most_names = 3;

double seconds(std::chrono::steady_clock::duration d)
{
    return std::chrono::duration<double>(d).count();
}

std::string one_digit(double value)
{
    char text[64];
    std::snprintf(text, sizeof(text), "%.1f", value);
    return text;
}

/// "; 3 unknown properties: signIn.a (2), signIn.b"
void append_names(std::string& out, std::string_view what, std::map<std::string, std::size_t> const& counts)
{
    if (counts.empty())
        return;
    out.append(out.empty() ? "" : "; ").append(what).append(" ");
    std::size_t shown = 0;
    for (auto const& [name, n] : counts)
    {
        if (shown == most_names)
        {
            out.append(" and ").append(std::to_string(counts.size() - shown)).append(" more");
            return;
        }
        out += shown++ == 0 ? "" : ", ";
        append_harmless(out, std::string_view(name).substr(0, 80));
        if (n > 1)
            out.append(" (").append(std::to_string(n)).append(")");
    }
}

} // namespace

tally& operator+=(tally& total, tally const& part)
{
    total.records += part.records;
    total.malformed += part.malformed;
    total.pages += part.pages;
    total.bytes += part.bytes;
    total.retries += part.retries;
    total.waited += part.waited;
    total.waited_for_limit += part.waited_for_limit;
    total.took += part.took;
    total.beyond_model += part.beyond_model;
    return total;
}

std::string counted(std::uint64_t n, std::string_view noun)
{
    auto out = std::to_string(n).append(" ").append(noun);
    if (n == 1)
        return out;
    if (!out.ends_with("y"))
        return out + 's';
    out.pop_back();
    return out + "ies";
}

std::string size_text(std::uint64_t bytes)
{
    if (bytes < 1000)
        return std::to_string(bytes) + " B";
    auto value = static_cast<double>(bytes);
    for (auto const* const unit : {" kB", " MB", " GB"})
        if (value /= 1000; value < 999.95)
            return one_digit(value) + unit;
    return one_digit(value / 1000) + " TB";
}

std::string seconds_text(std::chrono::steady_clock::duration d)
{
    auto const s = seconds(d);
    return (s < 60 ? one_digit(s) : std::to_string(std::llround(s))) + " s";
}

std::string summary(std::string_view name, tally const& t)
{
    std::string out(name);
    out.append(": ").append(counted(t.records, "record"));
    out.append(", ").append(counted(t.pages, "page"));
    out.append(", ").append(size_text(t.bytes)).append(" on the wire");
    out.append(", ").append(counted(t.retries, "retry"));
    if (t.waited > std::chrono::steady_clock::duration::zero())
        out.append(" after waiting ").append(seconds_text(t.waited));
    if (t.waited_for_limit >= std::chrono::milliseconds(100))
        out.append(", waited ").append(seconds_text(t.waited_for_limit)).append(" for the service's limit");
    out.append(", ").append(seconds_text(t.took));
    if (t.malformed != 0)
        out.append(", ").append(std::to_string(t.malformed)).append(" malformed");
    return out + '\n';
}

std::string drift_summary(entralog::drift const& beyond_model)
{
    std::string drift;
    append_names(drift, "properties", beyond_model.unknown_properties);
    append_names(drift, "members", beyond_model.unknown_members);
    append_names(drift, "nulls where none belong:", beyond_model.unexpected_nulls);
    return drift.empty() ? drift : "  not in this version's model, kept all the same: " + drift + '\n';
}

std::string progress_text(std::string_view name, tally const& t)
{
    std::string out(name);
    out.append("  ").append(counted(t.pages, "page"));
    out.append("  ").append(counted(t.records, "record"));
    if (auto const s = seconds(t.took); s > 0.5)
        out.append("  ").append(std::to_string(std::llround(static_cast<double>(t.records) / s))).append("/s");
    out.append("  ").append(size_text(t.bytes));
    if (t.retries != 0)
        out.append("  ").append(counted(t.retries, "retry"));
    return out;
}

} // namespace entralog_export
