#pragma once

#include <boost/json/object.hpp>

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

/// Bounds what verify() looks at.
inline constexpr std::size_t max_token_size = 16 * 1024;

} // namespace graph_mock
