#pragma once

#include <entralog/transport.hpp>

#include "tests/support/page_fixture.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// A transport that serves pages by their targets, in small chunks between which it can be cancelled, and that can fail
/// at any byte. It asks again itself when told to, as a retrying transport does.
class listing final : public transport
{
public:
    /// Pages of records {"id":"..."}; the first answers first_request().
    explicit listing(std::vector<std::vector<std::string>> const& ids)
    {
        for (std::size_t p = 0; p < ids.size(); ++p)
        {
            std::vector<std::string> records;
            for (auto const& id : ids[p])
                records.push_back(R"({"id":")" + id + R"("})");
            auto const number = std::to_string(p + 1);
            set(number, page_body(records, p + 1 < ids.size() ? link_to(std::to_string(p + 2)) : std::string()));
        }
    }

    void set(std::string const& page, std::string body)
    {
        pages_["/beta/auditLogs/things?page=" + page] = std::move(body);
    }

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override
    {
        auto const executor = co_await boost::asio::this_coro::executor;
        for (;;)
        {
            ++exchanges;
            targets.push_back(r.target);
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
            std::optional<error> failed;
            response_head head;
            head.status = 200;
            sink.start(head);
            std::string_view const body = pages_.at(r.target);
            for (std::size_t done = 0; done < body.size() && !failed; done += chunk_size)
            {
                if (fail_at && exchanges == fail_exchange && done >= *fail_at)
                {
                    failed = failure;
                    break;
                }
                auto const written = sink.write(body.substr(done, chunk_size));
                if (!written)
                    failed = written.error();
                co_await boost::asio::post(executor, boost::asio::use_awaitable);
            }
            if (!failed)
                if (auto const finished = sink.finish(); !finished)
                    failed = finished.error();
            if (!failed)
                co_return head;
            if (!retries || !is_transient(*failed))
                co_return *failed;
        }
    }

    /// The bytes of all pages.
    std::size_t longest() const
    {
        std::size_t n = 0;
        for (auto const& [target, body] : pages_)
            n = std::max(n, body.size());
        return n;
    }

    std::size_t chunk_size = 16;
    std::size_t exchanges = 0;
    std::vector<std::string> targets;
    std::size_t fail_exchange = 0; ///< the number of the attempt that fails, from 1
    std::optional<std::size_t> fail_at;
    error failure = error(errc::idle_timeout);
    bool retries = false;

private:
    std::map<std::string, std::string> pages_;
};

} // namespace entralog::testing
