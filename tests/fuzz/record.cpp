#include "tests/fuzz/targets.hpp"

// Built and run by tests/fuzz/run.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    entralog::fuzz::record(data, size);
    return 0;
}
