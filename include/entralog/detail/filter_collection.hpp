#pragma once

#include <entralog/filter.hpp>

#include <string>

namespace entralog::detail
{

/// Says that a condition on all elements is documented nowhere.
struct check_all
{
    template <class Self = check_all>
    static constexpr void require()
    {
        static_assert(!std::is_same_v<Self, check_all>,
            "'all' over a collection is documented for no report; undocumented(...) lets it through");
    }
};

/// A collection of a record: any element, or all, must meet a condition, which is a lambda on an element:
/// `target_resources.any([](auto t) { return t.id == "..."; })`.
template <class Record, literal Path, class Element>
struct collection
{
    template <class F>
    auto any(F const& condition) const
    {
        return over("any", condition(Element()), {});
    }

    template <class F>
    auto all(F const& condition) const
    {
        constexpr undocumented_in nowhere{Path.view(), Path.view()};
        return over<check_all>("all", condition(Element()), nowhere);
    }

private:
    template <class... Others, class... Checks>
    static filter<Record, Others..., Checks...> over(
        std::string_view function, filter<Record, Checks...> const& condition, undocumented_in unfit)
    {
        std::string text(Path.view());
        text.append("/").append(function).append("(t:").append(condition.text()).append(")");
        return {std::move(text), binding::one, condition.unfit() | unfit};
    }
};

} // namespace entralog::detail
