#include <mockserver/journal.hpp>

#include <mockserver/text.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace graph_mock
{
namespace
{

constexpr std::size_t longest_target = 2048;
constexpr std::size_t longest_header = 512;
constexpr std::size_t most_headers = 64;

template <std::size_t N>
bool one_of(std::string_view name, std::array<std::string_view, N> const& names) noexcept
{
    return std::ranges::any_of(names, [&](auto const& n) { return iequals(n, name); });
}

constexpr std::array<std::string_view, 2> authorizations{"authorization", "proxy-authorization"};
constexpr std::array<std::string_view, 5> secret_headers{
    "cookie", "set-cookie", "x-api-key", "x-ms-authorization", "x-identity-header"};
constexpr std::array<std::string_view, 9> secret_parameters{"client_secret", "client_assertion", "access_token",
    "refresh_token", "id_token", "code", "device_code", "assertion", "password"};

void shorten(std::string& text, std::size_t most)
{
    if (text.size() > most)
        text.replace(most, std::string::npos, "...");
}

void append_printable(std::string& out, std::string_view text)
{
    constexpr auto hex = "0123456789abcdef";
    for (char const c : text)
    {
        auto const byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f)
            out += c;
        else
            out.append("\\x") += {hex[byte >> 4], hex[byte & 15]};
    }
}

} // namespace

std::string masked_header(std::string_view name, std::string_view value)
{
    if (one_of(name, authorizations))
    {
        // Only a scheme that is followed by something is surely no secret itself.
        auto const space = value.find(' ');
        return space == std::string_view::npos ? "***" : std::string(value.substr(0, space)) + " ***";
    }
    return one_of(name, secret_headers) ? "***" : std::string(value);
}

std::string masked_target(std::string_view target)
{
    auto const question = target.find('?');
    if (question == std::string_view::npos)
        return std::string(target);
    std::string result(target.substr(0, question + 1));
    auto rest = target.substr(question + 1);
    while (true)
    {
        auto const pair = rest.substr(0, rest.find('&'));
        auto const equals = pair.find('=');
        if (equals != std::string_view::npos && one_of(pair.substr(0, equals), secret_parameters))
            result.append(pair.substr(0, equals + 1)).append("***");
        else
            result += pair;
        if (pair.size() == rest.size())
            return result;
        result += '&';
        rest.remove_prefix(pair.size() + 1);
    }
}

std::uint64_t journal::add(exchange entry)
{
    entry.number = ++total_;
    entry.target = masked_target(entry.target);
    shorten(entry.target, longest_target);
    shorten(entry.method, longest_header);
    if (entry.headers.size() > most_headers)
        entry.headers.resize(most_headers);
    for (auto& [name, value] : entry.headers)
    {
        value = masked_header(name, value);
        shorten(name, longest_header);
        shorten(value, longest_header);
    }
    if (capacity_ == 0)
        return entry.number;
    if (entries_.size() == capacity_)
        entries_.pop_front();
    entries_.push_back(std::move(entry));
    return total_;
}

exchange const* journal::finish(
    std::uint64_t number, std::size_t wire_bytes, std::chrono::microseconds took, bool complete)
{
    auto const found = std::ranges::lower_bound(entries_, number, {}, &exchange::number);
    if (found == entries_.end() || found->number != number)
        return nullptr;
    found->wire_bytes = wire_bytes;
    found->took = took;
    found->complete = complete;
    return &*found;
}

std::string to_line(exchange const& entry)
{
    using namespace std::chrono;
    auto const seconds = system_clock::to_time_t(entry.at);
    auto const millis = duration_cast<milliseconds>(entry.at.time_since_epoch()) % 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char stamp[48];
    std::snprintf(stamp, sizeof stamp, "%02d:%02d:%02d.%03dZ ", utc.tm_hour, utc.tm_min, utc.tm_sec,
        static_cast<int>(millis.count()));
    std::string line = stamp;
    append_printable(line, entry.method);
    line += ' ';
    append_printable(line, entry.target);
    line += " -> " + std::to_string(entry.status) + ", " + std::to_string(entry.body_bytes) + " B (" +
            std::to_string(entry.wire_bytes) + " on the wire), " + std::to_string(entry.took.count() / 1000) + "." +
            std::to_string(entry.took.count() / 100 % 10) + " ms, " + entry.remote;
    if (!entry.fault.empty())
        line.append(", fault ").append(entry.fault);
    if (!entry.complete)
        line += ", cut off";
    return line;
}

} // namespace graph_mock
