#pragma once

#include <entralog/transport.hpp>

#include <mockserver/service.hpp>

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

private:
    graph_mock::service& rooms_;
};

} // namespace entralog::testing
