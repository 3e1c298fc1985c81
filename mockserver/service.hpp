#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/load_error.hpp>
#include <mockserver/message.hpp>
#include <mockserver/odata/filter_rules.hpp>
#include <mockserver/throttle.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// What a service is made of.
struct service_options
{
    service_options() = default;

    std::vector<std::filesystem::path> data; ///< each a tenant folder, or a folder of tenant folders
    std::vector<std::filesystem::path> har;  ///< recordings; a request that one covers is answered by it
    std::optional<std::size_t> page_size;    ///< when a request has no $top; else, or above it, the report's maximum
    time_setting time;
    odata::filter_rules filters = odata::filter_rules::observed; ///< which operators a property may be filtered with
    std::optional<std::uint32_t> retention_days; ///< filters on older times get 400; 0: none do; nothing: as licensed
    bool strict = false;     ///< what Graph ignores in a query gets 400, an app's own assertion sent twice 401
    throttle_rules throttle; ///< off unless it is set; graph-mock, the program, sets what Microsoft documents
    std::optional<std::chrono::seconds> skip_token_lifetime; ///< nothing: $skiptokens do not expire
    bool exposed = false; ///< listened to by more than loopback: other machines have names of their own for this one
    std::chrono::seconds token_lifetime{3599}; ///< what Entra ID gives
    std::chrono::seconds device_interval{5};   ///< how often a device may ask whether its person has signed in
    std::string device_login;    ///< each device code is approved as this user at once; empty: somebody must do so
    std::string identity_header; ///< App Service's, for /msi/token; empty: there is no such endpoint
    std::function<void(std::string_view)> log{}; ///< one line for each thing a developer should know; may be empty
};

/// All of the mock but its sockets: recordings, token service, policy, and the tenants' reports.
/// Safe to call from several threads.
class service
{
public:
    /// Throws load_error, and std::invalid_argument when no tenant knows the user of device_login.
    explicit service(service_options options);
    ~service();
    service(service const&) = delete;
    service& operator=(service const&) = delete;

    /// Answers any request; never throws but for lack of memory.
    response handle(request const& r);

    /// The same for nothing but the endpoints that managed identities get their tokens from; all else is 404. They are
    /// asked over plain HTTP, so they may need a socket of their own.
    response handle_metadata(request const& r);

    /// An app-only token with the app's granted permissions. Without a tenant: the first that knows the app.
    /// A lifetime that is not positive makes a token that has expired. Throws std::invalid_argument for an unknown app.
    std::string issue_app_token(std::string_view app_id, std::optional<std::chrono::seconds> lifetime = std::nullopt,
        std::string_view tenant = {});

    /// A delegated token of the user, whose directory roles it carries, with these scopes; with none, with the app's
    /// delegatedPermissions.
    /// Throws std::invalid_argument for an unknown user or app.
    std::string issue_user_token(std::string_view user_principal_name, std::string_view app_id,
        std::vector<std::string> const& scopes, std::optional<std::chrono::seconds> lifetime = std::nullopt);

    /// Signs the user in on the device that shows this code, as the page at verification_uri does, or refuses.
    /// Throws std::invalid_argument: no such code, not any more, or no user who may sign in there.
    void approve_device_code(std::string_view user_code, std::string_view user_principal_name);
    void decline_device_code(std::string_view user_code);

    /// Ends sessions: tokens that were issued before open nothing any more, refresh tokens included. A token whose
    /// client has declared cp1 is answered with a claims challenge, any other with a plain 401. The tokens are the
    /// app's (empty: any app's) and the user's (empty: all of the app's, its own included); at least one is named.
    /// Gives the first moment that a token may be of, in seconds since 1970. Throws std::invalid_argument.
    std::int64_t revoke_tokens(
        std::string_view app_id, std::string_view user_principal_name, std::string_view tenant = {});

    /// The same, but refresh tokens stay good, and a client with cp1 must pass on the claims of the challenge to get a
    /// token that is accepted.
    std::int64_t challenge_tokens(
        std::string_view app_id, std::string_view user_principal_name, std::string_view tenant = {});

    graph_mock::clock& clock();
    throttle_counters throttled() const;

private:
    class rooms;
    std::unique_ptr<rooms> rooms_;
};

} // namespace graph_mock
