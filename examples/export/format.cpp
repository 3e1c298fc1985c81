#include "format.hpp"

#include "columns.hpp"
#include "csv.hpp"
#include "text.hpp"

#include <entralog/encode.hpp>

#include <span>

namespace entralog_export
{

namespace
{

constexpr std::string_view csv_line_end = "\r\n"; // RFC 4180, section 2

/// One line of a table; `text(out, column)` gives the text of a cell.
template <class T, class Text>
void append_row(std::string& out, std::span<column<T> const> columns, Text text)
{
    std::string cell;
    for (auto const& c : columns)
    {
        cell.clear();
        text(cell, c);
        bool const last = &c == &columns.back();
        append_cell(out, cell, c.width, !last);
        out += last ? "\n" : "  ";
    }
}

template <class T, class Text>
void append_csv_line(std::string& out, std::span<column<T> const> columns, Text text)
{
    std::string field;
    for (auto const& c : columns)
    {
        field.clear();
        text(field, c);
        append_csv_field(out, field);
        out += &c == &columns.back() ? csv_line_end : std::string_view(",");
    }
}

/// JSON has line breaks only between its tokens, where they mean nothing.
void append_on_one_line(std::string& out, std::string_view json)
{
    while (true)
    {
        auto const end = json.find_first_of("\r\n");
        out += json.substr(0, end);
        if (end == std::string_view::npos)
            return;
        json.remove_prefix(end + 1);
    }
}

} // namespace

std::string_view extension_of(format f) noexcept
{
    switch (f)
    {
    case format::table:
        return ".txt";
    case format::csv:
        return ".csv";
    case format::ndjson:
    case format::raw:
    case format::none:
        break;
    }
    return ".ndjson";
}

template <class T>
void append_heading(std::string& out, format f)
{
    auto const name = [](std::string& text, column<T> const& c) { text += c.name; };
    if (f == format::table)
        append_row(out, table_columns<T>(), name);
    else if (f == format::csv)
        append_csv_line(out, csv_columns<T>(), name);
}

template <class T>
void append_record(std::string& out, format f, T const& record)
{
    auto const value = [&record](std::string& text, column<T> const& c) { c.append(text, record); };
    switch (f)
    {
    case format::table:
        append_row(out, table_columns<T>(), value);
        break;
    case format::csv:
        append_csv_line(out, csv_columns<T>(), value);
        break;
    case format::ndjson:
        entralog::append_json(out, record);
        out += '\n';
        break;
    case format::raw:
    case format::none:
        break;
    }
}

template <>
void append_heading<entralog::raw_record>(std::string&, format)
{
}

template <>
void append_record(std::string& out, format, entralog::raw_record const& record)
{
    append_on_one_line(out, record.json);
    out += '\n';
}

template void append_heading<entralog::sign_in>(std::string&, format);
template void append_heading<entralog::directory_audit>(std::string&, format);
template void append_heading<entralog::custom_security_attribute_audit>(std::string&, format);
template void append_heading<entralog::provisioning_object_summary>(std::string&, format);
template void append_record(std::string&, format, entralog::sign_in const&);
template void append_record(std::string&, format, entralog::directory_audit const&);
template void append_record(std::string&, format, entralog::custom_security_attribute_audit const&);
template void append_record(std::string&, format, entralog::provisioning_object_summary const&);

} // namespace entralog_export
