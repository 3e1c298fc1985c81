#pragma once

#include <entralog/detail/challenge.hpp>
#include <entralog/token_cache.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog
{

namespace detail
{

/// When a token that was got at `now` should be renewed.
inline timestamp refresh_time(access_token const& token, timestamp now) noexcept
{
    constexpr ticks margin = std::chrono::minutes(5);
    if (token.refresh_on)
        return std::min(*token.refresh_on, token.expires_on);
    return token.expires_on - std::min(margin, std::max((token.expires_on - now) / 5, ticks::zero()));
}

/// One request for a token, and those who wait for it.
struct token_flight
{
    token_flight(prompting how, std::string with)
        : claims(std::move(with))
        , prompt(how)
    {
    }

    std::string const claims;                       ///< those that go with the request
    prompting const prompt;                         ///< not_now: it was begun in the background, for nobody
    std::optional<boost::asio::steady_timer> bound; ///< of one that nobody waits for

    bool done = false;
    result<access_token> outcome =
        error(error_code(boost::asio::error::operation_aborted), "the request for a token was cancelled");
    std::exception_ptr exception; ///< what the credential threw
    std::list<boost::asio::steady_timer*> waiters;
    boost::asio::cancellation_signal cancel;

    void land() noexcept
    {
        done = true;
        bound.reset(); // it must not outlive its executor
        for (auto* const waiter : waiters)
            waiter->cancel();
    }
};

/// A place among the waiters, for as long as the frame of the waiting coroutine lives.
class token_waiter
{
public:
    token_waiter(std::shared_ptr<token_flight> flight, boost::asio::steady_timer& alarm)
        : flight_(std::move(flight))
        , place_(flight_->waiters.insert(flight_->waiters.end(), &alarm))
    {
    }
    ~token_waiter() { flight_->waiters.erase(place_); }
    token_waiter(token_waiter&&) = delete;

private:
    std::shared_ptr<token_flight> flight_;
    std::list<boost::asio::steady_timer*>::iterator place_;
};

} // namespace detail

class token_cache::impl : public std::enable_shared_from_this<impl>
{
public:
    impl(std::shared_ptr<credential> source, std::shared_ptr<transport> wire, std::shared_ptr<clock> time,
        origin authority, std::string scope, std::shared_ptr<detail::observation> watch)
        : source_(std::move(source))
        , wire_(std::move(wire))
        , time_(std::move(time))
        , authority_(std::move(authority))
        , scope_(std::move(scope))
        , watch_(watch ? std::move(watch) : std::make_shared<detail::observation>())
    {
    }

    static boost::asio::awaitable<result<access_token>> token(std::shared_ptr<impl> self, std::string client_request_id)
    {
        auto const executor = co_await boost::asio::this_coro::executor;
        if (self->usable())
        {
            if (self->time_->now() >= self->refresh_at_ && !self->flying())
                self->take_off(executor, std::move(client_request_id), prompting::not_now);
            co_return *self->token_;
        }
        for (;;)
        {
            auto const flight =
                self->flying() ? self->flight_ : self->take_off(executor, client_request_id, prompting::allowed);
            co_await wait(self, flight);
            if (flight->outcome)
                co_return *flight->outcome;
            if (self->usable())
                co_return *self->token_;
            // What was begun in the background did not try all it could: it asks no person, and is soon given up.
            if (flight->prompt == prompting::not_now)
                continue;
            if (flight->exception)
                std::rethrow_exception(flight->exception);
            co_return flight->outcome.error();
        }
    }

    void invalidate(std::string_view secret) noexcept
    {
        if (token_ && token_->secret == secret)
            token_.reset();
    }

    void invalidate(std::string_view secret, std::string_view claims)
    {
        // The token may have been replaced, since many requests are refused at once: mostly by one that has the
        // claims, but perhaps by a renewal that knew nothing of the challenge.
        bool const replaced = token_ && token_->secret != secret;
        if (replaced &&
            detail::merge_claims(token_claims_, claims) == detail::merge_claims(token_claims_, token_claims_))
            return;
        token_.reset();
        constexpr std::size_t longest = 16 * 1024;
        if (replaced)
            claims_ = detail::merge_claims(token_claims_, claims_);
        auto all = detail::merge_claims(claims_, claims);
        claims_ = all.size() <= longest ? std::move(all) : std::string(claims.substr(0, longest));
        if (!flying() || flight_->claims == claims_)
            return;
        auto const outdated = std::exchange(flight_, nullptr); // its token is for those who wait for it already
        if (outdated->waiters.empty())
            outdated->cancel.emit(boost::asio::cancellation_type::terminal);
    }

    void stop()
    {
        if (flying())
            flight_->cancel.emit(boost::asio::cancellation_type::terminal);
    }

private:
    using timer = boost::asio::steady_timer;
    static constexpr timer::time_point never = timer::time_point::max();
    /// How long a request may take for which nobody waits: it keeps its executor running.
    static constexpr std::chrono::seconds patience{30};
    /// Between two attempts to renew a token that is still valid.
    static constexpr std::chrono::seconds pause{30};

    bool flying() const noexcept { return flight_ && !flight_->done; }
    bool usable() const { return token_ && time_->now() < token_->expires_on; }

    /// Returns when the flight has landed.
    static boost::asio::awaitable<void> wait(std::shared_ptr<impl> self, std::shared_ptr<detail::token_flight> flight)
    {
        auto const executor = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer alarm(executor, never);
        detail::token_waiter const waiter(flight, alarm);
        while (!flight->done)
        {
            auto const cancellation = co_await boost::asio::this_coro::cancellation_state;
            if (cancellation.cancelled() != boost::asio::cancellation_type::none)
            {
                self->leave(flight);
                throw boost::system::system_error(boost::asio::error::operation_aborted);
            }
            boost::system::error_code woken;
            co_await alarm.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        }
    }

    /// The request runs as a coroutine of its own, so that it outlives the caller who began it.
    std::shared_ptr<detail::token_flight> take_off(
        boost::asio::any_io_executor executor, std::string client_request_id, prompting prompt)
    {
        auto const flight = std::make_shared<detail::token_flight>(prompt, claims_);
        // The coroutine's own handle: it lands whatever becomes of the frame that holds it, even when the executor goes
        // away before the coroutine has begun.
        std::shared_ptr<detail::token_flight> handle(
            flight.get(), [flight](detail::token_flight* landing) { landing->land(); });
        flight_ = flight;
        if (prompt == prompting::not_now)
        {
            flight->bound.emplace(executor, patience);
            flight->bound->async_wait(
                [weak = std::weak_ptr(flight)](boost::system::error_code ec)
                {
                    auto const late = ec ? nullptr : weak.lock();
                    if (late && !late->done && late->waiters.empty())
                        late->cancel.emit(boost::asio::cancellation_type::terminal);
                });
        }
        auto const slot = flight->cancel.slot();
        boost::asio::co_spawn(executor, fly(shared_from_this(), std::move(handle), std::move(client_request_id)),
            boost::asio::bind_cancellation_slot(slot, [flight](std::exception_ptr) {}));
        return flight;
    }

    /// The last one to leave ends the flight; nobody may join it from then on.
    void leave(std::shared_ptr<detail::token_flight> const& flight)
    {
        if (flight->done || flight->waiters.size() > 1)
            return;
        if (flight_ == flight)
            flight_.reset();
        flight->cancel.emit(boost::asio::cancellation_type::terminal);
    }

    static boost::asio::awaitable<void> fly(
        std::shared_ptr<impl> self, std::shared_ptr<detail::token_flight> flight, std::string client_request_id)
    {
        try
        {
            token_context context(*self->wire_, *self->time_);
            context.authority = self->authority_;
            context.scope = self->scope_;
            context.client_request_id = client_request_id;
            context.claims = flight->claims;
            context.prompt = flight->prompt;
            flight->outcome = co_await self->source_->token(context);
            self->tell(*flight, client_request_id);
        }
        catch (...)
        {
            flight->exception = std::current_exception();
        }
        if (self->flight_ == flight)
            self->take_note(*flight);
    }

    void tell(detail::token_flight const& flight, std::string_view client_request_id) const
    {
        error const why = flight.outcome ? error() : flight.outcome.error(); // the event's texts are its
        event e(event_kind::token);
        e.client_request_id = client_request_id;
        if (flight.outcome)
        {
            ++watch_->counters.tokens;
            e.expires_on = flight.outcome->expires_on;
        }
        else
        {
            e.request = why.request;
            e.code = why.code;
            e.http_status = why.http_status;
            e.graph_code = why.graph_code;
            e.request_id = why.request_id;
        }
        watch_->tell(e);
    }

    void take_note(detail::token_flight const& flight)
    {
        if (flight.outcome)
        {
            token_ = *flight.outcome;
            token_claims_ = flight.claims;
            // An issuer may say that a token is to be renewed at once: each request until its end would ask again.
            refresh_at_ = std::max(detail::refresh_time(*token_, time_->now()), time_->now() + pause);
            claims_.clear(); // the flight had them, else it were not ours any more
            return;
        }
        refresh_at_ = std::max(refresh_at_, time_->now() + pause); // for the same reason
        // Claims that the issuer refuses would be refused for ever. Should the service still want them, it says so
        // again.
        if (flight.outcome.error().code == errc::token_rejected)
            claims_.clear();
    }

    std::shared_ptr<credential> source_;
    std::shared_ptr<transport> wire_;
    std::shared_ptr<clock> time_;
    origin authority_;
    std::string scope_;
    std::shared_ptr<detail::observation> watch_;
    std::optional<access_token> token_;
    timestamp refresh_at_{};
    std::string token_claims_; ///< those that the token was asked for with
    std::string claims_;       ///< wanted by the service, and in no token yet
    std::shared_ptr<detail::token_flight> flight_;
};

ENTRALOG_DECL token_cache::token_cache(std::shared_ptr<credential> source, std::shared_ptr<transport> wire,
    std::shared_ptr<clock> time, origin authority, std::string scope, std::shared_ptr<detail::observation> watch)
    : impl_(std::make_shared<impl>(std::move(source), std::move(wire), std::move(time), std::move(authority),
          std::move(scope), std::move(watch)))
{
}

ENTRALOG_DECL token_cache::~token_cache()
{
    impl_->stop();
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> token_cache::token(std::string client_request_id)
{
    return impl::token(impl_, std::move(client_request_id));
}

ENTRALOG_DECL void token_cache::invalidate(std::string_view secret) noexcept
{
    impl_->invalidate(secret);
}

ENTRALOG_DECL void token_cache::invalidate(std::string_view secret, std::string_view claims)
{
    impl_->invalidate(secret, claims);
}

} // namespace entralog
