#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>
#include <entralog/detail/wipe.hpp>
#include <entralog/time.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace entralog
{

/// What a person must do to sign in. The texts are the server's: data, to be made harmless before a terminal shows
/// them.
struct device_code_prompt
{
    device_code_prompt() = default;

    std::string user_code;        ///< to be typed in there
    std::string verification_uri; ///< "https://microsoft.com/devicelogin"
    std::string message;          ///< both in a sentence
    timestamp expires{};          ///< by our clock
};

struct device_code_options
{
    device_code_options() = default;
    device_code_options(device_code_options const&) = default;
    device_code_options(device_code_options&&) = default;
    device_code_options& operator=(device_code_options const& other)
    {
        detail::assign_secret(refresh_token, other.refresh_token);
        on_refresh_token = other.on_refresh_token;
        return *this;
    }
    device_code_options& operator=(device_code_options&& other) noexcept
    {
        detail::assign_secret(refresh_token, std::move(other.refresh_token));
        on_refresh_token = std::move(other.on_refresh_token);
        return *this;
    }
    ~device_code_options() { detail::wipe(refresh_token); }

    std::string refresh_token; ///< of an earlier sign-in: with it nobody is asked
    /// Called with each new refresh token, to keep it in a safe place. It is a secret as long-lived as a password.
    std::function<void(std::string const& refresh_token)> on_refresh_token;
};

/// A person at a terminal, who signs in with a browser on any device (RFC 8628). Refresh tokens are kept in memory and
/// used first, so that the person is asked once. The application must allow public client flows, and have delegated
/// permissions.
class device_code final : public credential
{
public:
    /// `tenant` may be "organizations". `prompt` is called when a person must sign in; it must not block for long, and
    /// what it throws ends the operation. It is not called while the client still has a valid token.
    device_code(std::string tenant, std::string client_id, std::function<void(device_code_prompt const&)> prompt,
        device_code_options options = device_code_options());
    ~device_code() override;
    device_code(device_code&&) = delete;

    /// Waits until the person has signed in, has declined, or the code has expired (15 minutes, as a rule); the latter
    /// two are errc::token_rejected with graph_code "authorization_declined" and "expired_token".
    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/device_code.ipp>
#endif
