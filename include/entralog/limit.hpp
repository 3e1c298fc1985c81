#pragma once

#include <entralog/clock.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/limiter.hpp>
#include <entralog/observe.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace entralog
{

/// A transport whose requests wait for their turn at a limiter. Application and tenant are those of the bearer token;
/// requests with a token that does not tell share one budget for each origin. A 429 parks all of them.
class limiting final : public transport
{
public:
    limiting(std::shared_ptr<transport> next, std::shared_ptr<limiter> limit, std::shared_ptr<clock> time,
        ticks max_wait, std::shared_ptr<detail::observation> watch = nullptr);

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override;

private:
    std::string const& caller(request const& r);

    std::shared_ptr<transport> next_;
    std::shared_ptr<limiter> limit_;
    std::shared_ptr<clock> time_;
    ticks max_wait_;
    std::shared_ptr<detail::observation> watch_;
    std::size_t token_ = 0; ///< a hash of the last token seen
    std::string caller_;    ///< and whose it is
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/limit.ipp>
#endif
