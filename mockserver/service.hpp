#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/load_error.hpp>
#include <mockserver/message.hpp>
#include <mockserver/odata/filter_rules.hpp>

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
    bool strict = false;                         ///< what Graph silently ignores in a query gets 400
    std::chrono::seconds token_lifetime{3599};   ///< what Entra ID gives
    std::function<void(std::string_view)> log{}; ///< one line for each thing a developer should know; may be empty
};

/// All of the mock but its sockets: recordings, token service, policy, and the tenants' reports.
/// Safe to call from several threads.
class service
{
public:
    /// Throws load_error.
    explicit service(service_options options);
    ~service();
    service(service const&) = delete;
    service& operator=(service const&) = delete;

    /// Answers any request; never throws but for lack of memory.
    response handle(request const& r);

    /// An app-only token with the app's granted permissions. Without a tenant: the first that knows the app.
    /// A lifetime that is not positive makes a token that has expired. Throws std::invalid_argument for an unknown app.
    std::string issue_app_token(std::string_view app_id, std::optional<std::chrono::seconds> lifetime = std::nullopt,
        std::string_view tenant = {});

    /// A delegated token of the user, whose directory roles it carries, with these scopes; with none, with the app's
    /// delegatedPermissions.
    /// Throws std::invalid_argument for an unknown user or app.
    std::string issue_user_token(std::string_view user_principal_name, std::string_view app_id,
        std::vector<std::string> const& scopes, std::optional<std::chrono::seconds> lifetime = std::nullopt);

    graph_mock::clock& clock();

private:
    class rooms;
    std::unique_ptr<rooms> rooms_;
};

} // namespace graph_mock
