#pragma once

#include <entralog/error.hpp>
#include <entralog/transport.hpp>

#include <mockserver/faults/injector.hpp>
#include <mockserver/faults/rule_book.hpp>
#include <mockserver/service.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

/// What goes wrong with one exchange: the server misbehaves, or the wire fails.
struct trouble
{
    enum class moment
    {
        never,
        before_sending, ///< the request has not left
        before_head,    ///< the server has done what was asked, but nobody hears of it
        in_body         ///< after a part of it
    };

    trouble() = default;
    trouble(std::string called, graph_mock::fault f)
        : name(std::move(called))
        , fault(std::move(f))
    {
    }
    trouble(std::string called, error_code with, moment at, double after = 0)
        : name(std::move(called))
        , code(with)
        , when(at)
        , part(after)
    {
    }

    std::string name;
    std::optional<graph_mock::fault> fault;
    error_code code;
    moment when = moment::never;
    double part = 0;
};

/// graph-mock's rooms as a transport, on which some exchanges go wrong. Bodies come in pieces, so that there is a place
/// between any two of them.
class sabotaged_rooms final : public transport
{
public:
    static constexpr std::size_t for_good = std::numeric_limits<std::size_t>::max();

    explicit sabotaged_rooms(graph_mock::service& rooms, std::size_t piece = 400)
        : rooms_(rooms)
        , piece_(piece)
    {
    }

    /// The exchanges from the one of that number on, the first being 0, go wrong, so many of them: those with Graph, or
    /// those with the token endpoint, as that one is.
    void sabotage(trouble what, std::size_t first, std::size_t times)
    {
        what_ = std::move(what);
        first_ = first;
        times_ = times;
    }
    void mend() { times_ = 0; }

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override
    {
        auto const number = exchanges++;
        bool const for_token = r.target.find("/oauth2/") != std::string::npos;
        if (number == first_)
            of_tokens_ = for_token;
        bool const bad = number >= first_ && number - first_ < times_ && for_token == of_tokens_;
        bad_ones += bad ? 1 : 0;
        auto const executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        if (bad && what_.when == trouble::moment::before_sending)
            co_return error(what_.code, "sabotaged");
        auto const answer = handle(r, bad && what_.fault.has_value());
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        if (bad && what_.when == trouble::moment::before_head)
            co_return error(what_.code, "sabotaged");

        response_head head;
        head.status = answer.status;
        for (auto const& [name, value] : answer.headers)
            head.headers.add(name, value);
        bool const cut = bad && what_.when == trouble::moment::in_body;
        std::string_view body = answer.body;
        if (cut)
            body = body.substr(0, static_cast<std::size_t>(what_.part * static_cast<double>(body.size())));
        if (head.status < 200 || head.status > 299)
        {
            if (cut)
                co_return error(what_.code, "sabotaged");
            head.error_body = body;
            co_return head;
        }
        sink.start(head);
        while (!body.empty())
        {
            auto const written = sink.write(body.substr(0, piece_));
            if (!written)
                co_return written.error();
            body.remove_prefix(std::min(piece_, body.size()));
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
        }
        if (cut)
            co_return error(what_.code, "sabotaged");
        auto const finished = sink.finish();
        if (!finished)
            co_return finished.error();
        co_return head;
    }

    std::size_t exchanges = 0;
    std::size_t bad_ones = 0;
    int actions = 0; ///< that the service has carried out

private:
    graph_mock::response handle(request const& r, bool badly)
    {
        graph_mock::request in;
        in.method = std::string(to_string(r.method));
        set_target(in, r.target);
        in.tls = true;
        in.host = r.origin.host;
        in.body = r.body;
        for (auto const& [name, value] : r.headers)
            in.headers.add(name, value);
        if (badly)
            rules_->set({graph_mock::fault_rule(*what_.fault)});
        else
            rules_->clear();
        return faults_.answer(in, [this](graph_mock::request const& q) { return serve(q); });
    }

    graph_mock::response serve(graph_mock::request const& q)
    {
        auto answer = rooms_.handle(q);
        actions += answer.status == 204 ? 1 : 0;
        return answer;
    }

    graph_mock::service& rooms_;
    std::size_t piece_;
    std::shared_ptr<graph_mock::rule_book> rules_ = std::make_shared<graph_mock::rule_book>();
    graph_mock::fault_injector faults_{rules_, [this] { return rooms_.clock().now(); }, nullptr};
    trouble what_;
    std::size_t first_ = 0;
    std::size_t times_ = 0;
    bool of_tokens_ = false;
};

} // namespace entralog::testing
