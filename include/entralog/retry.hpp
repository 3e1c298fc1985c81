#pragma once

#include <entralog/backoff.hpp>
#include <entralog/clock.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/observe.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace entralog
{

/// Where a retrying transport gets its chance from; tests give their own.
struct random_sources
{
    random_sources() = default;

    // Pointers, for <functional> alone would cost a unit that includes us 5 % of its time.
    std::string (*guid)() = nullptr; ///< of a request; random_guid() unless given
    double (*unit)() = nullptr;      ///< from 0 to 1; random unless given
};

/// What a retrying transport did so far.
struct retry_counters
{
    retry_counters() = default;

    std::uint64_t requests = 0; ///< asked of it
    std::uint64_t retries = 0;  ///< tries beyond the first of each
    ticks waited{};             ///< between tries
};

/// A transport that tries again what may pass, and that gives a 2xx or an error: any other status becomes the error
/// that error_from_response tells, a 2xx that is not JSON (a captive portal's, say) unexpected_content. Failures to get
/// a token spend the same tries. Each request has a client-request-id, kept over its tries and named in its error; a
/// try after the first has a Retry-Attempt, as those of Microsoft's own clients have.
class retrying final : public transport
{
public:
    retrying(std::shared_ptr<transport> next, std::shared_ptr<clock> time, retry_options options = retry_options(),
        random_sources random = random_sources(), std::shared_ptr<detail::observation> watch = nullptr);

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override;

    retry_counters const& counters() const noexcept { return counters_; }

private:
    struct operation;

    boost::asio::awaitable<result<response_head>> try_until_done(operation& o, body_sink& sink);
    boost::asio::awaitable<result<response_head>> attempt_once(request const& r, body_sink& sink);
    error out_of_time(operation const& o) const;

    std::shared_ptr<transport> next_;
    std::shared_ptr<clock> time_;
    retry_options options_;
    random_sources random_;
    std::shared_ptr<detail::observation> watch_;
    retry_reserve reserve_;
    retry_counters counters_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/retry.ipp>
#endif
