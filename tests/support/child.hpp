#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace entralog::testing
{

/// A program started by a test. Whatever becomes of the test, the program does not outlive it.
class child
{
public:
    enum class output
    {
        kept,   ///< for out()
        closed, ///< the program starts without a stdout
        broken  ///< a pipe that nobody reads any more
    };

    /// `environment` holds "NAME=value", set besides what the test has. Standard input is empty.
    explicit child(std::string const& program, std::vector<std::string> const& arguments,
        std::vector<std::string> const& environment = {}, output where = output::kept);
    ~child();
    child(child const&) = delete;
    child& operator=(child const&) = delete;

    /// What it has written so far.
    std::string out() const;
    std::string err() const;

    /// Its first line on stdout, without the line end; what there is when it ends without one.
    std::string first_line();

    void signal(int number) const;
    int pid() const noexcept { return pid_; }

    /// Its exit status once it has ended, 128 + n when signal n ended it, -1 when it goes on for too long.
    int wait(std::chrono::milliseconds patience = std::chrono::seconds(60));

private:
    bool has_ended();

    int pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    int status_ = -1;
};

} // namespace entralog::testing
