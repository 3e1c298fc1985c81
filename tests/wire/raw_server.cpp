#include <tests/support/raw_server.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <zlib.h>

#include <atomic>
#include <charconv>
#include <csignal>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace entralog::testing
{

namespace
{

/// Thrown inside a script when the peer or the test has ended the connection.
struct connection_ended
{
};

/// Plain sockets and OpenSSL, not Asio: what tests the wire should share as little as possible with it.
class blocking_connection final : public raw_connection
{
public:
    blocking_connection(int socket, SSL_CTX* context)
        : socket_(socket)
        , context_(context)
    {
    }

    ~blocking_connection() override { ::SSL_free(tls_); }
    blocking_connection(blocking_connection const&) = delete;
    blocking_connection& operator=(blocking_connection const&) = delete;

    void start_tls() override
    {
        tls_ = ::SSL_new(context_);
        ::SSL_set_fd(tls_, socket_);
        if (::SSL_accept(tls_) != 1)
            throw connection_ended();
    }

    std::string read_request() override
    {
        std::size_t end = 0;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos)
            if (!read_more())
                return {};
        end += 4;
        if (auto const at = received_.find("Content-Length: "); at < end)
        {
            std::size_t length = 0;
            std::from_chars(received_.data() + at + 16, received_.data() + end, length);
            end += length;
        }
        while (received_.size() < end)
            if (!read_more())
                return {};
        auto request = received_.substr(0, end);
        received_.erase(0, end);
        return request;
    }

    void send(std::string_view bytes) override
    {
        while (!bytes.empty())
        {
            auto const size = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
            auto const n = tls_ ? ::SSL_write(tls_, bytes.data(), size)
                                : static_cast<int>(::send(socket_, bytes.data(), static_cast<std::size_t>(size), 0));
            if (n <= 0)
                throw connection_ended();
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }

    void close() override
    {
        if (tls_)
            ::SSL_shutdown(tls_);
        cut();
    }

    void cut() override
    {
        ::shutdown(socket_, SHUT_WR);
        wait_for_end(); // else the kernel would turn unread bytes into a reset
        close_socket();
    }

    void reset() override
    {
        linger const at_once = {1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close_socket();
    }

    bool wait_for_end() override
    {
        while (read_more())
        {
        }
        return !stopped_;
    }

    /// From the thread of the test: whatever blocks gives up.
    void stop()
    {
        std::lock_guard const lock(mutex_);
        stopped_ = true;
        if (socket_ >= 0)
            ::shutdown(socket_, SHUT_RDWR);
    }

    void close_socket()
    {
        std::lock_guard const lock(mutex_);
        if (socket_ >= 0)
            ::close(std::exchange(socket_, -1));
    }

private:
    bool read_more()
    {
        char bytes[16 * 1024];
        auto const n =
            tls_ ? ::SSL_read(tls_, bytes, sizeof bytes) : static_cast<int>(::recv(socket_, bytes, sizeof bytes, 0));
        if (n > 0)
            received_.append(bytes, static_cast<std::size_t>(n));
        return n > 0;
    }

    int socket_;
    SSL_CTX* context_;
    SSL* tls_ = nullptr;
    std::string received_;
    std::mutex mutex_; // keeps stop() from a descriptor that close_socket() gives back
    std::atomic<bool> stopped_ = false;
};

SSL_CTX* make_context(raw_server_options const& options)
{
    auto* const context = ::SSL_CTX_new(TLS_server_method());
    auto* bio = ::BIO_new_mem_buf(options.identity->chain_pem.data(), -1);
    for (bool is_leaf = true; auto* cert = ::PEM_read_bio_X509(bio, nullptr, nullptr, nullptr); is_leaf = false)
    {
        if (is_leaf)
            ::SSL_CTX_use_certificate(context, cert);
        else
            ::SSL_CTX_add1_chain_cert(context, cert);
        ::X509_free(cert);
    }
    ::BIO_free(bio);
    bio = ::BIO_new_mem_buf(options.identity->key_pem.data(), -1);
    auto* const key = ::PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    ::BIO_free(bio);
    if (::SSL_CTX_use_PrivateKey(context, key) != 1)
        throw std::runtime_error("the raw server cannot use its key");
    ::EVP_PKEY_free(key);
    if (options.newest_tls_version != 0)
    {
        // TLS 1.1 signs with SHA-1, which the default security level forbids.
        ::SSL_CTX_set_security_level(context, 0);
        ::SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
        ::SSL_CTX_set_max_proto_version(context, options.newest_tls_version);
    }
    return context;
}

} // namespace

class raw_server::impl
{
public:
    impl(script s, raw_server_options o)
        : script_(std::move(s))
        , options_(std::move(o))
        , context_(options_.identity ? make_context(options_) : nullptr)
    {
        std::signal(SIGPIPE, SIG_IGN);
        auto const v6 = options_.address.find(':') != std::string::npos;
        sockaddr_in6 at6{};
        at6.sin6_family = AF_INET6;
        sockaddr_in at4{};
        at4.sin_family = AF_INET;
        ::inet_pton(v6 ? AF_INET6 : AF_INET, options_.address.c_str(),
            v6 ? static_cast<void*>(&at6.sin6_addr) : static_cast<void*>(&at4.sin_addr));
        auto* const at = v6 ? reinterpret_cast<sockaddr*>(&at6) : reinterpret_cast<sockaddr*>(&at4);
        socklen_t size = v6 ? sizeof at6 : sizeof at4;
        listener_ = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
        if (listener_ < 0 || ::bind(listener_, at, size) != 0 || ::listen(listener_, 128) != 0 ||
            ::getsockname(listener_, at, &size) != 0)
            throw std::runtime_error("the raw server cannot listen on " + options_.address);
        port_ = ntohs(v6 ? at6.sin6_port : at4.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }

    ~impl()
    {
        stopped_ = true;
        ::shutdown(listener_, SHUT_RDWR); // wakes accept()
        acceptor_.join();
        for (auto& one : connections_)
            one.link->stop();
        for (auto& one : connections_)
            one.thread.join();
        ::close(listener_);
        ::SSL_CTX_free(context_);
    }

    impl(impl const&) = delete;
    impl& operator=(impl const&) = delete;

    std::uint16_t port() const { return port_; }
    std::size_t accepted() const { return accepted_; }

private:
    struct entry
    {
        std::unique_ptr<blocking_connection> link;
        std::thread thread;
    };

    void accept_all()
    {
        for (;;)
        {
            auto const socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0)
            {
                if (stopped_)
                    return;
                continue;
            }
            auto& one = connections_.emplace_back();
            one.link = std::make_unique<blocking_connection>(socket, context_);
            one.link->number = accepted_++;
            one.thread = std::thread([this, link = one.link.get()] { play(*link); });
        }
    }

    void play(blocking_connection& link)
    {
        try
        {
            if (context_ && options_.tls_from_start)
                link.start_tls();
            script_(link);
        }
        catch (connection_ended const&)
        {
        }
        link.close_socket();
    }

    script script_;
    raw_server_options options_;
    SSL_CTX* context_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> accepted_ = 0;
    std::atomic<bool> stopped_ = false;
    std::list<entry> connections_; // of the acceptor's thread, until that is joined
    std::thread acceptor_;
};

raw_server::raw_server(script s, raw_server_options options)
    : impl_(std::make_unique<impl>(std::move(s), std::move(options)))
{
}

raw_server::~raw_server() = default;

std::uint16_t raw_server::port() const
{
    return impl_->port();
}

std::size_t raw_server::accepted() const
{
    return impl_->accepted();
}

std::string http_response(std::string_view body, std::string_view fields, std::string_view status)
{
    std::string out = "HTTP/1.1 ";
    out.append(status).append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n");
    out.append(fields).append("\r\n").append(body);
    return out;
}

raw_server::script always(std::string response)
{
    return [response = std::move(response)](raw_connection& c)
    {
        while (!c.read_request().empty())
            c.send(response);
    };
}

std::string gzip(std::string_view text)
{
    z_stream stream{};
    constexpr int gzip_format = 16;
    if (::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_format, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib cannot start");
    std::string out(::deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

} // namespace entralog::testing
