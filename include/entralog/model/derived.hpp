#pragma once

#include <type_traits>
#include <utility>
#include <variant>

namespace entralog
{

/// A property whose declared type has derived types: "@odata.type" says which one came.
/// An absent or unknown "@odata.type" gives the type whose properties came.
template <class Base, class... Derived>
class derived
{
public:
    derived() = default;
    derived(Base b)
        : value_(std::move(b))
    {
    }
    template <class T>
    requires(std::is_same_v<T, Derived> || ...) derived(T d)
        : value_(std::move(d))
    {
    }

    /// The value as a T, or null.
    template <class T>
    T const* as() const noexcept
    {
        return std::get_if<T>(&value_);
    }
    template <class T>
    T* as() noexcept
    {
        return std::get_if<T>(&value_);
    }

    std::variant<Base, Derived...> const& value() const noexcept { return value_; }
    std::variant<Base, Derived...>& value() noexcept { return value_; }

    bool operator==(derived const&) const = default;

private:
    std::variant<Base, Derived...> value_;
};

} // namespace entralog
