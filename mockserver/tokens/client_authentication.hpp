#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/message.hpp>
#include <mockserver/tenant.hpp>
#include <mockserver/tokens/access_token.hpp>
#include <mockserver/tokens/token_form.hpp>

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace graph_mock
{

/// The request that an app must prove itself in.
struct proof_request
{
    proof_request(request const& r, token_form const& sent, tenant const& where, app const& who, timestamp when)
        : http(r)
        , form(sent)
        , home(where)
        , client(who)
        , now(when)
    {
    }

    request const& http;
    token_form const& form;
    tenant const& home;
    app const& client;
    timestamp now;
};

/// Checks secrets and assertions. Safe to call from several threads.
class client_authentication
{
public:
    /// Whether an assertion of the app's own may be sent only once. Entra ID cannot insist on it: its own clients send
    /// one until it expires. What is refused always is one id (`jti`) in two different assertions. Another issuer's
    /// token may come again always.
    enum class replay
    {
        allowed,
        refused
    };

    explicit client_authentication(replay identical)
        : identical_(identical)
    {
    }

    /// For an app on its own, which must have a proof. Throws oauth_error.
    client_proof require(proof_request const& r);

    /// For a grant that a public client may use without one. Throws oauth_error.
    client_proof accept(proof_request const& r);

private:
    client_proof check_assertion(proof_request const& r);
    void note_use(std::string_view id, std::string_view assertion, std::int64_t expires, std::int64_t now);

    replay identical_;
    std::mutex mutex_;
    // Hashes, since clients choose how long an id is: some 300 bytes are kept for each.
    std::unordered_map<std::string, std::string> used_;     ///< of app and id -> of the assertion
    std::set<std::pair<std::int64_t, std::string>> expiry_; ///< of each of them
};

} // namespace graph_mock
