#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

/// Taking secrets out of what a server said, should it echo what we sent.
namespace entralog::detail
{

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

/// As JSON must write it, in the form that unescape() gives.
inline std::string escape(std::string_view text)
{
    std::string out;
    out.reserve(2 * text.size()); // it may be a secret: growing would leave copies behind
    for (char const c : text)
    {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

/// Writes \u0041 as A, \/ as / and \u0022 as \", so that a secret which JSON has escaped is found; the JSON stays what
/// it is.
inline void unescape(std::string& json)
{
    std::string out;
    for (std::size_t i = 0; i < json.size(); ++i)
    {
        if (json[i] != '\\' || i + 1 == json.size())
        {
            out += json[i];
            continue;
        }
        unsigned code = 0;
        auto const* const digits = json.data() + i + 2;
        bool const is_code = json[i + 1] == 'u' && json.size() - i >= 6 &&
                             std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4;
        if (json[i + 1] == '/')
            out += '/', i += 1;
        else if (is_code && (code == '"' || code == '\\'))
            out += '\\', out += static_cast<char>(code), i += 5;
        else if (is_code && code > 0x20 && code < 0x7f)
            out += static_cast<char>(code), i += 5;
        else if (is_code && code >= 0xa0 && (code < 0xd800 || code > 0xdfff)) // UTF-8, but for surrogates
        {
            if (code >= 0x800)
                out += static_cast<char>(0xe0 | code >> 12);
            out += static_cast<char>(code >= 0x800 ? 0x80 | (code >> 6 & 0x3f) : 0xc0 | code >> 6);
            out += static_cast<char>(0x80 | (code & 0x3f));
            i += 5;
        }
        else
            out.append(json, i++, 2);
    }
    json = std::move(out);
}

} // namespace entralog::detail
