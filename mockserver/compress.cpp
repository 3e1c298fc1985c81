#include <mockserver/compress.hpp>

#include <mockserver/text.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

#define ZLIB_CONST
#include <zlib.h>

namespace graph_mock
{
namespace
{

/// Cuts `text` at the first `mark` and gives what stood before it.
std::string_view take_until(std::string_view& text, char mark) noexcept
{
    auto const at = text.find(mark);
    auto const head = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return trim(head);
}

/// A qvalue in thousandths: "0", "0.5", "1.000". A weight that is none of these makes its coding unusable.
int weight(std::string_view q) noexcept
{
    if (q.empty() || (q[0] != '0' && q[0] != '1') || q.size() > 5 || (q.size() > 1 && q[1] != '.'))
        return 0;
    int value = (q[0] - '0') * 1000;
    int unit = 100;
    for (char const c : q.substr(std::min<std::size_t>(2, q.size())))
    {
        if (c < '0' || c > '9')
            return 0;
        value += (c - '0') * unit;
        unit /= 10;
    }
    return value > 1000 ? 0 : value;
}

int weight_of_parameters(std::string_view parameters) noexcept
{
    while (!parameters.empty())
    {
        auto parameter = take_until(parameters, ';');
        auto const name = take_until(parameter, '=');
        if (iequals(name, "q"))
            return weight(trim(parameter));
    }
    return 1000;
}

} // namespace

bool prefers_gzip(std::string_view accept_encoding) noexcept
{
    std::optional<int> gzip;
    std::optional<int> any;
    std::optional<int> identity;
    while (!accept_encoding.empty())
    {
        auto parameters = take_until(accept_encoding, ',');
        auto const coding = take_until(parameters, ';');
        auto const q = weight_of_parameters(parameters);
        if (iequals(coding, "gzip") || iequals(coding, "x-gzip"))
            gzip = std::max(gzip.value_or(0), q);
        else if (iequals(coding, "identity"))
            identity = q;
        else if (coding == "*")
            any = q;
    }
    auto const wanted = gzip.value_or(any.value_or(0));
    return wanted > 0 && wanted >= identity.value_or(0);
}

struct gzip_stream::state
{
    z_stream z{};
};

gzip_stream::gzip_stream()
    : state_(std::make_unique<state>())
{
    // A mock's bytes cross the loopback: they are cheap, its time is not. 16 added to the window bits means gzip.
    if (deflateInit2(&state_->z, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib cannot start a gzip stream");
}

gzip_stream::~gzip_stream()
{
    deflateEnd(&state_->z);
}

void gzip_stream::write(std::string_view plain, piece which, std::string& out)
{
    auto& z = state_->z;
    z.next_in = reinterpret_cast<Bytef const*>(plain.data());
    z.avail_in = static_cast<uInt>(plain.size()); // pieces are far below 4 GiB: the session cuts them
    int const flush = which == piece::last ? Z_FINISH : which == piece::flushed ? Z_SYNC_FLUSH : Z_NO_FLUSH;
    char block[16 * 1024];
    do
    {
        z.next_out = reinterpret_cast<Bytef*>(block);
        z.avail_out = sizeof block;
        if (deflate(&z, flush) == Z_STREAM_ERROR)
            throw std::runtime_error("zlib lost its gzip stream");
        out.append(block, sizeof block - z.avail_out);
    } while (z.avail_out == 0);
}

} // namespace graph_mock
