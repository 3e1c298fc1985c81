#include "tests/fuzz/mock_targets.hpp"

// Built and run by tests/fuzz/run.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    graph_mock::fuzz::query_string(data, size);
    return 0;
}
