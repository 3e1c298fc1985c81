// entralog-export: the four activity reports of a tenant, as a table, NDJSON, CSV or the server's own bytes.

#include "export/options.hpp"
#include "export/session.hpp"
#include "export/text.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace
{

void complain(std::string_view problem)
{
    std::string line = "entralog-export: ";
    entralog_export::append_harmless(line, problem);
    std::cerr << line << '\n';
}

/// A standard descriptor that was closed would be given to the first file or connection that is opened, and our output
/// with it. This one refuses what is written to it.
void hold_standard_descriptors()
{
    for (int const fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(fd, F_GETFD) == -1)
            static_cast<void>(::open("/dev/null", O_RDONLY)); // gets the lowest number that is free: fd
}

} // namespace

int main(int argc, char** argv)
{
    using entralog_export::ending;
    hold_standard_descriptors();
    std::signal(SIGPIPE, SIG_IGN); // a write that fails says so, and what has come is tidied up
    try
    {
        auto const options = entralog_export::read_options(argc, argv);
        if (!options)
            return static_cast<int>(ending::done);
        auto const end = entralog_export::run(*options);
        if (end == ending::reader_gone)
        {
            // Now end as every other program in a pipeline whose reader has gone.
            std::signal(SIGPIPE, SIG_DFL);
            std::raise(SIGPIPE);
        }
        return static_cast<int>(end);
    }
    catch (entralog_export::usage_error const& e)
    {
        complain(e.what());
        std::cerr << "Try 'entralog-export --help'.\n";
        return static_cast<int>(ending::usage);
    }
    catch (std::exception const& e)
    {
        complain(e.what());
        return static_cast<int>(ending::failed);
    }
}
