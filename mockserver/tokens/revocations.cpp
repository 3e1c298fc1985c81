#include <mockserver/tokens/revocations.hpp>

#include <mockserver/refusal.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/access_token.hpp>

#include <algorithm>
#include <optional>

namespace graph_mock
{

namespace
{

std::int64_t unix_time(timestamp t)
{
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

bool covers(token_holder const& rule, token_holder const& token)
{
    return iequals(rule.tenant_id, token.tenant_id) && (rule.app_id.empty() || iequals(rule.app_id, token.app_id)) &&
           (rule.user_id.empty() || iequals(rule.user_id, token.user_id));
}

bool same(token_holder const& a, token_holder const& b)
{
    return iequals(a.tenant_id, b.tenant_id) && iequals(a.app_id, b.app_id) && iequals(a.user_id, b.user_id);
}

/// Whether a token could be of both.
bool overlap(token_holder const& a, token_holder const& b)
{
    auto const meet = [](std::string const& x, std::string const& y)
    { return x.empty() || y.empty() || iequals(x, y); };
    return iequals(a.tenant_id, b.tenant_id) && meet(a.app_id, b.app_id) && meet(a.user_id, b.user_id);
}

/// The header is documented with these fields; their order is not to be relied on. The messages have been seen
/// (msgraph-sdk-java#2355) or are from memory (TokenIssuedBeforeRevocationTimestamp).
refusal challenge_of(std::int64_t valid_from, bool session_ended)
{
    auto const claims =
        R"({"access_token":{"nbf":{"essential":true,"value":")" + std::to_string(valid_from) + R"("}}})";
    refusal why(401, "InvalidAuthenticationToken",
        std::string("Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ") +
            (session_ended ? "TokenIssuedBeforeRevocationTimestamp" : "TokenCreatedWithOutdatedPolicies"));
    why.headers.add("WWW-Authenticate",
        std::string(bearer_challenge) + ", error=\"insufficient_claims\", claims=\"" + to_base64(claims) + "\"");
    return why;
}

} // namespace

std::int64_t revocations::cut(token_holder const& whose, timestamp now, bool end_sessions)
{
    std::scoped_lock const lock(mutex_);
    auto latest = unix_time(now);
    for (auto const& e : entries_) // tokens that were issued after those commands are of that second
        if (overlap(e.whose, whose))
            latest = std::max(latest, e.valid_from);
    auto found = std::find_if(entries_.begin(), entries_.end(), [&](entry const& e) { return same(e.whose, whose); });
    if (found == entries_.end())
        found = entries_.insert(entries_.end(), entry(whose));
    found->valid_from = latest + 1;
    found->wants_claims = !end_sessions;
    if (end_sessions)
    {
        found->sessions_ended = true;
        found->ended_at = now;
    }
    return found->valid_from;
}

std::int64_t revocations::revoke(token_holder const& whose, timestamp now)
{
    return cut(whose, now, true);
}

std::int64_t revocations::challenge(token_holder const& whose, timestamp now)
{
    return cut(whose, now, false);
}

std::int64_t revocations::issue_time(token_holder const& whose, claims_request const& asked, timestamp now)
{
    std::scoped_lock const lock(mutex_);
    auto const seconds = unix_time(now);
    auto issued = seconds;
    std::optional<std::int64_t> stale;
    for (auto& e : entries_)
    {
        if (!covers(e.whose, whose))
            continue;
        if (e.wants_claims && asked.not_before >= e.valid_from)
            e.wants_claims = false;
        if (e.wants_claims && asked.understands_challenges())
            stale = std::min(stale.value_or(seconds), e.valid_from - 1);
        issued = std::max(issued, e.valid_from);
    }
    return stale.value_or(issued);
}

void revocations::check(caller const& who) const
{
    std::scoped_lock const lock(mutex_);
    token_holder const token(who.tenant_id, who.app_id, who.delegated ? who.object_id : std::string());
    entry const* strictest = nullptr;
    for (auto const& e : entries_)
        if (covers(e.whose, token) && who.issued_at < e.valid_from &&
            (!strictest || e.valid_from > strictest->valid_from))
            strictest = &e;
    if (!strictest)
        return;
    if (has_cp1(who.capabilities))
        throw challenge_of(strictest->valid_from, !strictest->wants_claims && strictest->sessions_ended);
    throw unauthenticated("Access token has expired or is not yet valid.");
}

bool revocations::revoked_since(token_holder const& whose, timestamp issued) const
{
    std::scoped_lock const lock(mutex_);
    return std::any_of(entries_.begin(), entries_.end(),
        [&](entry const& e) { return e.sessions_ended && issued <= e.ended_at && covers(e.whose, whose); });
}

} // namespace graph_mock
