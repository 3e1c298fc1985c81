#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/ascii.hpp>
#include <entralog/detail/error_body.hpp>
#include <entralog/detail/hints.hpp>
#include <entralog/explain.hpp>
#include <entralog/query.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace entralog
{

namespace detail
{

inline constexpr std::size_t longest_token = 32 * 1024;
inline constexpr std::size_t longest_token_response = 64 * 1024;

/// A bearer token may hold nothing else (RFC 6750, section 2.1).
inline bool is_bearer_token(std::string_view token) noexcept
{
    return !token.empty() && token.size() <= longest_token &&
           std::all_of(token.begin(), token.end(),
               [](char c)
               { return is_alphanumeric(c) || std::string_view("-._~+/=").find(c) != std::string_view::npos; });
}

/// Ids and domains: nothing that could change the path or the form that they become a part of.
inline bool is_identifier(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 253 && is_alphanumeric(text.front()) &&
           text.find("..") == std::string_view::npos &&
           std::all_of(
               text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

/// Appends name=value of application/x-www-form-urlencoded.
inline void append_form_field(std::string& form, std::string_view name, std::string_view value)
{
    if (!form.empty())
        form += '&';
    form += name;
    form += '=';
    append_percent_encoded(form, value);
}

/// Keeps the token endpoint's answer, which holds a secret.
class token_sink final : public body_sink
{
public:
    token_sink() { text.reserve(longest_token_response); } // so that growing leaves no copies behind
    ~token_sink() override { wipe(text); }
    token_sink(token_sink&&) = delete;

    void start(response_head const&) override { text.clear(); }
    result<void> write(std::string_view bytes) override
    {
        if (bytes.size() > longest_token_response - text.size())
            return error(errc::body_too_large, "a token response is longer than 65536 bytes");
        text += bytes;
        return {};
    }
    result<void> finish() override { return {}; }

    std::string text;
};

/// A number of seconds that is a JSON number (the token endpoint) or a string (managed identities).
inline std::optional<std::int64_t> seconds_member(boost::json::object const& object, std::string_view key) noexcept
{
    auto const* const member = object.if_contains(boost::json::string_view(key.data(), key.size()));
    if (member == nullptr)
        return std::nullopt;
    std::int64_t value = -1;
    if (auto const* const number = member->if_int64())
        value = *number;
    else if (auto const* const text = member->if_string())
    {
        auto const* const end = text->data() + text->size();
        if (std::from_chars(text->data(), end, value).ptr != end)
            return std::nullopt;
    }
    return value < 0 ? std::nullopt : std::optional(value);
}

/// Reads a 2xx token response. Errors never quote it.
inline result<access_token> parse_token_response(std::string_view text, timestamp now)
{
    boost::json::error_code failure;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), failure); // 32 levels deep
    auto* const object = failure ? nullptr : value.if_object();
    if (object == nullptr)
        return error(errc::malformed_token, "the response is not a JSON object");
    auto* const secret = object->if_contains("access_token");
    if (secret == nullptr || !secret->is_string() || !is_bearer_token(secret->get_string()))
        return error(errc::malformed_token, "access_token is missing or cannot be sent as a bearer token");
    auto const* const type = object->if_contains("token_type");
    if (type != nullptr && !(type->is_string() && equal_ignoring_case(std::string_view(type->get_string()), "Bearer")))
        return error(errc::malformed_token, "token_type is not Bearer");

    // RFC 6749 lets the lifetime be missing; what is there must make sense, at least a second.
    constexpr std::int64_t unknown_lifetime = 300;
    constexpr std::int64_t longest_lifetime = 7 * 24 * 3600;
    auto const lifetime = object->contains("expires_in") ? seconds_member(*object, "expires_in") : unknown_lifetime;
    if (!lifetime || *lifetime == 0)
        return error(errc::malformed_token, "expires_in is not a number of seconds");

    access_token token;
    token.secret.assign(secret->get_string().data(), secret->get_string().size());
    std::fill(secret->get_string().begin(), secret->get_string().end(), '\0');
    token.expires_on = now + std::chrono::seconds(std::min(*lifetime, longest_lifetime));
    if (auto const refresh = seconds_member(*object, "refresh_in"); refresh && *refresh < *lifetime)
        token.refresh_on = now + std::chrono::seconds(std::min(*refresh, longest_lifetime));
    return token;
}

/// A refusal of the token endpoint, in terms of the credential rather than of a report.
inline error token_error(request const& r, response_head head, timestamp now, std::string_view secret)
{
    // Should the server echo what we sent: in whole before the text is cut, and then what JSON had escaped.
    std::string encoded;
    append_form_field(encoded, "", secret);
    auto const mask = [&](std::string& text)
    {
        redact(text, std::string_view(encoded).substr(1));
        redact(text, secret);
    };
    mask(head.error_body);
    auto e = error_from_response(r, head, now);
    if (e.request_id.empty())
        e.request_id = head.headers.find("x-ms-request-id").substr(0, 200);
    for (auto* const text : {&e.message, &e.graph_code, &e.request_id, &e.client_request_id})
        mask(*text);
    wipe(encoded);
    auto const body = parse_error_body(head.error_body);
    bool const may_pass = head.status == 408 || head.status == 429 || head.status >= 500;
    if (head.status >= 400 && !may_pass)
    {
        e.code = errc::token_rejected;
        e.hint = hint_for_token(body);
        if (e.hint.empty() && !body.oauth)
            e.hint = "This does not look like a token endpoint: check the authority " + to_string(r.origin) + '.';
    }
    else if (may_pass)
        e.hint.clear(); // what is said there is about reports
    return e;
}

} // namespace detail

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> static_token::token(token_context const&)
{
    if (!detail::is_bearer_token(token_))
    {
        error e(errc::invalid_argument, "the access token is empty or holds characters that no token has");
        e.hint = "Pass the token alone: no \"Bearer \", no quotes, no line break.";
        co_return e;
    }
    access_token token;
    token.secret = token_;
    token.expires_on = timestamp::max();
    co_return token;
}

ENTRALOG_DECL result<std::shared_ptr<credential>> client_secret::from_environment()
{
    std::string missing;
    auto const take = [&](char const* name)
    {
        auto const* const value = std::getenv(name);
        if (value && *value)
            return std::string(value);
        missing.append(missing.empty() ? "" : ", ").append(name);
        return std::string();
    };
    auto tenant = take("AZURE_TENANT_ID");
    auto client_id = take("AZURE_CLIENT_ID");
    auto secret = take("AZURE_CLIENT_SECRET");
    if (missing.empty())
        return std::shared_ptr<credential>(
            std::make_shared<client_secret>(std::move(tenant), std::move(client_id), std::move(secret)));
    detail::wipe(secret);
    return error(
        errc::invalid_argument, "no application is known: these environment variables are not set: " + missing);
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> client_secret::token(token_context const& context)
{
    if (!detail::is_identifier(tenant_))
        co_return error(errc::invalid_argument, "the tenant must be its id (a GUID) or one of its domains");
    if (tenant_ == "common" || tenant_ == "organizations" || tenant_ == "consumers")
        co_return error(
            errc::invalid_argument, "an application with a secret needs the tenant's own id or domain, not " + tenant_);
    if (!detail::is_identifier(client_id_))
        co_return error(errc::invalid_argument, "the client id must be the application's id (a GUID)");
    if (secret_.empty() || secret_.size() > 4096)
        co_return error(errc::invalid_argument, "the client secret is empty or longer than 4096 bytes");
    if (std::any_of(secret_.begin(), secret_.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
        co_return error(
            errc::invalid_argument, "the client secret holds a control character, perhaps a line break at its end");

    request r;
    r.method = http_method::post;
    r.origin = context.authority;
    r.target = '/' + tenant_ + "/oauth2/v2.0/token";
    r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.headers.add("Accept", "application/json");
    if (!context.client_request_id.empty())
        r.headers.add("client-request-id", context.client_request_id);
    r.body.reserve(256 + 3 * (context.scope.size() + secret_.size() + client_id_.size()));
    detail::append_form_field(r.body, "client_id", client_id_);
    detail::append_form_field(r.body, "scope", context.scope);
    detail::append_form_field(r.body, "client_secret", secret_);
    detail::append_form_field(r.body, "grant_type", "client_credentials");

    detail::token_sink sink;
    detail::wipe_at_end const wiped(r.body);
    auto head = co_await context.wire.exchange(r, sink);
    auto const now = context.time.now();
    if (head && (head->status < 200 || head->status > 299))
        co_return detail::token_error(r, *head, now, secret_);
    auto token = head ? detail::parse_token_response(sink.text, now) : result<access_token>(std::move(head).error());
    if (!token)
    {
        auto e = std::move(token).error();
        e.request = describe(r);
        e.http_status = head ? head->status : e.http_status;
        e.client_request_id = context.client_request_id;
        if (head)
            e.request_id = head->headers.find("x-ms-request-id").substr(0, 200);
        co_return e;
    }
    co_return token;
}

} // namespace entralog
