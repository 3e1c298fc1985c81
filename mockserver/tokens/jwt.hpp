#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace graph_mock
{

/// The key that signs this process's tokens: RSA with 2048 bits, made when it is first asked for, never stored.
/// One key for all services of the process, since making one costs as much as a test.
class signing_key
{
public:
    static signing_key const& of_this_process();

    ~signing_key();
    signing_key(signing_key const&) = delete;
    signing_key& operator=(signing_key const&) = delete;

    /// A JWT (RFC 7519) over these claims, signed with RS256.
    std::string sign(boost::json::object const& claims) const;

    /// The claims of a token that this key has signed; nothing for any other text.
    std::optional<boost::json::object> verify(std::string_view token) const;

    /// The public half as a JWK set (RFC 7517).
    std::string jwks() const;

private:
    signing_key();

    evp_pkey_st* key_;
    std::string id_;
    std::string header_; ///< of each token, encoded
};

/// Bounds what verify() and parse_jwt() look at.
inline constexpr std::size_t max_token_size = 16 * 1024;

/// A JWT taken apart; nothing of it has been verified.
struct unverified_jwt
{
    unverified_jwt() = default;

    boost::json::object header;
    boost::json::object claims;
    std::string signed_part;
    std::string signature;
};

/// Nothing for text that is no JWT.
std::optional<unverified_jwt> parse_jwt(std::string_view token);

/// The claim, when it is a string; else empty.
std::string text_claim(boost::json::object const& claims, std::string_view name);

/// The claim's whole seconds, when it is a number that could be a time (RFC 7519, section 2: NumericDate).
std::optional<std::int64_t> time_claim(boost::json::object const& claims, std::string_view name);

} // namespace graph_mock
