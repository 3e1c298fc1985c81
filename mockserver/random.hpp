#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Bytes that nobody can guess.
std::string random_bytes(std::size_t count);

/// A new GUID (version 4), as in request-id.
std::string new_guid();

std::string hmac_sha256(std::string_view key, std::string_view text);

/// Compares in a time that does not depend on where the two differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;

} // namespace graph_mock
