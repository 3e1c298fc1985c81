#pragma once

#include <mockserver/list_options.hpp>
#include <mockserver/odata/schema.hpp>
#include <mockserver/policy.hpp>
#include <mockserver/tenant.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace graph_mock
{

/// A page ends when it has grown to this, whatever its $top: a short page is not the last one.
inline constexpr std::size_t max_page_bytes = 16 * 1024 * 1024;

/// What is listed, and for whom.
struct listing
{
    listing() = default;

    record_set const* records = nullptr;
    graph_mock::report const* report = nullptr;
    odata::version version = odata::version::beta;
    visibility visible;
    list_options const* options = nullptr;
    std::size_t page_size = 0;
    std::optional<std::size_t> after; ///< the number of the last record of the page before
};

struct page
{
    page() = default;

    std::string records;             ///< joined by commas
    std::optional<std::size_t> last; ///< the number of the last record, when there are more to come
};

/// Throws the refusal (400) for a filter that costs too much.
page list(listing const& what);

/// The record as this caller sees it.
std::string view_of(record const& r, listing const& what);

} // namespace graph_mock
