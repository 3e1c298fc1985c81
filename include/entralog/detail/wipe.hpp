#pragma once

#include <cstddef>
#include <string>

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

/// Assigns a secret to another, whose memory could otherwise be given back, or kept behind a shorter text, as it is.
inline void assign_secret(std::string& to, std::string const& from)
{
    if (&to == &from)
        return;
    wipe(to);
    to = from;
}
inline void assign_secret(std::string& to, std::string&& from) noexcept
{
    if (&to == &from)
        return;
    wipe(to);
    // A swap would leave a short text behind, which a string holds in itself.
    if (from.size() <= to.capacity())
        to = static_cast<std::string const&>(from);
    else
        to.swap(from);
    wipe(from);
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

} // namespace entralog::detail
