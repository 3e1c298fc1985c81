#pragma once

#include <mockserver/router.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

inline constexpr std::size_t max_request_ids = 1000;

/// Reads the body {"requestIds": ["...", ...]}. Throws the refusal (400).
std::vector<std::string> parse_request_ids(std::string_view body);

/// The sign-in as it is after the action: its risk state, detail and level.
std::string rated(std::string_view sign_in, risk_action action);

} // namespace graph_mock
