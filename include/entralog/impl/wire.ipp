#pragma once

#include <entralog/detail/wipe.hpp>
#include <entralog/detail/wire_proxy.hpp>
#include <entralog/impl/wire_body.ipp>
#include <entralog/impl/wire_connect.ipp>
#include <entralog/impl/wire_connection.ipp>
#include <entralog/impl/wire_conversation.ipp>
#include <entralog/impl/wire_coro.ipp>
#include <entralog/impl/wire_deadline.ipp>
#include <entralog/impl/wire_explain.ipp>
#include <entralog/impl/wire_parser.ipp>
#include <entralog/impl/wire_pool.ipp>
#include <entralog/impl/wire_proxy.ipp>
#include <entralog/impl/wire_request.ipp>
#include <entralog/impl/wire_tls.ipp>
#include <entralog/wire.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace entralog
{

class wire::impl
{
public:
    impl(boost::asio::any_io_executor ex, wire_options o)
        : executor_(std::move(ex))
        , options_(std::move(o))
        , pool_(options_.limits)
    {
    }

    /// One attempt. `self` keeps us alive if the wire goes first.
    static boost::asio::awaitable<result<response_head>> exchange(
        std::shared_ptr<impl> self, request const& r, body_sink& sink);

    wire_counters counters;
    void close_idle() noexcept { pool_.clear(); }

private:
    using link = std::shared_ptr<detail::net::connection>;
    template <class T>
    using awaitable = boost::asio::awaitable<T>;

    /// Where a request goes, by which way, and until when.
    struct errand
    {
        errand(
            entralog::request const& q, body_sink& s, std::optional<detail::net::proxy_server> v, wire_options const& o)
            : request(q)
            , sink(s)
            , via(std::move(v))
            , with(q.origin, via)
            , end(detail::net::deadline::in(o.deadlines.attempt, errc::attempt_timeout))
            , bytes(detail::net::to_bytes(q, o.gzip, via && !q.origin.tls ? &*via : nullptr))
        {
        }
        ~errand() { detail::wipe(bytes); } // a token or a secret is in it
        errand(errand&&) = delete;

        entralog::request const& request;
        body_sink& sink;
        std::optional<detail::net::proxy_server> via;
        detail::net::peer with;
        detail::net::deadline end;
        std::string bytes;
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    };

    awaitable<result<link>> open(errand const& job);
    awaitable<result<boost::asio::ip::tcp::socket>> connect(errand const& job, detail::net::deadline limit);
    awaitable<result<void>> secure(detail::net::connection& c, errand const& job);
    awaitable<result<response_head>> ask(link c, errand const& job, bool& is_stale);
    awaitable<result<response_head>> receive(link c, errand const& job, detail::net::response_parser& parser);

    boost::asio::any_io_executor executor_;
    wire_options options_;
    detail::net::pool pool_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
};

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> wire::impl::exchange(
    std::shared_ptr<impl> self, request const& r, body_sink& sink)
{
    if (auto const ok = detail::net::check(r); !ok)
    {
        // What was refused is not repeated: it could end up in a log.
        auto e = ok.error();
        e.request = to_string(r.method);
        co_return e;
    }
    bool const direct = r.proxy == proxying::never;
    auto via = direct ? result<std::optional<detail::net::proxy_server>>(std::nullopt)
                      : detail::net::choose_proxy(self->options_.proxy, r.origin, detail::net::process_environment);
    if (!via)
        co_return detail::net::about(r, via.error());
    errand const job(r, sink, std::move(*via), self->options_);

    // A server may close a pooled connection at the moment we use it. A GET is then sent again, once, on a new one.
    // What became of a POST nobody could know, so it gets a new connection at once. So does what may not go through a
    // proxy: the pool does not know by which way its connections lead to their origin.
    if (r.method == http_method::get && !direct)
        if (auto pooled = self->pool_.take(r.origin))
        {
            bool is_stale = false;
            auto head = co_await self->ask(std::move(pooled), job, is_stale);
            if (head)
                co_return head;
            if (!is_stale)
                co_return detail::net::about(r, head.error());
        }

    auto fresh = co_await self->open(job);
    if (!fresh)
        co_return detail::net::about(r, fresh.error());
    bool ignored = false;
    auto head = co_await self->ask(std::move(*fresh), job, ignored);
    if (head)
        co_return head;
    co_return detail::net::about(r, head.error());
}

ENTRALOG_DECL boost::asio::awaitable<result<wire::impl::link>> wire::impl::open(errand const& job)
{
    namespace net = detail::net;
    if (job.request.origin.tls && !tls_)
    {
        auto made = net::make_tls_context(options_.tls);
        if (!made)
            co_return made.error();
        tls_ = std::move(*made);
    }

    auto const limit = sooner(job.end, net::deadline::in(options_.deadlines.connect, errc::connect_timeout));
    auto socket = co_await connect(job, limit);
    if (!socket)
        co_return socket.error();
    ++counters.connections;
    auto c = std::make_shared<net::connection>(std::move(*socket), options_.limits.header_bytes);
    if (job.request.origin.tls)
    {
        if (job.via)
        {
            c->guard(limit);
            auto const opened = co_await net::open_tunnel(*c, job.request.origin, *job.via, job.with, options_);
            if (!opened)
                co_return opened.error();
        }
        c->guard(job.end);
        auto const secured = co_await secure(*c, job);
        if (!secured)
            co_return secured.error();
    }
    co_return c;
}

/// TCP to the origin, or to the proxy.
ENTRALOG_DECL boost::asio::awaitable<result<boost::asio::ip::tcp::socket>> wire::impl::connect(
    errand const& job, detail::net::deadline limit)
{
    namespace net = detail::net;
    auto const host = job.via ? job.via->host : job.request.origin.host;
    auto const port = job.via ? job.via->port : job.request.origin.port;

    std::vector<net::tcp::endpoint> endpoints;
    error_code is_name;
    auto const address = boost::asio::ip::make_address(host, is_name);
    if (!is_name)
        endpoints.emplace_back(address, port);
    else
    {
        net::pending lookup(std::make_shared<net::name_lookup>(executor_, host, port));
        auto const in_time = co_await lookup.done_by(limit);
        if (!in_time)
            co_return net::explain_timeout(limit.code, net::step::connecting, job.with, options_.deadlines);
        if (lookup->failure || lookup->endpoints.empty())
            co_return net::explain_lookup(lookup->failure ? lookup->failure : boost::asio::error::host_not_found, host);
        endpoints = std::move(lookup->endpoints);
    }

    net::pending race(std::make_shared<net::connect_race>(executor_, endpoints));
    auto const in_time = co_await race.done_by(limit);
    if (!in_time)
        co_return net::explain_timeout(limit.code, net::step::connecting, job.with, options_.deadlines);
    if (!race->winner)
        co_return net::explain_connect(race->failure, job.with, race->failures);
    co_return std::move(*race->winner);
}

ENTRALOG_DECL boost::asio::awaitable<result<void>> wire::impl::secure(detail::net::connection& c, errand const& job)
{
    namespace net = detail::net;
    auto& stream = c.start_tls(*tls_);
    if (net::asks_for_secrets(job.request))
        ::SSL_set_options(stream.native_handle(), SSL_OP_CLEANSE_PLAINTEXT); // OpenSSL's own copy
    net::expect_peer(stream.native_handle(), job.request.origin.host);
    c.expect(net::deadline::in(options_.deadlines.handshake, errc::handshake_timeout));
    auto const [ec] = co_await stream.async_handshake(boost::asio::ssl::stream_base::client, net::as_result);
    if (!ec)
        co_return result<void>();
    co_await net::rethrow_cancellation();
    if (auto const expired = c.expired())
        co_return net::explain_timeout(*expired, net::step::handshaking, job.with, options_.deadlines);
    co_return net::explain_handshake(ec, stream.native_handle(), job.request.origin.host, job.with);
}

/// Sends the request and receives the response. `is_stale` is set when the connection ended before any byte came.
ENTRALOG_DECL boost::asio::awaitable<result<response_head>> wire::impl::ask(link c, errand const& job, bool& is_stale)
{
    namespace net = detail::net;
    c->guard(job.end);
    ++counters.requests;
    auto const connecting = std::chrono::duration_cast<ticks>(std::chrono::steady_clock::now() - job.begun);
    auto doing = net::step::sending;
    std::optional<net::response_parser> parser;
    auto ec = co_await c->send(job.bytes, options_.deadlines.idle);
    if (!ec)
    {
        doing = net::step::awaiting;
        ec = co_await net::read_final_header(*c, parser, options_);
    }
    if (!ec)
    {
        parser->head.sent_after = connecting;
        co_return co_await receive(std::move(c), job, *parser);
    }
    if (parser && parser->got_some())
        doing = net::step::receiving;
    is_stale = !c->received_some() && !c->expired();
    co_return co_await net::failure(*c, ec, doing, job.with, options_.deadlines);
}

/// The rest of a response whose header is there.
ENTRALOG_DECL boost::asio::awaitable<result<response_head>> wire::impl::receive(
    link c, errand const& job, detail::net::response_parser& parser)
{
    namespace net = detail::net;
    auto head = std::move(parser.head);
    if (head.status == 407 && job.via && !job.request.origin.tls)
        co_return net::about(
            head, net::make_error(errc::proxy_refused, "the proxy " + job.with.via + " wants to know who asks",
                      "put user and password into the proxy's URL: http://user:password@host:port"));

    auto const is_success = head.status / 100 == 2;
    auto const encoding = net::encoding_of(head.headers);
    if (encoding == net::content_encoding::unknown && is_success)
        co_return net::about(
            head, net::make_error(errc::malformed_encoding, job.with.name + " sent an encoding that was not asked for",
                      "leave out the header Accept-Encoding, or ask for gzip only"));

    net::bounded_text text(options_.limits.error_body_bytes);
    auto& target = is_success ? job.sink : static_cast<body_sink&>(text);
    net::body_receiver receiver(encoding, options_.limits, counters.bytes_received, target);
    target.start(head);
    if (is_success && receiver.is_hopeless(parser.content_length().value_or(0)))
        co_return net::about(head, receiver.too_large());

    parser.deliver_to(receiver);
    auto const ec = co_await net::read_body(*c, parser, options_.deadlines.idle);
    if (net::asks_for_secrets(job.request) && c->bytes().empty())
        c->forget(); // on failure its end does it
    std::optional<error> failed = parser.refusal;
    if (!failed && ec)
        failed = co_await net::failure(*c, ec, net::step::receiving, job.with, options_.deadlines);
    if (!failed)
    {
        if (parser.keep_alive() && c->bytes().empty() && job.request.proxy != proxying::never)
            pool_.put(job.request.origin, std::move(c));
        if (auto const whole = receiver.finish(); !whole)
            failed = whole.error();
        else if (auto const accepted = target.finish(); !accepted)
            failed = accepted.error();
    }
    // A status that is not 2xx says more than how its body went: what came of it will do.
    if (!is_success)
        head.error_body = encoding == net::content_encoding::unknown ? std::string() : text.take();
    else if (failed)
        co_return net::about(head, std::move(*failed));
    co_return head;
}

ENTRALOG_DECL wire::wire(boost::asio::any_io_executor ex, wire_options options)
    : impl_(std::make_shared<impl>(std::move(ex), std::move(options)))
{
}

ENTRALOG_DECL wire::~wire()
{
    close_idle();
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> wire::exchange(request const& r, body_sink& sink)
{
    return impl::exchange(impl_, r, sink);
}

ENTRALOG_DECL wire_counters wire::counters() const noexcept
{
    return impl_->counters;
}

ENTRALOG_DECL void wire::close_idle() noexcept
{
    impl_->close_idle();
}

} // namespace entralog
