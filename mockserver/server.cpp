#include <mockserver/server.hpp>

#include <mockserver/intake.hpp>
#include <mockserver/session.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/ssl.h>

#include <chrono>
#include <exception>
#include <functional>
#include <set>
#include <vector>

namespace graph_mock
{
namespace
{

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

asio::ssl::context make_tls(identity const& id)
{
    asio::ssl::context context(asio::ssl::context::tls_server);
    error_code ec;
    context.use_certificate_chain(asio::buffer(id.chain_pem), ec);
    if (!ec)
        context.use_private_key(asio::buffer(id.key_pem), asio::ssl::context::pem, ec);
    if (ec)
        throw std::runtime_error("OpenSSL does not take the certificate or its key: " + ec.message() +
                                 "; use RSA of at least 2048 bits or EC P-256");
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS); // most connections are idle
    return context;
}

tcp::acceptor listen(asio::any_io_executor const& executor, std::string const& address, std::uint16_t port)
{
    error_code ec;
    auto const ip = asio::ip::make_address(address, ec);
    if (ec)
        throw listen_error("\"" + address + "\" is not an IP address; try 127.0.0.1 or ::1");
    tcp::endpoint const endpoint(ip, port);
    tcp::acceptor acceptor(executor);
    acceptor.open(endpoint.protocol(), ec);
    if (!ec)
        acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec)
        acceptor.bind(endpoint, ec);
    if (!ec)
        acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
        throw listen_error(
            "cannot listen on " + to_authority(endpoint) + ": " + ec.message() +
            (ec == asio::error::address_in_use ? "; stop what is using it, or choose another port (0 is any free one)"
                                               : "; choose an address of this machine and a port above 1023"));
    return acceptor;
}

} // namespace

/// The state that the accept loop and the sessions share: it lives as long as any of them.
class server::hall : public std::enable_shared_from_this<hall>
{
public:
    hall(asio::any_io_executor const& executor, server_options options, std::function<response(request const&)> answer)
        : context_(std::make_shared<session_context>(options.journal_entries))
        , acceptor_(listen(executor, options.address, options.port))
        , pause_(executor)
        , drain_(executor)
    {
        if (options.tls)
        {
            tls_.emplace(make_tls(*options.tls));
            ca_pem_ = options.tls->ca_pem;
        }
        wrong_certificate_ = std::move(options.wrong_certificate);
        context_->answer = std::move(answer);
        context_->limits = options.limits;
        context_->log = std::move(options.log);
        context_->on_exchange = std::move(options.on_exchange);
        endpoint_ = acceptor_.local_endpoint();
    }

    void start() { asio::co_spawn(acceptor_.get_executor(), accept(shared_from_this()), asio::detached); }

    void stop()
    {
        if (std::exchange(context_->stopping, true))
            return;
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        for (auto const& one : copy_of_sessions())
            one->finish();
        if (sessions_.empty())
            return;
        drain_.expires_after(context_->limits.drain);
        drain_.async_wait(
            [self = shared_from_this()](error_code ec)
            {
                if (!ec)
                    self->abort();
            });
    }

    void abort()
    {
        stop();
        for (auto const& one : copy_of_sessions())
            one->abort();
    }

    tcp::endpoint const& endpoint() const { return endpoint_; }
    std::string scheme() const { return tls_ ? "https" : "http"; }
    std::string const& ca_pem() const { return ca_pem_; }
    journal& exchanges() { return context_->exchanges; }
    std::size_t connections() const { return sessions_.size(); }

private:
    static asio::awaitable<void> accept(std::shared_ptr<hall> self)
    {
        while (self->acceptor_.is_open())
        {
            error_code ec;
            auto socket = co_await self->acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
            if (!self->acceptor_.is_open())
                co_return;
            if (!ec)
            {
                self->try_to_admit(std::move(socket));
                continue;
            }
            if (ec == asio::error::connection_aborted)
                continue;
            // Out of file descriptors or memory, as a rule: some connections will end and give theirs back.
            self->say("cannot accept connections just now: " + ec.message());
            self->pause_.expires_after(std::chrono::milliseconds(100));
            co_await self->pause_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        }
    }

    /// Whatever one connection fails of, others are to be accepted.
    void try_to_admit(tcp::socket socket)
    {
        try
        {
            admit(std::move(socket));
        }
        catch (std::exception const& e)
        {
            say(std::string("cannot serve a connection: ") + e.what());
        }
    }

    void admit(tcp::socket socket)
    {
        auto const& limits = context_->limits;
        // Those that were refused and are not gone yet take no place from those that come after them.
        bool const room = sessions_.size() - refused_ < limits.connections;
        if (!room && refused_ >= limits.refusals)
            return;
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        auto const how = room ? session::admission::served : session::admission::refused;
        auto const one = session::make(std::move(socket), tls_for_next(), context_, how);
        sessions_.insert(one);
        refused_ += room ? 0 : 1;
        asio::co_spawn(acceptor_.get_executor(), one->run(),
            [self = shared_from_this(), one, room](std::exception_ptr failure)
            {
                self->refused_ -= room ? 0 : 1;
                self->dismiss(one, failure);
            });
    }

    /// Nothing for plain HTTP.
    asio::ssl::context* tls_for_next()
    {
        if (!tls_ || !wrong_certificate_ || !wrong_certificate_())
            return tls_ ? &*tls_ : nullptr;
        if (!wrong_tls_)
            wrong_tls_.emplace(make_tls(make_identity({"elsewhere.example"}, std::chrono::system_clock::now())));
        return &*wrong_tls_;
    }

    void dismiss(std::shared_ptr<session> const& one, std::exception_ptr const& failure)
    {
        sessions_.erase(one);
        if (context_->stopping && sessions_.empty())
            drain_.cancel();
        try
        {
            if (failure)
                std::rethrow_exception(failure);
        }
        catch (std::exception const& e)
        {
            say(std::string("a connection failed: ") + e.what());
        }
    }

    void say(std::string const& line) const
    {
        if (context_->log)
            context_->log(line);
    }

    std::vector<std::shared_ptr<session>> copy_of_sessions() const { return {sessions_.begin(), sessions_.end()}; }

    std::shared_ptr<session_context> context_;
    std::optional<asio::ssl::context> tls_;
    std::optional<asio::ssl::context> wrong_tls_; ///< of another name, by a CA that nobody trusts
    std::function<bool()> wrong_certificate_;
    std::string ca_pem_;
    tcp::acceptor acceptor_;
    tcp::endpoint endpoint_;
    asio::steady_timer pause_;
    asio::steady_timer drain_;
    std::set<std::shared_ptr<session>> sessions_;
    std::size_t refused_ = 0; ///< of them
};

server::server(asio::any_io_executor executor, server_options options, std::function<response(request const&)> answer)
    : hall_(std::make_shared<hall>(executor, std::move(options), std::move(answer)))
{
}

server::~server()
{
    hall_->abort();
}

void server::start()
{
    hall_->start();
}

void server::stop()
{
    hall_->stop();
}

void server::abort()
{
    hall_->abort();
}

std::uint16_t server::port() const
{
    return hall_->endpoint().port();
}

std::string server::base_url() const
{
    auto endpoint = hall_->endpoint();
    if (endpoint.address().is_unspecified())
        endpoint.address(endpoint.address().is_v6() ? asio::ip::address(asio::ip::address_v6::loopback())
                                                    : asio::ip::address(asio::ip::address_v4::loopback()));
    return hall_->scheme() + "://" + to_authority(endpoint);
}

std::string server::ca_pem() const
{
    return hall_->ca_pem();
}

journal& server::exchanges()
{
    return hall_->exchanges();
}

std::size_t server::connections() const
{
    return hall_->connections();
}

} // namespace graph_mock
