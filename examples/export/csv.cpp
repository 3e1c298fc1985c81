#include "csv.hpp"

namespace entralog_export
{

namespace
{

bool looks_like_formula(std::string_view text)
{
    if (text.empty())
        return false;
    if (std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos)
        return true;
    // Their full-width forms, which spreadsheets with an East Asian locale take for the same: U+FF1D, FF0B, FF0D, FF20.
    for (auto const* const sign : {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"})
        if (text.starts_with(sign))
            return true;
    return false;
}

} // namespace

void append_csv_field(std::string& out, std::string_view text)
{
    bool const defuse = looks_like_formula(text);
    bool const quote = text.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quote)
        out += '"';
    if (defuse)
        out += '\'';
    for (char const c : text)
    {
        if (c == '"')
            out += '"';
        out += c;
    }
    if (quote)
        out += '"';
}

} // namespace entralog_export
