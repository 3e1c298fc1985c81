#pragma once

#include <mockserver/compress.hpp>
#include <mockserver/framing.hpp>
#include <mockserver/message.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Turns a response and its frame into the bytes of the wire, a piece at a time: what is sent is never held twice.
class encoder
{
public:
    /// About what a piece holds: one TLS record, and what a slow client must take in time.
    static constexpr std::size_t piece_bytes = 16 * 1024;

    /// Both must outlive the encoder.
    encoder(response const& r, frame const& how);

    /// Appends the next piece to `out`. False, and nothing appended, after the last.
    bool next(std::string& out);

private:
    void append_chunk(std::string& out);

    frame const& how_;
    std::string_view rest_;
    std::optional<gzip_stream> gzip_;
    std::string packed_;
    bool begun_ = false;
    bool done_ = false;
};

} // namespace graph_mock
