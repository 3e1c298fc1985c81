#pragma once

#include <entralog/model.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace entralog_export
{

/// One column of a report: its heading, and how to get its text out of a record.
template <class T>
struct column
{
    std::string_view name;
    void (*append)(std::string& out, T const& record);
    std::size_t width = 0; ///< in a table
};

/// The columns of comma-separated values. They are named by Graph's own paths, "location.city". Of a collection, the
/// values of its elements stand in one field, divided by "; ".
template <class T>
std::span<column<T> const> csv_columns();

/// The few columns of a table that fits 120 columns.
template <class T>
std::span<column<T> const> table_columns();

template <>
std::span<column<entralog::sign_in> const> csv_columns();
template <>
std::span<column<entralog::sign_in> const> table_columns();
template <>
std::span<column<entralog::directory_audit> const> csv_columns();
template <>
std::span<column<entralog::directory_audit> const> table_columns();
template <>
std::span<column<entralog::custom_security_attribute_audit> const> csv_columns();
template <>
std::span<column<entralog::custom_security_attribute_audit> const> table_columns();
template <>
std::span<column<entralog::provisioning_object_summary> const> csv_columns();
template <>
std::span<column<entralog::provisioning_object_summary> const> table_columns();

} // namespace entralog_export
