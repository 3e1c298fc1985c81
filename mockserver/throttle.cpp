#include <mockserver/throttle.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace graph_mock
{

namespace
{

constexpr std::size_t most_requests = 100'000;
constexpr double longest_window = 86'400; // seconds

std::string with_digits(double number, int digits)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, number);
    return text;
}

/// "2.128": seconds, rounded up to milliseconds.
std::string fractional(ticks wait)
{
    auto const ms = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
    auto rest = std::to_string(ms % 1000);
    rest.insert(0, 3 - rest.size(), '0');
    return std::to_string(ms / 1000) + "." + rest;
}

/// Never earlier than a request will pass: rounded up.
std::optional<std::string> retry_after(ticks wait, retry_after_form form, timestamp now)
{
    switch (form)
    {
    case retry_after_form::seconds:
        return std::to_string(std::max<std::int64_t>(std::chrono::ceil<std::chrono::seconds>(wait).count(), 1));
    case retry_after_form::fractional:
        return fractional(wait);
    case retry_after_form::date:
        return entralog::to_http_date(std::chrono::ceil<std::chrono::seconds>(now + wait));
    case retry_after_form::none:
        break;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::optional<throttle_limit>> parse_throttle_limit(std::string_view text)
{
    if (text == "documented")
        return std::optional(throttle_limit());
    if (text == "off")
        return std::optional<throttle_limit>();
    auto const slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    throttle_limit limit;
    double window = 0;
    auto const* const middle = text.data() + slash;
    auto const* const end = text.data() + text.size();
    auto const number = std::from_chars(text.data(), middle, limit.requests);
    auto const time = std::from_chars(middle + 1, end, window, std::chars_format::fixed);
    if (number.ec != std::errc() || number.ptr != middle || time.ec != std::errc() || time.ptr != end)
        return std::nullopt;
    if (limit.requests == 0 || limit.requests > most_requests || !(window >= 0.001 && window <= longest_window))
        return std::nullopt;
    limit.window = std::chrono::duration_cast<ticks>(std::chrono::duration<double>(window));
    return std::optional(limit);
}

std::string to_string(throttle_limit const& limit)
{
    auto const window = std::chrono::duration<double>(limit.window).count();
    auto const whole = window == static_cast<double>(static_cast<std::int64_t>(window));
    return std::to_string(limit.requests) + (limit.requests == 1 ? " request in " : " requests in ") +
           with_digits(window, whole ? 0 : 3) + " s";
}

throttle::verdict throttle::ask(std::string_view tenant_id, std::string_view app_id, timestamp now)
{
    verdict v;
    if (!rules_.limit)
        return v;
    auto const& limit = *rules_.limit;
    std::lock_guard const alone(mutex_);
    auto& a = accounts_[{std::string(tenant_id), std::string(app_id)}];
    forget(a, now);

    bool const full = a.passed.size() >= limit.requests;
    if (!full && a.punished_until <= now)
    {
        a.passed.push_back(now);
        a.refusing = false;
        ++counters_.passed;
        v.used = static_cast<double>(a.passed.size()) / static_cast<double>(limit.requests);
        return v;
    }
    bool const early = now < a.refused_until;
    if (early && rules_.punish)
        a.punished_until = now + limit.window;
    auto const room = full ? a.passed[a.passed.size() - limit.requests] + limit.window : now;
    auto const free = std::max(room, a.punished_until);
    v.wait = free - now;
    v.first = !a.refusing;
    v.used = 1;
    a.refusing = true;
    a.refused_until = free;
    counters_.early += early ? 1 : 0;
    v.number = ++counters_.refused;
    return v;
}

/// What the window does not reach any more, and, when the clock was set back, what is not yet.
void throttle::forget(account& a, timestamp now) const
{
    auto const& window = rules_.limit->window;
    while (!a.passed.empty() && a.passed.front() + window <= now)
        a.passed.pop_front();
    while (!a.passed.empty() && a.passed.back() > now)
        a.passed.pop_back();
    if (a.punished_until > now + window)
        a.punished_until = now;
    if (a.refused_until > now + window)
        a.refused_until = now;
}

throttle_counters throttle::counters() const
{
    std::lock_guard const alone(mutex_);
    return counters_;
}

refusal throttled(throttle::verdict const& v, throttle_rules const& rules, std::string_view app_id,
    std::string const& request_id, timestamp now)
{
    struct shape
    {
        char const* code;
        char const* message;
        bool correlated;
    };
    // Reported by users of the reports: azure-docs#70953, Remove-StaleGuests#7, azure-docs-powershell-azuread#337; and
    // the example of learn.microsoft.com/graph/throttling.
    static constexpr std::array<shape, 4> seen{{
        {"UnknownError",
            "This request is throttled. Please try again after the value specified in the Retry-After header.", true},
        {"UnknownError", "Too Many Requests", false},
        {"", "This request is throttled. Please try again after some time.", true},
        {"TooManyRequests", "Please retry again later.", false},
    }};
    auto const& form = seen[(v.number - 1) % seen.size()];
    std::string message = form.message;
    if (form.correlated)
        message += " CorrelationId: " + request_id;
    refusal why(429, form.code, std::move(message));
    if (auto text = retry_after(*v.wait, rules.retry_after, now))
        why.headers.add("Retry-After", std::move(*text));
    add_throttle_headers(why.headers, v, rules);
    if (rules.headers)
    {
        why.headers.add("x-ms-throttle-scope", "Tenant_Application/ReadWrite/" + std::string(app_id));
        why.headers.add("x-ms-throttle-information", "ResourceUnitLimitExceeded");
    }
    return why;
}

void add_throttle_headers(headers& fields, throttle::verdict const& v, throttle_rules const& rules)
{
    // learn.microsoft.com/graph/throttling-limits: from 0.8 on, up to 1.8.
    if (rules.headers && v.used >= 0.8)
        fields.add("x-ms-throttle-limit-percentage", with_digits(v.used, 2));
}

} // namespace graph_mock
