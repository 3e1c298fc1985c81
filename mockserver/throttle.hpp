#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>
#include <mockserver/refusal.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace graph_mock
{

/// So many requests of an application to a tenant within any stretch of time of that length. Microsoft documents five
/// in ten seconds, for any of the reports (learn.microsoft.com/graph/throttling-limits, "Identity and access reports").
struct throttle_limit
{
    throttle_limit() = default;
    throttle_limit(std::size_t n, ticks in)
        : requests(n)
        , window(in)
    {
    }

    std::size_t requests = 5;
    ticks window = std::chrono::seconds(10);
};

/// How Retry-After is written. Graph's own example is 2.128, although RFC 9110 knows whole seconds and dates only.
enum class retry_after_form
{
    seconds,
    fractional,
    date,
    none ///< left out, as other Graph services do at times
};

struct throttle_rules
{
    throttle_rules() = default;

    std::optional<throttle_limit> limit; ///< nothing: every request passes
    retry_after_form retry_after = retry_after_form::seconds;
    bool punish = false; ///< a request before its Retry-After is over starts a whole window of refusals
    bool headers =
        false; ///< x-ms-throttle-*, which services of the directory send and the reports have not been seen to
};

/// What the throttle has done so far.
struct throttle_counters
{
    throttle_counters() = default;

    std::uint64_t passed = 0;
    std::uint64_t refused = 0;
    std::uint64_t early = 0; ///< of them, those that came before the time that the refusal before them had named
};

/// Reads "documented", "off" or "N/SECONDS" ("100/10", "5/2.5"); nothing for any other text.
std::optional<std::optional<throttle_limit>> parse_throttle_limit(std::string_view text);

/// "5 requests in 10 s".
std::string to_string(throttle_limit const& limit);

/// The service's limit for each application and tenant: a window that slides. Safe to call from several threads.
class throttle
{
public:
    explicit throttle(throttle_rules rules)
        : rules_(rules)
    {
    }

    /// What becomes of a request.
    struct verdict
    {
        verdict() = default;

        std::optional<ticks> wait; ///< it is refused; after that time one will pass, as far as is known
        bool first = false;        ///< the one before it was not refused
        double used = 0;           ///< how much of the limit the window holds, 1 for all
        std::uint64_t number = 0;  ///< of the refusal, from 1
    };

    verdict ask(std::string_view tenant_id, std::string_view app_id, timestamp now);

    throttle_rules const& rules() const noexcept { return rules_; }
    throttle_counters counters() const;

private:
    struct account
    {
        std::deque<timestamp> passed;                ///< within the window
        timestamp refused_until = timestamp::min();  ///< a refusal has named this time
        timestamp punished_until = timestamp::min(); ///< nothing passes before
        bool refusing = false;
    };

    void forget(account& a, timestamp now) const;

    throttle_rules rules_;
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, account, std::less<>> accounts_; ///< as many as tenants have apps
    throttle_counters counters_;
};

/// 429 in one of the forms that clients have met, one after another.
refusal throttled(throttle::verdict const& v, throttle_rules const& rules, std::string_view app_id,
    std::string const& request_id, timestamp now);

/// What a response tells about the limit, if the rules say that it does.
void add_throttle_headers(headers& fields, throttle::verdict const& v, throttle_rules const& rules);

} // namespace graph_mock
