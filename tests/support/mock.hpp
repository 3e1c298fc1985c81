#pragma once

#include <mockserver/in_process.hpp>

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

} // namespace entralog::testing
