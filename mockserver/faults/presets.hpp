#pragma once

#include <mockserver/faults/rule_book.hpp>

#include <string_view>
#include <vector>

namespace graph_mock
{

/// The rules that go by that name: none for any other.
///   flaky      what networks and a busy service do: a client that tries again gets through
///   throttled  one request in ten gets 429, with Retry-After in all its forms, up to 2 s
///   slow       everything comes late, or a little at a time
///   hostile    all that can go wrong, each now and then
std::vector<fault_rule> preset(std::string_view name);

/// Their names.
std::vector<std::string_view> const& preset_names();

} // namespace graph_mock
