#pragma once

#include <mockserver/odata/schema.hpp>
#include <mockserver/report.hpp>

#include <string>
#include <string_view>

namespace graph_mock
{

enum class risk_action
{
    confirm_compromised,
    confirm_safe,
    dismiss
};

/// What a path leads to.
struct route
{
    route() = default;

    enum class target
    {
        list,
        record,
        action
    };

    odata::version version = odata::version::beta;
    graph_mock::report const* report = nullptr;
    route::target leads_to = target::list;
    std::string id;                                        ///< for target::record
    risk_action action = risk_action::confirm_compromised; ///< for target::action
};

/// True for a path below /beta or /v1.0, which only a caller with a token gets an answer from.
bool is_graph_path(std::string_view path);

/// Where a decoded path below a version leads to, regardless of its case. Throws the refusal: 400, as Graph answers
/// for a segment that it does not know.
route find_route(std::string_view path);

/// The method that the target is asked with.
std::string_view method_of(route const& r) noexcept;

} // namespace graph_mock
