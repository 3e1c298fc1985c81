#pragma once

#include <entralog/detail/error_body.hpp>
#include <entralog/explain.hpp>
#include <entralog/guid.hpp>
#include <entralog/retry.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog
{

namespace detail
{

/// Lets a 2xx body through only when it may be JSON; of any other it keeps the start, for the error.
class json_only_sink final : public body_sink
{
public:
    explicit json_only_sink(body_sink& next)
        : next_(next)
    {
    }

    void start(response_head const& head) override
    {
        refused_ = head.status != 204 && !may_be_json(head);
        auto const type = head.headers.find("Content-Type");
        content_type_ = type.substr(0, std::min<std::size_t>(type.find(';'), 100));
        excerpt_.clear();
        if (!refused_)
            next_.start(head);
    }

    result<void> write(std::string_view bytes) override
    {
        if (!refused_)
            return next_.write(bytes);
        constexpr std::size_t enough = 4096;
        excerpt_ += bytes.substr(0, enough - std::min(enough, excerpt_.size()));
        return excerpt_.size() < enough ? result<void>() : finish();
    }

    result<void> finish() override
    {
        if (!refused_)
            return next_.finish();
        auto const text = parse_error_body(excerpt_).message;
        error e(errc::unexpected_content, "it is " + content_type_ + (text.empty() ? "" : ": " + text));
        e.hint = "Check the base URL; a proxy or a network that wants a sign-in may answer in the service's place.";
        return e;
    }

private:
    body_sink& next_;
    bool refused_ = false;
    std::string content_type_;
    std::string excerpt_;
};

inline attempt attempt_of(error const& e)
{
    attempt a;
    a.code = e.code;
    a.http_status = e.http_status;
    a.graph_code = e.graph_code;
    a.request_id = e.request_id;
    return a;
}

/// Says why a failure that might have passed was not tried again.
inline void explain_verdict(error& e, verdict v)
{
    auto const add = [&e](std::string_view text) { e.hint.append(e.hint.empty() ? "" : " ").append(text); };
    if (v == verdict::asked_too_long)
        add("The service asks for a longer wait than retry_options::max_retry_after allows.");
    else if (v == verdict::out_of_time)
        add("Waiting once more would exceed retry_options::max_elapsed.");
    else if (v == verdict::out_of_reserve)
        add("Not tried again, since too much has failed of late (retry_options::reserve).");
    else if (v == verdict::not_repeatable)
        add("Not tried again, since the service may have carried it out.");
}

/// Whether it was thrown because of a cancellation.
inline bool is_abort(std::exception_ptr const& thrown)
{
    try
    {
        std::rethrow_exception(thrown);
    }
    catch (boost::system::system_error const& e)
    {
        return e.code() == boost::asio::error::operation_aborted;
    }
    catch (...)
    {
        return false;
    }
}

inline double random_unit()
{
    std::random_device source;
    return std::uniform_real_distribution<double>(0.0, 1.0)(source);
}

} // namespace detail

/// A request, and how its tries went.
struct retrying::operation
{
    explicit operation(request const& r)
        : asked(r)
    {
        state.method = r.method;
    }

    request asked;
    retry_state state;
    std::vector<attempt> attempts; ///< that have failed
    timestamp begun{};
};

ENTRALOG_DECL retrying::retrying(std::shared_ptr<transport> next, std::shared_ptr<clock> time, retry_options options,
    random_sources random, std::shared_ptr<detail::observation> watch)
    : next_(std::move(next))
    , time_(std::move(time))
    , options_(options)
    , random_(std::move(random))
    , watch_(watch ? std::move(watch) : std::make_shared<detail::observation>())
    , reserve_(options.reserve)
{
    if (!random_.guid)
        random_.guid = random_guid;
    if (!random_.unit)
        random_.unit = detail::random_unit;
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> retrying::exchange(request const& r, body_sink& sink)
{
    namespace asio = boost::asio;
    ++counters_.requests;
    operation o(r);
    if (!o.asked.headers.contains("client-request-id"))
        o.asked.headers.add("client-request-id", random_.guid());
    o.begun = time_->now();

    // The end is by a timer of the executor, not by the clock, which a test may turn as it likes: it is there for what
    // hangs. The decisions to wait are by the clock.
    auto const executor = co_await asio::this_coro::executor;
    constexpr ticks longest = std::chrono::hours(24 * 366);
    asio::steady_timer end(executor,
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::clamp(options_.max_elapsed, ticks::zero(), longest)));
    // Not operator||, which would wait for the timer when the tries throw.
    auto both = asio::experimental::make_parallel_group(
        asio::co_spawn(executor, try_until_done(o, sink), asio::deferred), end.async_wait(asio::deferred));
    auto const [order, thrown, head, timer] =
        co_await both.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (thrown && !timer && detail::is_abort(thrown))
        co_return out_of_time(o);
    if (thrown)
        std::rethrow_exception(thrown);
    co_return head;
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> retrying::try_until_done(operation& o, body_sink& sink)
{
    for (;; ++o.state.attempts)
    {
        if (o.state.attempts > 1)
        {
            o.asked.attempt = o.state.attempts;
            o.asked.headers.set("Retry-Attempt", std::to_string(o.state.attempts - 1));
        }
        auto head = co_await attempt_once(o.asked, sink);
        if (head)
        {
            reserve_.succeeded();
            co_return head;
        }
        auto e = std::move(head).error();
        o.state.elapsed = time_->now() - o.begun;
        auto const decision = decide(options_, o.state, reserve_, e, random_.unit());
        if (decision.verdict != verdict::wait)
        {
            detail::explain_verdict(e, decision.verdict);
            e.attempts.insert(e.attempts.begin(), o.attempts.begin(), o.attempts.end());
            co_return e;
        }
        if (!e.retry_after)
        {
            o.state.delay = decision.wait;
            reserve_.spend();
        }
        o.attempts.push_back(detail::attempt_of(e));
        o.attempts.back().waited = decision.wait;

        event told(event_kind::wait);
        std::string const what = watch_->watched() ? describe(o.asked) : std::string();
        told.request = what;
        told.client_request_id = o.asked.headers.find("client-request-id");
        told.attempt = o.state.attempts;
        told.wait = decision.wait;
        told.why = e.retry_after ? wait_reason::retry_after : wait_reason::backoff;
        told.http_status = e.http_status;
        told.code = e.code;
        told.graph_code = e.graph_code;
        told.request_id = e.request_id;
        watch_->tell(told);
        {
            detail::stopwatch const so_far(*time_, counters_.waited);
            co_await time_->wait(decision.wait);
        }
        ++counters_.retries;
        told.kind = event_kind::retry;
        told.attempt = o.state.attempts + 1;
        watch_->tell(told);
    }
}

ENTRALOG_DECL error retrying::out_of_time(operation const& o) const
{
    error e(errc::operation_timeout, "try " + std::to_string(o.state.attempts) + " was cut off");
    e.hint = "Ask for less at once (a smaller page, a shorter time), or allow more (retry_options::max_elapsed).";
    e.request = describe(o.asked);
    e.client_request_id = o.asked.headers.find("client-request-id");
    e.attempts = o.attempts;
    return e;
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> retrying::attempt_once(request const& r, body_sink& sink)
{
    detail::json_only_sink json(sink);
    auto head = co_await next_->exchange(r, json);
    if (head && head->status >= 200 && head->status < 300)
        co_return head;
    auto e = head ? error_from_response(r, *head, time_->now()) : std::move(head).error();
    if (e.source == error_source::caller)
        co_return e; // it is not about the request
    // An error of another request, for a token, brings its own.
    if (e.request.empty())
        e.request = describe(r);
    if (e.client_request_id.empty())
        e.client_request_id = r.headers.find("client-request-id");
    co_return e;
}

} // namespace entralog
