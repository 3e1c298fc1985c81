#pragma once

#include <mockserver/message.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace graph_mock
{

/// What of a request decides how its response is framed.
struct framing_terms
{
    framing_terms() = default;

    bool http11 = true;
    bool keep_alive = true; ///< the client's wish, and ours
    bool head = false;      ///< the method was HEAD: all headers, no body
    bool gzip = false;      ///< asked for by Accept-Encoding
};

/// How a response goes onto the wire (RFC 9112, section 6).
struct frame
{
    frame() = default;

    std::string head;           ///< from the status line to the empty line
    std::size_t body_bytes = 0; ///< how much of the response's body to send
    bool chunked = false;       ///< in chunks, the last one empty unless `cut`
    bool gzip = false;          ///< compressed; then chunked too
    bool cut = false;           ///< end in the middle: close the connection without a word
    bool keep_alive = true;     ///< the next request may come on this connection
};

/// Decides the framing. Bodies are chunked, as Graph's are, unless a recording names its length or the client speaks
/// HTTP/1.0. A recording that was compressed is compressed again only for clients that ask; a cut one never.
frame frame_response(response const& r, framing_terms const& terms);

} // namespace graph_mock
