#pragma once

#include <entralog/transport.hpp>

#include <mockserver/service.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>
#include <utility>

namespace entralog::testing
{

/// graph-mock's rooms as a transport: the client and the mock without a socket between them.
class rooms_transport final : public transport
{
public:
    explicit rooms_transport(graph_mock::service& rooms)
        : rooms_(rooms)
    {
    }

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override
    {
        graph_mock::request in;
        in.method = std::string(to_string(r.method));
        set_target(in, r.target);
        in.tls = true;
        in.host = r.origin.host;
        in.body = r.body;
        for (auto const& [name, value] : r.headers)
            in.headers.add(name, value);
        ++requests;
        token_requests += r.target.find("/oauth2/") != std::string::npos ? 1 : 0;
        auto const executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable); // others have their turn, as on a network
        auto out = rooms_.handle(in);
        response_head head;
        head.status = out.status;
        for (auto const& [name, value] : out.headers)
            head.headers.add(name, value);
        if (head.status < 200 || head.status > 299)
        {
            head.error_body = std::move(out.body);
            co_return head;
        }
        sink.start(head);
        if (auto const written = sink.write(out.body); !written)
            co_return written.error();
        if (auto const finished = sink.finish(); !finished)
            co_return finished.error();
        co_return head;
    }

    int requests = 0;
    int token_requests = 0; ///< of them

private:
    graph_mock::service& rooms_;
};

} // namespace entralog::testing
