#pragma once

#include <mockserver/tenant.hpp>

#include <filesystem>

namespace graph_mock
{

/// Reads a tenant.json: all of a tenant but its records. A key that is not known is an error, since it is a typing
/// mistake more often than not. Throws load_error.
tenant load_tenant_json(std::filesystem::path const& file);

} // namespace graph_mock
