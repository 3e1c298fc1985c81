#pragma once

#include <entralog/credential/device_code.hpp>
#include <entralog/detail/token_endpoint.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/explain.hpp>
#include <entralog/impl/token_endpoint.ipp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace entralog
{

namespace detail
{

/// The answer to a request for a device code (RFC 8628, section 3.2).
struct device_authorization
{
    device_authorization() = default;
    device_authorization(device_authorization&&) = default;
    device_authorization& operator=(device_authorization&&) = default;
    ~device_authorization() { wipe(code); }

    std::string code; ///< a secret: whoever has it gets the token
    device_code_prompt prompt;
    ticks interval{}; ///< between two questions whether the person has signed in
};

/// True when the endpoint refuses not the application or the request, but the refresh token: that one is of no use any
/// more, and a person may be able to do what it could not: another factor, a new password, a claim that was asked for
/// (RFC 6749, section 5.2; OpenID Connect Core, section 3.1.2.6).
inline bool wants_a_person(error const& e) noexcept
{
    constexpr std::string_view codes[] = {
        "invalid_grant", "interaction_required", "consent_required", "login_required"};
    return e.code == errc::token_rejected &&
           std::any_of(std::begin(codes), std::end(codes), [&](std::string_view code) { return e.graph_code == code; });
}

inline std::string prompt_text(boost::json::object const& object, std::string_view key, std::size_t longest)
{
    auto const* const member = object.if_contains(boost::json::string_view(key.data(), key.size()));
    auto const* const text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), std::min(text->size(), longest));
}

inline result<device_authorization> parse_device_authorization(std::string_view text, timestamp now)
{
    boost::json::error_code failure;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), failure); // 32 levels deep
    auto* const object = failure ? nullptr : value.if_object();
    if (object == nullptr)
        return error(errc::malformed_token, "the response is not a JSON object");
    device_authorization out;
    if (auto* const code = object->if_contains("device_code"); code != nullptr && code->is_string())
        out.code = take_secret(code->get_string());
    out.prompt.user_code = prompt_text(*object, "user_code", 100);
    out.prompt.verification_uri = prompt_text(*object, "verification_uri", 1000);
    if (out.prompt.verification_uri.empty())
        out.prompt.verification_uri = prompt_text(*object, "verification_url", 1000); // before the RFC was one
    if (out.code.empty() || out.prompt.user_code.empty() || out.prompt.verification_uri.empty())
        return error(errc::malformed_token, "device_code, user_code or verification_uri is missing");
    out.prompt.message = prompt_text(*object, "message", 2000);
    if (out.prompt.message.empty())
        out.prompt.message = "To sign in, open the page " + out.prompt.verification_uri +
                             " in a web browser and enter "
                             "the code " +
                             out.prompt.user_code + '.';
    auto const life = std::clamp<std::int64_t>(seconds_member(*object, "expires_in").value_or(900), 1, 3600);
    out.prompt.expires = now + std::chrono::seconds(life);
    out.interval =
        std::chrono::seconds(std::clamp<std::int64_t>(seconds_member(*object, "interval").value_or(5), 1, 60));
    return result<device_authorization>(std::move(out));
}

} // namespace detail

class device_code::impl
{
public:
    impl(std::string of_tenant, std::string id, std::function<void(device_code_prompt const&)> ask,
        device_code_options with)
        : tenant(std::move(of_tenant))
        , client_id(std::move(id))
        , prompt(std::move(ask))
        , options(std::move(with))
    {
    }

    boost::asio::awaitable<result<access_token>> refresh(token_context const& context, std::string const& with);
    boost::asio::awaitable<result<access_token>> sign_in(token_context const& context);
    boost::asio::awaitable<result<access_token>> poll(
        token_context const& context, detail::device_authorization const& authorization);
    access_token keep(detail::token_grant grant);

    /// With offline_access, so that a refresh token comes along.
    static std::string scope_of(token_context const& context) { return context.scope + " offline_access"; }

    std::string tenant;
    std::string client_id;
    std::function<void(device_code_prompt const&)> prompt;
    device_code_options options;
};

ENTRALOG_DECL access_token device_code::impl::keep(detail::token_grant grant)
{
    if (!grant.refresh_token.empty() && grant.refresh_token != options.refresh_token)
    {
        detail::wipe(options.refresh_token);
        options.refresh_token = grant.refresh_token;
        if (options.on_refresh_token)
            options.on_refresh_token(options.refresh_token);
    }
    return std::move(grant.token);
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> device_code::impl::refresh(
    token_context const& context, std::string const& with)
{
    detail::secret_request r(http_method::post, context.authority, detail::endpoint_path(tenant, "token"));
    detail::prepare(r, context, client_id);
    r.add("scope", scope_of(context));
    r.add("grant_type", "refresh_token");
    r.add_secret("refresh_token", with);
    auto grant = co_await detail::ask_for_token(context, r);
    if (!grant)
        co_return std::move(grant).error();
    co_return keep(std::move(*grant));
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> device_code::impl::sign_in(token_context const& context)
{
    detail::secret_request r(http_method::post, context.authority, detail::endpoint_path(tenant, "devicecode"));
    detail::prepare(r, context, client_id);
    r.add("scope", scope_of(context));
    detail::token_sink sink;
    auto const head = co_await detail::exchange(context, r, sink);
    if (!head)
        co_return head.error();
    auto authorization = detail::parse_device_authorization(sink.text, context.time.now());
    if (!authorization)
    {
        auto e = std::move(authorization).error();
        e.request = describe(r.value);
        e.http_status = head->status;
        e.client_request_id = context.client_request_id;
        co_return e;
    }
    prompt(authorization->prompt);
    co_return co_await poll(context, *authorization);
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> device_code::impl::poll(
    token_context const& context, detail::device_authorization const& authorization)
{
    constexpr ticks slower = std::chrono::seconds(5);
    auto interval = authorization.interval;
    for (;;)
    {
        co_await context.time.wait(interval);
        detail::secret_request r(http_method::post, context.authority, detail::endpoint_path(tenant, "token"));
        detail::prepare(r, context, client_id);
        r.add("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
        r.add_secret("device_code", authorization.code);
        auto grant = co_await detail::ask_for_token(context, r);
        if (grant)
            co_return keep(std::move(*grant));
        auto e = std::move(grant).error();
        bool const over = context.time.now() >= authorization.prompt.expires;
        bool const pending = e.graph_code == "authorization_pending" || e.graph_code == "slow_down";
        if (over && (pending || is_transient(e)))
        {
            e.code = errc::token_rejected;
            e.graph_code = "expired_token";
        }
        else if (e.graph_code == "slow_down")
            interval += slower; // RFC 8628, section 3.5: from now on
        else if (is_transient(e))
            interval = std::min(
                std::max(2 * interval, e.retry_after.value_or(ticks::zero())), ticks(std::chrono::seconds(60)));
        if (!over && (pending || is_transient(e)))
            continue;
        if (e.graph_code == "access_denied") // as the RFC has it
            e.graph_code = "authorization_declined";
        if (e.graph_code == "authorization_declined")
            e.hint = "The sign-in was declined. Begin again, and choose to continue.";
        else if (e.graph_code == "expired_token")
            e.hint = "Nobody signed in while the code was valid. Begin again.";
        co_return e;
    }
}

ENTRALOG_DECL device_code::device_code(std::string tenant, std::string client_id,
    std::function<void(device_code_prompt const&)> prompt, device_code_options options)
    : impl_(std::make_unique<impl>(std::move(tenant), std::move(client_id), std::move(prompt), std::move(options)))
{
}

ENTRALOG_DECL device_code::~device_code() = default;

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> device_code::token(token_context const& context)
{
    auto& self = *impl_;
    if (auto wrong = detail::check_application(self.tenant, self.client_id, detail::tenants::or_organizations))
        co_return std::move(*wrong);
    while (!self.options.refresh_token.empty())
    {
        auto sent = self.options.refresh_token;
        detail::wipe_at_end const wiped(sent);
        auto token = co_await self.refresh(context, sent);
        if (token || !detail::wants_a_person(token.error()))
            co_return token;
        if (self.options.refresh_token != sent)
            continue; // somebody else was faster, and has got a newer one
        if (context.claims.empty())
            detail::wipe(self.options.refresh_token);
        break;
    }
    if (context.prompt == prompting::not_now || !self.prompt)
    {
        error e(errc::credential_unavailable, "a person must sign in, and cannot be asked now");
        e.hint = "Sign in again when the present token has expired.";
        co_return e;
    }
    co_return co_await self.sign_in(context);
}

} // namespace entralog
