#pragma once

#include <mockserver/odata/schema.hpp>
#include <mockserver/odata/value.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace graph_mock
{

enum class report_id
{
    sign_ins,
    directory_audits,
    custom_security_attribute_audits,
    provisioning
};

/// What sets the four reports apart.
struct report
{
    report_id id;
    std::string_view name;        ///< as in /auditLogs/{name} and {name}.ndjson
    std::string_view record_name; ///< for people
    std::string_view entity;      ///< its type in the schema
    std::string_view time;        ///< the property that the report is ordered by
    std::size_t max_page;
    bool beta_only;
    odata::letter_case letters; ///< in filters
};

/// Page sizes: documented for signIns and customSecurityAttributeAudits, seen in an error text for directoryAudits,
/// ours for provisioning. Filters on provisioning are documented as case-sensitive. For the others nothing is said; we
/// ignore case, as the directory behind them does.
inline constexpr std::array<report, 4> reports{{
    {report_id::sign_ins, "signIns", "sign-in", "signIn", "createdDateTime", 1000, false, odata::letter_case::ignored},
    {report_id::directory_audits, "directoryAudits", "directory audit", "directoryAudit", "activityDateTime", 1000,
        false, odata::letter_case::ignored},
    {report_id::custom_security_attribute_audits, "customSecurityAttributeAudits", "custom security attribute audit",
        "customSecurityAttributeAudit", "activityDateTime", 100, true, odata::letter_case::ignored},
    {report_id::provisioning, "provisioning", "provisioning record", "provisioningObjectSummary", "activityDateTime",
        999, false, odata::letter_case::matters},
}};

constexpr report const& of(report_id id) noexcept
{
    return reports[static_cast<std::size_t>(id)];
}

} // namespace graph_mock
