#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/local_host.hpp>
#include <mockserver/message.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/tokens/client_authentication.hpp>
#include <mockserver/tokens/device_codes.hpp>
#include <mockserver/tokens/directory.hpp>
#include <mockserver/tokens/refresh_tokens.hpp>
#include <mockserver/tokens/revocations.hpp>
#include <mockserver/tokens/scopes.hpp>
#include <mockserver/tokens/token_form.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

struct token_rules
{
    token_rules() = default;

    std::chrono::seconds lifetime{3599}; ///< of access tokens; what Entra ID gives
    std::chrono::seconds device_interval{5};
    std::string device_login; ///< approves each device code as this user; empty: somebody must do so
    client_authentication::replay identical_assertions = client_authentication::replay::allowed;
    host_rule hosts = host_rule::any; ///< of those who approve a device code
};

/// What of the identity platform (login.microsoftonline.com) the mock serves. Safe to call from several threads.
class token_endpoint
{
public:
    /// The tenants and the revocations must outlive it. Throws std::invalid_argument when no tenant knows the user that
    /// device codes are approved as.
    token_endpoint(std::vector<tenant> const& tenants, revocations& revoked, token_rules rules);

    /// True for the paths that this answers: /devicelogin, /common/discovery/instance, and below a tenant
    /// /oauth2/v2.0/token, /oauth2/v2.0/devicecode, /discovery/v2.0/keys and /v2.0/.well-known/openid-configuration;
    /// also /oauth2/v2.0/authorize, to say that nobody signs in there.
    static bool serves(request const& r);

    response handle(request const& r, timestamp now);

    /// What a person does at /devicelogin. Both throw device_code_error.
    void approve_device_code(std::string_view user_code, std::string_view user, timestamp now);
    void decline_device_code(std::string_view user_code, timestamp now);

private:
    std::string answer(request const& r, timestamp now);

    /// A person has signed in, now or a while ago.
    struct session
    {
        session(tenant const& where, app const& with, user const& somebody)
            : home(where)
            , client(with)
            , who(somebody)
        {
        }

        tenant const& home;
        app const& client;
        user const& who;
        std::string predecessor; ///< the refresh token that was used
        client_proof proof = client_proof::none;
    };

    std::string token(request const& r, std::string_view tenant_name, timestamp now);
    std::string app_only(request const& r, token_form const& form, std::string_view tenant_name, timestamp now);
    std::string refreshed(request const& r, token_form const& form, std::string_view tenant_name, timestamp now);
    std::string signed_in(request const& r, token_form const& form, std::string_view tenant_name, timestamp now);
    std::string delegated(
        request const& r, token_form const& form, session const& s, std::string_view scope, timestamp now);
    std::string device_code(request const& r, std::string_view tenant_name, timestamp now);

    directory tenants_;
    revocations& revoked_;
    token_rules rules_;
    client_authentication clients_;
    device_codes devices_;
    refresh_tokens refresh_;
};

} // namespace graph_mock
