#include <mockserver/service.hpp>

#include <mockserver/admin.hpp>
#include <mockserver/graph_response.hpp>
#include <mockserver/local_host.hpp>
#include <mockserver/recordings.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/reports_room.hpp>
#include <mockserver/router.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/access_token.hpp>
#include <mockserver/tokens/device_page.hpp>
#include <mockserver/tokens/directory.hpp>
#include <mockserver/tokens/metadata.hpp>
#include <mockserver/tokens/revocations.hpp>
#include <mockserver/tokens/token_endpoint.hpp>

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_target_size = 32 * 1024;
constexpr std::size_t max_body_size = 1024 * 1024;

/// A name or address with a port: nothing else may get into the links that we build from it.
bool is_host(std::string_view host)
{
    return !host.empty() && host.size() <= 300 &&
           std::all_of(host.begin(), host.end(),
               [](char c)
               { return is_alpha(c) || is_digit(c) || std::string_view("-._:[]").find(c) != std::string_view::npos; });
}

/// One line, whatever a caller has put into it.
std::string one_line(std::string_view text)
{
    auto line = quotable(text);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, '?');
    return line;
}

std::optional<timestamp> newest_record(tenant const& t)
{
    std::optional<timestamp> newest;
    for (auto const& records : t.records)
        newest = std::max(newest, records.newest()); // nothing is less than any time
    return newest;
}

report_rules rules_of(service_options const& options)
{
    report_rules rules;
    rules.page_size = options.page_size;
    rules.filters = options.filters;
    rules.retention_days = options.retention_days;
    rules.strict = options.strict;
    rules.skip_token_lifetime = options.skip_token_lifetime;
    return rules;
}

token_rules token_rules_of(service_options const& options)
{
    using replay = client_authentication::replay;
    token_rules rules;
    rules.lifetime = options.token_lifetime;
    rules.device_interval = options.device_interval;
    rules.device_login = options.device_login;
    rules.hosts = options.exposed ? host_rule::any : host_rule::local;
    rules.identical_assertions = options.strict ? replay::refused : replay::allowed;
    return rules;
}

/// Sets the clock by the records, or the records by the clock: each tenant's by its own newest.
void start_time(clock& c, time_setting const& setting, std::vector<tenant>& tenants)
{
    if (setting.kind == time_setting::mode::fixed)
        return c.set(setting.start);
    std::optional<timestamp> newest_of_all;
    for (auto& t : tenants)
    {
        auto const newest = newest_record(t);
        newest_of_all = std::max(newest_of_all, newest);
        if (setting.kind == time_setting::mode::rebase && newest)
            for (auto& records : t.records)
                records.shift(std::chrono::floor<std::chrono::seconds>(c.now() - a_moment - *newest));
    }
    if (setting.kind == time_setting::mode::recorded && newest_of_all)
        c.set(*newest_of_all + a_moment);
}

} // namespace

class service::rooms
{
public:
    explicit rooms(service_options options)
        : options_(std::move(options))
        , tenants_(load_tenants(options_.data))
        , directory_(tenants_)
        , tokens_(tenants_, revoked_, token_rules_of(options_))
        , metadata_(tenants_, revoked_, options_.token_lifetime, options_.identity_header)
        , admin_(directory_, revoked_)
        , throttle_(options_.throttle)
        , reports_(rules_of(options_), [this](std::string_view line) { log(line); })
    {
        for (auto const& file : options_.har)
            recordings_.load(file);
        start_time(clock_, options_.time, tenants_);
    }

    response handle(request const& r)
    {
        auto const now = clock_.now();
        exchange_ids const ids(r);
        try
        {
            check_host(r);
            // The identity platform refuses what is too large in words of its own.
            bool const identity = token_endpoint::serves(r);
            if (!identity)
                check_size(r);
            if (admin::serves(r))
                return admin_.handle(r, now);
            if (auto recorded = recordings_.replay(r))
                return std::move(*recorded);
            if (identity)
                return tokens_.handle(r, now);
            if (metadata_endpoint::serves(r))
                return metadata_.handle(r, options_.exposed ? host_rule::any : host_rule::local, now);
            if (!is_graph_path(r.path))
                throw refusal(404, "ResourceNotFound",
                    "There is nothing at '" + r.path + "'; reports are below /beta/auditLogs and /v1.0/auditLogs.");
            return graph(r, ids, now);
        }
        catch (refusal const& why)
        {
            return error_response(why, ids, now);
        }
    }

    response handle_metadata(request const& r)
    {
        auto const now = clock_.now();
        exchange_ids const ids(r);
        try
        {
            check_host(r);
            check_size(r);
            if (metadata_endpoint::serves(r))
                return metadata_.handle(r, host_rule::local, now); // that socket is loopback's always
            throw refusal(404, "ResourceNotFound",
                "This port is for managed identities: there is nothing but /metadata/identity/oauth2/token and "
                "/msi/token.");
        }
        catch (refusal const& why)
        {
            return error_response(why, ids, now);
        }
    }

    tenant const& tenant_of_app(std::string_view app_id, std::string_view name) const
    {
        for (auto const& t : tenants_)
            if ((name.empty() || t.is_called(name)) && t.find_app(app_id))
                return t;
        throw std::invalid_argument("no tenant" + (name.empty() ? std::string() : " '" + std::string(name) + "'") +
                                    " knows the app '" + std::string(app_id) + "'");
    }

    tenant const& tenant_of_user(std::string_view user_principal_name) const
    {
        for (auto const& t : tenants_)
            if (t.find_user(user_principal_name))
                return t;
        throw std::invalid_argument("no tenant knows the user '" + std::string(user_principal_name) + "'");
    }

    /// For a token that is issued in process, which asks for no claims.
    token_terms terms(token_holder const& whose, std::optional<std::chrono::seconds> life)
    {
        auto const now = clock_.now();
        token_terms out(now, life.value_or(options_.token_lifetime));
        out.issued_at = revoked_.issue_time(whose, claims_request(), now);
        return out;
    }

    graph_mock::clock& clock() noexcept { return clock_; }
    throttle_counters throttled() const { return throttle_.counters(); }
    directory const& people() const noexcept { return directory_; }
    token_endpoint& tokens() noexcept { return tokens_; }
    revocations& revoked() noexcept { return revoked_; }

private:
    static void check_host(request const& r)
    {
        if (!is_host(r.host))
            throw bad_request("The Host header is missing, or no host.");
    }

    static void check_size(request const& r)
    {
        if (r.target.size() > max_target_size)
            throw refusal(414, "BadRequest", "The URL is longer than 32 KiB.");
        if (r.body.size() > max_body_size)
            throw refusal(413, "BadRequest", "The request's body is larger than 1 MiB.");
    }

    response graph(request const& r, exchange_ids const& ids, timestamp now)
    {
        auto const who = authenticate(r, now);
        revoked_.check(who);
        auto const room = throttle_.ask(who.tenant_id, who.app_id, now);
        if (room.wait)
            throw refused_for_now(room, who, ids, now);
        auto answer = answer_known(r, who, ids, now);
        add_throttle_headers(answer.headers, room, throttle_.rules());
        return answer;
    }

    response answer_known(request const& r, caller const& who, exchange_ids const& ids, timestamp now)
    {
        auto const found =
            std::find_if(tenants_.begin(), tenants_.end(), [&](tenant const& t) { return t.id == who.tenant_id; });
        if (found == tenants_.end()) // signed by another service of this process
            throw unauthenticated("The token's tenant is not one of this server's.");
        auto const where = find_route(r.path);
        if (r.method != method_of(where))
        {
            refusal why(405, "BadRequest", "Specified HTTP method is not allowed for the request target.");
            why.headers.add("Allow", std::string(method_of(where)));
            throw why;
        }
        report_request const asked(r, where, who, *found, now);
        if (where.leads_to == route::target::action)
        {
            std::unique_lock const alone(records_);
            reports_.act(asked);
            return graph_response(204, ids, now);
        }
        std::shared_lock const with_others(records_);
        return json_response(reports_.read(asked), ids, now);
    }

    refusal refused_for_now(throttle::verdict const& v, caller const& who, exchange_ids const& ids, timestamp now) const
    {
        if (v.first)
            log("the app " + who.app_id + " is throttled, as the service does: more than " +
                to_string(*throttle_.rules().limit) + "; graph-mock --throttle off serves all requests");
        return graph_mock::throttled(v, throttle_.rules(), who.app_id, ids.request_id, now);
    }

    void log(std::string_view line) const
    {
        if (options_.log)
            options_.log(one_line(line));
    }

    service_options options_;
    graph_mock::clock clock_;
    std::vector<tenant> tenants_;
    directory directory_;
    revocations revoked_;
    std::shared_mutex records_; ///< of the tenants' records, which actions change
    recordings recordings_;
    token_endpoint tokens_;
    metadata_endpoint metadata_;
    admin admin_;
    graph_mock::throttle throttle_;
    reports_room reports_;
};

service::service(service_options options)
    : rooms_(std::make_unique<rooms>(std::move(options)))
{
}

service::~service() = default;

response service::handle(request const& r)
{
    return rooms_->handle(r);
}

response service::handle_metadata(request const& r)
{
    return rooms_->handle_metadata(r);
}

std::string service::issue_app_token(
    std::string_view app_id, std::optional<std::chrono::seconds> lifetime, std::string_view tenant_name)
{
    auto const& t = rooms_->tenant_of_app(app_id, tenant_name);
    auto const& a = *t.find_app(app_id);
    return app_token(t, a, rooms_->terms(token_holder(t.id, a.app_id, ""), lifetime));
}

std::string service::issue_user_token(std::string_view user_principal_name, std::string_view app_id,
    std::vector<std::string> const& scopes, std::optional<std::chrono::seconds> lifetime)
{
    auto const& t = rooms_->tenant_of_user(user_principal_name);
    auto const* const a = t.find_app(app_id);
    if (!a)
        throw std::invalid_argument("the user's tenant does not know the app '" + std::string(app_id) + "'");
    auto const& u = *t.find_user(user_principal_name);
    return user_token(t, *a, u, scopes.empty() ? a->delegated_permissions : scopes,
        rooms_->terms(token_holder(t.id, a->app_id, u.id), lifetime));
}

void service::approve_device_code(std::string_view user_code, std::string_view user_principal_name)
{
    try
    {
        rooms_->tokens().approve_device_code(user_code, user_principal_name, rooms_->clock().now());
    }
    catch (device_code_error const& why)
    {
        throw std::invalid_argument(why.message);
    }
}

void service::decline_device_code(std::string_view user_code)
{
    try
    {
        rooms_->tokens().decline_device_code(user_code, rooms_->clock().now());
    }
    catch (device_code_error const& why)
    {
        throw std::invalid_argument(why.message);
    }
}

std::int64_t service::revoke_tokens(
    std::string_view app_id, std::string_view user_principal_name, std::string_view tenant_name)
{
    auto const whose = find_token_holder(rooms_->people(), app_id, user_principal_name, tenant_name);
    return rooms_->revoked().revoke(whose, rooms_->clock().now());
}

std::int64_t service::challenge_tokens(
    std::string_view app_id, std::string_view user_principal_name, std::string_view tenant_name)
{
    auto const whose = find_token_holder(rooms_->people(), app_id, user_principal_name, tenant_name);
    return rooms_->revoked().challenge(whose, rooms_->clock().now());
}

graph_mock::clock& service::clock()
{
    return rooms_->clock();
}

throttle_counters service::throttled() const
{
    return rooms_->throttled();
}

} // namespace graph_mock
