#pragma once

#include <entralog/credential.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace entralog::testing
{

/// Gives "token-1", "token-2" and so on; can hold its answer back until the test opens the gate.
class counting_credential final : public credential
{
public:
    boost::asio::awaitable<result<access_token>> token(token_context const& context) override
    {
        ++calls;
        last_client_request_id = context.client_request_id;
        last_claims = context.claims;
        last_prompt = context.prompt;
        auto const number = calls;
        auto const executor = co_await boost::asio::this_coro::executor;
        for (int i = 0; i < 3; ++i)
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
        if (held)
        {
            auto const gate =
                std::make_shared<boost::asio::steady_timer>(executor, boost::asio::steady_timer::time_point::max());
            gates.push_back(gate);
            boost::system::error_code woken;
            co_await gate->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
            auto const state = co_await boost::asio::this_coro::cancellation_state;
            if (state.cancelled() != boost::asio::cancellation_type::none)
            {
                ++aborted;
                throw boost::system::system_error(boost::asio::error::operation_aborted);
            }
        }
        if (!failures.empty())
        {
            auto const failure = failures.front();
            failures.pop_front();
            if (failure)
                co_return *failure;
        }
        if (throws)
            throw std::runtime_error("a bug in a user's credential");
        access_token fresh;
        fresh.secret = "token-" + std::to_string(number);
        fresh.expires_on = context.time.now() + life;
        if (refresh_after)
            fresh.refresh_on = context.time.now() + *refresh_after;
        co_return fresh;
    }

    void open()
    {
        held = false;
        for (auto const& gate : gates)
            if (auto const timer = gate.lock())
                timer->cancel();
    }

    int calls = 0;
    int aborted = 0;
    bool held = false;
    bool throws = false;
    ticks life = std::chrono::hours(1);
    std::optional<ticks> refresh_after;
    std::deque<std::optional<error>> failures;
    std::string last_client_request_id;
    std::string last_claims;
    prompting last_prompt = prompting::allowed;
    std::vector<std::weak_ptr<boost::asio::steady_timer>> gates;
};

} // namespace entralog::testing
