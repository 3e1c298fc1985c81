#pragma once

#include <entralog/clock.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/message.hpp>
#include <entralog/time.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog
{

enum class event_kind
{
    request,  ///< one leaves
    response, ///< its answer is there, or the reason why there is none
    wait,     ///< one waits before it leaves
    retry,    ///< a failed one is tried again
    token,    ///< a token came, or did not
    page      ///< a page is complete
};

enum class wait_reason
{
    none,
    limit,       ///< the application's limit in its tenant is used up: see limiter
    retry_after, ///< the service asked for it
    backoff      ///< our own choice: see retry_options
};

/// Something that a client did. Holds what is listed here and no more: no query, header or body, no token, no secret.
/// The texts are the call's: copy what is to be kept.
struct event
{
    event() = default;
    explicit event(event_kind k)
        : kind(k)
    {
    }

    event_kind kind = event_kind::request;
    timestamp at{};
    std::string_view request;           ///< method and URL without its query, as "GET https://host/path"
    std::string_view client_request_id; ///< the same in all events of one request
    int attempt = 1;                    ///< which try of the request: 1 is the first

    // response, token; wait and retry (of the try that failed)
    int http_status = 0; ///< 0 when no response came
    error_code code;     ///< of a failure
    std::string_view graph_code;
    std::string_view request_id; ///< the service's
    ticks took{};                ///< response: since the request

    // wait, retry
    wait_reason why = wait_reason::none;
    ticks wait{}; ///< how long, as far as is known

    // token
    std::optional<timestamp> expires_on;

    // page
    std::uint64_t records = 0;
    std::uint64_t malformed = 0; ///< records that do not fit the schema
    std::uint64_t bytes = 0;     ///< decompressed
    bool last = false;           ///< no next_link
};

/// One line, without its end: "2026-11-25T10:00:00Z 429 TooManyRequests after 0.21 s: GET https://... (...)". What came
/// from the service is bounded, and its controls are escaped.
ENTRALOG_DECL std::string to_string(event const& e);

/// Prints each event as a line; give it to client_options::observe. The stream must outlive the client.
ENTRALOG_DECL std::function<void(event const&)> print_events(std::ostream& out);

/// What a client has done so far.
struct client_counters
{
    client_counters() = default;

    std::uint64_t requests = 0;          ///< attempts, token requests included
    std::uint64_t retries = 0;           ///< attempts after the first of a request
    std::uint64_t throttled = 0;         ///< 429s among the answers
    std::uint64_t tokens = 0;            ///< got
    std::uint64_t pages = 0;             ///< complete ones
    std::uint64_t records = 0;           ///< in them
    std::uint64_t malformed_records = 0; ///< besides
    std::uint64_t bytes_received = 0;    ///< of bodies, on the wire
    ticks waited{};                      ///< between attempts
    ticks waited_for_limit{};            ///< for one's turn at the limiter
};

namespace detail
{

/// Where a client's parts tell what they do: counts it, and passes it on to the caller's hook.
class observation
{
public:
    observation() = default; ///< only counts
    observation(std::function<void(event const&)> hook, std::shared_ptr<clock> time)
        : hook_(std::move(hook))
        , time_(std::move(time))
    {
    }

    /// Whether anybody looks: else there is no need to put texts together.
    bool watched() const noexcept { return static_cast<bool>(hook_); }
    void tell(event& e) const
    {
        if (!hook_)
            return;
        e.at = time_->now();
        hook_(e);
    }

    timestamp now() const { return time_ ? time_->now() : timestamp(); }

    client_counters counters;

private:
    std::function<void(event const&)> hook_;
    std::shared_ptr<clock> time_;
};

/// Adds to a counter the time that it lives: also of a wait that is cancelled.
class stopwatch
{
public:
    stopwatch(clock& time, ticks& counter)
        : time_(time)
        , counter_(counter)
        , begun_(time.now())
    {
    }
    ~stopwatch() { counter_ += std::max(time_.now() - begun_, ticks::zero()); }
    stopwatch(stopwatch&&) = delete;

private:
    clock& time_;
    ticks& counter_;
    timestamp begun_;
};

/// A transport that tells of each request and its answer; its place is next to the wire.
class observing final : public transport
{
public:
    observing(std::shared_ptr<transport> next, std::shared_ptr<observation> watch);

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override;

private:
    std::shared_ptr<transport> next_;
    std::shared_ptr<observation> watch_;
};

} // namespace detail

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/observe.ipp>
#endif
