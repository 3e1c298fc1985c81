#include "status_line.hpp"

#include "text.hpp"

#include <boost/system/error_code.hpp>

#include <cerrno>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

namespace entralog_export
{

namespace
{

/// Straight to the descriptor; when nobody listens to errors there is nobody to tell.
void print(std::string_view text)
{
    while (!text.empty())
    {
        auto const n = ::write(STDERR_FILENO, text.data(), text.size());
        if (n >= 0)
            text.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EINTR)
            return;
    }
}

std::size_t terminal_columns()
{
    winsize size = {};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80U;
}

} // namespace

status_line::status_line(boost::asio::any_io_executor ex, drawing how)
    : timer_(std::move(ex))
    , how_(how)
{
}

void status_line::start(std::function<std::string()> text)
{
    if (how_ == drawing::none)
        return;
    text_ = std::move(text);
    draw();
    wait();
}

void status_line::stop()
{
    text_ = nullptr;
    timer_.cancel();
    erase();
}

void status_line::say(std::string_view lines)
{
    erase();
    print(lines);
}

void status_line::erase()
{
    if (drawn_ == 0)
        return;
    print('\r' + std::string(drawn_, ' ') + '\r'); // spaces, which every terminal understands
    drawn_ = 0;
}

void status_line::draw()
{
    auto const text = text_();
    std::string line;
    if (how_ == drawing::as_lines)
        line = text + '\n';
    else
    {
        auto const columns = terminal_columns() - 1; // a full line would begin the next
        append_cell(line, text, columns, false);
        auto const width = columns_of(line);
        line.insert(0, 1, '\r');
        if (width < drawn_)
            line.append(drawn_ - width, ' ');
        drawn_ = width;
    }
    print(line);
}

void status_line::wait()
{
    timer_.expires_after(how_ == drawing::in_place ? std::chrono::milliseconds(250) : std::chrono::milliseconds(2000));
    timer_.async_wait(
        [this](boost::system::error_code ec)
        {
            if (ec || !text_)
                return;
            draw();
            wait();
        });
}

} // namespace entralog_export
