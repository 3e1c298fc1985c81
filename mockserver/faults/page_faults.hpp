#pragma once

#include <mockserver/faults/fault.hpp>
#include <mockserver/message.hpp>

#include <string>
#include <string_view>

namespace graph_mock
{

/// The same target, written differently: what asks for the page a second time, with a link that is not the same.
std::string written_differently(std::string_view target);

/// Changes the page that answers `question`. `back` is the target that a loop leads to, if there is one. False, and
/// nothing changed, when it is no page, or has no next_link that could be changed.
bool spoil_page(response& page, fault const& how, request const& question, std::string_view back);

} // namespace graph_mock
