#pragma once

#include <entralog/credential/workload_identity.hpp>
#include <entralog/detail/token_endpoint.hpp>
#include <entralog/detail/wipe.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace entralog
{

ENTRALOG_DECL result<std::shared_ptr<credential>> workload_identity::from_environment()
{
    char const* const names[] = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"};
    std::vector<std::string> values;
    if (auto missing = detail::take_variables(names, values); !missing.empty())
        return error(errc::credential_unavailable,
            "there is no workload identity: these environment variables are not set: " + missing);
    return std::shared_ptr<credential>(std::make_shared<workload_identity>(std::move(values[0]), std::move(values[1]),
        std::move(values[2]), detail::process_variable("AZURE_AUTHORITY_HOST")));
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> workload_identity::token(token_context const& context)
{
    constexpr std::size_t longest = 32 * 1024;
    token_context there = context;
    if (!authority_.empty())
    {
        auto const parts = split_url(authority_);
        if (!parts || parts->target != "/")
            co_return error(errc::invalid_argument,
                "the authority of the workload identity (AZURE_AUTHORITY_HOST) must be a URL that ends after the host");
        // The assertion goes there. A mock on this machine may do without TLS.
        if (!parts->origin.tls && parts->origin != context.authority)
            co_return error(errc::invalid_argument,
                "the authority of the workload identity (AZURE_AUTHORITY_HOST) is plain http: the token would be there "
                "for all to read");
        there.authority = parts->origin;
    }
    auto assertion = detail::read_secret_file(token_file_, longest);
    if (!assertion)
        co_return std::move(assertion).error();
    detail::wipe_at_end const wiped(*assertion);
    assertion->erase(assertion->find_last_not_of(" \t\r\n") + 1);
    if (!detail::is_bearer_token(*assertion))
        co_return error(
            errc::invalid_argument, token_file_ + " holds no token: it must be one signed JWT, and no more");
    co_return co_await detail::token_for_assertion(there, tenant_, client_id_, *assertion);
}

} // namespace entralog
