#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/model/additional_data.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace entralog::detail
{

class name_table;
struct type_info;
struct value_ops;

/// How a JSON value fitted the member that it was meant for.
enum class fit
{
    ok,
    mismatch,        ///< another kind of JSON value than the schema says, or out of range
    unknown_member,  ///< of an enumeration; kept as text
    unexpected_null, ///< null where the schema allows none; taken as absent
};

/// A C++ object that JSON properties go into. When its declared type has derived types, `holder` can become another.
struct object_slot
{
    void* object = nullptr;
    type_info const* type = nullptr;
    bool fresh = true; ///< newly made; otherwise it holds an earlier value, whose memory is used again
    void* holder = nullptr;
    /// Makes the holder hold the type of that name, or, for an empty name, the one that has that property.
    object_slot (*become)(void* holder, std::string_view type_name, std::string_view property) = nullptr;
};

/// Where the next element of an array goes: a vector's elements are used again up to its size.
struct element_cursor
{
    void* vector = nullptr;
    std::size_t count = 0;
};

/// What the decoder knows of a member that takes texts.
enum class text_place : std::uint8_t
{
    none,
    optional, ///< a std::optional<std::string>
    enumeration
};

/// What a member does with each kind of JSON value; null where that kind does not fit.
struct value_ops
{
    text_place texts = text_place::none;
    bool nullable = false;
    fit (*text)(void* member, std::string_view) = nullptr;
    name_table const* names = nullptr;               ///< of an enumeration
    void (*enumerator)(void* member, int) = nullptr; ///< likewise: the one of that index
    fit (*integer)(void* member, std::int64_t) = nullptr;
    fit (*real)(void* member, double) = nullptr;
    fit (*boolean)(void* member, bool) = nullptr;
    fit (*null)(void* member) = nullptr;
    object_slot (*object)(void* member) = nullptr;       ///< an object begins: where its properties go
    void (*resize)(void* member, std::size_t) = nullptr; ///< an array ends: how many elements came
    value_ops const* element = nullptr;                  ///< of an array; its member is an element_cursor
    std::string_view expected;                           ///< in words, for errors

    void (*clear)(void* member) = nullptr;       ///< the property did not come
    bool (*blank)(void const* member) = nullptr; ///< no value, an empty collection, or what a new object has
    void (*encode)(void const* member, std::string& out) = nullptr;
};

/// One cache line: what comparing a key and finding its member takes.
struct alignas(64) property_info
{
    property_info() = default;
    property_info(std::string_view n, std::size_t of_the_member, value_ops const* o) noexcept
        : offset(static_cast<std::uint32_t>(of_the_member))
        , length(static_cast<std::uint8_t>(n.size()))
        , ops(o)
    {
        std::copy(n.begin(), n.end(), text.begin());
    }

    std::string_view name() const noexcept { return std::string_view(text.data(), length); }

    static constexpr std::size_t max_name = 44;
    std::array<char, max_name> text{};
    std::uint32_t offset = 0; ///< of the member in its object
    std::uint8_t length = 0;  ///< of the name
    value_ops const* ops = nullptr;

    void* member(void* object) const noexcept { return static_cast<char*>(object) + offset; }
    void const* member(void const* object) const noexcept { return static_cast<char const*>(object) + offset; }
};

/// A described type without its C++ type, so that one decoder and one encoder, compiled once, serve all types.
struct type_info
{
    std::string_view name;
    std::span<property_info const> properties; ///< points to one even when there are none
    std::size_t additional_offset = 0;
    bool open = false;     ///< properties beyond the description are expected
    std::size_t index = 0; ///< dense over all types

    additional_data& additional(void* object) const noexcept
    {
        return *reinterpret_cast<additional_data*>(static_cast<char*>(object) + additional_offset);
    }
    additional_data const& additional(void const* object) const noexcept
    {
        return *reinterpret_cast<additional_data const*>(static_cast<char const*>(object) + additional_offset);
    }
};

inline constexpr std::size_t max_types = 64;
inline constexpr std::size_t max_properties = 128;

/// The description of T; instantiated for every type of the model by impl/type_info.ipp.
template <class T>
type_info const& type_info_of();

} // namespace entralog::detail
