// The whole library included, and the client called: what a user's unit looks like.
#include <entralog/entralog.hpp>

boost::asio::awaitable<entralog::result<std::size_t>> failed_sign_ins(entralog::client& graph)
{
    std::size_t failures = 0;
    auto pages = graph.sign_ins().pages();
    while (!pages.done())
    {
        auto page = co_await pages.next();
        if (!page)
            co_return page.error();
        for (auto const& s : page->records)
            failures += s.status && s.status->error_code != 0;
    }
    co_return failures;
}
