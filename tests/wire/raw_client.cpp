#include <tests/support/raw_client.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>

namespace entralog::testing
{
namespace
{

[[noreturn]] void fail(std::string const& what)
{
    throw std::runtime_error("raw_client: " + what);
}

bool same(std::string_view a, std::string_view b)
{
    auto const lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string tls_reason()
{
    char text[256] = "";
    ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
    ERR_clear_error();
    return text;
}

} // namespace

class raw_client::impl
{
public:
    impl(std::uint16_t port, raw_client_options const& options)
    {
        std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
        connect(port, options);
        if (!options.ca_pem.empty())
            start_tls(options);
    }

    ~impl()
    {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
        ::close(fd_);
    }

    bool send(std::string_view bytes)
    {
        while (!bytes.empty())
        {
            auto const most = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
            auto const n = ssl_ != nullptr ? static_cast<::ssize_t>(SSL_write(ssl_, bytes.data(), most))
                                           : ::send(fd_, bytes.data(), static_cast<std::size_t>(most), MSG_NOSIGNAL);
            if (n <= 0)
            {
                ERR_clear_error();
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }

    /// False at the end.
    bool more()
    {
        if (ended_ != ending::open)
            return false;
        char block[16 * 1024];
        errno = 0;
        auto const n = ssl_ != nullptr ? static_cast<::ssize_t>(SSL_read(ssl_, block, sizeof block))
                                       : ::recv(fd_, block, sizeof block, 0);
        if (n > 0)
        {
            held_.append(block, static_cast<std::size_t>(n));
            return true;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            fail("the server said nothing for too long");
        if (errno == ECONNRESET)
            ended_ = ending::reset;
        else if (ssl_ != nullptr)
            ended_ = SSL_get_error(ssl_, static_cast<int>(n)) == SSL_ERROR_ZERO_RETURN ? ending::closed : ending::cut;
        else
            ended_ = ending::closed;
        ERR_clear_error();
        return false;
    }

    /// False when the end came first; then `text` is what there was.
    bool take(std::size_t bytes, std::string& text)
    {
        while (held_.size() < bytes && more())
        {
        }
        auto const n = std::min(bytes, held_.size());
        text.append(held_, 0, n);
        held_.erase(0, n);
        return n == bytes;
    }

    bool take_line(std::string& line)
    {
        std::size_t end = 0;
        while ((end = held_.find("\r\n")) == std::string::npos)
            if (!more())
                return false;
        line = held_.substr(0, end);
        held_.erase(0, end + 2);
        return true;
    }

    bool take_chunks(raw_response& r)
    {
        std::string line;
        while (take_line(line))
        {
            auto const size = std::stoul(line, nullptr, 16);
            if (size == 0)
                return take_line(line) && line.empty();
            ++r.chunks;
            if (!take(size, r.body) || !take_line(line) || !line.empty())
                return false;
        }
        return false;
    }

    std::string take_all()
    {
        while (more())
        {
        }
        return std::exchange(held_, {});
    }

    ending ended() const noexcept { return ended_; }

    void finish_sending()
    {
        if (ssl_ != nullptr)
            SSL_shutdown(ssl_);
        ::shutdown(fd_, SHUT_WR);
    }

private:
    void connect(std::uint16_t port, raw_client_options const& options)
    {
        ::sockaddr_in6 v6{};
        ::sockaddr_in v4{};
        bool const is_v6 = options.address.find(':') != std::string::npos;
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        ::inet_pton(is_v6 ? AF_INET6 : AF_INET, options.address.c_str(),
            is_v6 ? static_cast<void*>(&v6.sin6_addr) : static_cast<void*>(&v4.sin_addr));
        fd_ = ::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ::timeval patience{};
        patience.tv_sec = options.patience.count() / 1000;
        patience.tv_usec = options.patience.count() % 1000 * 1000;
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (options.receive_buffer > 0)
            ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof options.receive_buffer);
        auto const* const where = is_v6 ? reinterpret_cast<::sockaddr*>(&v6) : reinterpret_cast<::sockaddr*>(&v4);
        if (::connect(fd_, where, is_v6 ? sizeof v6 : sizeof v4) != 0)
        {
            std::string const why = std::strerror(errno);
            ::close(fd_);
            fail("cannot connect: " + why);
        }
    }

    void start_tls(raw_client_options const& options)
    {
        context_ = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
        // The strictest checks that OpenSSL knows: what passes them passes Python 3.13's and the browsers'.
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context_), X509_V_FLAG_X509_STRICT);
        if (options.newest_tls_version != 0)
        {
            SSL_CTX_set_security_level(context_, 0); // else OpenSSL itself would refuse the old versions
            SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
            SSL_CTX_set_max_proto_version(context_, options.newest_tls_version);
        }
        auto* const bio = BIO_new_mem_buf(options.ca_pem.data(), static_cast<int>(options.ca_pem.size()));
        auto* const ca = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context_), ca);
        X509_free(ca);
        BIO_free(bio);
        ssl_ = SSL_new(context_);
        auto* const param = SSL_get0_param(ssl_);
        auto const& name = options.host_name;
        if (X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str()) != 1)
        {
            SSL_set_tlsext_host_name(ssl_, name.c_str());
            X509_VERIFY_PARAM_set1_host(param, name.c_str(), name.size());
        }
        ERR_clear_error();
        SSL_set_fd(ssl_, fd_);
        if (SSL_connect(ssl_) == 1)
            return;
        auto const verdict = SSL_get_verify_result(ssl_);
        auto const why = verdict != X509_V_OK ? X509_verify_cert_error_string(verdict) : tls_reason();
        SSL_free(ssl_);
        SSL_CTX_free(context_);
        ::close(fd_);
        fail("TLS handshake: " + why);
    }

    int fd_ = -1;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    std::string held_;
    ending ended_ = ending::open;
};

std::string raw_response::field(std::string_view name) const
{
    auto const found = std::ranges::find_if(fields, [&](auto const& f) { return same(f.first, name); });
    return found == fields.end() ? "" : found->second;
}

raw_client::raw_client(std::uint16_t port, raw_client_options options)
    : impl_(std::make_unique<impl>(port, options))
{
}

raw_client::~raw_client() = default;

bool raw_client::send(std::string_view bytes)
{
    return impl_->send(bytes);
}

bool raw_client::get(std::string_view target, std::string_view fields)
{
    return impl_->send(
        "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) + "\r\n");
}

raw_response raw_client::read(bool to_head_request)
{
    raw_response r;
    std::string line;
    if (!impl_->take_line(line))
        return r;
    if (!line.starts_with("HTTP/1.1 ") || line.size() < 12)
        fail("not a status line: " + line);
    r.status = std::stoi(line.substr(9, 3));
    while (impl_->take_line(line) && !line.empty())
    {
        auto const colon = line.find(": ");
        if (colon == std::string::npos)
            fail("not a header field: " + line);
        r.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    if (to_head_request || r.status < 200 || r.status == 204 || r.status == 304)
        r.whole = true;
    else if (same(r.field("Transfer-Encoding"), "chunked"))
        r.whole = impl_->take_chunks(r);
    else if (auto const length = r.field("Content-Length"); !length.empty())
        r.whole = impl_->take(std::stoul(length), r.body);
    else
        fail("a response without framing");
    return r;
}

std::string raw_client::read_to_end()
{
    return impl_->take_all();
}

raw_client::ending raw_client::ended() const noexcept
{
    return impl_->ended();
}

void raw_client::finish_sending()
{
    impl_->finish_sending();
}

std::string gunzip(std::string_view compressed)
{
    ::z_stream z{};
    if (inflateInit2(&z, MAX_WBITS + 16) != Z_OK)
        fail("zlib does not start");
    z.next_in = reinterpret_cast<Bytef const*>(compressed.data());
    z.avail_in = static_cast<uInt>(compressed.size());
    std::string plain;
    int state = Z_OK;
    char block[16 * 1024];
    while (state == Z_OK)
    {
        z.next_out = reinterpret_cast<Bytef*>(block);
        z.avail_out = sizeof block;
        state = inflate(&z, Z_NO_FLUSH);
        plain.append(block, sizeof block - z.avail_out);
    }
    bool const whole = state == Z_STREAM_END && z.avail_in == 0;
    inflateEnd(&z);
    if (!whole)
        fail("not one whole gzip stream");
    return plain;
}

} // namespace entralog::testing
