#pragma once

#include <entralog/clock.hpp>
#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/observe.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace entralog
{

/// Keeps one token fresh. However many coroutines ask, one request for a token is under way at most. A token is renewed
/// early: at the issuer's refresh_on, or else 5 minutes, or a fifth of its life if that is less, before its end, and
/// not within its first 30 seconds. Nobody waits for that: the old token is given while it is valid, and serves on
/// should the renewal fail, which is tried again after 30 seconds. Failures are told to those who wait and then
/// forgotten. Use from one executor (a strand in a multi-threaded context).
class token_cache
{
public:
    /// `wire` must be the bare transport; tokens are asked of `authority` for `scope`.
    token_cache(std::shared_ptr<credential> source, std::shared_ptr<transport> wire, std::shared_ptr<clock> time,
        origin authority, std::string scope, std::shared_ptr<detail::observation> watch = nullptr);
    /// Cancels the request for a token that is under way, if there is one.
    ~token_cache();
    token_cache(token_cache&&) = delete;

    /// A valid token. Cancelling one caller disturbs no other, even when it is the one whose call began the request;
    /// the request itself is cancelled when nobody waits for it any more; an early renewal, for which nobody waits,
    /// after 30 seconds. `client_request_id` goes with a new request.
    boost::asio::awaitable<result<access_token>> token(std::string client_request_id);

    /// Forgets the token that the service refused, unless it has been replaced meanwhile.
    void invalidate(std::string_view secret) noexcept;
    /// The same; `claims` (JSON, from the service's claims challenge) go with the requests for a token until one
    /// succeeds, or is refused (errc::token_rejected). A token that has replaced the refused one is forgotten, too, if
    /// it was not asked for with these claims.
    void invalidate(std::string_view secret, std::string_view claims);

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/token_cache.ipp>
#endif
