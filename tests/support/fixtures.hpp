#pragma once

#include <entralog/model.hpp>

#include "tests/support/schema_walk.hpp"

#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace entralog::testing
{

/// The file of a report's records, in testdata/contoso.
template <class T>
inline constexpr std::string_view fixture_of = T::has_no_fixture;
template <>
inline constexpr std::string_view fixture_of<sign_in> = "signIns";
template <>
inline constexpr std::string_view fixture_of<directory_audit> = "directoryAudits";
template <>
inline constexpr std::string_view fixture_of<custom_security_attribute_audit> = "customSecurityAttributeAudits";
template <>
inline constexpr std::string_view fixture_of<provisioning_object_summary> = "provisioning";

/// The records of a report as they stand in testdata, read once.
template <class T>
std::vector<std::string> const& fixture_lines()
{
    static auto const lines = []
    {
        std::vector<std::string> all;
        std::istringstream text(test::read_testdata("contoso/" + std::string(fixture_of<T>) + ".ndjson"));
        for (std::string line; std::getline(text, line);)
            all.push_back(line);
        return all;
    }();
    return lines;
}

/// Calls f(std::type_identity<T>()) for the record type of each report.
template <class F>
void for_each_report(F&& f)
{
    f(std::type_identity<sign_in>());
    f(std::type_identity<directory_audit>());
    f(std::type_identity<custom_security_attribute_audit>());
    f(std::type_identity<provisioning_object_summary>());
}

} // namespace entralog::testing
