#include <mockserver/session.hpp>

#include <mockserver/compress.hpp>
#include <mockserver/connection.hpp>
#include <mockserver/encoder.hpp>
#include <mockserver/faults/bad_delivery.hpp>
#include <mockserver/framing.hpp>
#include <mockserver/intake.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace graph_mock
{
namespace
{

namespace asio = boost::asio;

enum class next
{
    request,  ///< wait for another one
    farewell, ///< close in good form, when the client has heard all
    parting,  ///< close in good form, but do not wait: the client is owed nothing
    nothing   ///< just drop the connection
};

template <typename Stream>
class http_session final : public session
{
public:
    template <typename... Arguments>
    http_session(std::shared_ptr<session_context> context, admission how, Arguments&&... stream)
        : context_(context)
        , how_(how)
        , wire_(std::move(context), std::forward<Arguments>(stream)...)
    {
    }

    asio::awaitable<void> run() override
    {
        if (!co_await wire_.open())
            co_return;
        auto after = next::request;
        while (after == next::request)
            after = co_await answer_one();
        if (after != next::nothing)
            co_await wire_.part();
        if (after == next::farewell)
            co_await wire_.linger();
    }

    void finish() override { wire_.finish(); }
    void abort() override { wire_.abort(); }

private:
    asio::awaitable<next> answer_one()
    {
        auto const& limits = context_->limits;
        auto const patience = how_ == admission::served ? limits.idle : limits.linger;
        auto ec = co_await wire_.first_byte(patience);
        if (ec)
            co_return ec == asio::error::eof || context_->stopping ? next::parting : next::nothing;

        typename connection<Stream>::request_parser parser;
        parser.header_limit(limits.header_bytes);
        parser.body_limit(limits.body_bytes);
        ec = co_await wire_.read(parser);
        started_ = std::chrono::steady_clock::now();
        if (context_->stopping && ec)
            co_return next::parting;
        if (auto const problem = explain(ec))
            co_return co_await refuse(*problem);
        if (ec)
            co_return next::nothing; // gone, or too slow: then Beast has closed the socket

        framing_terms terms;
        terms.http11 = parser.get().version() >= 11;
        terms.keep_alive = parser.keep_alive() && how_ == admission::served;
        request question;
        if (auto const problem = take_in(parser.release(), question))
            co_return co_await refuse(*problem);
        question.tls = connection<Stream>::is_tls;
        question.remote = wire_.remote();
        if (question.host.empty())
            question.host = wire_.local(); // HTTP/1.0 may leave it out

        terms.head = question.method == "HEAD";
        terms.gzip = prefers_gzip(question.headers.find("Accept-Encoding"));
        if (how_ == admission::refused)
        {
            refusal const crowded(
                503, "ServiceUnavailable", "Too many connections. Close some, or try again in a second.");
            auto const sorry = make_refusal(crowded);
            co_return co_await respond(question, sorry, terms);
        }
        auto const answer = handle(question);
        co_return co_await respond(question, answer, terms);
    }

    response handle(request const& question)
    {
        try
        {
            return context_->answer(question);
        }
        catch (std::exception const& e) // lack of memory, or a bug: it must not take other connections along
        {
            if (context_->log)
                context_->log("failed to answer " + masked_target(question.target) + ": " + e.what());
            return make_refusal(refusal(500, "UnknownError", "graph-mock failed to answer; its log says why."));
        }
    }

    /// The request cannot be understood, so neither can what follows it: answer and close.
    asio::awaitable<next> refuse(refusal problem)
    {
        request unread;
        unread.method = "-";
        unread.target = "-";
        unread.remote = wire_.remote();
        framing_terms terms;
        terms.keep_alive = false;
        auto const answer = make_refusal(problem);
        co_return co_await respond(unread, answer, terms);
    }

    asio::awaitable<next> respond(request const& question, response const& answer, framing_terms terms)
    {
        terms.keep_alive = terms.keep_alive && !context_->stopping;
        if (!answer.delivery.ordinary())
            co_return co_await respond_badly(question, answer, terms);
        auto const frame = frame_response(answer, terms);
        auto const number = note(question, answer);

        bool const complete = co_await send(answer, frame);
        finish_entry(number, complete && !frame.cut);
        if (!complete || frame.cut)
            co_return next::nothing;
        co_return frame.keep_alive && !context_->stopping ? next::request : next::farewell;
    }

    /// As a fault says.
    asio::awaitable<next> respond_badly(request const& question, response const& answer, framing_terms terms)
    {
        bad_delivery script(answer, terms);
        auto const number = note(question, answer);
        wire_.sent = 0;
        bool going = true;
        auto step = script.next(wire_.out);
        for (; going && !step.is_last(); step = script.next(wire_.out))
        {
            if (step.what == bad_delivery::action::pause)
                co_await wire_.rest(step.time);
            else
                going = co_await wire_.flush();
        }
        finish_entry(number, going && step.what == bad_delivery::action::complete);
        if (step.what == bad_delivery::action::reset)
            wire_.reset();
        if (!going || step.what != bad_delivery::action::complete || script.ends_without_notice())
            co_return next::nothing;
        co_return script.keep_alive() && !context_->stopping ? next::request : next::farewell;
    }

    /// Written down before the first byte goes out: a client that has its answer finds it in the journal.
    std::uint64_t note(request const& question, response const& answer)
    {
        exchange entry;
        entry.at = std::chrono::system_clock::now();
        entry.remote = question.remote;
        entry.method = question.method;
        entry.target = question.target;
        entry.headers.assign(question.headers.begin(), question.headers.end());
        entry.status = answer.status;
        entry.body_bytes = answer.body.size();
        entry.fault = answer.fault;
        return context_->exchanges.add(std::move(entry));
    }

    void finish_entry(std::uint64_t number, bool complete)
    {
        auto const took =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started_);
        auto const* const entry = context_->exchanges.finish(number, wire_.sent, took, complete);
        if (entry != nullptr && context_->on_exchange)
            context_->on_exchange(*entry);
    }

    asio::awaitable<bool> send(response const& answer, frame const& how)
    {
        encoder bytes(answer, how);
        wire_.sent = 0;
        bool going = true;
        while (going && bytes.next(wire_.out))
            going = co_await wire_.flush();
        co_return going;
    }

    std::shared_ptr<session_context> context_;
    admission how_;
    connection<Stream> wire_;
    std::chrono::steady_clock::time_point started_{};
};

} // namespace

std::shared_ptr<session> session::make(
    asio::ip::tcp::socket socket, asio::ssl::context* tls, std::shared_ptr<session_context> context, admission how)
{
    if (tls == nullptr)
        return std::make_shared<http_session<plain_stream>>(std::move(context), how, std::move(socket));
    return std::make_shared<http_session<tls_stream>>(std::move(context), how, std::move(socket), *tls);
}

} // namespace graph_mock
