#pragma once

#include <tests/support/wire_client.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

namespace entralog::testing
{

/// What one raw response brings; the connection is closed after it.
struct delivery
{
    delivery(std::string const& bytes, wire_options const& options = wire_options())
        : server(
              [bytes](raw_connection& c)
              {
                  c.read_request();
                  c.send(bytes);
                  c.close();
              })
        , client(options)
        , head(client.get(http_origin(server)))
    {
    }

    raw_server server;
    wire_client client;
    result<response_head> head;
};

inline std::string const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
inline std::string const gzipped = "Content-Encoding: gzip\r\n";

/// Hard to compress, so that its gzip is long too.
inline std::string noise(std::size_t size)
{
    std::mt19937 random(42);
    std::string out;
    while (out.size() < size)
        out += static_cast<char>('a' + random() % 26);
    return out;
}

inline std::string in_chunks(std::string_view body, std::size_t size)
{
    std::string out;
    char hex[32];
    for (; !body.empty(); body.remove_prefix(std::min(size, body.size())))
    {
        auto const chunk = body.substr(0, size);
        std::snprintf(hex, sizeof hex, "%zx\r\n", chunk.size());
        out.append(hex).append(chunk).append("\r\n");
    }
    return out;
}

} // namespace entralog::testing
