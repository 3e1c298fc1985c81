#pragma once

#include <entralog/detail/ascii.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
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

/// The member of that name: exact if there is one, else without regard to case (Microsoft's samples write "Import" for
/// import).
template <class E>
std::optional<E> find_member(std::string_view name) noexcept
{
    auto const& names = member_names<E>;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (equal_names(names[i], name))
            return static_cast<E>(i);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (equal_ignoring_case(names[i], name))
            return static_cast<E>(i);
    return std::nullopt;
}

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
        // A record that is used again has, as a rule, the member that it had before.
        if (known() && text_.empty() && detail::equal_names(member_name(static_cast<E>(index_)), name))
            return true;
        auto const e = detail::find_member<E>(name);
        index_ = e ? static_cast<std::int16_t>(*e) : std::int16_t{-1};
        if (e && member_name(*e) == name)
            text_.clear();
        else
            text_ = name;
        return e.has_value();
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
        bits_ = 0;
        text_.clear();
        if (auto const e = detail::find_member<E>(list); e && detail::equal_names(member_name(*e), list))
        {
            bits_ = bit(*e); // one member, as a rule
            return true;
        }
        bool all_known = true;
        for (std::string_view rest = list;;)
        {
            auto const comma = rest.find(',');
            if (auto const e = detail::find_member<E>(detail::trim(rest.substr(0, comma))))
                bits_ |= bit(*e);
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

} // namespace entralog
