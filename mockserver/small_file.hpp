#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace graph_mock
{

/// The whole of a file that is no larger than that. Throws load_error.
std::string read_small_file(std::filesystem::path const& file, std::size_t max_size);

/// The line, counted from 1, in which that byte of the text stands.
std::size_t line_of(std::string_view text, std::size_t offset);

/// How far into its line that byte stands, counted from 1 in characters of UTF-8.
std::size_t column_of(std::string_view text, std::size_t offset);

} // namespace graph_mock
