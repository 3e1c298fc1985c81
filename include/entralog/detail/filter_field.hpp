#pragma once

#include <entralog/detail/filter_path.hpp>
#include <entralog/detail/filter_text.hpp>
#include <entralog/model/open_enum.hpp>
#include <entralog/time.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace entralog
{

/// OData's comparisons and functions, by the names that Microsoft's tables use.
enum class filter_operator : std::uint8_t
{
    eq,
    ne,
    gt,
    ge,
    lt,
    le,
    in,
    starts_with,
    ends_with,
    contains
};

/// OData's null, to compare a nullable field with: fields::sign_in::app_id == null.
struct null_t
{
    explicit null_t() = default;
};
inline constexpr null_t null{};

template <class Record, class... Checks>
class filter;

namespace detail
{

/// The operators of a list such as "eq startsWith"; "none" has none.
class operator_set
{
public:
    consteval explicit operator_set(std::string_view words)
    {
        if (words == "none")
            return;
        while (!words.empty())
        {
            auto const end = position_of(' ', words);
            bits_ |= bit(named(words.substr(0, end)));
            words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
        }
    }

    constexpr bool has(filter_operator op) const noexcept { return (bits_ & bit(op)) != 0; }

private:
    static constexpr unsigned bit(filter_operator op) noexcept { return 1U << static_cast<unsigned>(op); }

    static consteval filter_operator named(std::string_view word)
    {
        constexpr std::string_view names[] = {
            "eq", "ne", "gt", "ge", "lt", "le", "in", "startswith", "endswith", "contains"};
        for (std::size_t i = 0; i < std::size(names); ++i)
            if (equal_ignoring_case(names[i], word))
                return static_cast<filter_operator>(i);
        throw "no operator of OData has that name";
    }

    unsigned bits_ = 0;
};

/// Of each version for which a condition is not documented, the path that is at fault.
struct undocumented_in
{
    std::string_view beta;
    std::string_view v1_0;

    friend constexpr undocumented_in operator|(undocumented_in a, undocumented_in b) noexcept
    {
        return {a.beta.empty() ? b.beta : a.beta, a.v1_0.empty() ? b.v1_0 : a.v1_0};
    }
};

/// "targetResources/any(t:t/id)" is, in a condition on an element, "t/id" ...
constexpr std::string_view name_in_condition(std::string_view path) noexcept
{
    auto const colon = path.find(':');
    return colon == std::string_view::npos ? path : path.substr(colon + 1, path.size() - colon - 2);
}

/// ... and has the type of "targetResources/id".
template <std::size_t N>
consteval literal<N> model_path(literal<N> path)
{
    char text[N]{};
    std::size_t n = 0;
    std::string_view rest = path.view();
    auto const any = rest.find("/any(t:t");
    auto const add = [&](std::string_view part)
    {
        for (char const c : part)
            text[n++] = c;
    };
    add(rest.substr(0, any));
    if (any != std::string_view::npos)
    {
        rest.remove_prefix(any + 8);
        rest.remove_suffix(1);
        add(rest);
    }
    return literal<N>(text);
}

enum class value_kind
{
    text,
    time,
    integer,
    real,
    boolean,
    enumeration
};

template <class V>
constexpr value_kind kind_of() noexcept
{
    if constexpr (std::is_same_v<V, std::string>)
        return value_kind::text;
    else if constexpr (std::is_same_v<V, timestamp>)
        return value_kind::time;
    else if constexpr (std::is_same_v<V, bool>)
        return value_kind::boolean;
    else if constexpr (std::is_integral_v<V>)
        return value_kind::integer;
    else if constexpr (std::is_floating_point_v<V>)
        return value_kind::real;
    else
    {
        static_assert(is_open_enum<V>, "a field is a value, not an object");
        return value_kind::enumeration;
    }
}

template <class Record, literal Path>
struct field_type
{
    using member = typename at_path<Record, model_path(Path), 0>::type;
    using value = typename bare<member>::type;
    static constexpr bool nullable = !std::is_same_v<member, value>;
};

/// A filterable path of a report. Beta and V1 are what Microsoft's page for that version lists for it.
template <class Record, literal Path, literal Beta, literal V1>
struct field
{
    using record_type = Record;

    static constexpr std::string_view path = Path.view();
    // Found out only when a filter asks: a hundred constants that nobody uses cost next to nothing.
    template <class R = Record>
    using value_type = typename field_type<R, Path>::value;
    static constexpr value_kind kind = kind_of<value_type<>>();
    static constexpr bool nullable = field_type<Record, Path>::nullable;

    static constexpr bool documented(filter_operator op) noexcept { return in_beta.has(op) || in_v1.has(op); }
    static constexpr undocumented_in where_undocumented(filter_operator op) noexcept
    {
        return {in_beta.has(op) ? std::string_view() : path, in_v1.has(op) ? std::string_view() : path};
    }

    static std::string text() { return std::string(name_in_condition(path)); }

    /// Of a property that the report lacks, an error.
    template <class = void>
    static constexpr void exists() noexcept
    {
    }

    /// Whether a V is what the field is compared with.
    template <class V>
    static constexpr bool takes() noexcept
    {
        if constexpr (std::is_same_v<V, null_t>)
            return true;
        else if constexpr (kind == value_kind::text)
            return std::is_convertible_v<V const&, std::string_view> && !std::is_null_pointer_v<V>;
        else if constexpr (kind == value_kind::time)
            return std::is_convertible_v<V const&, timestamp>;
        else if constexpr (kind == value_kind::boolean)
            return std::is_same_v<V, bool>;
        else if constexpr (kind == value_kind::integer)
            return std::is_integral_v<V> && !std::is_same_v<V, bool> && !std::is_same_v<V, char>;
        else if constexpr (kind == value_kind::real)
            return std::is_arithmetic_v<V> && !std::is_same_v<V, bool> && !std::is_same_v<V, char>;
        else
        {
            return std::is_same_v<V, typename enumeration_of<value_type<>>::type> || std::is_same_v<V, value_type<>>;
        }
    }

    template <class V>
    static std::string literal_of(V const& v)
    {
        if constexpr (std::is_same_v<V, null_t>)
            return "null";
        else if constexpr (kind == value_kind::text)
            return literal_text(v);
        else if constexpr (kind == value_kind::time)
            return to_iso8601(timestamp(v));
        else if constexpr (kind == value_kind::boolean)
            return v ? "true" : "false";
        else if constexpr (kind == value_kind::integer)
            return literal_number(std::int64_t{v});
        else if constexpr (kind == value_kind::real)
            return literal_number(static_cast<double>(v));
        else if constexpr (std::is_same_v<V, value_type<>>)
            return literal_text(v.text());
        else
            return literal_text(member_name(v));
    }

private:
    static constexpr operator_set in_beta{Beta.view()};
    static constexpr operator_set in_v1{V1.view()};
};

/// A field in small letters.
template <class Field>
struct lowered : Field
{
    static std::string text() { return "tolower(" + Field::text() + ")"; }
};

template <class F>
concept a_field = requires
{
    typename F::record_type;
    F::kind;
};

/// Whether Microsoft documents `Op` for a field: what a filter is asked before it may be used.
template <class Field, filter_operator Op>
struct check
{
    static constexpr void require() { Field::template require<Op>(); }
};

} // namespace detail

} // namespace entralog

// One constant: its name, its report, the type of the record, its path, and the operators that Microsoft lists for it
// in beta and in v1.0. A macro, since only a literal can say in the first line of an error which field it is about.
#define ENTRALOG_REQUIRE_OPERATOR(op, words, report, path, beta, v1)                                                   \
    static_assert(Op != ::entralog::filter_operator::op || Self::documented(::entralog::filter_operator::op),          \
        report ": " words " is not documented for " path " (documented are, in beta: " beta "; in v1.0: " v1           \
               "); undocumented(...) lets it through")
#define ENTRALOG_REQUIRE_OPERAND(which, words, report, path)                                                           \
    static_assert(Self::kind != ::entralog::detail::value_kind::which || Self::template takes<V>(),                    \
        report ": " path " is compared with " words)

#define ENTRALOG_FIELD(linkage, name, report, record, path, beta, v1)                                                  \
    struct name##_field : ::entralog::detail::field<record, path, beta, v1>                                            \
    {                                                                                                                  \
        template <::entralog::filter_operator Op, class Self = name##_field>                                           \
        static constexpr void require()                                                                                \
        {                                                                                                              \
            ENTRALOG_REQUIRE_OPERATOR(eq, "==", report, path, beta, v1);                                               \
            ENTRALOG_REQUIRE_OPERATOR(ne, "!=", report, path, beta, v1);                                               \
            ENTRALOG_REQUIRE_OPERATOR(gt, ">", report, path, beta, v1);                                                \
            ENTRALOG_REQUIRE_OPERATOR(ge, ">=", report, path, beta, v1);                                               \
            ENTRALOG_REQUIRE_OPERATOR(lt, "<", report, path, beta, v1);                                                \
            ENTRALOG_REQUIRE_OPERATOR(le, "<=", report, path, beta, v1);                                               \
            ENTRALOG_REQUIRE_OPERATOR(in, "in", report, path, beta, v1);                                               \
            ENTRALOG_REQUIRE_OPERATOR(starts_with, "starts_with", report, path, beta, v1);                             \
            ENTRALOG_REQUIRE_OPERATOR(ends_with, "ends_with", report, path, beta, v1);                                 \
            ENTRALOG_REQUIRE_OPERATOR(contains, "contains", report, path, beta, v1);                                   \
        }                                                                                                              \
        template <class V, class Self = name##_field>                                                                  \
        static constexpr void require_operand()                                                                        \
        {                                                                                                              \
            static_assert(                                                                                             \
                Self::nullable || !std::is_same_v<V, ::entralog::null_t>, report ": " path " is never null");          \
            ENTRALOG_REQUIRE_OPERAND(text, "a text", report, path);                                                    \
            ENTRALOG_REQUIRE_OPERAND(time, "a timestamp or ago(...)", report, path);                                   \
            ENTRALOG_REQUIRE_OPERAND(integer, "an integer", report, path);                                             \
            ENTRALOG_REQUIRE_OPERAND(real, "a number", report, path);                                                  \
            ENTRALOG_REQUIRE_OPERAND(boolean, "true or false", report, path);                                          \
            ENTRALOG_REQUIRE_OPERAND(enumeration, "a member of its enumeration", report, path);                        \
        }                                                                                                              \
    };                                                                                                                 \
    linkage constexpr name##_field name {}

// A property that no filter of this report may have; the error says so, and why. All depends on Self: clang would take
// what depends on nothing for an error at once.
#define ENTRALOG_REFUSED_FIELD(name, record, why)                                                                      \
    struct name##_field : ::entralog::detail::field<record, "id", "none", "none">                                      \
    {                                                                                                                  \
        template <class Self = name##_field>                                                                           \
        static constexpr void exists()                                                                                 \
        {                                                                                                              \
            static_assert(!std::is_same_v<Self, name##_field>, why);                                                   \
        }                                                                                                              \
        template <::entralog::filter_operator, class Self = name##_field>                                              \
        static constexpr void require()                                                                                \
        {                                                                                                              \
            exists<Self>();                                                                                            \
        }                                                                                                              \
        template <class V, class Self = name##_field>                                                                  \
        static constexpr void require_operand()                                                                        \
        {                                                                                                              \
            exists<Self>();                                                                                            \
        }                                                                                                              \
    };                                                                                                                 \
    inline constexpr name##_field name {}

// One that people look for in this report and that it does not have, and where to look.
#define ENTRALOG_MISSING_FIELD(name, report, record, path, instead)                                                    \
    ENTRALOG_REFUSED_FIELD(name, record, report " has no " path ": " instead)
