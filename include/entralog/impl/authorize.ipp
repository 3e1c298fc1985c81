#pragma once

#include <entralog/authorize.hpp>
#include <entralog/detail/challenge.hpp>
#include <entralog/detail/redact.hpp>
#include <entralog/explain.hpp>

#include <optional>
#include <string>
#include <string_view>
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

/// Takes the token out of what the service said, wherever it may have put it.
inline void redact(response_head& head, std::string_view token)
{
    unescape(head.error_body);
    redact(head.error_body, token);
    headers clean;
    for (auto [name, value] : head.headers)
    {
        redact(value, token);
        clean.add(std::move(name), std::move(value));
    }
    head.headers = std::move(clean);
}

inline void redact(error& e, std::string_view token)
{
    for (auto* const text : {&e.message, &e.hint, &e.graph_code, &e.request, &e.request_id, &e.client_request_id})
        redact(*text, token);
}

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
    std::optional<access_token> refused;
    response_head refusal;
    for (;;)
    {
        auto const token = co_await tokens_->token(std::string(r.headers.find("client-request-id")));
        if (!token)
        {
            auto e = token.error();
            e.source = error_source::token;
            co_return e;
        }
        if (token->secret.empty())
        {
            error e(errc::malformed_token, "the credential gave an empty token");
            e.source = error_source::token;
            co_return e;
        }
        if (refused && token->secret == refused->secret)
            co_return refusal; // the credential has no other token
        detail::authorized_request const authorized(r, *token);
        auto head = co_await next_->exchange(authorized.value, sink);
        if (!head)
        {
            auto e = std::move(head).error();
            detail::redact(e, token->secret); // should the service, or a proxy, echo it
            co_return e;
        }
        if (head->status < 200 || head->status > 299)
            detail::redact(*head, token->secret);
        auto const claims = detail::requested_claims(*head);
        // Some services send the challenge with a 403: the token is good, and not good enough.
        if (head->status != 401 && (head->status != 403 || claims.empty()))
            co_return head;
        if (claims.empty())
            tokens_->invalidate(token->secret);
        else
            tokens_->invalidate(token->secret, claims);
        if (refused)
            co_return head;
        refused = *token;
        refusal = std::move(*head);
    }
}

} // namespace entralog
