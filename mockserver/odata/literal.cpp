#include <mockserver/odata/literal.hpp>

#include <mockserver/text.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

namespace graph_mock::odata
{

namespace
{

/// Takes a text apart from its front.
class reader
{
public:
    explicit reader(std::string_view text) noexcept
        : rest_(text)
    {
    }

    bool done() const noexcept { return rest_.empty(); }

    bool take(char letter) noexcept
    {
        bool const there = !rest_.empty() && lower(rest_.front()) == letter;
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }

    bool take_sign() noexcept { return take('-') || take('+'); }

    std::string_view digits(std::size_t at_most = std::string_view::npos) noexcept
    {
        std::size_t n = 0;
        while (n < rest_.size() && n < at_most && is_digit(rest_[n]))
            ++n;
        auto const taken = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return taken;
    }

    bool take_digits(std::size_t count) noexcept { return digits(count).size() == count; }

private:
    std::string_view rest_;
};

/// hour ":" minute [ ":" second [ "." fractionalSeconds ] ]; whether there are seconds is told.
bool take_time_of_day(reader& in, bool& with_seconds) noexcept
{
    if (!in.take_digits(2) || !in.take(':') || !in.take_digits(2))
        return false;
    with_seconds = in.take(':');
    if (!with_seconds)
        return true;
    if (!in.take_digits(2))
        return false;
    constexpr std::size_t max_fraction = 12;
    return !in.take('.') || !in.digits(max_fraction).empty();
}

/// The value of digits that are not too many.
std::optional<std::int64_t> to_integer(std::string_view digits) noexcept
{
    std::int64_t value = 0;
    auto const [stop, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return failure == std::errc() ? std::optional(value) : std::nullopt;
}

constexpr std::int64_t ticks_per_second = 10'000'000;
constexpr std::int64_t max_seconds = 900'000'000'000; ///< of a duration: more than Edm.DateTimeOffset spans

} // namespace

bool is_number(std::string_view text) noexcept
{
    reader in(text);
    in.take_sign();
    if (in.digits().empty() || (in.take('.') && in.digits().empty()))
        return false;
    if (in.take('e'))
    {
        in.take_sign();
        if (in.digits().empty())
            return false;
    }
    return in.done();
}

std::optional<double> parse_number(std::string_view text) noexcept
{
    text.remove_prefix(text.front() == '+' ? 1 : 0);
    double number = 0;
    auto const [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() ? std::optional(number) : std::nullopt;
}

std::optional<entralog::timestamp> parse_moment(std::string_view text)
{
    reader in(text);
    if (!in.take_digits(4) || !in.take('-') || !in.take_digits(2) || !in.take('-') || !in.take_digits(2))
        return std::nullopt;
    std::string full(text);
    if (in.done())
        return entralog::parse_iso8601(full + "T00:00:00Z");
    bool with_seconds = false;
    if (!in.take('t') || !take_time_of_day(in, with_seconds))
        return std::nullopt;
    bool const zone = in.take('z') || (in.take_sign() && in.take_digits(2) && in.take(':') && in.take_digits(2));
    if (!zone || !in.done())
        return std::nullopt;
    constexpr std::size_t date_and_minute = 16; // 2026-11-25T10:00
    if (!with_seconds)
        full.insert(date_and_minute, ":00");
    return entralog::parse_iso8601(full);
}

std::optional<entralog::ticks> parse_duration(std::string_view text) noexcept
{
    constexpr struct
    {
        char letter;
        std::int64_t seconds;
    } units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

    reader in(text);
    bool const negative = in.take('-');
    if (!in.take('p'))
        return std::nullopt;
    std::int64_t seconds = 0;
    std::int64_t fraction = 0;
    std::size_t unit = 0; // each at most once, the larger before the smaller
    bool after_t = false;
    bool complete = false; // something stands in front of the T if there is one, and after it
    while (!in.done())
    {
        if (!after_t && in.take('t'))
        {
            after_t = true;
            unit = 1;
            complete = false;
            continue;
        }
        auto const digits = in.digits();
        auto const count = to_integer(digits);
        if (!count)
            return std::nullopt;
        bool const with_fraction = in.take('.');
        auto const decimals = with_fraction ? in.digits() : std::string_view();
        auto const end = after_t ? std::size(units) : 1;
        while (unit < end && !in.take(units[unit].letter))
            ++unit;
        if (unit >= end || (with_fraction && (decimals.empty() || units[unit].letter != 's')) ||
            *count > max_seconds / units[unit].seconds)
            return std::nullopt;
        seconds += *count * units[unit].seconds;
        std::int64_t weight = ticks_per_second;
        for (char const digit : decimals)
            fraction += (weight /= 10) * (digit - '0');
        ++unit;
        complete = true;
    }
    if (!complete || seconds > max_seconds)
        return std::nullopt;
    entralog::ticks const length(seconds * ticks_per_second + fraction);
    return negative ? -length : length;
}

bool is_enum_value(std::string_view text)
{
    auto const members = split(text, ',');
    return std::all_of(members.begin(), members.end(),
        [](std::string_view member)
        {
            constexpr std::size_t int64_digits = 19;
            reader number(member);
            number.take_sign();
            return is_identifier(member) || (!number.digits(int64_digits).empty() && number.done());
        });
}

bool begins_identifier(char c) noexcept
{
    return is_alpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool continues_identifier(char c) noexcept
{
    return begins_identifier(c) || is_digit(c);
}

bool is_identifier(std::string_view text) noexcept
{
    constexpr std::ptrdiff_t longest = 128;
    auto const begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return !text.empty() && begins_identifier(text.front()) &&
           std::all_of(text.begin(), text.end(), continues_identifier) &&
           std::count_if(text.begin(), text.end(), begins_character) <= longest;
}

} // namespace graph_mock::odata
