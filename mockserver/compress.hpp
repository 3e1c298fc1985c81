#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Whether a request with this Accept-Encoding is best served gzip (RFC 9110, section 12.5.3): gzip, x-gzip or '*' has
/// a weight above zero that is no lower than the one written for identity. No header means identity.
bool prefers_gzip(std::string_view accept_encoding) noexcept;

/// Compresses a body piece by piece, so that a page is sent while the rest of it is still being compressed.
class gzip_stream
{
public:
    gzip_stream();
    ~gzip_stream();
    gzip_stream(gzip_stream const&) = delete;
    gzip_stream& operator=(gzip_stream const&) = delete;

    /// Appends to `out` what is ready for the wire; that may be nothing until a `flushed` or the `last` piece.
    enum class piece
    {
        more,
        flushed, ///< all so far goes out, up to the end of a byte
        last
    };
    void write(std::string_view plain, piece which, std::string& out);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace graph_mock
