#pragma once

#include <entralog/model.hpp>
#include <entralog/time.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entralog_export
{

inline void append_value(std::string& out, std::string_view text)
{
    out += text;
}

/// The epoch is what a record has that came without its time, as by --select: nothing happened in Entra ID in 1970.
inline void append_value(std::string& out, entralog::timestamp t)
{
    if (t != entralog::timestamp())
        out += entralog::to_iso8601(t);
}

inline void append_value(std::string& out, bool b)
{
    out += b ? "true" : "false";
}

template <std::integral I>
requires(!std::same_as<I, bool>) void append_value(std::string& out, I number)
{
    out += std::to_string(number);
}

template <class E>
void append_value(std::string& out, entralog::open_enum<E> const& e)
{
    out += e.text();
}

template <class E>
void append_value(std::string& out, entralog::open_flags<E> const& flags)
{
    out += flags.text();
}

template <class V>
void append_value(std::string& out, std::optional<V> const& value)
{
    if (value)
        append_value(out, *value);
}

/// "AccountEnabled: [true] -> [false]"
inline void append_value(std::string& out, entralog::modified_property const& property)
{
    append_value(out, property.display_name);
    out.append(": ").append(property.old_value.value_or(""));
    out.append(" -> ").append(property.new_value.value_or(""));
}

/// Divides the texts that are appended one after the other by "; ", without a trace of empty ones.
class divided
{
public:
    explicit divided(std::string& out)
        : out_(out)
        , begin_(out.size())
    {
    }

    template <class Append>
    void add(Append append)
    {
        auto const before = out_.size();
        if (before != begin_)
            out_ += "; ";
        auto const from = out_.size();
        append();
        if (out_.size() == from)
            out_.resize(before);
    }

private:
    std::string& out_;
    std::size_t begin_;
};

template <class V>
void append_value(std::string& out, std::vector<V> const& values)
{
    divided list(out);
    for (auto const& value : values)
        list.add([&] { append_value(out, value); });
}

/// Follows a path of members from an object, through optionals and collections, to the values at its end.
template <auto... Path>
struct path
{
    template <class V>
    static void walk(std::string& out, V const& value)
    {
        append_value(out, value);
    }
};

template <auto Member, auto... Rest>
struct path<Member, Rest...>
{
    template <class V>
    static void walk(std::string& out, std::optional<V> const& object)
    {
        if (object)
            walk(out, *object);
    }
    template <class V>
    static void walk(std::string& out, std::vector<V> const& objects)
    {
        divided list(out);
        for (auto const& object : objects)
            list.add([&] { walk(out, object); });
    }
    template <class C>
    static void walk(std::string& out, C const& object)
    {
        path<Rest...>::walk(out, object.*Member);
    }
};

/// at<T, &T::location, &sign_in_location::city>: the value there, or nothing, for a column.
template <class T, auto... Path>
void at(std::string& out, T const& record)
{
    path<Path...>::walk(out, record);
}

/// For a table: "2026-11-20 12:00:00", in UTC.
inline void append_time(std::string& out, entralog::timestamp t)
{
    std::string text;
    append_value(text, t);
    if (!text.empty())
        out.append(text, 0, 10).append(" ").append(text, 11, 8);
}

/// The first of these that is there and not empty.
template <std::same_as<std::optional<std::string>>... Texts>
std::string_view first_of(Texts const&... texts)
{
    std::string_view found;
    auto const look = [&](std::optional<std::string> const& text)
    {
        if (found.empty() && text)
            found = *text;
    };
    (look(texts), ...);
    return found;
}

} // namespace entralog_export
