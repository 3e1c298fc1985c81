#pragma once

#include <entralog/time.hpp>

#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>

namespace graph_mock
{

using entralog::ticks;
using entralog::timestamp;

/// Where the mock's time begins.
struct time_setting
{
    time_setting() = default;

    enum class mode
    {
        recorded, ///< a moment after the newest record: the tenant as it was when it was recorded
        rebase,   ///< the real time; all records are shifted so that the newest is a moment ago
        fixed     ///< at `start`; the records stay as they are
    };

    mode kind = mode::recorded;
    timestamp start{}; ///< for mode::fixed
};

/// Reads "recorded", "rebase" or "now=2026-11-25T10:00:00Z"; nothing for any other text.
std::optional<time_setting> parse_time_setting(std::string_view text);

/// How far the newest record lies behind the clock's start, in the modes that place the one by the other.
inline constexpr std::chrono::seconds a_moment{5};

/// This machine's time, which clients go by.
timestamp machine_time();

/// The mock's time, by which tokens, the throttle, retention and $skiptokens go. It begins where it is set and then
/// runs at the pace of the real one, or stands still while it is held. Safe to use from several threads.
class clock
{
public:
    clock() = default;

    timestamp now() const;

    void set(timestamp t);

    /// Lets time pass: a test need not wait for a token to expire.
    void advance(ticks d);

    /// From here on time moves by `set` and `advance` only.
    void hold();

    /// Time runs again, from where it stands.
    void release();

private:
    mutable std::mutex mutex_;
    ticks offset_{};                ///< against the machine's clock
    std::optional<timestamp> held_; ///< where it stands
};

} // namespace graph_mock
