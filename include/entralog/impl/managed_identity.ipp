#pragma once

#include <entralog/credential/managed_identity.hpp>
#include <entralog/detail/ascii.hpp>
#include <entralog/detail/challenge.hpp>
#include <entralog/detail/token_endpoint.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/query.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace entralog
{

namespace detail
{

/// Where a managed identity is asked for, and in which words.
struct identity_endpoint
{
    identity_endpoint() = default;

    enum class host
    {
        virtual_machine,
        app_service,
        arc
    };

    host kind = host::virtual_machine;
    bool named = true; ///< by the environment, which says by that that there is one
    url_parts where;
    std::string header; ///< App Service's secret
};

/// The names of the three kinds of id of a user-assigned identity.
inline std::string_view id_parameter(identity_endpoint const& endpoint, managed_identity_id const& id) noexcept
{
    bool const app_service = endpoint.kind == identity_endpoint::host::app_service;
    switch (id.which)
    {
    case managed_identity_id::kind::client_id:
        return "client_id";
    case managed_identity_id::kind::object_id:
        return app_service ? "principal_id" : "object_id";
    case managed_identity_id::kind::resource_id:
        return app_service ? "mi_res_id" : "msi_res_id";
    case managed_identity_id::kind::system:
        break;
    }
    return {};
}

/// The resource of a scope: what stands before "/.default".
inline std::string_view resource_of(std::string_view scope) noexcept
{
    constexpr std::string_view suffix = "/.default";
    return scope.ends_with(suffix) ? scope.substr(0, scope.size() - suffix.size()) : scope;
}

inline std::string identity_target(
    identity_endpoint const& endpoint, managed_identity_id const& id, std::string_view scope)
{
    constexpr std::string_view versions[] = {"2018-02-01", "2019-08-01", "2020-06-01"};
    auto target = endpoint.where.target;
    target += target.find('?') == std::string::npos ? '?' : '&';
    target.append("api-version=").append(versions[static_cast<std::size_t>(endpoint.kind)]);
    target.append("&resource=").append(percent_encode(resource_of(scope)));
    if (auto const name = id_parameter(endpoint, id); !name.empty())
        target.append("&").append(name).append("=").append(percent_encode(id.value));
    return target;
}

/// True for failures that say that nobody is there.
inline bool found_nobody(error const& e) noexcept
{
    namespace sys = boost::system::errc;
    if (e.http_status != 0)
        return false;
    if (e.code == errc::connect_timeout)
        return true;
    for (auto const condition :
        {sys::connection_refused, sys::host_unreachable, sys::network_unreachable, sys::timed_out, sys::no_such_device})
        if (e.code == condition)
            return true;
    return std::string_view(e.code.category().name()) == "asio.netdb";
}

/// 404 and 410 too: the instance metadata service answers so while it is updated.
inline bool may_come_back(error const& e) noexcept
{
    return e.http_status == 404 || e.http_status == 410 || is_transient(e);
}

inline error unavailable(std::string message, std::string hint)
{
    error e(errc::credential_unavailable, std::move(message));
    e.hint = std::move(hint);
    return e;
}

} // namespace detail

class managed_identity_credential::impl
{
public:
    explicit impl(managed_identity_options o)
        : options(std::move(o))
    {
        if (!options.variables)
            options.variables = detail::process_variable;
    }

    result<detail::identity_endpoint> endpoint() const;
    void prepare(detail::secret_request& r, detail::identity_endpoint const& where, token_context const& context) const;
    boost::asio::awaitable<result<access_token>> ask(
        detail::identity_endpoint const& where, token_context const& context);
    boost::asio::awaitable<result<access_token>> answer_challenge(
        detail::identity_endpoint const& where, token_context const& context, std::string_view path);
    result<std::string> arc_key(std::string_view path) const;
    error explain(detail::identity_endpoint const& where, error e) const;

    managed_identity_options options;
    bool answered = false; ///< there is such an endpoint
};

ENTRALOG_DECL result<detail::identity_endpoint> managed_identity_credential::impl::endpoint() const
{
    using host = detail::identity_endpoint::host;
    detail::identity_endpoint found;
    auto url = options.variables("IDENTITY_ENDPOINT");
    found.header = options.variables("IDENTITY_HEADER");
    auto const imds = options.variables("IMDS_ENDPOINT");
    char const* variable = "IDENTITY_ENDPOINT";
    constexpr std::string_view path = "/metadata/identity/oauth2/token";
    if (!url.empty() && !found.header.empty())
    {
        if (!options.variables("IDENTITY_SERVER_THUMBPRINT").empty())
            return detail::unavailable("the managed identities of Service Fabric are not supported",
                "Use a client certificate or a workload identity there.");
        found.kind = host::app_service;
    }
    else if (!imds.empty())
    {
        found.kind = host::arc;
        variable = url.empty() ? "IMDS_ENDPOINT" : variable;
        if (url.empty())
            url = imds.substr(0, imds.find_last_not_of('/') + 1).append(path);
    }
    else
    {
        variable = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
        url = options.variables(variable);
        found.named = !url.empty();
        url = url.empty() ? "http://169.254.169.254" : url.substr(0, url.find_last_not_of('/') + 1);
        url += path;
    }
    if (!is_header_value(found.header))
        return error(errc::invalid_argument, "IDENTITY_HEADER holds bytes that no header may have");
    auto parts = split_url(url);
    if (!parts)
        return error(errc::invalid_argument, std::string(variable) + " cannot be used: " + parts.error().message);
    // Plain http is what all three speak: this machine's own address, or what the platform's environment names.
    found.where = std::move(*parts);
    if (found.kind == host::arc && options.identity.which != managed_identity_id::kind::system)
        return error(errc::invalid_argument, "Azure Arc has no user-assigned identities: leave out the id");
    if (options.identity.which != managed_identity_id::kind::system &&
        (options.identity.value.empty() || options.identity.value.size() > 1024))
        return error(errc::invalid_argument, "the id of a user-assigned identity has from 1 to 1024 characters");
    return found;
}

ENTRALOG_DECL void managed_identity_credential::impl::prepare(
    detail::secret_request& r, detail::identity_endpoint const& where, token_context const& context) const
{
    r.value.proxy = proxying::never;
    r.value.headers.add("Accept", "application/json");
    if (!context.client_request_id.empty())
        r.value.headers.add("x-ms-client-request-id", context.client_request_id);
    if (where.kind == detail::identity_endpoint::host::app_service)
        r.add_secret_header("X-IDENTITY-HEADER", "", where.header);
    else
        r.value.headers.add("Metadata", "true"); // which no request has that somebody talked a server into
}

/// The key that Azure Arc's agent wrote for this challenge: whoever may read it is allowed to have the token. The path
/// is the server's word, so it must be a key, in the agent's own folder, and small.
ENTRALOG_DECL result<std::string> managed_identity_credential::impl::arc_key(std::string_view path) const
{
    namespace fs = std::filesystem;
    constexpr std::size_t longest = 4096;
#ifdef _WIN32
    auto const documented = options.variables("ProgramData") + "\\AzureConnectedMachineAgent\\Tokens";
#else
    std::string const documented = "/var/opt/azcmagent/tokens";
#endif
    std::string const hint = "Reading the key of Azure Arc's agent needs the group himds.";
    fs::path folder = options.arc_keys.empty() ? documented : options.arc_keys;
    if (!folder.has_filename()) // "/a/b/" is no file's parent
        folder = folder.parent_path();
    fs::path const file{std::string(path)};
    error foreign(errc::token_rejected,
        "the challenge of the managed identity's endpoint names a file that is not a key in " + folder.string());
    foreign.hint = "Perhaps it is not Azure Arc's agent that answers at IMDS_ENDPOINT.";
    // By its name first: of a file elsewhere, not even whether it is there is asked.
    if (!file.is_absolute() || file.extension() != ".key" || file.parent_path() != folder)
        return foreign;
    std::error_code failure;
    auto const real_folder = fs::weakly_canonical(folder, failure);
    auto const real_file = failure ? fs::path() : fs::weakly_canonical(file, failure);
    if (failure == std::errc::permission_denied)
        return detail::unavailable("this process may not read " + file.string(), hint);
    if (failure || real_file.parent_path() != real_folder || real_file.extension() != ".key")
        return foreign;
    auto key = detail::read_secret_file(file.string(), longest);
    if (!key)
        return detail::unavailable(key.error().message, hint);
    key->erase(key->find_last_not_of(" \t\r\n") + 1);
    if (key->empty() || !is_header_value(*key))
        return error(errc::token_rejected, "the key of Azure Arc's agent is empty or not a line of text");
    return key;
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> managed_identity_credential::impl::answer_challenge(
    detail::identity_endpoint const& where, token_context const& context, std::string_view path)
{
    auto key = arc_key(path);
    if (!key)
        co_return std::move(key).error();
    detail::wipe_at_end const wiped(*key);
    detail::secret_request r(
        http_method::get, where.where.origin, detail::identity_target(where, options.identity, context.scope));
    prepare(r, where, context);
    r.add_secret_header("Authorization", "Basic ", *key);
    auto grant = co_await detail::ask_for_token(context, r);
    if (!grant)
        co_return std::move(grant).error();
    co_return std::move(grant->token);
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> managed_identity_credential::impl::ask(
    detail::identity_endpoint const& where, token_context const& context)
{
    detail::secret_request r(
        http_method::get, where.where.origin, detail::identity_target(where, options.identity, context.scope));
    prepare(r, where, context);
    auto grant = co_await detail::ask_for_token(context, r);
    answered = answered || grant || grant.error().http_status != 0;
    if (grant)
        co_return std::move(grant->token);
    if (where.kind == detail::identity_endpoint::host::arc && grant.error().http_status == 401)
        for (auto const& challenge : r.challenges)
            if (detail::equal_ignoring_case(challenge.scheme, "Basic"))
                co_return co_await answer_challenge(where, context, challenge.parameter("realm"));
    co_return std::move(grant).error();
}

ENTRALOG_DECL error managed_identity_credential::impl::explain(detail::identity_endpoint const& where, error e) const
{
    bool const system = options.identity.which == managed_identity_id::kind::system;
    if (detail::found_nobody(e) && where.named)
        e.hint = "The environment of this process says that its managed identities are at " +
                 to_string(where.where.origin) + ", and nobody answers there.";
    else if (detail::found_nobody(e) && !answered)
    {
        e.code = errc::credential_unavailable;
        e.message.insert(0, "this machine has no endpoint for managed identities: ");
        e.hint = "Outside of Azure, use another credential.";
    }
    else if (e.http_status == 400 && detail::contains_ignoring_case(e.message, "identity not found"))
    {
        e.code = system ? errc::credential_unavailable : errc::token_rejected;
        e.hint = system
                     ? "Turn on the system-assigned identity of this machine in the Azure portal: Identity. One that "
                       "is user-assigned must be named by its id."
                     : "Assign the identity to this machine in the Azure portal: Identity > User assigned.";
    }
    else if (e.code == errc::token_rejected && e.aadsts == 0 && (e.http_status != 0 || e.hint.empty()))
        e.hint = "The answer is that of this machine's endpoint for managed identities, " +
                 std::string("see learn.microsoft.com/entra/identity/managed-identities-azure-resources.");
    return e;
}

ENTRALOG_DECL managed_identity_credential::managed_identity_credential(managed_identity_options options)
    : impl_(std::make_unique<impl>(std::move(options)))
{
}

ENTRALOG_DECL managed_identity_credential::~managed_identity_credential() = default;

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> managed_identity_credential::token(
    token_context const& context)
{
    using std::chrono::seconds;
    // As documented for IMDS; App Service and Arc ask for nothing else.
    constexpr std::array<ticks, 4> waits{seconds(2), seconds(6), seconds(14), seconds(30)};
    constexpr ticks longest_update = seconds(70);
    constexpr ticks longest_wait = seconds(60);
    auto& self = *impl_;
    auto endpoint = self.endpoint();
    if (!endpoint)
        co_return std::move(endpoint).error();
    detail::wipe_at_end const wiped(endpoint->header);
    std::vector<attempt> attempts;
    ticks waited{};
    for (std::size_t tries = 0;; ++tries)
    {
        auto token = co_await self.ask(*endpoint, context);
        if (token)
        {
            // Long ones are renewed in the middle of their life, as Microsoft's own libraries do.
            auto const life = token->expires_on - context.time.now();
            if (!token->refresh_on && life >= std::chrono::hours(2))
                token->refresh_on = token->expires_on - life / 2;
            co_return std::move(*token);
        }
        auto e = std::move(token).error();
        // Somewhere else than in Azure nobody answers, ever: to try again would only keep others from being asked.
        bool const hopeless = detail::found_nobody(e) && !self.answered && !endpoint->named;
        bool const updating = e.http_status == 410 && waited < longest_update;
        if (hopeless || !detail::may_come_back(e) || (tries >= waits.size() && !updating))
        {
            e = self.explain(*endpoint, std::move(e));
            e.attempts = std::move(attempts);
            co_return e;
        }
        auto wait = tries < waits.size() ? waits[tries] : longest_update - waited;
        if (e.retry_after)
            wait = std::min(std::max(wait, *e.retry_after), longest_wait);
        attempts.emplace_back();
        attempts.back().code = e.code;
        attempts.back().http_status = e.http_status;
        attempts.back().graph_code = e.graph_code;
        attempts.back().request_id = e.request_id;
        attempts.back().waited = wait;
        waited += wait;
        co_await context.time.wait(wait);
    }
}

} // namespace entralog
