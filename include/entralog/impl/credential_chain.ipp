#pragma once

#include <entralog/credential/credential_chain.hpp>

namespace entralog
{

namespace detail
{

/// "NAME: why. What to do."
inline std::string explain_link(std::string const& name, error const& e)
{
    auto text = name + ": " + (e.message.empty() ? e.code.message() : e.message);
    if (!e.hint.empty())
        text.append(text.back() == '.' ? " " : ". ").append(e.hint);
    return text;
}

} // namespace detail

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> credential_chain::token(token_context const& context)
{
    std::string tried;
    for (std::size_t i = chosen_.value_or(0); i < links_.size(); ++i)
    {
        auto const& link = links_[i];
        result<access_token> token =
            link.failure ? *link.failure : error(errc::credential_unavailable, "there is no credential");
        if (link.source)
            token = co_await link.source->token(context);
        if (token)
        {
            chosen_ = i;
            co_return token;
        }
        auto e = std::move(token).error();
        if (chosen_)
            co_return e;
        tried.append(tried.empty() ? "" : "; ").append(detail::explain_link(link.name, e));
        if (e.code == errc::credential_unavailable)
            continue;
        e.message = "of the credentials, " + tried;
        e.hint.clear(); // it is in there
        co_return e;
    }
    error e(errc::credential_unavailable,
        links_.empty() ? "the chain holds no credential" : "no credential is available: " + tried);
    e.client_request_id = context.client_request_id;
    co_return e;
}

} // namespace entralog
