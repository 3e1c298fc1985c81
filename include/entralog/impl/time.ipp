#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace entralog
{

namespace detail
{

inline constexpr std::int64_t ticks_per_second = ticks::period::den;

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.9999999Z: the ends of Edm.DateTimeOffset.
inline constexpr timestamp first_timestamp =
    std::chrono::sys_days(std::chrono::year(1) / std::chrono::January / std::chrono::day(1));
inline constexpr timestamp last_timestamp =
    timestamp(std::chrono::sys_days(std::chrono::year(10000) / std::chrono::January / std::chrono::day(1))) - ticks(1);

/// Reads digits at fixed places; remembers whether one of them was none, so that one branch checks a whole field list.
class fixed_digits
{
public:
    unsigned operator()(char const* p, std::size_t count) noexcept
    {
        unsigned value = 0;
        for (std::size_t i = 0; i < count; ++i)
        {
            auto const digit = static_cast<unsigned>(static_cast<unsigned char>(p[i])) - '0';
            failed_ |= digit > 9;
            value = value * 10 + digit;
        }
        return value;
    }

    bool failed() const noexcept { return failed_; }

private:
    bool failed_ = false;
};

inline std::optional<timestamp> make_timestamp(
    unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second) noexcept
{
    std::chrono::year_month_day const date{
        std::chrono::year(static_cast<int>(year)), std::chrono::month(month), std::chrono::day(day)};
    if (year < 1 || year > 9999 || !date.ok())
        return std::nullopt;
    std::int64_t const seconds = (static_cast<std::int64_t>(hour) * 60 + minute) * 60 + second;
    return timestamp(std::chrono::sys_days(date)) + std::chrono::seconds(seconds);
}

/// "+hh:mm" or "-hh:mm", at most 14 hours, as in XML Schema and .NET.
inline std::optional<std::chrono::minutes> parse_offset(std::string_view text) noexcept
{
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    fixed_digits number;
    auto const hour = number(text.data() + 1, 2);
    auto const minute = number(text.data() + 4, 2);
    if (number.failed() || minute > 59 || hour * 60 + minute > 14 * 60)
        return std::nullopt;
    std::chrono::minutes const offset(static_cast<int>(hour * 60 + minute));
    return text[0] == '+' ? offset : -offset;
}

inline char* write_digits(char* out, unsigned value, std::size_t count) noexcept
{
    for (auto i = count; i-- > 0; value /= 10)
        out[i] = static_cast<char>('0' + value % 10);
    return out + count;
}

struct calendar_time
{
    unsigned year, month, day, hour, minute, second, fraction, weekday;
};

inline calendar_time to_calendar(timestamp t) noexcept
{
    t = std::clamp(t, first_timestamp, last_timestamp);
    auto const days = std::chrono::floor<std::chrono::days>(t);
    std::chrono::year_month_day const date(days);
    auto const in_day = static_cast<std::uint64_t>((t - days).count());
    auto const second = static_cast<unsigned>(in_day / static_cast<std::uint64_t>(ticks_per_second));
    calendar_time c{};
    c.year = static_cast<unsigned>(static_cast<int>(date.year()));
    c.month = static_cast<unsigned>(date.month());
    c.day = static_cast<unsigned>(date.day());
    c.hour = second / 3600;
    c.minute = second / 60 % 60;
    c.second = second % 60;
    c.fraction = static_cast<unsigned>(in_day % static_cast<std::uint64_t>(ticks_per_second));
    c.weekday = std::chrono::weekday(days).c_encoding();
    return c;
}

inline constexpr std::array<std::string_view, 12> month_names{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
inline constexpr std::array<std::string_view, 7> weekday_names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// 1 to 12, or 0 for no month.
inline unsigned parse_month(std::string_view name) noexcept
{
    auto const found = std::find(month_names.begin(), month_names.end(), name);
    return found == month_names.end() ? 0 : static_cast<unsigned>(found - month_names.begin()) + 1;
}

inline bool is_weekday(std::string_view name, bool abbreviated) noexcept
{
    return std::any_of(weekday_names.begin(), weekday_names.end(),
        [=](std::string_view weekday) { return name == (abbreviated ? weekday.substr(0, 3) : weekday); });
}

/// A day and a time of day whose places in the text are known.
inline std::optional<timestamp> parse_http_fields(
    std::string_view year, std::string_view month, std::string_view day, std::string_view clock) noexcept
{
    if (clock[2] != ':' || clock[5] != ':')
        return std::nullopt;
    fixed_digits number;
    auto full_year = number(year.data(), year.size());
    // RFC 9110 would have the century chosen so that the date is at most 50 years ahead; POSIX's fixed turn at 70
    // needs no clock and will agree for the life of this obsolete form.
    if (year.size() == 2)
        full_year += full_year < 70 ? 2000 : 1900;
    auto const day_of_month = number(day.data() + (day[0] == ' ' ? 1 : 0), day[0] == ' ' ? 1 : 2);
    auto const hour = number(clock.data(), 2);
    auto const minute = number(clock.data() + 3, 2);
    auto const second = number(clock.data() + 6, 2);
    if (number.failed() || hour > 23 || minute > 59 || second > 60) // 60: a leap second
        return std::nullopt;
    return make_timestamp(full_year, parse_month(month), day_of_month, hour, minute, second);
}

/// No wait is longer, so that adding one to a timestamp cannot overflow.
inline constexpr ticks longest_wait = std::chrono::hours(24 * 365 * 100);

/// digits [ "." digits ], rounded up to a tick; a number below zero is zero.
inline std::optional<ticks> parse_seconds(std::string_view text) noexcept
{
    bool const negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    auto const point = std::min(text.find('.'), text.size());
    auto const whole = text.substr(0, point);
    auto const fraction = point < text.size() ? text.substr(point + 1) : std::string_view("0");
    if (whole.empty() || fraction.empty() || !std::all_of(whole.begin(), whole.end(), is_digit) ||
        !std::all_of(fraction.begin(), fraction.end(), is_digit))
        return std::nullopt;
    if (negative)
        return ticks::zero();

    constexpr auto longest = longest_wait.count();
    std::int64_t value = 0;
    for (auto const c : whole)
        value = std::min(value * 10 + (c - '0'), longest);
    value = std::min(value, longest / ticks_per_second) * ticks_per_second;
    std::int64_t unit = ticks_per_second;
    for (auto const c : fraction.substr(0, 7))
        value += (unit /= 10) * (c - '0');
    if (fraction.find_first_not_of('0', std::min<std::size_t>(7, fraction.size())) != std::string_view::npos)
        ++value;
    return std::min(ticks(value), longest_wait);
}

} // namespace detail

ENTRALOG_DECL std::optional<timestamp> parse_iso8601(std::string_view text) noexcept
{
    constexpr std::size_t shortest = 19; // without a fraction and a zone
    if (text.size() < shortest)
        return std::nullopt;
    auto const* const p = text.data();
    detail::fixed_digits number;
    auto const year = number(p, 4);
    auto const month = number(p + 5, 2);
    auto const day = number(p + 8, 2);
    auto const hour = number(p + 11, 2);
    auto const minute = number(p + 14, 2);
    auto const second = number(p + 17, 2);
    bool const separated = p[4] == '-' && p[7] == '-' && (p[10] | 0x20) == 't' && p[13] == ':' && p[16] == ':';
    if (!separated || number.failed() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    auto t = detail::make_timestamp(year, month, day, hour, minute, second);
    if (!t)
        return std::nullopt;

    auto const* const end = p + text.size();
    auto const* at = p + shortest;
    if (at != end && *at == '.')
    {
        auto const* const digits = ++at;
        std::int64_t fraction = 0;
        std::int64_t unit = detail::ticks_per_second;
        for (; at != end && detail::is_digit(*at); ++at)
            fraction += (unit /= 10) * (*at - '0'); // zero from the eighth digit on
        if (at == digits)
            return std::nullopt;
        *t += ticks(fraction);
    }
    if (at == end || (end - at == 1 && (*at | 0x20) == 'z'))
        return t;
    auto const offset = detail::parse_offset(text.substr(static_cast<std::size_t>(at - p)));
    if (!offset)
        return std::nullopt;
    *t -= *offset;
    return *t < detail::first_timestamp || *t > detail::last_timestamp ? std::nullopt : t;
}

ENTRALOG_DECL char* detail::write_iso8601(char* out, timestamp t) noexcept
{
    auto const c = to_calendar(t);
    out = write_digits(out, c.year, 4);
    *out++ = '-';
    out = write_digits(out, c.month, 2);
    *out++ = '-';
    out = write_digits(out, c.day, 2);
    *out++ = 'T';
    out = write_digits(out, c.hour, 2);
    *out++ = ':';
    out = write_digits(out, c.minute, 2);
    *out++ = ':';
    out = write_digits(out, c.second, 2);
    if (c.fraction != 0)
    {
        *out++ = '.';
        out = write_digits(out, c.fraction, 7);
        while (out[-1] == '0')
            --out;
    }
    *out++ = 'Z';
    return out;
}

ENTRALOG_DECL std::string to_iso8601(timestamp t)
{
    std::array<char, detail::iso8601_buffer> buffer;
    return {buffer.data(), detail::write_iso8601(buffer.data(), t)};
}

ENTRALOG_DECL std::optional<timestamp> parse_http_date(std::string_view text) noexcept
{
    using detail::is_weekday;
    using detail::parse_http_fields;
    // IMF-fixdate: "Sun, 06 Nov 1994 08:49:37 GMT"
    if (text.size() == 29 && text.substr(3, 2) == ", " && is_weekday(text.substr(0, 3), true) && text[7] == ' ' &&
        text[11] == ' ' && text[16] == ' ' && text.substr(25) == " GMT" && text[5] != ' ')
        return parse_http_fields(text.substr(12, 4), text.substr(8, 3), text.substr(5, 2), text.substr(17, 8));
    // asctime: "Sun Nov  6 08:49:37 1994"
    if (text.size() == 24 && is_weekday(text.substr(0, 3), true) && text[3] == ' ' && text[7] == ' ' &&
        text[10] == ' ' && text[19] == ' ')
        return parse_http_fields(text.substr(20, 4), text.substr(4, 3), text.substr(8, 2), text.substr(11, 8));
    // RFC 850: "Sunday, 06-Nov-94 08:49:37 GMT"
    auto const comma = text.find(',');
    if (comma == std::string_view::npos || text.size() - comma != 24 || !is_weekday(text.substr(0, comma), false))
        return std::nullopt;
    auto const rest = text.substr(comma);
    if (rest[1] != ' ' || rest[2] == ' ' || rest[4] != '-' || rest[8] != '-' || rest[11] != ' ' ||
        rest.substr(20) != " GMT")
        return std::nullopt;
    return parse_http_fields(rest.substr(9, 2), rest.substr(5, 3), rest.substr(2, 2), rest.substr(12, 8));
}

ENTRALOG_DECL std::string to_http_date(timestamp t)
{
    auto const c = detail::to_calendar(t);
    std::string out(29, ' ');
    auto* p = out.data();
    auto const put = [&p](std::string_view text) { p = std::copy(text.begin(), text.end(), p); };
    put(detail::weekday_names[c.weekday].substr(0, 3));
    put(", ");
    p = detail::write_digits(p, c.day, 2);
    put(" ");
    put(detail::month_names[c.month - 1]);
    put(" ");
    p = detail::write_digits(p, c.year, 4);
    put(" ");
    p = detail::write_digits(p, c.hour, 2);
    put(":");
    p = detail::write_digits(p, c.minute, 2);
    put(":");
    p = detail::write_digits(p, c.second, 2);
    put(" GMT");
    return out;
}

ENTRALOG_DECL std::optional<ticks> parse_retry_after(
    std::string_view text, timestamp now, std::optional<timestamp> server_date) noexcept
{
    auto const wait_until = [&](timestamp date)
    {
        return std::clamp(date - std::clamp(server_date.value_or(now), detail::first_timestamp, detail::last_timestamp),
            ticks::zero(), detail::longest_wait);
    };
    std::optional<ticks> longest;
    while (!text.empty())
    {
        auto comma = std::min(text.find(','), text.size());
        auto const element = detail::trim(text.substr(0, comma));
        auto wait = detail::parse_seconds(element);
        if (auto const date = wait ? std::nullopt : parse_http_date(element))
            wait = wait_until(*date);
        if (!wait && comma < text.size())
        {
            // Two of the three forms of a date hold a comma themselves.
            auto const second = std::min(text.find(',', comma + 1), text.size());
            if (auto const date = parse_http_date(detail::trim(text.substr(0, second))))
            {
                wait = wait_until(*date);
                comma = second;
            }
        }
        longest = std::max(longest, wait); // nothing is less than any wait
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return longest;
}

} // namespace entralog
