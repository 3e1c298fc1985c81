#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>

#include <string>
#include <utility>

namespace graph_mock
{

/// Why the token endpoint gives no token: thrown inside it, and made the body that Entra ID answers with.
struct oauth_error
{
    oauth_error(int http_status, std::string oauth_code, int aadsts, std::string text)
        : status(http_status)
        , error(std::move(oauth_code))
        , number(aadsts)
        , description(std::move(text))
    {
    }

    int status;
    std::string error; ///< as in RFC 6749, section 5.2
    int number;        ///< the n of AADSTSn
    std::string description;
};

/// JSON with the headers that Entra ID gives to every answer.
response identity_response(int status, std::string body, timestamp now);

/// {"error","error_description","error_codes","timestamp","trace_id","correlation_id","error_uri"}. The correlation id
/// is the caller's client-request-id, if that is a GUID.
response oauth_error_response(oauth_error const& why, request const& r, timestamp now);

} // namespace graph_mock
