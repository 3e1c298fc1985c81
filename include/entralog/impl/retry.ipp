#pragma once

#include <entralog/detail/error_body.hpp>
#include <entralog/explain.hpp>
#include <entralog/guid.hpp>
#include <entralog/retry.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
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
    json_only_sink(body_sink& next, http_method method)
        : next_(next)
        , only_json_(method == http_method::get)
    {
    }

    void start(response_head const& head) override
    {
        refused_ = only_json_ && !may_be_json(head);
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
    bool only_json_;
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
        add("Waiting once more would exceed retry_options::max_total_wait.");
    else if (v == verdict::not_repeatable)
        add("Not tried again, since the service may have carried it out.");
}

inline double random_unit()
{
    std::random_device source;
    return std::uniform_real_distribution<double>(0.0, 1.0)(source);
}

} // namespace detail

ENTRALOG_DECL retrying::retrying(
    std::shared_ptr<transport> next, std::shared_ptr<clock> time, retry_options options, random_sources random)
    : next_(std::move(next))
    , time_(std::move(time))
    , options_(options)
    , random_(std::move(random))
{
    if (!random_.guid)
        random_.guid = random_guid;
    if (!random_.unit)
        random_.unit = detail::random_unit;
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> retrying::exchange(request const& r, body_sink& sink)
{
    ++counters_.requests;
    request named = r;
    if (!named.headers.contains("client-request-id"))
        named.headers.add("client-request-id", random_.guid());

    retry_state state;
    state.method = r.method;
    std::vector<attempt> attempts;
    for (;; ++state.attempts)
    {
        auto head = co_await attempt_once(named, sink);
        if (head)
            co_return head;
        auto e = std::move(head).error();
        auto const decision = decide(options_, state, e, random_.unit());
        if (decision.verdict != verdict::wait)
        {
            detail::explain_verdict(e, decision.verdict);
            e.attempts.insert(e.attempts.begin(), attempts.begin(), attempts.end());
            co_return e;
        }
        attempts.push_back(detail::attempt_of(e));
        attempts.back().waited = decision.wait;
        state.waited += decision.wait;
        counters_.waited += decision.wait;
        co_await time_->wait(decision.wait);
        ++counters_.retries;
    }
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> retrying::attempt_once(request const& r, body_sink& sink)
{
    detail::json_only_sink json(sink, r.method);
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
