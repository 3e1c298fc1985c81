#pragma once

#include <entralog/authorize.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/explain.hpp>

#include <string>
#include <utility>

namespace entralog
{

namespace detail
{

/// A request with a token in its header, which is wiped when the request is over.
class authorized_request
{
public:
    authorized_request(request const& r, access_token const& token)
        : value(r)
    {
        value.headers.erase("Authorization");
        std::string field;
        field.reserve(7 + token.secret.size()); // so that growing leaves no copy behind
        field += "Bearer ";
        field += token.secret;
        value.headers.add("Authorization", std::move(field));
    }
    ~authorized_request() { value.headers.wipe("Authorization"); }
    authorized_request(authorized_request&&) = delete;

    request value;
};

} // namespace detail

ENTRALOG_DECL authorizing::authorizing(
    std::shared_ptr<transport> next, std::shared_ptr<token_cache> tokens, origin trusted)
    : next_(std::move(next))
    , tokens_(std::move(tokens))
    , trusted_(std::move(trusted))
{
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> authorizing::exchange(request const& r, body_sink& sink)
{
    if (r.origin != trusted_)
    {
        error e(errc::foreign_next_link, to_string(r.origin) + " is not " + to_string(trusted_));
        e.request = describe(r);
        co_return e;
    }
    access_token refused;
    response_head refusal;
    for (;;)
    {
        auto const token = co_await tokens_->token(std::string(r.headers.find("client-request-id")));
        if (!token)
            co_return token.error();
        if (token->secret == refused.secret)
            co_return refusal; // the credential has no other token
        detail::authorized_request const authorized(r, *token);
        auto head = co_await next_->exchange(authorized.value, sink);
        if (head)
            detail::redact(head->error_body, token->secret); // should the service echo it
        if (!head || head->status != 401)
            co_return head;
        tokens_->invalidate(token->secret);
        if (!refused.secret.empty())
            co_return head;
        refused = *token;
        refusal = std::move(*head);
    }
}

} // namespace entralog
