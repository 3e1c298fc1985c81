#include "interruption.hpp"

#include <boost/system/error_code.hpp>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace entralog_export
{

namespace
{

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};

// All that a signal handler may touch.
volatile std::sig_atomic_t came = 0;
volatile std::sig_atomic_t wake_writer = -1;

extern "C" void on_signal(int)
{
    auto const kept = errno;
    came = 1;
    for (auto const s : signals)
        std::signal(s, SIG_DFL);
    auto const ignored = ::write(wake_writer, "", 1);
    static_cast<void>(ignored);
    errno = kept;
}

} // namespace

interruption::interruption(boost::asio::any_io_executor ex, std::function<void()> wish)
    : wake_(std::move(ex))
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot make a pipe for signals");
    wake_.assign(ends[0]);
    wake_writer = ends[1];
    wake_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
        [wish = std::move(wish)](boost::system::error_code ec)
        {
            if (!ec)
                wish();
        });

    struct sigaction action = {};
    action.sa_handler = on_signal; // without SA_RESTART: a write to a reader that has stopped must end, too
    for (auto const s : signals)
    {
        // A signal that whoever started us had ignored stays so: nohup, or a shell without job control.
        struct sigaction before = {};
        if (::sigaction(s, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            ::sigaction(s, &action, nullptr);
    }
}

interruption::~interruption()
{
    for (auto const s : signals)
        if (struct sigaction now = {}; ::sigaction(s, nullptr, &now) == 0 && now.sa_handler == on_signal)
            std::signal(s, SIG_DFL);
    ::close(std::exchange(wake_writer, -1));
}

bool interruption::requested() noexcept
{
    return came != 0;
}

} // namespace entralog_export
