#pragma once

#include "credential_options.hpp"
#include "format.hpp"

#include <entralog/client.hpp>
#include <entralog/credential.hpp>
#include <entralog/query.hpp>
#include <entralog/report.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace entralog_export
{

enum class show_progress
{
    automatic, ///< on a terminal
    always,
    never
};

/// What the command line asks for, checked as far as it can be without the network.
struct options
{
    options() = default;

    std::vector<entralog::report> reports;
    bool preflight = false; ///< only tell whether they can be read
    bool all = false;       ///< the report "all": `reports` are many, and one that fails does not keep the others
    std::vector<std::string> notes;

    std::shared_ptr<entralog::credential> who;
    std::shared_ptr<announcer> announce; ///< for what `who` has to say to a person
    entralog::client_options client;
    entralog::query_options query;

    entralog_export::format format = entralog_export::format::table;
    std::string output; ///< "-" or a path
    std::optional<std::size_t> max_records;
    show_progress progress = show_progress::automatic;
    bool trace = false; ///< tell of each request, wait and page
};

/// The query for one of the reports.
entralog::query_options query_for(entralog::report r, options const& o);

/// The command line cannot be followed.
class usage_error : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Reads the command line and the environment. Nothing when the answer, as to --help, has been printed. Throws
/// usage_error.
std::optional<options> read_options(int argc, char const* const* argv);

} // namespace entralog_export
