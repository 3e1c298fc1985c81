#pragma once

#include <entralog/transport.hpp>
#include <entralog/wire.hpp>

#include <mockserver/certificate.hpp>
#include <tests/support/raw_server.hpp>
#include <tests/support/run.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

/// Keeps all that it is given, and may refuse.
class recording_sink final : public body_sink
{
public:
    void start(response_head const& h) override
    {
        ++starts;
        head = h;
        text.clear();
    }

    result<void> write(std::string_view bytes) override
    {
        ++writes;
        if (refuse_writes)
            return error(errc::malformed_page, "the sink does not like it");
        text += bytes;
        return {};
    }

    result<void> finish() override
    {
        ++finishes;
        if (refuse_finish)
            return error(errc::truncated_page, "the sink wants more");
        return {};
    }

    response_head head;
    std::string text;
    int starts = 0;
    int writes = 0;
    int finishes = 0;
    bool refuse_writes = false;
    bool refuse_finish = false;
};

/// A wire, the context it lives in, and what its last exchange brought.
class wire_client
{
public:
    explicit wire_client(wire_options options = wire_options())
        : wire(context.get_executor(), std::move(options))
    {
    }

    result<response_head> exchange(request const& r)
    {
        sink = recording_sink();
        return run(context, wire.exchange(r, sink));
    }

    result<response_head> get(origin const& o, std::string target = "/")
    {
        request r;
        r.origin = o;
        r.target = std::move(target);
        return exchange(r);
    }

    result<response_head> post(origin const& o, std::string body)
    {
        request r;
        r.method = http_method::post;
        r.origin = o;
        r.target = "/";
        r.body = std::move(body);
        return exchange(r);
    }

    boost::asio::io_context context;
    entralog::wire wire;
    recording_sink sink;
};

inline origin http_origin(raw_server const& server, std::string host = "127.0.0.1")
{
    origin o;
    o.tls = false;
    o.host = std::move(host);
    o.port = server.port();
    return o;
}

inline origin https_origin(raw_server const& server, std::string host = "127.0.0.1")
{
    auto o = http_origin(server, std::move(host));
    o.tls = true;
    return o;
}

/// Made once: keys take time.
inline graph_mock::identity const& loopback_identity()
{
    static auto const identity =
        graph_mock::make_identity({"localhost", "127.0.0.1", "::1"}, std::chrono::system_clock::now());
    return identity;
}

inline raw_server_options with_tls(graph_mock::identity const& identity = loopback_identity())
{
    raw_server_options options;
    options.identity = identity;
    return options;
}

inline wire_options trusting(graph_mock::identity const& identity = loopback_identity())
{
    wire_options options;
    options.tls.ca_pem = identity.ca_pem;
    return options;
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != text.npos;
}

} // namespace entralog::testing
