#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>
#include <mockserver/refusal.hpp>

#include <string>

namespace graph_mock
{

/// The URL of this server, as the request has reached it: "https://127.0.0.1:8443".
std::string own_origin(request const& r);

/// The ids of one exchange, as Graph's headers and error bodies repeat them.
struct exchange_ids
{
    /// Takes the caller's client-request-id; without one (or with one that is not fit to be echoed) it is the
    /// request-id.
    explicit exchange_ids(request const& r);

    std::string request_id;
    std::string client_request_id;
};

/// A response with the headers that all of Graph's have.
response graph_response(int status, exchange_ids const& ids, timestamp now);

/// 200 with JSON.
response json_response(std::string body, exchange_ids const& ids, timestamp now);

/// Graph's error body: {"error":{"code","message","innerError":{"date","request-id","client-request-id"}}}.
response error_response(refusal const& why, exchange_ids const& ids, timestamp now);

} // namespace graph_mock
