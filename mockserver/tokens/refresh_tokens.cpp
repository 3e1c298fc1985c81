#include <mockserver/tokens/refresh_tokens.hpp>

#include <mockserver/random.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

namespace graph_mock
{

std::string refresh_tokens::issue(grant what)
{
    auto token = "1." + to_base64url(random_bytes(96));
    std::scoped_lock const lock(mutex_);
    while (order_.size() >= most)
    {
        grants_.erase(order_.front());
        order_.pop_front();
    }
    order_.push_back(token);
    grants_.emplace(token, std::move(what));
    return token;
}

refresh_tokens::grant refresh_tokens::redeem(std::string_view token, std::string_view app_id, timestamp now)
{
    std::scoped_lock const lock(mutex_);
    auto const found = grants_.find(std::string(token));
    if (found == grants_.end()) // as Entra ID answers for text that it has not made
        throw oauth_error(400, "invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.");
    auto const& given = found->second;
    if (!iequals(given.app_id, app_id))
        throw oauth_error(400, "invalid_grant", 70000,
            "Provided grant is invalid or malformed: the refresh token was issued to another client id.");
    if (now >= given.issued + lifetime)
        throw oauth_error(400, "invalid_grant", 700082,
            "The refresh token has expired due to inactivity. The token was issued on " +
                entralog::to_iso8601(given.issued) + " and was inactive for 90.00:00:00.");
    if (!given.predecessor.empty())
        grants_.erase(given.predecessor);
    return given;
}

} // namespace graph_mock
