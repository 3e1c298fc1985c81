#pragma once

#include <entralog/impl/wire_coro.ipp>
#include <entralog/impl/wire_deadline.ipp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entralog::detail::net
{

using tcp = asio::ip::tcp;

/// Work that goes on by itself while a coroutine waits for it. When the coroutine leaves early, because of a deadline
/// or a cancellation, the work is told, but not waited for: getaddrinfo cannot be interrupted.
template <class Work>
class pending
{
public:
    explicit pending(std::shared_ptr<Work> work)
        : work_(std::move(work))
    {
    }
    ~pending() { work_->abandon(); }
    pending(pending const&) = delete;
    pending& operator=(pending const&) = delete;

    /// True when the work is done, false when time is up.
    asio::awaitable<bool> done_by(deadline limit)
    {
        work_->done.expires_at(limit.at);
        work_->start();
        co_await work_->done.async_wait(as_result);
        if (!work_->finished)
            co_await rethrow_cancellation();
        co_return work_->finished;
    }

    Work* operator->() const { return work_.get(); }

private:
    std::shared_ptr<Work> work_;
};

/// The addresses of a name.
class name_lookup : public std::enable_shared_from_this<name_lookup>
{
public:
    name_lookup(asio::any_io_executor const& ex, std::string host, std::uint16_t port)
        : done(ex)
        , host_(std::move(host))
        , service_(std::to_string(port))
        , resolver_(ex)
    {
    }

    void start()
    {
        auto const flags = tcp::resolver::numeric_service;
        resolver_.async_resolve(host_, service_, flags,
            [self = shared_from_this()](error_code ec, tcp::resolver::results_type found)
            {
                self->failure = ec;
                for (auto const& entry : found)
                    self->endpoints.push_back(entry.endpoint());
                self->finished = true;
                self->done.cancel();
            });
    }

    void abandon() { resolver_.cancel(); }

    asio::steady_timer done;
    bool finished = false;
    error_code failure;
    std::vector<tcp::endpoint> endpoints;

private:
    std::string const host_;
    std::string const service_;
    tcp::resolver resolver_;
};

/// RFC 8305, section 4: the families take turns, so that a broken one costs one delay and not many.
inline std::vector<tcp::endpoint> take_turns(std::vector<tcp::endpoint> const& endpoints)
{
    constexpr std::size_t most = 16;
    std::vector<tcp::endpoint> first;
    std::vector<tcp::endpoint> second;
    for (auto const& e : endpoints)
        (e.protocol() == endpoints.front().protocol() ? first : second).push_back(e);
    std::vector<tcp::endpoint> order;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i)
    {
        if (i < first.size())
            order.push_back(first[i]);
        if (i < second.size())
            order.push_back(second[i]);
    }
    if (order.size() > most)
        order.resize(most);
    return order;
}

/// Tries addresses until one answers (RFC 8305, "happy eyeballs"): the next one joins when the last has failed or has
/// been silent for 250 ms; the first to connect wins.
class connect_race : public std::enable_shared_from_this<connect_race>
{
public:
    connect_race(asio::any_io_executor const& ex, std::vector<tcp::endpoint> const& endpoints)
        : done(ex)
        , endpoints_(take_turns(endpoints))
        , next_start_(ex)
    {
        sockets_.reserve(endpoints_.size()); // a socket must stay where it is while it connects
    }

    void start()
    {
        if (finished || sockets_.size() == endpoints_.size())
            return;
        auto const i = sockets_.size();
        auto& socket = sockets_.emplace_back(done.get_executor());
        ++running_;
        socket.async_connect(endpoints_[i], [self = shared_from_this(), i](error_code ec) { self->ended(i, ec); });
        if (sockets_.size() == endpoints_.size())
            return;
        next_start_.expires_after(std::chrono::milliseconds(250));
        next_start_.async_wait(
            [self = shared_from_this()](error_code ec)
            {
                if (!ec)
                    self->start();
            });
    }

    void abandon()
    {
        finished = true;
        next_start_.cancel();
        for (auto& socket : sockets_)
        {
            error_code ignored;
            socket.close(ignored);
        }
    }

    asio::steady_timer done;
    bool finished = false;
    std::optional<tcp::socket> winner;
    error_code failure;   ///< of the first address that failed
    std::string failures; ///< "127.0.0.1:80: Connection refused; ..."

private:
    void ended(std::size_t i, error_code ec)
    {
        --running_;
        if (finished)
            return;
        if (!ec)
            winner = std::move(sockets_[i]);
        else
            note(endpoints_[i], ec);

        if (!winner && sockets_.size() < endpoints_.size())
            return start();
        if (winner || running_ == 0)
        {
            abandon();
            done.cancel();
        }
    }

    void note(tcp::endpoint const& endpoint, error_code ec)
    {
        if (!failure)
            failure = ec;
        auto const v6 = endpoint.address().is_v6();
        failures += failures.empty() ? "" : "; ";
        failures += v6 ? '[' + endpoint.address().to_string() + ']' : endpoint.address().to_string();
        failures += ':' + std::to_string(endpoint.port()) + ": " + ec.message();
    }

    std::vector<tcp::endpoint> const endpoints_;
    std::vector<tcp::socket> sockets_;
    asio::steady_timer next_start_;
    std::size_t running_ = 0;
};

} // namespace entralog::detail::net
