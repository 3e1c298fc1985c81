#include <mockserver/odata/text_view.hpp>

#include <mockserver/text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace graph_mock::odata
{

namespace
{

/// What becomes of each byte.
using byte_map = std::array<unsigned char, 256>;

constexpr byte_map make_map(casing c)
{
    byte_map map{};
    for (std::size_t i = 0; i < map.size(); ++i)
    {
        auto const letter = static_cast<char>(static_cast<unsigned char>(i));
        bool const is_small = letter >= 'a' && letter <= 'z';
        char const made = c == casing::lower               ? lower(letter)
                          : c == casing::upper && is_small ? static_cast<char>(letter - 'a' + 'A')
                                                           : letter;
        map[i] = static_cast<unsigned char>(made);
    }
    return map;
}

constexpr auto as_written = make_map(casing::as_written);
constexpr auto lowered = make_map(casing::lower);
constexpr auto raised = make_map(casing::upper);

/// A text as it is compared.
class mapped_text
{
public:
    mapped_text(text_view text, letter_case letters) noexcept
        : bytes_(text.bytes)
        , map_(&map_for(letters == letter_case::ignored ? casing::lower : text.casing))
    {
    }

    std::size_t size() const noexcept { return bytes_.size(); }
    unsigned char operator[](std::size_t i) const noexcept { return (*map_)[static_cast<unsigned char>(bytes_[i])]; }
    bool is_as_written() const noexcept { return map_ == &as_written; }
    std::string_view bytes() const noexcept { return bytes_; }

    /// Whether the part stands here at that place, where there is room for it.
    bool has(mapped_text const& part, std::size_t at) const noexcept
    {
        for (std::size_t i = 0; i < part.size(); ++i)
            if ((*this)[at + i] != part[i])
                return false;
        return true;
    }

private:
    static byte_map const& map_for(casing c) noexcept
    {
        return c == casing::as_written ? as_written : c == casing::lower ? lowered : raised;
    }

    std::string_view bytes_;
    byte_map const* map_;
};

} // namespace

std::strong_ordering compare(text_view a, text_view b, letter_case letters) noexcept
{
    mapped_text const x(a, letters);
    mapped_text const y(b, letters);
    if (x.is_as_written() && y.is_as_written())
        return x.bytes() <=> y.bytes();
    auto const shared = std::min(x.size(), y.size());
    for (std::size_t i = 0; i < shared; ++i)
        if (x[i] != y[i])
            return x[i] <=> y[i];
    return x.size() <=> y.size();
}

bool equal(text_view a, text_view b, letter_case letters) noexcept
{
    return a.bytes.size() == b.bytes.size() && mapped_text(a, letters).has(mapped_text(b, letters), 0);
}

bool starts_with(text_view text, text_view part, letter_case letters) noexcept
{
    return text.bytes.size() >= part.bytes.size() && mapped_text(text, letters).has(mapped_text(part, letters), 0);
}

bool ends_with(text_view text, text_view part, letter_case letters) noexcept
{
    return text.bytes.size() >= part.bytes.size() &&
           mapped_text(text, letters).has(mapped_text(part, letters), text.bytes.size() - part.bytes.size());
}

bool contains(text_view text, text_view part, letter_case letters) noexcept
{
    mapped_text const whole(text, letters);
    mapped_text const wanted(part, letters);
    if (whole.is_as_written() && wanted.is_as_written())
        return whole.bytes().find(wanted.bytes()) != std::string_view::npos;
    for (std::size_t at = 0; at + wanted.size() <= whole.size(); ++at)
        if (whole.has(wanted, at))
            return true;
    return false;
}

} // namespace graph_mock::odata
