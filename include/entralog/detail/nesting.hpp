#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace entralog::detail
{

/// Finds where a JSON object or array ends, without parsing it: counts brackets outside of strings, across chunks.
/// On x86-64 it looks at 64 bytes at a time, so that cutting a page into records costs next to nothing beside decoding
/// them; elsewhere byte by byte.
class nesting
{
public:
    static constexpr std::size_t open = static_cast<std::size_t>(-1);

    /// Takes the next bytes; the first ever is the opening bracket. Gives the number of bytes up to and including the
    /// closing bracket, or `open` when it is not among them.
    std::size_t scan(std::string_view bytes) noexcept
    {
        std::size_t i = 0;
#if defined(__SSE2__)
        for (; i + 64 <= bytes.size(); i += 64)
            if (auto const end = scan_block(bytes.data() + i); end != 0)
                return i + end;
#endif
        for (; i < bytes.size(); ++i)
            if (scan_byte(bytes[i]))
                return i + 1;
        return open;
    }

private:
    /// A backslash counts outside of strings, too, as in scan_block: where an element that is not JSON ends must not
    /// depend on how its bytes fall into chunks.
    bool scan_byte(char c) noexcept
    {
        bool const escaped = escaped_;
        escaped_ = c == '\\' && !escaped;
        if (in_string_)
        {
            if (c == '"' && !escaped)
                in_string_ = false;
            return false;
        }
        switch (c)
        {
        case '"':
            in_string_ = !escaped;
            return false;
        case '{':
        case '[':
            ++depth_;
            return false;
        case '}':
        case ']':
            return --depth_ == 0;
        default:
            return false;
        }
    }

#if defined(__SSE2__)
    /// The number of bytes up to and including the closing bracket, or 0.
    std::size_t scan_block(char const* p) noexcept
    {
        std::uint64_t quotes = 0;
        std::uint64_t backslashes = 0;
        std::uint64_t opening = 0;
        std::uint64_t closing = 0;
        for (unsigned k = 0; k < 4; ++k)
        {
            auto const x = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p + 16 * k));
            auto const folded = _mm_or_si128(x, _mm_set1_epi8(0x20)); // '[' becomes '{', ']' becomes '}'
            quotes |= equal(x, '"') << (16 * k);
            backslashes |= equal(x, '\\') << (16 * k);
            opening |= equal(folded, '{') << (16 * k);
            closing |= equal(folded, '}') << (16 * k);
        }
        if (backslashes != 0 || escaped_)
            quotes &= ~escaped_positions(backslashes);

        // Bit i is set when byte i is inside a string: the parity of the quotes up to it.
        std::uint64_t inside = quotes;
        for (unsigned shift = 1; shift < 64; shift *= 2)
            inside ^= inside << shift;
        if (in_string_)
            inside = ~inside;
        in_string_ = (inside >> 63) != 0;
        opening &= ~inside;
        closing &= ~inside;

        if (closing == 0)
        {
            for (; opening != 0; opening &= opening - 1)
                ++depth_;
            return 0;
        }
        for (auto brackets = opening | closing; brackets != 0; brackets &= brackets - 1)
        {
            auto const bit = brackets & (~brackets + 1);
            if ((opening & bit) != 0)
                ++depth_;
            else if (--depth_ == 0)
                return static_cast<std::size_t>(std::countr_zero(bit)) + 1;
        }
        return 0;
    }

    static std::uint64_t equal(__m128i x, char c) noexcept
    {
        return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(c))));
    }

    /// The bytes that a backslash before them escapes.
    std::uint64_t escaped_positions(std::uint64_t backslashes) noexcept
    {
        std::uint64_t escaped = 0;
        if (escaped_)
        {
            escaped = 1;
            backslashes &= ~std::uint64_t{1};
        }
        escaped_ = false;
        while (backslashes != 0)
        {
            auto const at = static_cast<unsigned>(std::countr_zero(backslashes));
            if (at == 63)
            {
                escaped_ = true;
                break;
            }
            escaped |= std::uint64_t{2} << at;
            backslashes &= ~(std::uint64_t{3} << at);
        }
        return escaped;
    }
#endif

    std::size_t depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
};

} // namespace entralog::detail
