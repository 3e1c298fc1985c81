#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/short_text.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace entralog
{

/// The names of E's members on the wire, in the order of the enumerators. Specialised beside each enumeration.
template <class E>
inline constexpr auto member_names = nullptr;

namespace detail
{

/// Finds a name in a list: a table of where each is, by its length and three of its letters. Of two that would share a
/// place the first has it, and the other is searched for.
class name_table
{
public:
    constexpr explicit name_table(std::span<padded_name const> names)
        : names_(names)
    {
        for (auto i = names.size(); i-- > 0;)
            places_[place(names[i].view())] = static_cast<std::uint8_t>(i);
    }

    /// The index of a name of which readable_bytes can be read, or -1 for one that takes a search.
    [[gnu::always_inline]] int find_padded(std::string_view name) const noexcept
    {
        if (name.empty() || name.size() > readable_bytes)
            return -1;
        auto const i = places_[place(name)];
        return equal_padded(names_[i].view(), name) ? i : -1;
    }

    /// The index of the very name, or -1.
    int find(std::string_view name) const noexcept
    {
        if (name.empty())
            return -1;
        auto const i = places_[place(name)];
        return equal_names(names_[i].view(), name) ? i : search(name);
    }

    /// Likewise, without regard to case: Microsoft's samples write "Import" for import.
    int find_ignoring_case(std::string_view name) const noexcept
    {
        for (std::size_t i = 0; i < names_.size(); ++i)
            if (equal_ignoring_case(names_[i].view(), name))
                return static_cast<int>(i);
        return -1;
    }

private:
    static constexpr std::size_t place(std::string_view name) noexcept
    {
        auto const first = static_cast<unsigned char>(name.front());
        auto const middle = static_cast<unsigned char>(name[name.size() / 2]);
        auto const last = static_cast<unsigned char>(name.back());
        return (name.size() * 69 + first * 41U + middle * 77U + last * 50U) % 128; // few share a place
    }

    int search(std::string_view name) const noexcept
    {
        for (std::size_t i = 0; i < names_.size(); ++i)
            if (equal_names(names_[i].view(), name))
                return static_cast<int>(i);
        return -1;
    }

    std::span<padded_name const> names_;
    std::array<std::uint8_t, 128> places_{};
};

template <class E>
inline constexpr auto padded_names_of = []
{
    std::array<padded_name, member_names<E>.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = padded_name(member_names<E>[i]);
    return names;
}();

template <class E>
inline constexpr name_table names_of{padded_names_of<E>};

} // namespace detail

/// The name of a member as Graph writes it.
template <class E>
constexpr std::string_view member_name(E e) noexcept
{
    return member_names<E>[static_cast<std::size_t>(e)];
}

/// One member of an enumeration that the service may extend at any time: an unknown member keeps its text.
template <class E>
class open_enum
{
public:
    open_enum() = default;
    open_enum(E e) noexcept
        : index_(static_cast<std::int16_t>(e))
    {
    }

    /// The member of that name, or an unknown one.
    explicit open_enum(std::string_view name) { assign(name); }

    /// False when the name is none of ours.
    bool assign(std::string_view name)
    {
        auto const& names = detail::names_of<E>;
        if (auto const i = names.find(name); i >= 0)
            return assign(static_cast<E>(i)), true;
        index_ = static_cast<std::int16_t>(names.find_ignoring_case(name));
        text_ = name;
        return known();
    }

    void assign(E e) noexcept
    {
        index_ = static_cast<std::int16_t>(e);
        text_.clear();
    }

    bool known() const noexcept { return index_ >= 0; }
    std::optional<E> value() const noexcept
    {
        return known() ? std::optional<E>(static_cast<E>(index_)) : std::nullopt;
    }

    /// The name as the wire had it.
    std::string_view text() const noexcept
    {
        return known() && text_.empty() ? member_name(static_cast<E>(index_)) : std::string_view(text_);
    }

    friend bool operator==(open_enum const& a, open_enum const& b) noexcept
    {
        return a.index_ == b.index_ && (a.known() || a.text_ == b.text_);
    }
    friend bool operator==(open_enum const& a, E b) noexcept { return a.index_ == static_cast<std::int16_t>(b); }

private:
    std::int16_t index_ = 0; ///< -1: unknown
    std::string text_;       ///< only when it differs from the member's name
};

/// A set of members of an enumeration whose values travel as a comma-separated list of names (OData: IsFlags="true").
/// Names that we do not know are kept.
template <class E>
class open_flags
{
public:
    open_flags() = default;
    open_flags(E e) noexcept
        : bits_(bit(e))
    {
    }

    explicit open_flags(std::string_view list) { assign(list); }

    /// False when a name in the list is none of ours.
    bool assign(std::string_view list)
    {
        auto const& names = detail::names_of<E>;
        if (auto const i = names.find(list); i >= 0)
            return assign(static_cast<E>(i)), true; // one member, as a rule
        bits_ = 0;
        text_.clear();
        bool all_known = true;
        for (std::string_view rest = list;;)
        {
            auto const comma = rest.find(',');
            auto const name = detail::trim(rest.substr(0, comma));
            auto i = names.find(name);
            if (i < 0)
                i = names.find_ignoring_case(name);
            if (i >= 0)
                bits_ |= bit(static_cast<E>(i));
            else
                all_known = false;
            if (comma == std::string_view::npos)
                break;
            rest.remove_prefix(comma + 1);
        }
        if (!all_known || canonical() != list)
            text_ = list;
        return all_known;
    }

    void assign(E e) noexcept
    {
        bits_ = bit(e);
        text_.clear();
    }

    bool contains(E e) const noexcept { return (bits_ & bit(e)) != 0; }

    /// The list as the wire had it.
    std::string text() const { return text_.empty() ? canonical() : text_; }

    open_flags& operator|=(E e)
    {
        if (!contains(e) && !text_.empty())
            text_.append(1, ',').append(member_name(e));
        bits_ |= bit(e);
        return *this;
    }

    friend bool operator==(open_flags const& a, open_flags const& b) noexcept
    {
        return a.bits_ == b.bits_ && a.text_ == b.text_;
    }

private:
    static constexpr std::uint64_t bit(E e) noexcept { return std::uint64_t{1} << static_cast<unsigned>(e); }

    std::string canonical() const
    {
        std::string out;
        for (std::uint64_t rest = bits_; rest != 0; rest &= rest - 1)
        {
            if (!out.empty())
                out += ',';
            out += member_names<E>[static_cast<std::size_t>(std::countr_zero(rest))];
        }
        return out;
    }

    std::uint64_t bits_ = 0;
    std::string text_; ///< only when it differs from the canonical list
};

namespace detail
{

template <class T>
inline constexpr bool is_open_enum = false;
template <class E>
inline constexpr bool is_open_enum<open_enum<E>> = true;
template <class E>
inline constexpr bool is_open_enum<open_flags<E>> = true;

template <class T>
struct enumeration_of;
template <class E>
struct enumeration_of<open_enum<E>>
{
    using type = E;
};
template <class E>
struct enumeration_of<open_flags<E>>
{
    using type = E;
};

} // namespace detail

} // namespace entralog
