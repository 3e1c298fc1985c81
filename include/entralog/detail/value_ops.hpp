#pragma once

#include <entralog/detail/json_text.hpp>
#include <entralog/detail/short_text.hpp>
#include <entralog/detail/type_info.hpp>
#include <entralog/model/derived.hpp>
#include <entralog/model/description.hpp>
#include <entralog/model/open_enum.hpp>
#include <entralog/time.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entralog::detail
{

template <class T>
concept described = requires
{
    description<T>::name;
};

template <class T>
inline constexpr bool is_derived = false;
template <class... T>
inline constexpr bool is_derived<derived<T...>> = true;

// Where a value of a member goes: the member itself, the optional's value, or the next element of the vector. What is
// there already is used again, so that a record that is decoded into once more allocates next to nothing.
struct in_place
{
    template <class V>
    static V& at(void* member) noexcept
    {
        return *static_cast<V*>(member);
    }
    template <class V>
    static bool used(void const*) noexcept
    {
        return true;
    }
};

struct in_optional
{
    template <class V>
    static V& at(void* member)
    {
        auto& optional = *static_cast<std::optional<V>*>(member);
        return optional ? *optional : optional.emplace();
    }
    template <class V>
    static bool used(void const* member) noexcept
    {
        return static_cast<std::optional<V> const*>(member)->has_value();
    }
};

struct in_vector
{
    template <class V>
    static V& at(void* member)
    {
        auto& cursor = *static_cast<element_cursor*>(member);
        auto& vector = *static_cast<std::vector<V>*>(cursor.vector);
        if (cursor.count < vector.size())
            return vector[cursor.count++];
        if (vector.capacity() == 0)
            vector.reserve(4); // most collections are short; growing from 1 would move each element
        ++cursor.count;
        return vector.emplace_back();
    }
    template <class V>
    static bool used(void const* member) noexcept
    {
        auto const& cursor = *static_cast<element_cursor const*>(member);
        return cursor.count < static_cast<std::vector<V> const*>(cursor.vector)->size();
    }
};

template <class T>
void encode_object(T const& object, std::string& out)
{
    encode_properties(type_info_of<T>(), &object, {}, out);
}

template <class From, class To, class P>
void move_property(From& from, To& to)
{
    using member = std::remove_cvref_t<decltype(from.*P::member)>;
    auto const& type = type_info_of<To>();
    auto const i = index_of(type, P::name);
    *static_cast<member*>(type.properties[i].member(&to)) = std::move(from.*P::member);
    if (from.additional_data.present(index_of(type_info_of<From>(), P::name)))
        to.additional_data.set_present(i);
}

/// Moves what From's description names to the properties of the same names in To, a type derived from it.
template <class From, class To, class... Properties>
void move_properties(From& from, To& to, property_list<Properties...>)
{
    (move_property<From, To, Properties>(from, to), ...);
}

template <class Holder>
struct derived_ops;

template <class Base, class... Derived>
struct derived_ops<derived<Base, Derived...>>
{
    using holder_type = derived<Base, Derived...>;

    static object_slot slot_of(holder_type& holder)
    {
        return std::visit(
            [&]<class T>(T& value) {
                return object_slot{&value, &type_info_of<T>(), true, &holder, &become};
            },
            holder.value());
    }

    static object_slot become(void* untyped, std::string_view type_name, std::string_view property)
    {
        auto& holder = *static_cast<holder_type*>(untyped);
        (try_one<Derived>(holder, type_name, property) || ...);
        return slot_of(holder);
    }

    template <class To>
    static bool try_one(holder_type& holder, std::string_view type_name, std::string_view property)
    {
        auto const& target = type_info_of<To>();
        bool const wanted = property.empty() ? target.name == type_name : has_property(target, property);
        // Only from the base: a type once chosen stays, whatever comes later.
        if (!wanted || !std::holds_alternative<Base>(holder.value()))
            return false;
        auto base = std::move(std::get<Base>(holder.value()));
        To to;
        move_properties(base, to, typename description<Base>::properties{});
        // What the base did not know may be a property of the derived type: the decoder asks before it keeps one.
        if (!base.additional_data.properties().empty())
            to.additional_data.properties() = std::move(base.additional_data.properties());
        holder = holder_type(std::move(to));
        return true;
    }

    static void encode(holder_type const& holder, std::string& out)
    {
        std::visit(
            [&]<class T>(T const& value)
            {
                std::string_view const type = std::is_same_v<T, Base> ? std::string_view() : description<T>::name;
                encode_properties(type_info_of<T>(), &value, type, out);
            },
            holder.value());
    }
};

template <class V>
void encode_value(V const& v, std::string& out)
{
    if constexpr (std::is_same_v<V, std::string>)
        append_json_string(out, v);
    else if constexpr (std::is_same_v<V, bool>)
        out += v ? "true" : "false";
    else if constexpr (std::is_same_v<V, std::int32_t>)
        append_json_integer(out, v);
    else if constexpr (std::is_same_v<V, double>)
        append_json_double(out, v);
    else if constexpr (std::is_same_v<V, timestamp>)
        append_json_timestamp(out, v);
    else if constexpr (is_open_enum<V>)
        append_json_string(out, v.text());
    else if constexpr (is_derived<V>)
        derived_ops<V>::encode(v, out);
    else
        encode_object(v, out);
}

template <class V>
constexpr std::string_view expected_of() noexcept
{
    if constexpr (std::is_same_v<V, std::string>)
        return "a string";
    else if constexpr (std::is_same_v<V, bool>)
        return "true or false";
    else if constexpr (std::is_same_v<V, std::int32_t>)
        return "a 32-bit integer";
    else if constexpr (std::is_same_v<V, double>)
        return "a number";
    else if constexpr (std::is_same_v<V, timestamp>)
        return "an ISO 8601 time";
    else if constexpr (is_open_enum<V>)
        return "the name of an enumeration member";
    else
        return "an object";
}

/// The operations of a V that lives where Place says.
template <class V, class Place>
constexpr value_ops scalar_ops() noexcept
{
    value_ops ops;
    ops.expected = expected_of<V>();
    if constexpr (std::is_same_v<V, std::string>)
    {
        ops.text = [](void* m, std::string_view s)
        {
            assign_text(Place::template at<V>(m), s);
            return fit::ok;
        };
    }
    else if constexpr (std::is_same_v<V, bool>)
    {
        ops.boolean = [](void* m, bool b)
        {
            Place::template at<V>(m) = b;
            return fit::ok;
        };
    }
    else if constexpr (std::is_same_v<V, std::int32_t>)
    {
        ops.integer = [](void* m, std::int64_t i)
        {
            if (i < std::numeric_limits<std::int32_t>::min() || i > std::numeric_limits<std::int32_t>::max())
                return fit::mismatch;
            Place::template at<V>(m) = static_cast<std::int32_t>(i);
            return fit::ok;
        };
    }
    else if constexpr (std::is_same_v<V, double>)
    {
        ops.integer = [](void* m, std::int64_t i)
        {
            Place::template at<V>(m) = static_cast<double>(i);
            return fit::ok;
        };
        ops.real = [](void* m, double d)
        {
            Place::template at<V>(m) = d;
            return fit::ok;
        };
        ops.text = [](void* m, std::string_view s)
        {
            // OData's names for what JSON has no number for (JSON format 4.01, section 7.1).
            constexpr auto infinity = std::numeric_limits<double>::infinity();
            if (s != "INF" && s != "-INF" && s != "NaN")
                return fit::mismatch;
            Place::template at<V>(m) = s == "INF"    ? infinity
                                       : s == "-INF" ? -infinity
                                                     : std::numeric_limits<double>::quiet_NaN();
            return fit::ok;
        };
    }
    else if constexpr (std::is_same_v<V, timestamp>)
    {
        ops.text = [](void* m, std::string_view s)
        {
            auto const t = parse_iso8601(s);
            if (!t)
                return fit::mismatch;
            Place::template at<V>(m) = *t;
            return fit::ok;
        };
    }
    else if constexpr (is_open_enum<V>)
    {
        ops.text = [](void* m, std::string_view s)
        { return Place::template at<V>(m).assign(s) ? fit::ok : fit::unknown_member; };
        using enumeration = typename enumeration_of<V>::type;
        ops.texts = text_place::enumeration;
        ops.names = &names_of<enumeration>;
        ops.enumerator = [](void* m, int i) { Place::template at<V>(m).assign(static_cast<enumeration>(i)); };
    }
    else if constexpr (is_derived<V>)
    {
        ops.object = [](void* m)
        {
            auto& holder = Place::template at<V>(m);
            holder = V();
            return derived_ops<V>::slot_of(holder);
        };
    }
    else
    {
        static_assert(described<V>);
        ops.object = [](void* m)
        {
            object_slot slot;
            slot.fresh = !Place::template used<V>(m);
            slot.object = &Place::template at<V>(m);
            slot.type = &type_info_of<V>();
            return slot;
        };
    }
    return ops;
}

template <class V>
constexpr value_ops ops_for(std::type_identity<V>) noexcept
{
    auto ops = scalar_ops<V, in_place>();
    ops.clear = [](void* m) { *static_cast<V*>(m) = V(); };
    ops.null = [](void* m)
    {
        *static_cast<V*>(m) = V();
        return fit::unexpected_null;
    };
    ops.blank = [](void const* m) { return *static_cast<V const*>(m) == V(); };
    ops.encode = [](void const* m, std::string& out) { encode_value(*static_cast<V const*>(m), out); };
    return ops;
}

template <class V>
constexpr value_ops ops_for(std::type_identity<std::optional<V>>) noexcept
{
    auto ops = scalar_ops<V, in_optional>();
    ops.nullable = true;
    if constexpr (std::is_same_v<V, std::string>)
        ops.texts = text_place::optional;
    ops.null = [](void* m)
    {
        static_cast<std::optional<V>*>(m)->reset();
        return fit::ok;
    };
    ops.clear = [](void* m) { static_cast<std::optional<V>*>(m)->reset(); };
    ops.blank = [](void const* m) { return !static_cast<std::optional<V> const*>(m)->has_value(); };
    ops.encode = [](void const* m, std::string& out) { encode_value(**static_cast<std::optional<V> const*>(m), out); };
    return ops;
}

template <class V>
inline constexpr value_ops element_ops = []
{
    auto ops = scalar_ops<V, in_vector>();
    ops.null = [](void*) { return fit::unexpected_null; };
    return ops;
}();

template <class V>
constexpr value_ops ops_for(std::type_identity<std::vector<V>>) noexcept
{
    value_ops ops;
    ops.expected = "an array";
    // OData has no null collection, but the service sends some: the same as empty.
    ops.null = [](void* m)
    {
        static_cast<std::vector<V>*>(m)->clear();
        return fit::ok;
    };
    ops.clear = [](void* m) { static_cast<std::vector<V>*>(m)->clear(); };
    ops.resize = [](void* m, std::size_t n)
    {
        auto& vector = *static_cast<std::vector<V>*>(m);
        vector.erase(vector.begin() + static_cast<std::ptrdiff_t>(n), vector.end());
    };
    ops.element = &element_ops<V>;
    ops.blank = [](void const* m) { return static_cast<std::vector<V> const*>(m)->empty(); };
    ops.encode = [](void const* m, std::string& out)
    {
        out += '[';
        bool first = true;
        for (auto const& v : *static_cast<std::vector<V> const*>(m))
        {
            if (!std::exchange(first, false))
                out += ',';
            encode_value(v, out);
        }
        out += ']';
    };
    return ops;
}

/// One constant per member type, shared by all properties of that type.
template <class Member>
inline constexpr value_ops ops_of = ops_for(std::type_identity<Member>{});

template <class T>
constexpr bool is_open_type() noexcept
{
    if constexpr (requires { description<T>::open; })
        return description<T>::open;
    else
        return false;
}

} // namespace entralog::detail
