#pragma once

#include <mockserver/journal.hpp>
#include <mockserver/limits.hpp>
#include <mockserver/message.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace boost::asio::ssl
{
class context;
}

namespace graph_mock
{

/// What all connections of a server share. Used by one thread.
struct session_context
{
    explicit session_context(std::size_t journal_capacity)
        : exchanges(journal_capacity)
    {
    }

    std::function<response(request const&)> answer; ///< called for one request at a time
    server_limits limits;
    journal exchanges;
    std::function<void(std::string_view)> log;        ///< a line for the developer; may be empty
    std::function<void(exchange const&)> on_exchange; ///< after each; may be empty
    bool stopping = false;                            ///< no request that has not come whole is answered any more
};

/// One connection: reads requests one after another, as many as the client sends, and answers each.
class session
{
public:
    enum class admission
    {
        served,
        refused ///< there are too many: its first request gets a 503
    };

    session() = default;
    session(session const&) = delete;
    session& operator=(session const&) = delete;
    virtual ~session() = default;

    /// Until either side closes. The session must outlive it.
    virtual boost::asio::awaitable<void> run() = 0;

    /// Ends a wait for a request; a response that is being sent goes on to its end, then the connection closes.
    virtual void finish() = 0;

    /// Closes the connection at once.
    virtual void abort() = 0;

    /// Speaks plain HTTP when `tls` is null.
    static std::shared_ptr<session> make(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls,
        std::shared_ptr<session_context> context, admission how);
};

} // namespace graph_mock
