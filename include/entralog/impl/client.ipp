#pragma once

#include <entralog/authorize.hpp>
#include <entralog/client.hpp>
#include <entralog/detail/json_text.hpp>
#include <entralog/detail/page_splitter.hpp>
#include <entralog/guid.hpp>
#include <entralog/limit.hpp>
#include <entralog/token_cache.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::detail
{

/// wire < observing < limit < authorize < retry; the token cache asks the wire itself, and is observed, too.
class client_core::stack
{
public:
    std::optional<error> unusable; ///< why no request can be made, from the options
    api_version version = api_version::beta;
    std::string user_agent;
    origin graph;
    entralog::cloud cloud;
    std::shared_ptr<clock> time;
    std::shared_ptr<token_cache> tokens;
    std::shared_ptr<wire> network; ///< null over a transport of the caller's
    std::shared_ptr<retrying> outermost;
};

inline bool is_loopback(std::string_view host) noexcept
{
    if (host == "localhost" || host == "::1" || host == "[::1]")
        return true;
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// A base URL is an origin: where a path would go in front of ours, Graph's next_links would not have it.
inline result<origin> base_origin(std::string_view option, std::string_view url, bool plain_http)
{
    auto parts = split_url(url);
    auto const useless = [option](std::string const& why)
    {
        error e(errc::invalid_argument, std::string("the base URL of ").append(option).append(why));
        e.hint = std::string("give client_options::").append(option).append(" as https://host or https://host:port");
        return e;
    };
    if (!parts)
        return useless(" cannot be used: " + parts.error().message);
    if (parts->target != "/")
        return useless(" must end after the host: no path, no query");
    if (!parts->origin.tls && !plain_http && !is_loopback(parts->origin.host))
    {
        error e(errc::invalid_argument, std::string("the base URL of ")
                                            .append(option)
                                            .append(" is plain http: the token would be there for all to read"));
        e.hint = "use https, or say that you mean it (client_options::allow_plain_http_insecure)";
        return e;
    }
    return std::move(parts->origin);
}

ENTRALOG_DECL client_core::client_core(boost::asio::any_io_executor ex, std::shared_ptr<credential> who,
    client_options options, std::shared_ptr<transport> w, std::shared_ptr<clock> c)
    : stack_(std::make_unique<stack>())
{
    auto& s = *stack_;
    s.version = options.version;
    s.user_agent = std::move(options.user_agent);
    bool const plain = options.allow_plain_http_insecure;
    auto graph = base_origin("graph", options.graph.empty() ? options.cloud.graph : options.graph, plain);
    auto authority =
        base_origin("authority", options.authority.empty() ? options.cloud.authority : options.authority, plain);
    if (!graph)
        s.unusable = graph.error();
    else if (!authority)
        s.unusable = authority.error();
    else if (!is_header_value(s.user_agent))
        s.unusable = error(errc::invalid_argument, "the user agent holds bytes that no header may have");
    else if (!who)
        s.unusable = error(errc::invalid_argument, "there is no credential");
    if (s.unusable)
        return;
    s.graph = *graph;
    if (!w)
        w = s.network = std::make_shared<wire>(std::move(ex), std::move(options.wire));
    // Over a clock of the caller's there is no sharing with those who go by another.
    if (!options.limiter)
        options.limiter = c ? std::make_shared<limiter>() : limiter::of_process();
    if (!c)
        c = std::make_shared<system_clock>();
    watch_ = std::make_shared<observation>(std::move(options.observe), c);
    w = std::make_shared<observing>(std::move(w), watch_);
    // The scope names the service, not the address it is reached at.
    s.cloud = options.cloud;
    s.time = c;
    s.tokens = std::make_shared<token_cache>(
        std::move(who), w, c, *authority, std::string(options.cloud.graph) + "/.default", watch_);
    // Next to the wire, so that each try waits for its turn.
    w = std::make_shared<limiting>(std::move(w), std::move(options.limiter), c, options.max_wait, watch_);
    auto authorized = std::make_shared<authorizing>(std::move(w), s.tokens, s.graph);
    s.outermost =
        std::make_shared<retrying>(std::move(authorized), std::move(c), options.retry, random_sources(), watch_);
    graph_ = s.outermost;
}

ENTRALOG_DECL client_core::~client_core() = default;

ENTRALOG_DECL client_counters client_core::counters() const noexcept
{
    client_counters counts;
    if (watch_)
        counts = watch_->counters;
    if (auto const& r = stack_->outermost)
    {
        counts.retries = r->counters().retries;
        counts.waited = r->counters().waited;
    }
    if (auto const& n = stack_->network)
    {
        counts.requests = n->counters().requests;
        counts.bytes_received = n->counters().bytes_received;
    }
    return counts;
}

ENTRALOG_DECL result<request> client_core::report_request(report r, std::string_view below) const
{
    if (stack_->unusable)
        return *stack_->unusable;
    if (stack_->version == api_version::v1_0 && !info(r).in_v1)
    {
        error e(errc::not_in_version,
            std::string(to_string(r)) + " is only in the beta version of Microsoft Graph, not in v1.0");
        e.hint = "ask for it with api_version::beta";
        return e;
    }
    request out;
    out.origin = stack_->graph;
    out.target.append("/").append(to_string(stack_->version)).append(info(r).path).append(below);
    out.headers.add("Accept", "application/json");
    out.headers.add("User-Agent", stack_->user_agent);
    // Without it the service writes unknownFutureValue for every member newer than the enumeration's first version.
    out.headers.add("Prefer", "include-unknown-enum-members");
    return out;
}

ENTRALOG_DECL result<request> client_core::list_request(report r, query_options const& options) const
{
    if (auto const path = stack_->version == api_version::beta ? options.unfit.beta : options.unfit.v1_0; !path.empty())
    {
        error e(errc::not_in_version, "a filter on " + std::string(path) + " is not documented for " +
                                          std::string(to_string(r)) + " in " + std::string(to_string(stack_->version)));
        e.hint = "Ask the other version, or wrap the filter in undocumented(...) to send it all the same.";
        return e;
    }
    auto q = encode_query(r, options);
    if (!q)
        return std::move(q).error();
    return report_request(r, *q);
}

ENTRALOG_DECL result<request> client_core::link_request(report r, std::string_view next_link) const
{
    auto out = report_request(r, {});
    if (!out)
        return out;
    auto parts = split_url(next_link);
    if (!parts)
        return error(errc::foreign_next_link, "the next_link cannot be followed: " + parts.error().message);
    if (parts->origin != stack_->graph)
        return error(errc::foreign_next_link, "the next_link leads to " + to_string(parts->origin) + ", not to " +
                                                  to_string(stack_->graph) + ", which alone may see the token");
    if (report_of_target(parts->target) != r)
        return error(errc::invalid_argument, "the next_link is not one of " + std::string(to_string(r)));
    out->target = std::move(parts->target);
    return out;
}

ENTRALOG_DECL result<request> client_core::get_request(report r, std::string_view id) const
{
    if (id.empty() || id.size() > 1024 || id == "." || id == "..")
        return error(errc::invalid_argument, "a record's id has from 1 to 1024 characters");
    auto out = report_request(r, "/" + percent_encode(id));
    if (out)
        out->priority = priority::interactive;
    return out;
}

ENTRALOG_DECL result<request> client_core::action_request(
    std::string_view action, std::vector<std::string> const& ids) const
{
    if (ids.empty())
        return error(errc::invalid_argument, std::string(action) + " needs the ids of sign-ins");
    auto out = report_request(report::sign_ins, std::string("/").append(action));
    if (!out)
        return out;
    out->method = http_method::post;
    out->priority = priority::interactive;
    out->headers.add("Content-Type", "application/json");
    out->body = "{\"requestIds\":[";
    for (auto const& id : ids)
    {
        if (out->body.back() != '[')
            out->body += ',';
        append_json_string(out->body, id);
    }
    out->body += "]}";
    return out;
}

/// The body of one entity. Microsoft's samples show it bare, and also alone in a `value` array.
class entity_sink final : public body_sink, private element_sink
{
public:
    void start(response_head const&) override
    {
        splitter_.start();
        entity_.clear();
    }
    result<void> write(std::string_view bytes) override { return splitter_.write(bytes); }
    result<void> finish() override
    {
        if (!splitter_.complete())
            return error(errc::truncated_page, "the record ends before its end");
        if (!splitter_.has_value())
            entity_ = splitter_.envelope();
        else if (entity_.empty())
            return error(errc::not_found, "the service knows no record of that id");
        bool const has_id = record_key(entity_) != entity_;
        if (!has_id && begins_with_error(entity_))
            if (auto e = embedded_error(entity_))
                return std::move(*e);
        if (auto const valid = check_json(entity_); !valid || has_id)
            return valid;
        return error(errc::malformed_record, "what the service answered has no 'id': it is no record");
    }

    std::string&& entity() noexcept { return std::move(entity_); }

private:
    result<std::size_t> element_in(std::string_view) override { return 0; }
    result<void> element(std::string_view json) override
    {
        if (entity_.empty())
            entity_ = json;
        return {};
    }

    page_splitter splitter_{*this, page_splitter::max_element_bytes}; // a bare record is all envelope
    std::string entity_;
};

ENTRALOG_DECL boost::asio::awaitable<result<std::string>> fetch_entity(
    std::shared_ptr<client_core> core, result<request> r)
{
    if (!r)
        co_return std::move(r).error();
    entity_sink sink;
    auto const head = co_await core->graph()->exchange(*r, sink);
    if (!head)
        co_return head.error();
    co_return sink.entity();
}

/// What is done is answered with no content; an error may come with a 2xx, too.
class action_sink final : public body_sink
{
public:
    void start(response_head const&) override { body_.clear(); }
    result<void> write(std::string_view bytes) override
    {
        constexpr std::size_t enough = std::size_t{64} * 1024;
        body_ += bytes.substr(0, enough - std::min(enough, body_.size()));
        return {};
    }
    result<void> finish() override
    {
        if (begins_with_error(body_))
            if (auto e = embedded_error(body_))
                return std::move(*e);
        return {};
    }

private:
    std::string body_;
};

ENTRALOG_DECL boost::asio::awaitable<result<void>> post_action(std::shared_ptr<client_core> core, result<request> r)
{
    if (!r)
        co_return std::move(r).error();
    action_sink sink;
    auto const head = co_await core->graph()->exchange(*r, sink);
    if (!head)
        co_return head.error();
    co_return result<void>();
}

inline void fail(preflight_result& out, error e, cloud const& of)
{
    out.found = diagnose(e, out.report, of, out.claims ? &*out.claims : nullptr);
    out.failure = std::move(e);
}

inline void read(preflight_result& out, access_token const& token, cloud const& of, timestamp now)
{
    auto claims = read_claims(token.secret);
    if (!claims)
        return;
    out.claims = std::move(*claims);
    // Where the token endpoint has said how long the token lives, its end is known by our own clock; the claim is by
    // the issuer's, which may be another.
    bool const fresh = token.expires_on != timestamp::max() && now < token.expires_on;
    out.expected = expected_obstacles(*out.claims, out.report, of, fresh ? timestamp::min() : now);
}

ENTRALOG_DECL boost::asio::awaitable<preflight_result> client_core::preflight(
    std::shared_ptr<client_core> core, report r)
{
    preflight_result out;
    out.report = r;
    auto const& s = *core->stack_;
    query_options options;
    options.top = 1;
    auto first_page = core->list_request(r, options);
    if (!first_page)
    {
        fail(out, first_page.error(), s.cloud);
        co_return out;
    }
    first_page->priority = priority::interactive;
    auto const token = co_await s.tokens->token(random_guid());
    if (!token && !is_transient(token.error()))
    {
        fail(out, token.error(), s.cloud);
        co_return out;
    }
    if (token)
        read(out, *token, s.cloud, s.time->now());
    entralog::pages<raw_record> source(page_cursor(core->graph(), first_page, core->watch()));
    auto page = co_await source.next(); // tries again what may pass, a token included
    if (page)
        out.empty = page->records.empty();
    else
        fail(out, std::move(page).error(), s.cloud);
    co_return out;
}

} // namespace entralog::detail
