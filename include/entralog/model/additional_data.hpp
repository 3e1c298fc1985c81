#pragma once

#include <boost/json/object.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace entralog
{

/// What the wire said of an object beyond the values of its members: which properties came at all (a property left out
/// by $select differs from one that is null or empty), and the properties that the model does not have.
class additional_data
{
public:
    additional_data() = default;
    additional_data(additional_data&&) noexcept = default;
    additional_data& operator=(additional_data&&) noexcept = default;
    additional_data(additional_data const& other)
        : present_(other.present_)
        , properties_(other.properties_ ? std::make_unique<boost::json::object>(*other.properties_) : nullptr)
    {
    }
    additional_data& operator=(additional_data const& other)
    {
        auto copy = other;
        return *this = std::move(copy);
    }
    ~additional_data() = default;

    /// Properties of an open type, properties newer than this library, and annotations ("@odata.type"), as they came.
    boost::json::object const& properties() const
    {
        static boost::json::object const none;
        return properties_ ? *properties_ : none;
    }
    boost::json::object& properties()
    {
        if (!properties_)
            properties_ = std::make_unique<boost::json::object>();
        return *properties_;
    }

    /// Whether the property at `index` of the type's description came, be it null or empty. A null where the schema
    /// allows none counts as absent.
    bool present(std::size_t index) const noexcept { return (present_[index / 64] >> (index % 64) & 1) != 0; }
    void set_present(std::size_t index) noexcept { present_[index / 64] |= bit(index); }
    void set_absent(std::size_t index) noexcept { present_[index / 64] &= ~bit(index); }

    /// Whether the object came from the wire. One made by hand has all properties that cannot be null.
    bool decoded() const noexcept { return present(of_the_object); }
    void set_decoded() noexcept { set_present(of_the_object); }

    /// Calls f(index) for each property among the first `count` that did not come.
    template <class F>
    void for_each_absent(std::size_t count, F f) const
    {
        for (std::size_t word = 0; word * 64 < count; ++word)
        {
            auto absent = ~present_[word];
            if (count - word * 64 < 64)
                absent &= bit(count) - 1;
            for (; absent != 0; absent &= absent - 1)
                f(word * 64 + static_cast<std::size_t>(std::countr_zero(absent)));
        }
    }

    /// As if newly made.
    void clear() noexcept
    {
        present_ = {};
        properties_.reset();
    }

    /// Compares what was said, not whether it was said.
    friend bool operator==(additional_data const& a, additional_data const& b)
    {
        return a.properties() == b.properties();
    }

private:
    static constexpr std::size_t of_the_object = 127; ///< no property's index

    static constexpr std::uint64_t bit(std::size_t index) noexcept { return std::uint64_t{1} << (index % 64); }

    std::array<std::uint64_t, 2> present_{}; // signIn, the largest type, has 82 properties
    std::unique_ptr<boost::json::object> properties_;
};

} // namespace entralog
