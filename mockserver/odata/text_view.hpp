#pragma once

#include <compare>
#include <string_view>

namespace graph_mock::odata
{

/// Whether strings that differ in the case of ASCII letters are the same.
enum class letter_case
{
    matters,
    ignored
};

/// What `tolower` and `toupper` make of a text.
enum class casing
{
    as_written,
    lower,
    upper
};

/// A text that belongs to somebody else, and what is made of its letters: nothing is copied to compare it.
struct text_view
{
    text_view() = default;
    explicit text_view(std::string_view text, odata::casing letters = casing::as_written)
        : bytes(text)
        , casing(letters)
    {
    }

    std::string_view bytes;
    odata::casing casing = odata::casing::as_written;
};

/// By bytes, which are unsigned.
std::strong_ordering compare(text_view a, text_view b, letter_case letters) noexcept;

bool equal(text_view a, text_view b, letter_case letters) noexcept;
bool starts_with(text_view text, text_view part, letter_case letters) noexcept;
bool ends_with(text_view text, text_view part, letter_case letters) noexcept;
bool contains(text_view text, text_view part, letter_case letters) noexcept;

} // namespace graph_mock::odata
