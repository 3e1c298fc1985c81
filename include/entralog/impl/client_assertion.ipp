#pragma once

#include <entralog/credential/client_assertion.hpp>
#include <entralog/detail/token_endpoint.hpp>
#include <entralog/detail/wipe.hpp>

namespace entralog
{

ENTRALOG_DECL std::string audience_of(token_context const& context, std::string const& tenant)
{
    return to_string(context.authority) + detail::endpoint_path(tenant, "token");
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> client_assertion::token(token_context const& context)
{
    if (auto wrong = detail::check_application(tenant_, client_id_, detail::tenants::one))
        co_return std::move(*wrong);
    if (!assertion_)
        co_return error(errc::invalid_argument, "there is nothing that gives an assertion");
    auto assertion = co_await assertion_(context);
    if (!assertion)
        co_return std::move(assertion).error();
    detail::wipe_at_end const wiped(*assertion);
    co_return co_await detail::token_for_assertion(context, tenant_, client_id_, *assertion);
}

} // namespace entralog
