#pragma once

#include <entralog/detail/filter_field.hpp>
#include <entralog/detail/filter_text.hpp>
#include <entralog/detail/one_report.hpp>
#include <entralog/time.hpp>

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Filters as C++ expressions over the constants of entralog/fields.hpp. What Microsoft does not document for a property
// does not compile, unless it is wrapped in undocumented().

namespace entralog
{

/// A moment before now: fields::sign_in::created_date_time >= ago(std::chrono::hours(24)). By the system's clock, when
/// the expression is made.
inline timestamp ago(ticks before_now)
{
    return std::chrono::time_point_cast<ticks>(std::chrono::system_clock::now()) - before_now;
}

/// A condition on the records of a report; its text is right: quoted, in UTC, the same in every locale. A cheap value.
/// `Checks` are the comparisons that nobody has looked up in Microsoft's tables yet: filter<Record>, and so a query,
/// does, and does not compile for one that is not there.
template <class Record, class... Checks>
class filter
{
public:
    filter(std::string text, detail::binding binds, detail::undocumented_in unfit)
        : text_(std::move(text))
        , binds_(binds)
        , unfit_(unfit)
    {
    }

    /// Of an expression just written.
    template <class... Others>
    requires(sizeof...(Checks) == 0 && sizeof...(Others) > 0) filter(filter<Record, Others...> const& expression)
        : filter(expression.text(), expression.binds(), expression.unfit())
    {
        (Others::require(), ...);
    }

    template <class Other, class... Others>
    requires(!std::is_same_v<Other, Record>) filter(filter<Other, Others...> const&)
        : binds_()
    {
        detail::require_own_filter<Record, Other>();
    }

    /// As it stands in $filter, not encoded.
    std::string const& text() const noexcept { return text_; }

    detail::binding binds() const noexcept { return binds_; }
    detail::undocumented_in unfit() const noexcept { return unfit_; }

    friend std::ostream& operator<<(std::ostream& out, filter const& f) { return out << f.text_; }

private:
    std::string text_;
    detail::binding binds_; ///< what parentheses depend on
    detail::undocumented_in unfit_;
};

/// Lets comparisons through that Microsoft's pages do not list, but that the service is known to take, such as
/// `status/errorCode ne 0`.
template <class Record, class... Checks>
filter<Record> undocumented(filter<Record, Checks...> const& f)
{
    return filter<Record>(f.text(), f.binds(), {});
}

template <class A, class... As, class B, class... Bs>
filter<A, As..., Bs...> operator&&(filter<A, As...> const& a, filter<B, Bs...> const& b)
{
    detail::require_one_report<A, B>();
    constexpr auto all = detail::binding::all;
    return {detail::joined(a.text(), a.binds(), " and ", b.text(), b.binds(), all), all, a.unfit() | b.unfit()};
}

template <class A, class... As, class B, class... Bs>
filter<A, As..., Bs...> operator||(filter<A, As...> const& a, filter<B, Bs...> const& b)
{
    detail::require_one_report<A, B>();
    constexpr auto any = detail::binding::any;
    return {detail::joined(a.text(), a.binds(), " or ", b.text(), b.binds(), any), any, a.unfit() | b.unfit()};
}

template <class Record, class... Checks>
filter<Record, Checks...> operator!(filter<Record, Checks...> const& f)
{
    return {"not (" + f.text() + ")", detail::binding::one, f.unfit()};
}

namespace detail
{

template <filter_operator Op, class F, class V>
filter<typename F::record_type, check<F, Op>> compared(std::string_view op, V const& v)
{
    F::template require_operand<V>();
    std::string text = F::text().append(op);
    if constexpr (F::template takes<V>())
        text += F::literal_of(v);
    return {std::move(text), binding::one, F::where_undocumented(Op)};
}

template <filter_operator Op, class F>
filter<typename F::record_type, check<F, Op>> called(std::string_view function, std::string_view v)
{
    static_assert(F::kind == value_kind::text || F::kind == value_kind::enumeration,
        "starts_with, ends_with and contains are of texts, not of times, numbers or truth values");
    std::string text(function);
    text.append("(").append(F::text()).append(",").append(literal_text(v)).append(")");
    return {std::move(text), binding::one, F::where_undocumented(Op)};
}

// Here, where they are found: a constant is of a type derived from detail::field.
template <a_field F, class V>
auto operator==(F, V const& v)
{
    return compared<filter_operator::eq, F>(" eq ", v);
}
template <a_field F, class V>
auto operator!=(F, V const& v)
{
    return compared<filter_operator::ne, F>(" ne ", v);
}
template <a_field F, class V>
auto operator>(F, V const& v)
{
    return compared<filter_operator::gt, F>(" gt ", v);
}
template <a_field F, class V>
auto operator>=(F, V const& v)
{
    return compared<filter_operator::ge, F>(" ge ", v);
}
template <a_field F, class V>
auto operator<(F, V const& v)
{
    return compared<filter_operator::lt, F>(" lt ", v);
}
template <a_field F, class V>
auto operator<=(F, V const& v)
{
    return compared<filter_operator::le, F>(" le ", v);
}

/// The field begins with the text.
template <a_field F>
auto starts_with(F, std::nullptr_t) = delete;
template <a_field F>
auto starts_with(F, std::string_view text)
{
    return called<filter_operator::starts_with, F>("startswith", text);
}
template <a_field F>
auto ends_with(F, std::nullptr_t) = delete;
template <a_field F>
auto ends_with(F, std::string_view text)
{
    return called<filter_operator::ends_with, F>("endswith", text);
}
template <a_field F>
auto contains(F, std::nullptr_t) = delete;
template <a_field F>
auto contains(F, std::string_view text)
{
    return called<filter_operator::contains, F>("contains", text);
}

/// The field in small letters: contains(to_lower(f), "x").
template <a_field F>
constexpr lowered<F> to_lower(F) noexcept
{
    static_assert(F::kind == value_kind::text, "to_lower is of texts");
    return {};
}

/// The field is one of the values.
template <a_field F, class First, class... Rest>
filter<typename F::record_type, check<F, filter_operator::in>> in(F, First const& first, Rest const&... rest)
{
    F::template require_operand<First>();
    (F::template require_operand<Rest>(), ...);
    auto text = F::text().append(" in (").append(F::literal_of(first));
    (text.append(",").append(F::literal_of(rest)), ...);
    return {text.append(")"), binding::one, F::where_undocumented(filter_operator::in)};
}

} // namespace detail

using detail::contains;
using detail::ends_with;
using detail::in;
using detail::starts_with;
using detail::to_lower;

} // namespace entralog
