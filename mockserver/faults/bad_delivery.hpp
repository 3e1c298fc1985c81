#pragma once

#include <mockserver/compress.hpp>
#include <mockserver/framing.hpp>
#include <mockserver/message.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace graph_mock
{

/// What to do on a connection, step by step, so that a response goes out as badly as its delivery says. Pure: the
/// session does it.
class bad_delivery
{
public:
    enum class action
    {
        send, ///< what was put into `out`
        pause,
        complete, ///< the end, all has been sent
        close,    ///< the end, in the middle: drop the connection
        reset
    };

    struct step
    {
        step() = default;
        explicit step(action a, std::chrono::milliseconds t = {})
            : what(a)
            , time(t)
        {
        }

        bool is_last() const noexcept { return what != action::send && what != action::pause; }

        action what = action::send;
        std::chrono::milliseconds time{0}; ///< to pause
    };

    /// The response must outlive it.
    bad_delivery(response const& r, framing_terms terms);

    step next(std::string& out);

    bool keep_alive() const noexcept { return keep_alive_; }
    /// The connection is to be dropped after a complete response, without TLS's close_notify.
    bool ends_without_notice() const noexcept { return how_.framed == delivery::framing::until_close; }

private:
    void frame_wrongly(response const& r, framing_terms const& terms);
    bool refill();

    delivery const how_;
    bool const http11_;
    std::string pending_; ///< made, and not yet handed out from `handed_` on
    std::size_t handed_ = 0;
    std::size_t total_ = 0; ///< handed out in all
    std::size_t head_bytes_ = 0;
    std::size_t bomb_left_ = 0;
    std::optional<gzip_stream> bomb_;
    bool begun_ = false;
    bool rested_ = false; ///< before the body, or its next piece
    bool keep_alive_ = false;
    bool cut_ = false; ///< by itself, as recorded
};

} // namespace graph_mock
