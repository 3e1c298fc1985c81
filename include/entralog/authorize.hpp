#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/token_cache.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace entralog
{

/// A transport that adds the bearer token, and gives it to one origin only: a request to any other origin fails with
/// errc::foreign_next_link before any I/O. After a 401 the token is dropped and the request is made once more with a
/// new one; a second 401 is the response. When the 401 asks for claims (continuous access evaluation), these go with
/// the request for the new token.
class authorizing final : public transport
{
public:
    authorizing(std::shared_ptr<transport> next, std::shared_ptr<token_cache> tokens, origin trusted);

    boost::asio::awaitable<result<response_head>> exchange(request const& r, body_sink& sink) override;

private:
    std::shared_ptr<transport> next_;
    std::shared_ptr<token_cache> tokens_;
    origin trusted_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/authorize.ipp>
#endif
