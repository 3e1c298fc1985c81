#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace entralog_export
{

/// Standard error: lines that stay and, below them, one that tells how far the work is.
class status_line
{
public:
    enum class drawing
    {
        none,
        in_place, ///< on a terminal: one line, drawn over again and again
        as_lines  ///< in a file: a line now and then
    };

    status_line(boost::asio::any_io_executor ex, drawing how);
    status_line(status_line const&) = delete;

    /// Prints what `text` gives, again and again, until stop().
    void start(std::function<std::string()> text);
    void stop();

    /// Prints lines that stay.
    void say(std::string_view lines);
    /// Takes the progress line away until it is drawn the next time.
    void erase();

private:
    void draw();
    void wait();

    boost::asio::steady_timer timer_;
    drawing how_;
    std::function<std::string()> text_;
    std::size_t drawn_ = 0; ///< columns
};

} // namespace entralog_export
