#include <mockserver/lister.hpp>
#include <mockserver/tenant.hpp>

#include "tests/bench/many_sign_ins.hpp"
#include "tests/support/scratch_folder.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// How long graph-mock takes for the first page of a filter over 100,000 sign-ins: when the filter is first used, which
// makes the columns that it needs, and later.

namespace
{

using namespace graph_mock;

constexpr std::size_t record_count = 100'000;
constexpr std::size_t page_size = 50;

record_set make_records()
{
    entralog::testing::scratch_folder const folder;
    auto const file = folder.path() / "signIns.ndjson";
    {
        std::ofstream out(file, std::ios::binary);
        entralog::bench::many_sign_ins source;
        for (std::size_t i = 0; i < record_count; ++i)
            out << source.next() << '\n';
        if (!out.flush())
            throw std::runtime_error("the records cannot be written");
    }
    return record_set::load(file, of(report_id::sign_ins));
}

double milliseconds_of(listing const& what, std::size_t& bytes)
{
    auto const begin = std::chrono::steady_clock::now();
    bytes = list(what).records.size();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

int main()
{
    auto const begin = std::chrono::steady_clock::now();
    auto const records = make_records();
    std::printf("%zu sign-ins, made and loaded in %.1f s\n", records.size(),
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    std::printf("%10s %10s %10s  %s\n", "first/ms", "later/ms", "page/bytes", "the query");

    std::string const last = records.at(records.size() - 1).id;
    std::vector<std::string> const queries{
        "$filter=createdDateTime ge 2026-11-20T10:00:00Z and createdDateTime lt 2026-11-20T11:00:00Z",
        "$filter=appDisplayName eq 'No such app'",
        "$filter=appDisplayName eq 'No such app' or userPrincipalName eq 'nobody@contoso.com'",
        "$filter=id eq '" + last + "'",
        "$filter=correlationId eq 'nobody' or correlationId eq 'nothing' or correlationId eq 'nowhere'",
        "$filter=userPrincipalName eq 'user1234@contoso.com' and status/errorCode ne 0",
        "$filter=status/errorCode eq 50126 and createdDateTime le 2026-11-25T00:00:00Z",
        "$filter=contains(userAgent,'no such agent')",
        "$filter=contains(tolower(id),'no such id')",
        "$filter=startswith(ipAddress,'10.') or endswith(userPrincipalName,'@fabrikam.com')",
        "$filter=appliedConditionalAccessPolicies/any(p: p/displayName eq 'No such policy')",
        "$filter=appliedConditionalAccessPolicies/any(p: p/result eq 'failure' and p/displayName eq appDisplayName)",
        "$filter=signInEventTypes/any(t: t eq 'no such type')",
        "$filter=id eq correlationId",
        "$filter=not (location/countryOrRegion ne null) and riskState eq 'none' and userId eq 'nobody'",
        "$orderby=userDisplayName",
        "$orderby=id desc",
        "$orderby=location/city desc,id",
        "$orderby=ipAddress&$filter=not contains(id,'00')",
    };
    query_rules rules;
    rules.filters = odata::filter_rules::all; // whatever can be evaluated
    double slowest = 0;
    for (auto const& query : queries)
    {
        auto const options =
            parse_list_options(query, of(report_id::sign_ins), odata::version::beta, rules, [](std::string_view) {});
        listing what;
        what.records = &records;
        what.report = &of(report_id::sign_ins);
        what.options = &options;
        what.page_size = page_size;
        std::size_t bytes = 0;
        auto const first = milliseconds_of(what, bytes);
        std::vector<double> later;
        for (int i = 0; i < 21; ++i)
            later.push_back(milliseconds_of(what, bytes));
        auto const middle = later.begin() + static_cast<std::ptrdiff_t>(later.size() / 2);
        std::nth_element(later.begin(), middle, later.end());
        std::printf("%10.1f %10.2f %10zu  %s\n", first, *middle, bytes, query.c_str());
        std::fflush(stdout);
        slowest = std::max(slowest, *middle);
    }
    std::printf("the slowest: %.2f ms\n", slowest);
}
