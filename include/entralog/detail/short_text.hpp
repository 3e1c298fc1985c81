#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Comparing and copying texts of the lengths that names and ids have, without a call: from both ends, which overlap.
namespace entralog::detail
{

/// Something at p is read soon.
inline void prefetch(void const* p) noexcept
{
#if defined(__GNUC__)
    __builtin_prefetch(p);
#else
    static_cast<void>(p);
#endif
}

/// The bytes at p as a number, in the order of the machine.
template <class Number>
Number load(char const* p) noexcept
{
    Number n;
    std::memcpy(&n, p, sizeof n);
    return n;
}

[[gnu::always_inline]] inline bool equal_names(std::string_view a, std::string_view b) noexcept
{
    auto const n = a.size();
    if (n != b.size())
        return false;
    auto const differ = [p = a.data(), q = b.data()]<class Number>(std::size_t at, Number)
    { return static_cast<std::uint64_t>(load<Number>(p + at) ^ load<Number>(q + at)); };
    constexpr std::uint64_t eight{};
    constexpr std::uint32_t four{};
    constexpr std::uint16_t two{};
    if (n >= 8 && n <= 16)
        return (differ(0, eight) | differ(n - 8, eight)) == 0;
    if (n > 16 && n <= 32)
        return (differ(0, eight) | differ(8, eight) | differ(n - 16, eight) | differ(n - 8, eight)) == 0;
    if (n >= 4 && n < 8)
        return (differ(0, four) | differ(n - 4, four)) == 0;
    if (n >= 2 && n < 4)
        return (differ(0, two) | differ(n - 2, two)) == 0;
    return a == b;
}

inline constexpr std::size_t readable_bytes = 48;

/// The same of two texts of which readable_bytes can be read, however short they are, and of which one is not longer
/// than that: on x86-64 without a branch on the length, which is hard to predict.
[[gnu::always_inline]] inline bool equal_padded(std::string_view a, std::string_view b) noexcept
{
#if defined(__SSE2__)
    auto const n = a.size();
    if (n != b.size())
        return false;
    auto const equal_bytes = [p = a.data(), q = b.data()](std::size_t at)
    {
        auto const x = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p + at));
        auto const y = _mm_loadu_si128(reinterpret_cast<__m128i const*>(q + at));
        return std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(x, y)))};
    };
    auto const equal = equal_bytes(0) | equal_bytes(16) << 16 | equal_bytes(32) << 32;
    return (equal | ~std::uint64_t{0} << n) == ~std::uint64_t{0};
#else
    return equal_names(a, b);
#endif
}

/// A name, and enough behind it that equal_padded may compare it.
struct padded_name
{
    constexpr padded_name() = default;
    constexpr explicit padded_name(std::string_view name)
        : length(static_cast<std::uint8_t>(name.size()))
    {
        std::copy(name.begin(), name.end(), text.begin());
    }

    constexpr std::string_view view() const noexcept { return std::string_view(text.data(), length); }

    std::array<char, 63> text{};
    std::uint8_t length = 0;
};

template <std::size_t N>
void copy_ends(char* to, char const* from, std::size_t n) noexcept
{
    std::memcpy(to, from, N);
    std::memcpy(to + n - N, from + n - N, N);
}

/// Most texts of a report are ids, of equal lengths: those are copied over the old one.
[[gnu::always_inline]] inline void assign_text(std::string& to, std::string_view text)
{
    auto const n = text.size();
    if (to.size() != n)
    {
        to.assign(text);
        return;
    }
    auto* const out = to.data();
    auto const* const in = text.data();
    if (n > 32 && n <= 64)
        copy_ends<32>(out, in, n);
    else if (n > 16 && n <= 32)
        copy_ends<16>(out, in, n);
    else if (n >= 8 && n <= 16)
        copy_ends<8>(out, in, n);
    else if (n >= 4 && n < 8)
        copy_ends<4>(out, in, n);
    else
        std::copy(text.begin(), text.end(), out);
}

} // namespace entralog::detail
