#pragma once

#include <mockserver/message.hpp>
#include <mockserver/refusal.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

#include <optional>
#include <string>

namespace graph_mock
{

/// A response in the shape of Graph's errors.
response make_refusal(refusal const& why);

/// What to tell a client whose bytes could not be read as HTTP; nothing if there was no error, or nobody to tell.
std::optional<refusal> explain(boost::system::error_code const& ec);

/// Turns a message into the request that the service sees, or says what is wrong with it.
std::optional<refusal> take_in(boost::beast::http::request<boost::beast::http::string_body> message, request& question);

/// "127.0.0.1:8443" or "[::1]:8443".
std::string to_authority(boost::asio::ip::tcp::endpoint const& endpoint);

} // namespace graph_mock
