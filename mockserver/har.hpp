#pragma once

#include <mockserver/recordings.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace graph_mock
{

/// What a request is recognised by: method, path and parameters, made comparable. Nothing for a broken encoding.
std::optional<std::string> request_key(std::string_view method, std::string_view path, std::string_view query);

/// The exchanges of a HAR 1.2 file with their keys, in order. Entries that no HTTP client could repeat are left out, as
/// a browser records them: aborted ones (status 0), upgrades (1xx), and URLs that are not http. Throws load_error.
std::vector<std::pair<std::string, recording>> read_har(std::filesystem::path const& file);

} // namespace graph_mock
