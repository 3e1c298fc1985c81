#pragma once

#include <entralog/clock.hpp>
#include <entralog/cloud.hpp>
#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/limiter.hpp>
#include <entralog/observe.hpp>
#include <entralog/pages.hpp>
#include <entralog/preflight.hpp>
#include <entralog/query.hpp>
#include <entralog/report.hpp>
#include <entralog/retry.hpp>
#include <entralog/transport.hpp>
#include <entralog/wire.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entralog
{

struct client_options
{
    client_options() = default;

    entralog::cloud cloud = clouds::global;
    std::string graph;     ///< base URL in place of the cloud's, as "https://127.0.0.1:8443" of graph-mock
    std::string authority; ///< base URL of the token endpoint in place of the cloud's
    /// Lets token and secret go over plain http to hosts other than this one. For a mock in another container, say.
    bool allow_plain_http_insecure = false;
    api_version version = api_version::beta;
    wire_options wire;
    retry_options retry;
    /// Keeps all clients that share it within the service's limit. Without one, all clients of the process share
    /// limiter::of_process(); limiter::off() lets everything leave at once.
    std::shared_ptr<entralog::limiter> limiter;
    ticks max_wait = std::chrono::minutes(15); ///< for one's turn; what would wait longer fails at once
    /// Is called with each event, on the client's executor; see print_events. What it throws ends the operation, but
    /// for the event of a token, for which many operations may wait.
    std::function<void(event const&)> observe;
    std::string user_agent = "entralog";
};

namespace detail
{

/// The stack of transports that all handles of a client share, and how to ask it.
class client_core
{
public:
    /// Over the network; or, when `w` is given, over that transport and clock.
    ENTRALOG_DECL client_core(boost::asio::any_io_executor ex, std::shared_ptr<credential> who, client_options options,
        std::shared_ptr<transport> w = nullptr, std::shared_ptr<clock> c = nullptr);
    ENTRALOG_DECL ~client_core();
    client_core(client_core&&) = delete;

    /// The first page. errc::not_in_version, or invalid_argument for what cannot be sent.
    ENTRALOG_DECL result<request> list_request(report r, query_options const& options) const;
    /// The page of a next_link kept from an earlier run.
    ENTRALOG_DECL result<request> link_request(report r, std::string_view next_link) const;
    ENTRALOG_DECL result<request> get_request(report r, std::string_view id) const;
    ENTRALOG_DECL result<request> action_request(std::string_view action, std::vector<std::string> const& ids) const;

    std::shared_ptr<transport> const& graph() const noexcept { return graph_; }
    std::shared_ptr<observation> const& watch() const noexcept { return watch_; }
    ENTRALOG_DECL client_counters counters() const noexcept;

    static ENTRALOG_DECL boost::asio::awaitable<preflight_result> preflight(
        std::shared_ptr<client_core> core, report r);

private:
    result<request> report_request(report r, std::string_view below) const;

    class stack;
    std::unique_ptr<stack> stack_;
    std::shared_ptr<transport> graph_; ///< the outermost of the stack
    std::shared_ptr<observation> watch_;
};

/// Asks for one entity; gives its JSON.
ENTRALOG_DECL boost::asio::awaitable<result<std::string>> fetch_entity(
    std::shared_ptr<client_core> core, result<request> r);

/// Asks for something that answers with no content.
ENTRALOG_DECL boost::asio::awaitable<result<void>> post_action(std::shared_ptr<client_core> core, result<request> r);

} // namespace detail

/// One of the four reports. A small value; keeps what it needs of its client alive.
template <class T>
class report_handle
{
public:
    explicit report_handle(std::shared_ptr<detail::client_core> core)
        : core_(std::move(core))
    {
    }

    /// Page by page.
    entralog::pages<T> pages(query<T> const& q = {}) const { return entralog::pages<T>(cursor(q)); }
    /// Record by record.
    entralog::records<T> records(query<T> const& q = {}) const { return entralog::records<T>(pages(q)); }
    /// The server's own bytes of each record, page by page.
    entralog::pages<raw_record> raw(query<T> const& q = {}) const { return entralog::pages<raw_record>(cursor(q)); }

    /// Goes on at a next_link that an earlier run kept. The service may have forgotten it: errc::next_link_expired.
    entralog::pages<T> resume(std::string const& next_link) const
    {
        return entralog::pages<T>(
            detail::page_cursor(core_->graph(), core_->link_request(report_of<T>, next_link), core_->watch()));
    }

    /// One record, by its id. errc::not_found when there is none; v1.0's signIns are known to answer so for some that
    /// a filter on the id finds.
    boost::asio::awaitable<result<T>> get(std::string id) const { return get(core_, std::move(id)); }

protected:
    std::shared_ptr<detail::client_core> const& core() const noexcept { return core_; }

private:
    detail::page_cursor cursor(query<T> const& q) const
    {
        return detail::page_cursor(core_->graph(), core_->list_request(report_of<T>, q.options()), core_->watch());
    }

    // Static, so that a handle which is a temporary need not outlive the operation.
    static boost::asio::awaitable<result<T>> get(std::shared_ptr<detail::client_core> core, std::string id)
    {
        auto r = core->get_request(report_of<T>, id);
        auto json = co_await detail::fetch_entity(std::move(core), std::move(r));
        if (!json)
            co_return std::move(json).error();
        co_return from_json<T>(*json);
    }

    std::shared_ptr<detail::client_core> core_;
};

/// The sign-ins, and what an administrator may say of them. The three actions need IdentityRiskEvent.ReadWrite.All
/// (delegated: IdentityRiskyUser.ReadWrite.All) and Microsoft Entra ID P2.
class sign_ins_handle : public report_handle<sign_in>
{
public:
    using report_handle<sign_in>::report_handle;

    /// Marks sign-ins as compromised, by their ids: the risk of their users becomes high.
    boost::asio::awaitable<result<void>> confirm_compromised(std::vector<std::string> const& ids) const
    {
        return detail::post_action(core(), core()->action_request("confirmCompromised", ids));
    }
    /// Marks sign-ins as safe.
    boost::asio::awaitable<result<void>> confirm_safe(std::vector<std::string> const& ids) const
    {
        return detail::post_action(core(), core()->action_request("confirmSafe", ids));
    }
    /// Dismisses the risk of sign-ins.
    boost::asio::awaitable<result<void>> dismiss(std::vector<std::string> const& ids) const
    {
        return detail::post_action(core(), core()->action_request("dismiss", ids));
    }
};

/// Reads a tenant's activity logs. Belongs to one executor (a strand in a multi-threaded context). Copies share
/// connections, token and counters; operations and handles keep what they need alive.
class client
{
public:
    client(boost::asio::any_io_executor ex, std::shared_ptr<credential> who, client_options options = client_options())
        : core_(std::make_shared<detail::client_core>(std::move(ex), std::move(who), std::move(options)))
    {
    }

    /// Over a transport and a clock of your own: for tests.
    client(boost::asio::any_io_executor ex, std::shared_ptr<credential> who, client_options options,
        std::shared_ptr<transport> wire, std::shared_ptr<clock> time)
        : core_(std::make_shared<detail::client_core>(
              std::move(ex), std::move(who), std::move(options), std::move(wire), std::move(time)))
    {
    }

    sign_ins_handle sign_ins() const { return sign_ins_handle(core_); }
    report_handle<directory_audit> directory_audits() const { return report_handle<directory_audit>(core_); }
    /// In beta only: in v1.0 every operation gives errc::not_in_version, before any I/O.
    report_handle<custom_security_attribute_audit> custom_security_attribute_audits() const
    {
        return report_handle<custom_security_attribute_audit>(core_);
    }
    report_handle<provisioning_object_summary> provisioning() const
    {
        return report_handle<provisioning_object_summary>(core_);
    }

    /// Whether a report can be read, and if not, why: reads the token's own claims, then asks for one record. An answer
    /// of no is no error of the operation; what is wrong stands in the result. Costs one request to Graph.
    boost::asio::awaitable<preflight_result> preflight(report r) const
    {
        return detail::client_core::preflight(core_, r);
    }

    client_counters counters() const noexcept { return core_->counters(); }

private:
    std::shared_ptr<detail::client_core> core_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/client.ipp>
#endif
