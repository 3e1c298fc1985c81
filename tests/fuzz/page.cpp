#include "tests/fuzz/targets.hpp"

// Built with clang: -fsanitize=fuzzer,address,undefined -fno-sanitize=function
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    entralog::fuzz::page(data, size);
    return 0;
}
