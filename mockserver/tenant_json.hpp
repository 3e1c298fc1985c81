#pragma once

#include <mockserver/tenant.hpp>

#include <filesystem>
#include <vector>

namespace graph_mock
{

/// Reads a tenant.json: all of a tenant but its records. A key that is not known is an error, since it is a typing
/// mistake more often than not. Neither may it claim what one of the others has: their ids and domains, and the
/// identity of the machine, of which there is one. Throws load_error.
tenant load_tenant_json(std::filesystem::path const& file, std::vector<tenant> const& others = {});

} // namespace graph_mock
