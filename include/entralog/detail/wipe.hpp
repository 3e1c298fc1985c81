#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace entralog::detail
{

/// Overwrites a secret and all of the memory that its string holds. Copies that a string left behind when it grew or
/// when its short text was moved are out of reach: do not grow secrets.
inline void wipe(std::string& secret) noexcept
{
    secret.resize(secret.capacity()); // never allocates
    // Volatile, or the compiler leaves the stores out: nobody reads them.
    auto volatile* const bytes = secret.data();
    for (std::size_t i = 0; i < secret.size(); ++i)
        bytes[i] = '\0';
    secret.clear();
}

/// Wipes a string at the end of a scope, also when an exception ends it.
class wipe_at_end
{
public:
    explicit wipe_at_end(std::string& secret) noexcept
        : secret_(secret)
    {
    }
    ~wipe_at_end() { wipe(secret_); }
    wipe_at_end(wipe_at_end const&) = delete;

private:
    std::string& secret_;
};

/// Replaces each occurrence of `secret` in text that came from outside, should a server echo what we sent; also one of
/// which only the beginning is there, since texts are cut.
inline void redact(std::string& text, std::string_view secret)
{
    constexpr std::string_view mask = "[secret]";
    constexpr std::size_t telling = 12;
    if (secret.empty())
        return;
    auto const beginning = secret.substr(0, telling);
    for (auto at = text.find(beginning); at != std::string::npos; at = text.find(beginning, at + mask.size()))
    {
        auto const found = std::string_view(text).substr(at);
        auto const end = std::mismatch(secret.begin(), secret.end(), found.begin(), found.end()).first;
        text.replace(at, static_cast<std::size_t>(end - secret.begin()), mask);
    }
}

} // namespace entralog::detail
