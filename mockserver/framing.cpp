#include <mockserver/framing.hpp>

#include <mockserver/text.hpp>

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <ostream> // Beast's status.hpp needs it

namespace graph_mock
{
namespace
{

bool is_framing(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 7> names{"content-length", "transfer-encoding", "content-encoding",
        "connection", "keep-alive", "proxy-connection", "trailer"};
    return std::ranges::any_of(names, [&](auto const& n) { return iequals(n, name); });
}

/// A field name of RFC 9110, section 5.6.2. Recordings of HTTP/2 hold names such as ":status": they stay out.
bool is_token(std::string_view name) noexcept
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() &&
           std::ranges::all_of(name, [&](char c) { return is_alpha(c) || is_digit(c) || marks.find(c) != marks.npos; });
}

void append_field(std::string& head, std::string_view name, std::string_view value)
{
    if (!is_token(name))
        return;
    head.append(name).append(": ");
    // A line break in a recorded value would begin a header of its own choice.
    for (char const c : value)
        head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    head += "\r\n";
}

std::string status_line(int status)
{
    char number[16];
    std::snprintf(number, sizeof number, "HTTP/1.1 %03d ", std::clamp(status, 100, 999));
    auto const known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
    if (known == boost::beast::http::status::unknown)
        return number + std::string("\r\n");
    return number + std::string(boost::beast::http::obsolete_reason(known)) + "\r\n";
}

/// The length that a recording announced, which is more than its body's when it was cut off.
std::optional<std::uint64_t> announced_length(response const& r)
{
    auto const text = r.headers.find("Content-Length");
    std::uint64_t value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

frame frame_response(response const& r, framing_terms const& terms)
{
    frame f;
    bool const bodiless = r.status < 200 || r.status == 204 || r.status == 304;
    auto const size = bodiless ? 0 : r.body.size();
    auto const announced = announced_length(r);
    f.cut = r.cut_after.has_value();
    f.body_bytes = terms.head ? 0 : std::min(size, r.cut_after.value_or(size));
    f.gzip = terms.gzip && terms.http11 && !f.cut && size > 0 &&
             (!r.raw_replay || iequals(r.headers.find("Content-Encoding"), "gzip"));
    f.chunked = terms.http11 && !bodiless && (f.gzip || (!announced && (size > 0 || f.cut)));
    f.keep_alive = terms.keep_alive && !f.cut;

    f.head = status_line(r.status);
    for (auto const& [name, value] : r.headers)
        if (!is_framing(name))
            append_field(f.head, name, value);
    if (f.gzip)
    {
        append_field(f.head, "Content-Encoding", "gzip");
        if (!r.raw_replay && r.headers.find("Vary").empty())
            append_field(f.head, "Vary", "Accept-Encoding");
    }
    if (f.chunked)
        append_field(f.head, "Transfer-Encoding", "chunked");
    else if (!bodiless)
    {
        // A cut body must fall short of what was announced, else nobody could tell that it was cut.
        std::uint64_t const whole = f.cut ? std::max<std::uint64_t>(announced.value_or(size), f.body_bytes + 1) : size;
        append_field(f.head, "Content-Length", std::to_string(whole));
    }
    if (!terms.keep_alive)
        append_field(f.head, "Connection", "close");
    else if (!terms.http11)
        append_field(f.head, "Connection", "keep-alive");
    f.head += "\r\n";
    return f;
}

} // namespace graph_mock
