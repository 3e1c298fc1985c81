#pragma once

#include <entralog/drift.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entralog_export
{

/// What came of one report, or of all.
struct tally
{
    tally() = default;

    std::size_t records = 0;
    std::size_t malformed = 0; ///< records that could not be read
    std::size_t pages = 0;
    std::uint64_t bytes = 0; ///< on the wire
    std::uint64_t retries = 0;
    std::chrono::steady_clock::duration waited{}; ///< for the next try
    std::chrono::steady_clock::duration waited_for_limit{};
    std::chrono::steady_clock::duration took{};
    entralog::drift beyond_model;
};

tally& operator+=(tally& total, tally const& part);

/// "1 record", "2 records".
std::string counted(std::uint64_t n, std::string_view noun);

/// "812 B", "4.2 MB": decimal, as networks count.
std::string size_text(std::uint64_t bytes);

/// "0.4 s", "75 s"
std::string seconds_text(std::chrono::steady_clock::duration d);

/// "signIns: 300 records, 3 pages, 41.3 kB on the wire, 0 retries, 0.4 s"
std::string summary(std::string_view name, tally const& t);

/// One line of names that the model does not know, the first few of them; nothing when there are none.
std::string drift_summary(entralog::drift const& beyond_model);

/// For the progress line: "signIns  3 pages  300 records  750/s  41.3 kB".
std::string progress_text(std::string_view name, tally const& t);

} // namespace entralog_export
