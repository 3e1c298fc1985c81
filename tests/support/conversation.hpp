#pragma once

#include <entralog/client.hpp>
#include <entralog/token_cache.hpp>

#include <tests/support/manual_clock.hpp>
#include <tests/support/mock_rooms.hpp>
#include <tests/support/sabotage.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// What users do with a client: each of these is taken through all that can go wrong.
enum class talk
{
    list,      ///< three pages, page by page
    list_into, ///< the same, record by record while they arrive
    records,   ///< the same, record by record
    get,
    action,
    token ///< alone, from the cache
};

inline constexpr talk all_talks[] = {talk::list, talk::list_into, talk::records, talk::get, talk::action, talk::token};

inline std::string to_string(talk t)
{
    constexpr char const* names[] = {"list", "list_into", "records", "get", "action", "token"};
    return names[static_cast<std::size_t>(t)];
}

/// One of them, over the rooms of a small tenant, with the whole stack of a client and a real credential. It can be
/// gone on with after an error or a cancellation, as a user would.
class conversation
{
public:
    /// What nobody may ever read.
    static constexpr char const* secret_text = "s+cr%t&=:/";

    conversation(talk what, graph_mock::service& rooms, rate_limit limit = rate_limit(1000, std::chrono::seconds(1)))
        : shared(std::make_shared<limiter>(limit))
        , wire(std::make_shared<sabotaged_rooms>(rooms))
        , what_(what)
        , graph_(context.get_executor(), secret(), options(shared), wire, time)
        , pages_(graph_.sign_ins().pages(query<sign_in>().top(2)))
        , records_(graph_.sign_ins().records(query<sign_in>().top(2)))
        , tokens_(secret(), wire, time, login(), "https://graph.microsoft.com/.default")
    {
    }

    /// Goes on to the end, or to the first error.
    boost::asio::awaitable<result<void>> go_on()
    {
        switch (what_)
        {
        case talk::list:
            while (!pages_.done())
            {
                auto page = co_await pages_.next();
                if (!page)
                    co_return page.error();
                for (auto const& record : page->records)
                    got.push_back(record.id);
                malformed += page->malformed.size();
            }
            break;
        case talk::list_into:
            while (!pages_.done())
            {
                collector into(*this);
                auto const page = co_await pages_.next_into(into);
                if (!page)
                    co_return page.error();
            }
            break;
        case talk::records:
            for (;;)
            {
                auto record = co_await records_.next();
                if (!record)
                    co_return record.error();
                if (!*record)
                    break;
                got.push_back((*record)->id);
            }
            break;
        case talk::get:
        {
            auto record = co_await graph_.sign_ins().get("s1");
            if (!record)
                co_return record.error();
            got.push_back(record->id);
            break;
        }
        case talk::action:
        {
            std::vector<std::string> const ids{"s2"};
            auto const done = co_await graph_.sign_ins().dismiss(ids);
            if (!done)
                co_return done.error();
            got.push_back("done");
            break;
        }
        case talk::token:
        {
            std::string const id = "some id";
            auto token = co_await tokens_.token(id);
            if (!token)
                co_return token.error();
            got.push_back(token->secret.starts_with("eyJ") ? "a token" : "what is no token");
            break;
        }
        }
        co_return result<void>();
    }

    /// What all of it comes to when nothing goes wrong.
    std::vector<std::string> whole() const
    {
        switch (what_)
        {
        case talk::get:
            return {"s1"};
        case talk::action:
            return {"done"};
        case talk::token:
            return {"a token"};
        default:
            return {"s7", "s5", "s6", "s2", "s1"};
        }
    }

    client_counters counters() const { return graph_.counters(); }

    boost::asio::io_context context;
    std::shared_ptr<limiter> shared;
    std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
    std::shared_ptr<sabotaged_rooms> wire;
    std::vector<std::string> got; ///< ids, in the order they came
    std::size_t malformed = 0;

private:
    struct collector
    {
        explicit collector(conversation& c)
            : to(c)
        {
        }
        void operator()(sign_in& record) { to.got.push_back(record.id); }
        void operator()(malformed_record&) { ++to.malformed; }

        conversation& to;
    };

    static std::shared_ptr<credential> secret()
    {
        return std::make_shared<client_secret>("woodgrove.com", mock_rooms::reader_app, secret_text);
    }

    static origin login()
    {
        origin o;
        o.host = "login.microsoftonline.com";
        return o;
    }

    static client_options options(std::shared_ptr<limiter> shared)
    {
        client_options o;
        o.limiter = std::move(shared);
        return o;
    }

    talk what_;
    client graph_;
    pages<sign_in> pages_;
    records<sign_in> records_;
    token_cache tokens_;
};

} // namespace entralog::testing
