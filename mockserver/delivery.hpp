#pragma once

#include <chrono>
#include <cstddef>

namespace graph_mock
{

/// How a response goes out, when it is not to go out as it should: what faults make of a connection.
struct delivery
{
    delivery() = default;

    /// Where the sending stops, and the connection with it.
    enum class stop
    {
        nowhere,
        before_head,
        in_body ///< after `stop_byte` bytes of it as they are on the wire; 0: right after the head
    };
    enum class framing
    {
        right,
        malformed_chunk, ///< half of the body, and then a chunk whose size is no number
        wrong_length,    ///< Content-Length is off by `length_error`
        truncated_gzip,  ///< half of the compressed body, in good chunks
        bad_gzip,        ///< half of the body, compressed, and then a block of a type that there is not
        gzip_bomb,       ///< so many bytes of spaces, compressed
        until_close      ///< no length at all: the end is when the connection closes
    };

    bool ordinary() const noexcept
    {
        return before_head.count() == 0 && before_body.count() == 0 && piece_bytes == 0 && stops == stop::nowhere &&
               framed == framing::right;
    }

    std::chrono::milliseconds before_head{0};
    std::chrono::milliseconds before_body{0};
    std::size_t piece_bytes = 0; ///< above 0: the body comes in pieces of so many bytes, with a pause before each
    std::chrono::milliseconds pause{0};
    stop stops = stop::nowhere;
    std::size_t stop_byte = 0;
    bool reset = false; ///< a stop is a reset, not an end
    framing framed = framing::right;
    std::ptrdiff_t length_error = 0;
    std::size_t bomb_bytes = 0;
};

} // namespace graph_mock
