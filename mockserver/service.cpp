#include <mockserver/service.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/recordings.hpp>
#include <mockserver/refusal.hpp>
#include <mockserver/reports_room.hpp>
#include <mockserver/router.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/access_token.hpp>
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
        , tokens_(tenants_, options_.token_lifetime)
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
            check_size(r);
            if (auto recorded = recordings_.replay(r))
                return std::move(*recorded);
            if (token_endpoint::serves(r))
                return tokens_.handle(r, now);
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

    std::chrono::seconds lifetime() const noexcept { return options_.token_lifetime; }

    graph_mock::clock clock_;

private:
    static void check_size(request const& r)
    {
        if (r.target.size() > max_target_size)
            throw refusal(414, "BadRequest", "The URL is longer than 32 KiB.");
        if (r.body.size() > max_body_size)
            throw refusal(413, "BadRequest", "The request's body is larger than 1 MiB.");
        if (!is_host(r.host))
            throw bad_request("The Host header is missing, or no host.");
    }

    response graph(request const& r, exchange_ids const& ids, timestamp now)
    {
        auto const who = authenticate(r, now);
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

    void log(std::string_view line) const
    {
        if (options_.log)
            options_.log(one_line(line));
    }

    service_options options_;
    std::vector<tenant> tenants_;
    std::shared_mutex records_; ///< of the tenants' records, which actions change
    recordings recordings_;
    token_endpoint tokens_;
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

std::string service::issue_app_token(
    std::string_view app_id, std::optional<std::chrono::seconds> lifetime, std::string_view tenant_name)
{
    auto const& t = rooms_->tenant_of_app(app_id, tenant_name);
    return app_token(t, *t.find_app(app_id), rooms_->clock_.now(), lifetime.value_or(rooms_->lifetime()));
}

std::string service::issue_user_token(std::string_view user_principal_name, std::string_view app_id,
    std::vector<std::string> const& scopes, std::optional<std::chrono::seconds> lifetime)
{
    auto const& t = rooms_->tenant_of_user(user_principal_name);
    auto const* const a = t.find_app(app_id);
    if (!a)
        throw std::invalid_argument("the user's tenant does not know the app '" + std::string(app_id) + "'");
    return user_token(t, *a, *t.find_user(user_principal_name), scopes.empty() ? a->delegated_permissions : scopes,
        rooms_->clock_.now(), lifetime.value_or(rooms_->lifetime()));
}

graph_mock::clock& service::clock()
{
    return rooms_->clock_;
}

} // namespace graph_mock
