#include <mockserver/faults/bad_delivery.hpp>

#include <mockserver/encoder.hpp>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace graph_mock
{

namespace
{

/// HTTP/1.0 knows no chunks: there a body without a length ends with the connection.
std::string chunk(bool http11, std::string_view bytes)
{
    if (!http11)
        return std::string(bytes);
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + std::string(bytes) + "\r\n";
}

std::string last_chunk(bool http11)
{
    return http11 ? "0\r\n\r\n" : "";
}

std::string gzipped(std::string_view body)
{
    constexpr std::size_t piece = 1 << 20;
    gzip_stream stream;
    std::string out;
    for (; body.size() > piece; body.remove_prefix(piece))
        stream.write(body.substr(0, piece), gzip_stream::piece::more, out);
    stream.write(body, gzip_stream::piece::last, out);
    return out;
}

/// The head with another value for the length, or with one at all: a 204 has none.
std::string with_length(std::string head, std::size_t length)
{
    constexpr std::string_view name = "Content-Length: ";
    auto const field = head.find(name);
    if (field == std::string::npos)
        return head.insert(head.size() - 2, std::string(name) + std::to_string(length) + "\r\n");
    auto const begin = field + name.size();
    head.replace(begin, head.find("\r\n", begin) - begin, std::to_string(length));
    return head;
}

/// The head without the field.
std::string without(std::string head, std::string_view field)
{
    auto const begin = head.find(field);
    if (begin != std::string::npos)
        head.erase(begin, head.find("\r\n", begin) + 2 - begin);
    return head;
}

} // namespace

bad_delivery::bad_delivery(response const& r, framing_terms terms)
    : how_(r.delivery)
    , http11_(terms.http11)
{
    if (how_.framed != delivery::framing::right && !terms.head)
    {
        frame_wrongly(r, terms);
        return;
    }
    // The head says what a good one would: whoever pools the connection is to find out.
    auto const frame = frame_response(r, terms);
    head_bytes_ = frame.head.size();
    keep_alive_ = frame.keep_alive && how_.stops == delivery::stop::nowhere;
    cut_ = frame.cut;
    encoder bytes(r, frame);
    for (std::string piece; bytes.next(piece); piece.clear())
        pending_ += piece;
}

void bad_delivery::frame_wrongly(response const& r, framing_terms const& terms)
{
    using framing = delivery::framing;
    auto plain = r; // a recording's own framing does not matter now
    plain.raw_replay = false;
    plain.cut_after.reset();
    std::string body;
    std::swap(body, plain.body);
    bool const compressed =
        how_.framed == framing::truncated_gzip || how_.framed == framing::bad_gzip || how_.framed == framing::gzip_bomb;
    framing_terms wanted;
    wanted.http11 = how_.framed != framing::wrong_length && how_.framed != framing::until_close; // or else no chunks
    wanted.gzip = compressed;
    bool const chunked = compressed || how_.framed == framing::malformed_chunk;
    wanted.keep_alive = terms.keep_alive && how_.framed != framing::until_close && (terms.http11 || !chunked);
    bool const cut =
        how_.framed == framing::malformed_chunk || (how_.framed == framing::wrong_length && how_.length_error > 0);
    keep_alive_ = wanted.keep_alive && !cut;
    if (!body.empty() || how_.framed == framing::gzip_bomb)
        plain.body = "."; // there is one: that is all that its frame depends on
    auto head = frame_response(plain, wanted).head;
    if (!terms.http11)
        head = without(std::move(head), "Transfer-Encoding: ");

    switch (how_.framed)
    {
    case framing::malformed_chunk:
    {
        auto const half = (body.size() + 1) / 2;
        pending_ = head + (body.empty() ? "" : chunk(http11_, body.substr(0, half))) + (http11_ ? "many\r\n" : "") +
                   body.substr(half);
        break;
    }
    case framing::wrong_length:
    {
        auto const right = static_cast<std::ptrdiff_t>(body.size());
        head = with_length(
            std::move(head), static_cast<std::size_t>(std::max<std::ptrdiff_t>(right + how_.length_error, 0)));
        pending_ = head + body;
        break;
    }
    case framing::truncated_gzip:
    {
        auto const packed = gzipped(body);
        pending_ = head + chunk(http11_, packed.substr(0, (packed.size() + 1) / 2)) + last_chunk(http11_);
        break;
    }
    case framing::bad_gzip:
    {
        // Bytes changed at random may still be good deflate, of nonsense or without an end: one time in forty.
        constexpr char reserved_type = 6; // RFC 1951, section 3.2.3: BFINAL 0, BTYPE 11
        auto const half = (body.size() + 1) / 2;
        gzip_stream stream;
        std::string packed;
        stream.write(std::string_view(body).substr(0, half), gzip_stream::piece::flushed, packed);
        packed += reserved_type;
        stream.write(std::string_view(body).substr(half), gzip_stream::piece::last, packed);
        pending_ = head + chunk(http11_, packed) + last_chunk(http11_);
        break;
    }
    case framing::gzip_bomb:
        pending_ = head;
        bomb_left_ = how_.bomb_bytes;
        bomb_.emplace();
        break;
    case framing::until_close:
        head = without(std::move(head), "Content-Length: ");
        pending_ = head + body;
        break;
    case framing::right:
        break;
    }
    head_bytes_ = head.size();
}

/// More of a bomb.
bool bad_delivery::refill()
{
    if (!bomb_)
        return false;
    static std::string const blank(std::size_t{1} << 20, ' ');
    std::string packed;
    while (bomb_left_ > 0 && packed.empty())
    {
        auto const size = std::min(bomb_left_, blank.size());
        bomb_left_ -= size;
        bomb_->write(std::string_view(blank).substr(0, size),
            bomb_left_ == 0 ? gzip_stream::piece::last : gzip_stream::piece::more, packed);
    }
    pending_ = packed.empty() ? "" : chunk(http11_, packed);
    handed_ = 0;
    if (bomb_left_ == 0)
    {
        pending_ += last_chunk(http11_);
        bomb_.reset();
    }
    return true;
}

bad_delivery::step bad_delivery::next(std::string& out)
{
    auto const end = [this] { return step(how_.reset ? action::reset : action::close); };
    if (!begun_)
    {
        begun_ = true;
        if (how_.before_head.count() > 0)
            return step(action::pause, how_.before_head);
    }
    if (how_.stops == delivery::stop::before_head)
        return end();
    auto most = pending_.size() - handed_;
    if (total_ < head_bytes_)
        most = std::min(most, head_bytes_ - total_); // the head by itself: what is done to a body comes after it
    else
    {
        auto const stop = head_bytes_ + how_.stop_byte;
        if (how_.stops == delivery::stop::in_body && total_ >= stop)
            return end();
        if (most == 0 && refill())
            most = pending_.size();
        if (most == 0 && how_.stops == delivery::stop::in_body)
            return end(); // the body is shorter than that
        if (most == 0)
            return step(cut_ || how_.framed == delivery::framing::malformed_chunk ||
                                (how_.framed == delivery::framing::wrong_length && how_.length_error > 0)
                            ? action::close
                            : action::complete);
        auto const pause = total_ == head_bytes_ ? std::max(how_.before_body, how_.pause) : how_.pause;
        if (pause.count() > 0 && !rested_)
        {
            rested_ = true;
            return step(action::pause, pause);
        }
        rested_ = false;
        if (how_.piece_bytes > 0)
            most = std::min(most, how_.piece_bytes);
        if (how_.stops == delivery::stop::in_body)
            most = std::min(most, stop - total_);
    }
    most = std::min(most, encoder::piece_bytes);
    out.append(pending_, handed_, most);
    handed_ += most;
    total_ += most;
    return step(action::send);
}

} // namespace graph_mock
