#pragma once

#include <entralog/detail/aadsts.hpp>
#include <entralog/detail/ascii.hpp>
#include <entralog/detail/challenge.hpp>
#include <entralog/detail/error_body.hpp>
#include <entralog/detail/hints.hpp>
#include <entralog/detail/redact.hpp>
#include <entralog/detail/token_endpoint.hpp>
#include <entralog/explain.hpp>
#include <entralog/query.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace entralog::detail
{

ENTRALOG_DECL secret_request::secret_request(http_method method, origin where, std::string target)
{
    value.method = method;
    value.origin = std::move(where);
    value.target = std::move(target);
    value.body.reserve(4096);
}

ENTRALOG_DECL secret_request::~secret_request()
{
    wipe(value.body);
    value.headers.wipe("Authorization");
    value.headers.wipe("X-IDENTITY-HEADER");
    for (auto& secret : secrets_)
        wipe(secret);
}

ENTRALOG_DECL void secret_request::add(std::string_view name, std::string_view text)
{
    if (text.empty())
        return;
    auto& form = value.body;
    auto const wanted = form.size() + name.size() + 2 + 3 * text.size();
    if (wanted > form.capacity())
    {
        std::string longer; // a secret may be in the form: growing must not leave it behind
        longer.reserve(2 * wanted);
        longer += form;
        wipe(form);
        form = std::move(longer);
    }
    form.append(form.empty() ? "" : "&").append(name).append("=");
    append_percent_encoded(form, text);
}

ENTRALOG_DECL void secret_request::add_secret(std::string_view name, std::string_view text)
{
    keep_secret(text);
    add(name, text);
}

ENTRALOG_DECL void secret_request::add_secret_header(std::string name, std::string_view prefix, std::string_view secret)
{
    keep_secret(secret);
    std::string field;
    field.reserve(prefix.size() + secret.size());
    field.append(prefix).append(secret);
    value.headers.add(std::move(name), std::move(field));
}

ENTRALOG_DECL void secret_request::keep_secret(std::string_view secret)
{
    constexpr std::size_t shortest = 4;
    if (secret.size() < shortest)
        return; // that is no secret, and to mask it would make every text unreadable
    std::string encoded;
    encoded.reserve(3 * secret.size());
    append_percent_encoded(encoded, secret);
    wipe_at_end const wiped(encoded);
    if (encoded != secret)
    {
        // As servers write it that have encoded it anew: with small digits, or with '+' for the space.
        auto& small = secrets_.emplace_back(encoded);
        for (std::size_t i = 0; i + 2 < small.size(); ++i)
            if (small[i] == '%')
                small[i + 1] = to_lower(small[i + 1]), small[i + 2] = to_lower(small[i + 2]);
        auto& plus = secrets_.emplace_back();
        plus.reserve(encoded.size());
        for (std::size_t i = 0; i < encoded.size(); ++i)
        {
            bool const space = encoded.compare(i, 3, "%20") == 0;
            plus += space ? '+' : encoded[i];
            i += space ? 2 : 0;
        }
        secrets_.emplace_back(encoded);
    }
    if (secret.find_first_of("\"\\") != std::string_view::npos)
        secrets_.push_back(escape(secret)); // for JSON that is cut, and so is never parsed
    secrets_.emplace_back(secret);
}

ENTRALOG_DECL void secret_request::mask(std::string& text) const
{
    for (auto const& secret : secrets_)
        redact(text, secret);
}

ENTRALOG_DECL void secret_request::mask(error& e) const
{
    for (auto* const text : {&e.message, &e.hint, &e.graph_code, &e.request, &e.request_id, &e.client_request_id})
        mask(*text);
}

ENTRALOG_DECL bool is_bearer_token(std::string_view token) noexcept
{
    constexpr std::size_t longest = 32 * 1024;
    return !token.empty() && token.size() <= longest &&
           std::all_of(token.begin(), token.end(),
               [](char c)
               { return is_alphanumeric(c) || std::string_view("-._~+/=").find(c) != std::string_view::npos; });
}

ENTRALOG_DECL bool is_identifier(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 253 && is_alphanumeric(text.front()) &&
           text.find("..") == std::string_view::npos &&
           std::all_of(
               text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

ENTRALOG_DECL std::optional<error> check_application(std::string_view tenant, std::string_view client_id, tenants which)
{
    if (!is_identifier(tenant))
        return error(errc::invalid_argument, "the tenant must be its id (a GUID) or one of its domains");
    bool const any = tenant == "common" || tenant == "organizations";
    if (tenant == "consumers" || (any && which == tenants::one))
        return error(
            errc::invalid_argument, "the credential needs the tenant's own id or domain, not " + std::string(tenant));
    if (!is_identifier(client_id))
        return error(errc::invalid_argument, "the client id must be the application's id (a GUID)");
    return std::nullopt;
}

ENTRALOG_DECL std::string endpoint_path(std::string_view tenant, std::string_view endpoint)
{
    return std::string("/").append(tenant).append("/oauth2/v2.0/").append(endpoint);
}

ENTRALOG_DECL void prepare(secret_request& r, token_context const& context, std::string_view client_id)
{
    r.value.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.value.headers.add("Accept", "application/json");
    if (!context.client_request_id.empty())
        r.value.headers.add("client-request-id", context.client_request_id);
    r.add("client_id", client_id);
    r.add("claims", claims_parameter(context.claims));
}

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

/// Seconds from now on. expires_in needs no clock but ours; expires_on, the end by the issuer's clock, is taken against
/// the response's Date, lest a wrong clock of ours makes a token look fresh or expired. The sooner one counts: a
/// managed identity's endpoint gives tokens out of a cache of its own.
inline std::optional<std::int64_t> lifetime_of(
    boost::json::object const& object, response_head const& head, timestamp now) noexcept
{
    constexpr std::int64_t longest_lifetime = 7 * 24 * 3600;
    constexpr std::int64_t end_of_time = 253402300800; // the year 10000: what is later would overflow, and is nonsense
    constexpr std::int64_t unknown_lifetime = 300;     // RFC 6749 lets it be missing; what is there must make sense
    std::optional<std::int64_t> lifetime;
    if (object.contains("expires_in"))
        if (lifetime = seconds_member(object, "expires_in"); !lifetime)
            return std::nullopt;
    auto const date = parse_http_date(head.headers.find("Date"));
    if (object.contains("expires_on") && (date || !lifetime))
    {
        auto end = seconds_member(object, "expires_on");
        if (end && *end > end_of_time)
            end.reset();
        if (!end && !lifetime)
            return std::nullopt;
        auto const issued = std::chrono::floor<std::chrono::seconds>(date.value_or(now)).time_since_epoch().count();
        if (end)
            lifetime = std::min(lifetime.value_or(longest_lifetime), std::max<std::int64_t>(*end - issued, 0));
    }
    return std::min(lifetime.value_or(unknown_lifetime), longest_lifetime);
}

/// Moves a secret out of the JSON, and wipes it there.
inline std::string take_secret(boost::json::string& from)
{
    std::string secret(from.data(), from.size());
    auto volatile* const bytes = from.data();
    for (std::size_t i = 0; i < from.size(); ++i)
        bytes[i] = '\0';
    return secret;
}

ENTRALOG_DECL result<token_grant> parse_token_response(std::string_view text, response_head const& head, timestamp now)
{
    boost::json::error_code failure;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), failure); // 32 levels deep
    auto* const object = failure ? nullptr : value.if_object();
    if (object == nullptr)
        return error(errc::malformed_token, "the response is not a JSON object");
    token_grant grant;
    if (auto* const refresh = object->if_contains("refresh_token"); refresh != nullptr && refresh->is_string())
        grant.refresh_token = take_secret(refresh->get_string());
    auto* const secret = object->if_contains("access_token");
    if (secret != nullptr && secret->is_string())
        grant.token.secret = take_secret(secret->get_string());
    if (!is_bearer_token(grant.token.secret))
        return error(errc::malformed_token, "access_token is missing or cannot be sent as a bearer token");
    auto const* const type = object->if_contains("token_type");
    if (type != nullptr && !(type->is_string() && equal_ignoring_case(std::string_view(type->get_string()), "Bearer")))
        return error(errc::malformed_token, "token_type is not Bearer");
    auto const lifetime = lifetime_of(*object, head, now);
    if (!lifetime)
        return error(
            errc::malformed_token, "neither expires_in nor expires_on is a number of seconds that makes sense");
    if (*lifetime == 0)
        return error(errc::malformed_token, "the token has expired already");
    grant.token.expires_on = now + std::chrono::seconds(*lifetime);
    if (auto const refresh = seconds_member(*object, "refresh_in"); refresh && *refresh < *lifetime)
        grant.token.refresh_on = now + std::chrono::seconds(*refresh);
    return grant;
}

ENTRALOG_DECL error token_error(secret_request const& r, response_head head, timestamp now)
{
    // In whole before the text is cut, and again what JSON had escaped.
    unescape(head.error_body);
    r.mask(head.error_body);
    auto e = error_from_response(r.value, head, now);
    if (e.request_id.empty())
        e.request_id = head.headers.find("x-ms-request-id").substr(0, 200);
    auto const body = parse_error_body(head.error_body);
    e.aadsts = body.aadsts;
    auto const* const known = find_aadsts(body.aadsts);
    bool const busy = (known != nullptr && known->passes) || body.code == "temporarily_unavailable";
    bool const may_pass = busy || head.status == 408 || head.status == 429 || head.status >= 500;
    if (head.status >= 400 && !may_pass)
    {
        e.code = errc::token_rejected;
        e.hint = hint_for_token(body);
        if (e.hint.empty() && !body.oauth)
            e.hint = "This does not look like a token endpoint: check the authority " + to_string(r.value.origin) + '.';
    }
    else if (may_pass)
    {
        if (busy && head.status < 500 && head.status != 429)
            e.code = errc::server_error;
        e.hint = known == nullptr ? std::string() : std::string(known->meaning); // the rest is about reports
    }
    if (e.aadsts != 0 && e.message.find("AADSTS") == std::string::npos)
        e.message.insert(0, "AADSTS" + std::to_string(e.aadsts) + (e.message.empty() ? "" : ": "));
    r.mask(e);
    return e;
}

ENTRALOG_DECL boost::asio::awaitable<result<response_head>> exchange(
    token_context const& context, secret_request& r, token_sink& sink)
{
    auto head = co_await context.wire.exchange(r.value, sink);
    if (head)
        r.answered = parse_http_date(head->headers.find("Date"));
    if (head && head->status == 401)
        r.challenges = parse_challenges(*head);
    if (head && head->status >= 200 && head->status <= 299)
        co_return head;
    auto e = head ? token_error(r, std::move(*head), context.time.now()) : std::move(head).error();
    if (e.request.empty())
        e.request = describe(r.value);
    if (e.client_request_id.empty())
        e.client_request_id = context.client_request_id;
    r.mask(e);
    co_return e;
}

ENTRALOG_DECL boost::asio::awaitable<result<token_grant>> ask_for_token(token_context const& context, secret_request& r)
{
    token_sink sink;
    auto const head = co_await exchange(context, r, sink);
    if (!head)
        co_return head.error();
    auto grant = parse_token_response(sink.text, *head, context.time.now());
    if (grant)
        co_return grant;
    auto e = std::move(grant).error();
    e.request = describe(r.value);
    e.http_status = head->status;
    e.client_request_id = context.client_request_id;
    e.request_id = head->headers.find("x-ms-request-id").substr(0, 200);
    r.mask(e);
    co_return e;
}

ENTRALOG_DECL void add_assertion(secret_request& r, std::string_view assertion)
{
    r.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    r.add_secret("client_assertion", assertion);
    r.keep_secret(assertion.substr(assertion.rfind('.') + 1)); // the signature alone is enough to make use of it
    r.add("grant_type", "client_credentials");
}

ENTRALOG_DECL boost::asio::awaitable<result<access_token>> token_for_assertion(
    token_context const& context, std::string const& tenant, std::string const& client_id, std::string const& assertion)
{
    if (auto wrong = check_application(tenant, client_id, tenants::one))
        co_return std::move(*wrong);
    if (!is_bearer_token(assertion))
    {
        error e(errc::invalid_argument, "the assertion is empty or holds characters that no signed token has");
        e.hint = "Pass the token alone, a JWT: no quotes, no line break.";
        co_return e;
    }
    secret_request r(http_method::post, context.authority, endpoint_path(tenant, "token"));
    prepare(r, context, client_id);
    r.add("scope", context.scope);
    add_assertion(r, assertion);
    auto grant = co_await ask_for_token(context, r);
    if (!grant)
        co_return std::move(grant).error();
    co_return std::move(grant->token);
}

ENTRALOG_DECL result<std::string> read_secret_file(std::string const& path, std::size_t longest)
{
    std::error_code missing;
    auto const kind = std::filesystem::status(path, missing).type(); // through links: Kubernetes mounts tokens so
    if (kind == std::filesystem::file_type::not_found)
        return error(errc::credential_unavailable, "there is no file " + path);
    if (kind != std::filesystem::file_type::regular)
        return error(errc::invalid_argument, path + " is not a file that can be read");
    std::ifstream file;
    file.rdbuf()->pubsetbuf(nullptr, 0); // no buffer of its own, which nobody would wipe
    file.open(path, std::ios::binary);
    std::string text(longest + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    auto const size = static_cast<std::size_t>(file.gcount());
    bool const whole = file.eof() && !file.bad();
    if (!whole || size > longest)
    {
        wipe(text);
        return error(
            errc::invalid_argument, path + (size > longest ? " is longer than " + std::to_string(longest) + " bytes"
                                                           : " cannot be read: check its permissions"));
    }
    text.resize(size);
    return result<std::string>(std::move(text));
}

ENTRALOG_DECL std::string process_variable(char const* name)
{
    auto const* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

ENTRALOG_DECL std::string take_variables(std::span<char const* const> names, std::vector<std::string>& values)
{
    std::string missing;
    for (auto const* const name : names)
        if (values.push_back(process_variable(name)); values.back().empty())
            missing.append(missing.empty() ? "" : ", ").append(name);
    return missing;
}

} // namespace entralog::detail
