#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/tokens/caller.hpp>
#include <mockserver/tokens/claims_request.hpp>

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// Whose tokens: an app's (its own and those of people who use it), a person's, or that person's with that app.
struct token_holder
{
    token_holder(std::string tenant, std::string app, std::string user)
        : tenant_id(std::move(tenant))
        , app_id(std::move(app))
        , user_id(std::move(user))
    {
    }

    std::string tenant_id;
    std::string app_id;  ///< empty: any; in a token_holder that a token is looked up with, it never is
    std::string user_id; ///< the object id; empty: any, or an app-only token
};

/// Continuous access evaluation on command: tokens that were good and no longer are. Safe to call from several threads.
class revocations
{
public:
    /// Refuses all tokens that were issued before, refresh tokens included, as when a person's sessions are revoked.
    /// Gives the moment from which tokens count, in seconds since 1970.
    std::int64_t revoke(token_holder const& whose, timestamp now);

    /// As when a policy has changed: the same, but refresh tokens stay good, and a client that has declared cp1 gets
    /// a token that counts only for the claims of the challenge.
    std::int64_t challenge(token_holder const& whose, timestamp now);

    /// The `iat` of a token that is issued now. It is up to a second late where one of the commands was given within
    /// the same second, so that seconds tell the tokens before the command from those after it.
    std::int64_t issue_time(token_holder const& whose, claims_request const& asked, timestamp now);

    /// Throws the refusal (401): with a claims challenge for a token whose client has declared cp1.
    void check(caller const& who) const;

    /// Whether revoke() was called for the holder after that moment.
    bool revoked_since(token_holder const& whose, timestamp issued) const;

private:
    struct entry
    {
        explicit entry(token_holder holder)
            : whose(std::move(holder))
        {
        }

        token_holder whose;
        std::int64_t valid_from = 0; ///< tokens whose iat is less are refused
        bool wants_claims = false;   ///< until a client has passed on those of the challenge
        bool sessions_ended = false;
        timestamp ended_at{};
    };

    std::int64_t cut(token_holder const& whose, timestamp now, bool end_sessions);

    mutable std::mutex mutex_;
    std::vector<entry> entries_; ///< one for each holder, so no more than apps and users allow
};

} // namespace graph_mock
