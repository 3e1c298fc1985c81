#pragma once

#include "options.hpp"

namespace entralog_export
{

/// How the program ends.
enum class ending : int
{
    done = 0,
    failed = 1, ///< the service, the network or the output
    usage = 2,
    interrupted = 130, ///< as a shell has it for SIGINT
    reader_gone = 141  ///< as a shell has it for SIGPIPE
};

/// Exports what the options ask for and tells standard error about it.
ending run(options const& o);

} // namespace entralog_export
