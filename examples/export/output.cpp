#include "output.hpp"

#include "interruption.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace entralog_export
{

namespace fs = std::filesystem;

namespace
{

constexpr std::size_t buffer_size = 64 * 1024;
constexpr int most_leftovers = 100;

/// What has come is still to be written when we were told to stop, but nobody is waited for any more.
::ssize_t write_without_waiting(int file, std::string_view bytes)
{
    pollfd p = {file, POLLOUT, 0};
    if (::poll(&p, 1, 0) != 1)
    {
        errno = EINTR;
        return -1;
    }
    return ::write(file, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF)); // a pipe has room for that
}

} // namespace

output::output()
    : file_(STDOUT_FILENO)
{
}

output::output(fs::path path)
    : path_(std::move(path))
{
    open();
}

output::~output()
{
    if (!path_.empty() && file_ >= 0)
        ::close(file_);
}

void output::open()
{
    std::error_code ec;
    if (auto const real = fs::canonical(path_, ec); !ec)
        path_ = real; // a symbolic link stays one

    struct stat existing = {};
    bool const exists = ::stat(path_.c_str(), &existing) == 0;
    if (exists && !S_ISREG(existing.st_mode))
    {
        // A pipe or a device takes the bytes as they come.
        file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
        if (file_ < 0)
            fail(errno, "cannot open " + path_.string());
        return;
    }

    // What an interrupted run has left may be all that there still is of its records: never overwritten.
    for (int n = 1; n <= most_leftovers; ++n)
    {
        temporary_ = path_;
        temporary_ += n == 1 ? std::string(".partial") : ".partial-" + std::to_string(n);
        file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file_ >= 0 || errno != EEXIST)
            break;
    }
    if (file_ < 0)
    {
        fail(errno, "cannot create " + temporary_.string());
        temporary_.clear();
    }
    else if (exists)
        static_cast<void>(::fchmod(file_, existing.st_mode & 07777)); // at best: the file's mode survives its renewal
}

bool output::write(std::string_view bytes)
{
    if (failure_)
        return false;
    buffer_ += bytes;
    return buffer_.size() < buffer_size || flush();
}

bool output::flush()
{
    if (failure_)
        return false;
    if (!buffer_.empty() && before_write_)
        before_write_();
    std::string_view rest = buffer_;
    while (!rest.empty())
    {
        auto const n =
            interruption::requested() ? write_without_waiting(file_, rest) : ::write(file_, rest.data(), rest.size());
        if (n >= 0)
        {
            rest.remove_prefix(static_cast<std::size_t>(n));
            continue;
        }
        if (errno == EINTR && !interruption::requested())
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
        {
            // Whoever shares our standard output has made it non-blocking.
            pollfd p = {file_, POLLOUT, 0};
            if (::poll(&p, 1, -1) >= 0 || !interruption::requested())
                continue;
        }
        return fail(errno, "cannot write to " + (path_.empty() ? "standard output" : path_.string()));
    }
    buffer_.clear();
    return true;
}

bool output::commit()
{
    if (!flush())
        return false;
    if (path_.empty())
        return true;
    // The data before the name: a crash of the machine must not leave an empty file in place of a good one.
    if (!temporary_.empty() && ::fsync(file_) != 0)
        return fail(errno, "cannot write to " + temporary_.string());
    if (::close(std::exchange(file_, -1)) != 0)
        return fail(errno, "cannot write to " + path_.string());
    if (!temporary_.empty() && ::rename(temporary_.c_str(), path_.c_str()) != 0)
        return fail(errno, "cannot rename " + temporary_.string() + " to " + path_.string());
    temporary_.clear();
    return true;
}

std::optional<fs::path> output::keep()
{
    flush();
    return temporary_.empty() ? std::nullopt : std::optional(temporary_);
}

void output::discard()
{
    buffer_.clear();
    if (!temporary_.empty())
        ::unlink(temporary_.c_str());
    temporary_.clear();
}

bool output::fail(int error_number, std::string_view what)
{
    reader_gone_ = error_number == EPIPE;
    failure_ = entralog::error(entralog::error_code(error_number, boost::system::system_category()), std::string(what));
    return false;
}

} // namespace entralog_export
