#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/challenge.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/message.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::detail
{

/// A request that carries secrets. It knows them, so that they can be masked in whatever a server says, and wipes them.
class secret_request
{
public:
    ENTRALOG_DECL secret_request(http_method method, origin where, std::string target);
    ENTRALOG_DECL ~secret_request();
    secret_request(secret_request&&) = delete;

    /// A field of an application/x-www-form-urlencoded body; an empty value is left out.
    ENTRALOG_DECL void add(std::string_view name, std::string_view value);
    ENTRALOG_DECL void add_secret(std::string_view name, std::string_view value);
    /// The value is `prefix` and the secret.
    ENTRALOG_DECL void add_secret_header(std::string name, std::string_view prefix, std::string_view secret);
    /// Something that the server could say and that must not be seen, though it is in no field of its own.
    ENTRALOG_DECL void keep_secret(std::string_view secret);

    ENTRALOG_DECL void mask(std::string& text) const;
    ENTRALOG_DECL void mask(error& e) const;

    request value;
    std::optional<timestamp> answered; ///< the Date of the last response
    std::vector<challenge> challenges; ///< of a 401

private:
    std::list<std::string> secrets_; ///< in every form in which they may come back; a list never moves them
};

/// Keeps the token endpoint's answer, which holds a secret.
class token_sink final : public body_sink
{
public:
    static constexpr std::size_t longest = 64 * 1024;

    token_sink() { text.reserve(longest); } // so that growing leaves no copies behind
    ~token_sink() override { wipe(text); }
    token_sink(token_sink&&) = delete;

    void start(response_head const&) override { text.clear(); }
    result<void> write(std::string_view bytes) override
    {
        if (bytes.size() > longest - text.size())
            return error(errc::body_too_large, "a token response is longer than 65536 bytes");
        text += bytes;
        return {};
    }
    result<void> finish() override { return {}; }

    std::string text;
};

/// What a token endpoint gives.
struct token_grant
{
    token_grant() = default;
    token_grant(token_grant const&) = default;
    token_grant(token_grant&&) = default;
    token_grant& operator=(token_grant const& other)
    {
        token = other.token;
        assign_secret(refresh_token, other.refresh_token);
        return *this;
    }
    token_grant& operator=(token_grant&& other) noexcept
    {
        token = std::move(other.token);
        assign_secret(refresh_token, std::move(other.refresh_token));
        return *this;
    }
    ~token_grant() { wipe(refresh_token); }

    access_token token;
    std::string refresh_token; ///< or empty
};

/// A bearer token may hold nothing else (RFC 6750, section 2.1).
ENTRALOG_DECL bool is_bearer_token(std::string_view token) noexcept;

/// Ids and domains: nothing that could change the path or the form that they become a part of.
ENTRALOG_DECL bool is_identifier(std::string_view text) noexcept;

/// Which tenants a credential takes.
enum class tenants
{
    one,             ///< by its id or domain
    or_organizations ///< also "organizations" and "common": whatever tenant the person is of
};

/// Why no token can be asked for in this name, if so.
ENTRALOG_DECL std::optional<error> check_application(
    std::string_view tenant, std::string_view client_id, tenants which);

/// A POST to that endpoint ("token", "devicecode") of the tenant, with what all of them want: the client id and cp1.
ENTRALOG_DECL void prepare(secret_request& r, token_context const& context, std::string_view client_id);
ENTRALOG_DECL std::string endpoint_path(std::string_view tenant, std::string_view endpoint);

/// Reads a 2xx token response that came at `now`. Errors never quote it.
ENTRALOG_DECL result<token_grant> parse_token_response(std::string_view text, response_head const& head, timestamp now);

/// A refusal, in terms of the credential rather than of a report, without what was secret in the request.
ENTRALOG_DECL error token_error(secret_request const& r, response_head head, timestamp now);

/// Sends the request; a response that is not 2xx is an error. The body is in the sink.
ENTRALOG_DECL boost::asio::awaitable<result<response_head>> exchange(
    token_context const& context, secret_request& r, token_sink& sink);

/// Sends a token request and reads the answer.
ENTRALOG_DECL boost::asio::awaitable<result<token_grant>> ask_for_token(
    token_context const& context, secret_request& r);

/// Exchanges a signed statement of who the application is (RFC 7523, section 2.2) for a token.
ENTRALOG_DECL void add_assertion(secret_request& r, std::string_view assertion);
ENTRALOG_DECL boost::asio::awaitable<result<access_token>> token_for_assertion(token_context const& context,
    std::string const& tenant, std::string const& client_id, std::string const& assertion);

/// Reads a small file that may hold a secret. Errors name the file and never its content.
ENTRALOG_DECL result<std::string> read_secret_file(std::string const& path, std::size_t longest);

/// The environment of this process; an unset variable is empty.
ENTRALOG_DECL std::string process_variable(char const* name);

/// The values of these variables; the names of those that are not set, divided by commas, are the result.
ENTRALOG_DECL std::string take_variables(std::span<char const* const> names, std::vector<std::string>& values);

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/token_endpoint.ipp>
#endif
