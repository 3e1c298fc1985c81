#pragma once

#include <mockserver/in_process.hpp>
#include <tests/support/raw_client.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace entralog::testing
{

/// A plain HTTP server in which `answer` takes the place of the rooms.
inline graph_mock::in_process_options answering(
    std::function<std::optional<graph_mock::response>(graph_mock::request const&)> answer)
{
    graph_mock::in_process_options options;
    options.tls = false;
    options.rooms.data = {ENTRALOG_TESTDATA "/fabrikam"}; // the small one
    options.first = std::move(answer);
    return options;
}

/// A plain HTTP server that gives each request the same body.
inline graph_mock::in_process_options saying(std::string body)
{
    return answering(
        [body = std::move(body)](graph_mock::request const&)
        {
            graph_mock::response r;
            r.headers.add("Content-Type", "application/json");
            r.body = body;
            return std::optional(std::move(r));
        });
}

/// The same over TLS, with a CA of its own.
inline graph_mock::in_process_options over_tls(graph_mock::in_process_options options)
{
    options.tls = true;
    return options;
}

/// Options of a client that trusts the server, if it goes by that name; for a plain server, those of a plain client.
inline raw_client_options trusting(graph_mock::in_process const& mock, std::string name = "localhost")
{
    raw_client_options options;
    options.ca_pem = mock.ca_pem();
    options.host_name = std::move(name);
    return options;
}

} // namespace entralog::testing
