#include <mockserver/encoder.hpp>

#include <algorithm>
#include <cstdio>

namespace graph_mock
{
namespace
{

/// "1f40\r\n", RFC 9112, section 7.1.
std::string chunk_size(std::size_t bytes)
{
    char text[24];
    std::snprintf(text, sizeof text, "%zx\r\n", bytes);
    return text;
}

} // namespace

encoder::encoder(response const& r, frame const& how)
    : how_(how)
    , rest_(std::string_view(r.body).substr(0, how.body_bytes))
{
    if (how.gzip)
        gzip_.emplace();
}

bool encoder::next(std::string& out)
{
    if (done_)
        return false;
    if (!begun_)
        out += how_.head;
    begun_ = true;
    while (!rest_.empty() && out.size() < piece_bytes)
        append_chunk(out);
    done_ = rest_.empty();
    if (done_ && how_.chunked && !how_.cut && how_.body_bytes > 0)
        out += "0\r\n\r\n";
    return true;
}

void encoder::append_chunk(std::string& out)
{
    auto bytes = rest_.substr(0, piece_bytes);
    rest_.remove_prefix(bytes.size());
    if (gzip_)
    {
        packed_.clear();
        gzip_->write(bytes, rest_.empty() ? gzip_stream::piece::last : gzip_stream::piece::more, packed_);
        bytes = packed_;
    }
    // An empty chunk would end the body: what gzip still holds back comes with a later piece.
    if (bytes.empty())
        return;
    if (!how_.chunked)
    {
        out += bytes;
        return;
    }
    // A cut body ends inside of a chunk, of which one byte never comes.
    bool const cut_here = how_.cut && rest_.empty();
    out += chunk_size(bytes.size() + (cut_here ? 1 : 0));
    out += bytes;
    if (!cut_here)
        out += "\r\n";
}

} // namespace graph_mock
