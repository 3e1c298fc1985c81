#include <mockserver/tokens/device_codes.hpp>

#include <mockserver/random.hpp>
#include <mockserver/text.hpp>
#include <mockserver/tokens/oauth_error.hpp>

#include <algorithm>
#include <utility>

namespace graph_mock
{

namespace
{

/// Nine characters without vowels and without those that look alike (RFC 8628, section 6.1).
std::string new_user_code()
{
    constexpr std::string_view alphabet = "BCDFGHJKLMNPQRSTVWXZ23456789";
    std::string code;
    for (char c : random_bytes(9))
        code += alphabet[static_cast<unsigned char>(c) % alphabet.size()];
    return code;
}

/// People type in lower case, and with spaces and dashes.
std::string normal(std::string_view user_code)
{
    auto code = to_upper(user_code);
    std::erase_if(code, [](char c) { return c == ' ' || c == '-'; });
    return code;
}

oauth_error failed(char const* error, int number, char const* text)
{
    return oauth_error(400, error, number, text);
}

} // namespace

device_codes::started device_codes::start(question asked, timestamp now)
{
    entry e(std::move(asked));
    e.codes.device_code = to_base64url(random_bytes(96));
    e.codes.user_code = new_user_code();
    e.expires = now + lifetime;
    e.interval = interval_;
    auto codes = e.codes;
    std::scoped_lock const lock(mutex_);
    if (entries_.size() >= most)
        entries_.pop_front();
    entries_.push_back(std::move(e));
    return codes;
}

device_codes::entry const& device_codes::pending(std::string_view user_code, timestamp now) const
{
    auto const code = normal(user_code);
    auto const found =
        std::find_if(entries_.begin(), entries_.end(), [&](entry const& e) { return e.codes.user_code == code; });
    if (found == entries_.end())
        throw device_code_error("That code didn't work. Check the code and try again.");
    if (now >= found->expires)
        throw device_code_error("That code has expired. Go back to your device and get a new one.");
    if (found->decision != state::pending)
        throw device_code_error("That code was used already. Go back to your device and get a new one.");
    return *found;
}

device_codes::entry& device_codes::pending(std::string_view user_code, timestamp now)
{
    return const_cast<entry&>(std::as_const(*this).pending(user_code, now));
}

device_codes::question device_codes::find(std::string_view user_code, timestamp now) const
{
    std::scoped_lock const lock(mutex_);
    return pending(user_code, now).asked;
}

void device_codes::approve(std::string_view user_code, person who, timestamp now)
{
    std::scoped_lock const lock(mutex_);
    auto& e = pending(user_code, now);
    e.who = std::move(who);
    e.decision = state::approved;
}

void device_codes::decline(std::string_view user_code, timestamp now)
{
    std::scoped_lock const lock(mutex_);
    pending(user_code, now).decision = state::declined;
}

// The errors are those of Microsoft's page on the device code flow and, where it is silent (slow_down), RFC 8628's,
// section 3.5. Of the numbers 70016, 70018 and 70020 have been seen; that of a declined request is from memory.
device_codes::approval device_codes::redeem(
    std::string_view device_code, std::string_view app_id, timestamp now, check const& fits)
{
    std::scoped_lock const lock(mutex_);
    auto const found = std::find_if(entries_.begin(), entries_.end(),
        [&](entry const& e)
        { return same_secret(e.codes.device_code, device_code) && iequals(e.asked.app_id, app_id); });
    if (found == entries_.end())
        throw failed("bad_verification_code", 70018,
            "The device_code is not one that this server gave to this application, or it was redeemed already.");
    auto& e = *found;
    if (now >= e.expires) // approved or not: whoever finds the code later must not get the person's tokens
        throw failed("expired_token", 70020,
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.");
    if (e.decision == state::approved)
    {
        approval given(e.who, e.asked.scope);
        if (fits)
            fits(given);
        entries_.erase(found);
        return given;
    }
    if (e.decision == state::declined)
        throw failed("authorization_declined", 65004, "User declined to consent to access the app.");
    if (now < e.next_poll)
    {
        e.interval += std::chrono::seconds(5);
        e.next_poll = now + e.interval;
        throw failed("slow_down", 70016,
            "OAuth 2.0 device flow error. Authorization is pending. You polled too soon; wait five seconds longer "
            "between polls.");
    }
    // A second of grace: a client's timer and its way here are not exact.
    e.next_poll = now + std::max(e.interval - std::chrono::seconds(1), std::chrono::seconds(0));
    throw failed(
        "authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");
}

} // namespace graph_mock
