#include <tests/support/child.hpp>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace entralog::testing
{
namespace
{

using std::chrono::steady_clock;

/// Files in memory rather than pipes: a program that writes much never has to wait for the test to read.
int memory_file(char const* name)
{
    int const fd = ::memfd_create(name, MFD_CLOEXEC);
    if (fd < 0)
        throw std::runtime_error(std::string("child: memfd_create: ") + std::strerror(errno));
    return fd;
}

std::string content(int fd)
{
    std::string text;
    char block[16 * 1024];
    ::ssize_t n = 0;
    while ((n = ::pread(fd, block, sizeof block, static_cast<::off_t>(text.size()))) > 0)
        text.append(block, static_cast<std::size_t>(n));
    return text;
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> result;
    for (auto& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

int broken_pipe()
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error(std::string("child: pipe: ") + std::strerror(errno));
    ::close(ends[0]);
    return ends[1];
}

} // namespace

child::child(std::string const& program, std::vector<std::string> const& arguments,
    std::vector<std::string> const& environment, output where)
    : out_(memory_file("stdout"))
    , err_(memory_file("stderr"))
{
    // All that allocates is done before the fork: other threads may hold the allocator's locks.
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = environment; // the first of two equal names counts
    for (char** variable = environ; *variable != nullptr; ++variable)
        variables.emplace_back(*variable);
    auto const argv = pointers(words);
    auto const envp = pointers(variables);
    int const broken = where == output::broken ? broken_pipe() : -1;
    auto const parent = ::getpid();

    pid_ = ::fork();
    if (pid_ == 0)
    {
        ::signal(SIGPIPE, SIG_DFL); // what a program started from a shell finds
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(127);
        ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
        ::dup2(err_, STDERR_FILENO);
        if (where == output::closed)
            ::close(STDOUT_FILENO);
        else
            ::dup2(broken < 0 ? out_ : broken, STDOUT_FILENO);
        ::execve(program.c_str(), argv.data(), envp.data());
        ::_exit(127);
    }
    if (broken >= 0)
        ::close(broken);
    if (pid_ < 0)
        throw std::runtime_error(std::string("child: fork: ") + std::strerror(errno));
}

child::~child()
{
    if (!has_ended())
    {
        ::kill(pid_, SIGKILL);
        wait();
    }
    ::close(out_);
    ::close(err_);
}

std::string child::out() const
{
    return content(out_);
}

std::string child::err() const
{
    return content(err_);
}

std::string child::first_line()
{
    auto const end = steady_clock::now() + std::chrono::seconds(60);
    while (steady_clock::now() < end)
    {
        bool const over = has_ended(); // asked first: what it wrote before its end is seen
        auto const text = out();
        if (auto const at = text.find('\n'); at != std::string::npos)
            return text.substr(0, at);
        if (over)
            return text;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return {};
}

void child::signal(int number) const
{
    if (status_ < 0)
        ::kill(pid_, number);
}

int child::wait(std::chrono::milliseconds patience)
{
    auto const end = steady_clock::now() + patience;
    while (!has_ended())
    {
        if (steady_clock::now() >= end)
            return -1;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return status_;
}

bool child::has_ended()
{
    int how = 0;
    if (status_ < 0 && ::waitpid(pid_, &how, WNOHANG) == pid_)
        status_ = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    return status_ >= 0;
}

} // namespace entralog::testing
