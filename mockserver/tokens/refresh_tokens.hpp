#pragma once

#include <mockserver/clock.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace graph_mock
{

/// The refresh tokens that are out. Each use gives a new one; as with Entra ID, the one that was used stays good, but
/// only until the new one has been used. (Entra ID leaves it for as long as it lives; a client that does not take the
/// new one is to be noticed here. A client whose answer was lost may still repeat itself.)
/// Safe to call from several threads.
class refresh_tokens
{
public:
    /// What a token stands for.
    struct grant
    {
        grant(std::string tenant, std::string app, std::string user, timestamp when)
            : tenant_id(std::move(tenant))
            , app_id(std::move(app))
            , user_id(std::move(user))
            , issued(when)
        {
        }

        std::string tenant_id;
        std::string app_id;
        std::string user_id;
        timestamp issued;
        std::string predecessor; ///< the token that this one came from
    };

    /// When there are too many, the oldest is forgotten.
    std::string issue(grant what);

    /// Throws oauth_error.
    grant redeem(std::string_view token, std::string_view app_id, timestamp now);

    static constexpr std::chrono::hours lifetime{24 * 90}; ///< as Entra ID's, when it is not used
    static constexpr std::size_t most = 10000;

private:
    std::mutex mutex_;
    std::unordered_map<std::string, grant> grants_;
    std::deque<std::string> order_; ///< oldest first; some are gone already
};

} // namespace graph_mock
