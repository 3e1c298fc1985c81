#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>
#include <mockserver/tokens/directory.hpp>
#include <mockserver/tokens/revocations.hpp>

#include <string_view>

namespace graph_mock
{

/// Whose tokens a command is about, by what people call them: an app's client id, a user's principal name, or both.
/// Throws std::invalid_argument for those that no tenant knows, and when neither is named.
token_holder find_token_holder(
    directory const& tenants, std::string_view app, std::string_view user, std::string_view tenant_name);

/// Commands to the mock itself, below /_mock: for this machine alone, and for no web page.
class admin
{
public:
    /// Both must outlive it.
    admin(directory const& tenants, revocations& revoked)
        : tenants_(tenants)
        , revoked_(revoked)
    {
    }

    static bool serves(request const& r);

    /// POST /_mock/tokens/revoke and /_mock/tokens/challenge, with app, user (at least one of the two) and tenant, as a
    /// form or as JSON. The answer's notBefore is the moment from which tokens count.
    response handle(request const& r, timestamp now);

private:
    directory const& tenants_;
    revocations& revoked_;
};

} // namespace graph_mock
