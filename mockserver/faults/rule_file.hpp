#pragma once

#include <mockserver/faults/rule_book.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace graph_mock
{

/// What a file of faults says.
struct fault_plan
{
    fault_plan() = default;

    std::vector<fault_rule> rules;
    std::uint64_t seed = 0;
};

/// Reads {"seed": 1, "rules": [{"fault": "status", "path": "*/signIns", "nth": 2, "status": 503}, ...]}.
/// Throws load_error with the line and column of what is wrong.
fault_plan load_faults(std::filesystem::path const& file);

/// The preset of that name, or else the file. Throws load_error.
fault_plan faults_of(std::filesystem::path const& preset_or_file);

} // namespace graph_mock
