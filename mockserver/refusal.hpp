#pragma once

#include <mockserver/message.hpp>

#include <string>
#include <utility>

namespace graph_mock
{

/// Why a request is not served: thrown inside the rooms, and made Graph's error body at their door.
struct refusal
{
    refusal(int http_status, std::string graph_code, std::string text)
        : status(http_status)
        , code(std::move(graph_code))
        , message(std::move(text))
    {
    }

    int status;
    std::string code;
    std::string message;
    graph_mock::headers headers; ///< besides those that every response has
};

inline refusal bad_request(std::string message)
{
    return refusal(400, "BadRequest", std::move(message));
}

} // namespace graph_mock
