#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace graph_mock
{

/// Why a tenant or a recording could not be loaded: one line that names file, line or entry, and the fix.
class load_error : public std::runtime_error
{
public:
    load_error(std::filesystem::path const& file, std::string const& why)
        : std::runtime_error(file.string() + ": " + why)
    {
    }

    load_error(std::filesystem::path const& file, std::size_t line, std::string const& why)
        : std::runtime_error(file.string() + ":" + std::to_string(line) + ": " + why)
    {
    }

    load_error(std::filesystem::path const& file, std::size_t line, std::size_t column, std::string const& why)
        : std::runtime_error(file.string() + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + why)
    {
    }
};

} // namespace graph_mock
