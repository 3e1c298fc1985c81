#pragma once

#include <entralog/transport.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/errc.hpp>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// What a scripted_transport does for one exchange.
struct step
{
    step() = default;

    response_head head;
    std::vector<std::string> chunks; ///< of a 2xx body
    std::optional<error> failure;    ///< after the chunks; without a status, instead of any response
    bool hangs = false;              ///< until cancelled
    bool echoes = false;             ///< a refusal that quotes what was sent, secrets and all
};

/// 200 with a JSON body.
inline step ok(std::string body, int status = 200)
{
    step s;
    s.head.status = status;
    s.head.headers.add("Content-Type", "application/json");
    s.chunks.push_back(std::move(body));
    return s;
}

/// Any status but 2xx.
inline step refusal(int status, std::string body = {}, std::vector<headers::value_type> fields = {})
{
    step s;
    s.head.status = status;
    for (auto& [name, value] : fields)
        s.head.headers.add(std::move(name), std::move(value));
    s.head.error_body = std::move(body);
    return s;
}

/// A refusal that quotes what was sent.
inline step echo(int status)
{
    auto s = refusal(status);
    s.echoes = true;
    return s;
}

/// No response at all.
inline step broken(error e)
{
    step s;
    s.failure = std::move(e);
    return s;
}

inline step hanging()
{
    step s;
    s.hangs = true;
    return s;
}

/// Plays a list of steps and keeps the requests. Each exchange passes two points where cancellation is seen.
class scripted_transport final : public transport
{
public:
    scripted_transport() = default;
    explicit scripted_transport(std::vector<step> script)
        : steps(script.begin(), script.end())
    {
    }

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override
    {
        requests.push_back(r);
        auto const executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        if (steps.empty())
            co_return error(make_error_code(boost::system::errc::state_not_recoverable), "the script is at its end");
        auto s = std::move(steps.front());
        steps.pop_front();
        if (s.echoes)
            s.head.error_body = R"({"error":{"code":")" + r.body + R"(","message":"You sent )" +
                                std::string(r.headers.find("Authorization")) + ' ' + r.body + "\"}}";
        if (s.hangs)
        {
            boost::asio::steady_timer never(executor, boost::asio::steady_timer::time_point::max());
            co_await never.async_wait(boost::asio::use_awaitable);
        }
        if (s.head.status >= 200 && s.head.status < 300)
        {
            sink.start(s.head);
            for (auto const& chunk : s.chunks)
            {
                auto const written = sink.write(chunk);
                if (!written)
                    co_return written.error();
            }
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
            if (!s.failure)
            {
                auto const finished = sink.finish();
                if (!finished)
                    co_return finished.error();
            }
        }
        if (s.failure)
            co_return *s.failure;
        co_return s.head;
    }

    std::deque<step> steps;
    std::vector<request> requests;
};

/// Keeps the whole body, however many attempts it took.
class text_sink final : public body_sink
{
public:
    void start(response_head const&) override
    {
        ++starts;
        text.clear();
    }
    result<void> write(std::string_view bytes) override
    {
        text += bytes;
        return {};
    }
    result<void> finish() override
    {
        ++finishes;
        return {};
    }

    std::string text;
    int starts = 0;
    int finishes = 0;
};

} // namespace entralog::testing
