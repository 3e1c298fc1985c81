#pragma once

#include <mockserver/message.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

/// An exchange of a HAR file, ready to be replayed.
struct recording
{
    recording() = default;

    response answer;
    std::vector<std::size_t> origins; ///< where in the body a nextLink names the server that was recorded
    std::size_t origin_size = 0;      ///< how long that name is
};

/// Exact exchanges from HAR 1.2 files. A request is covered when method, path and query are those of an entry: the path
/// regardless of its case, the query as a set of decoded parameters in any order; host, headers and body do not count.
/// Several entries for one request are played in the files' order; the last is then repeated.
///
/// What is not exact, so that a client of the mock can follow:
/// - bodies in a HAR are decoded and whole, so the framing headers are left out;
/// - an "@odata.nextLink" that leads to the recorded server leads to this one, unless the response
///   says "_keepOrigin": true. A nextLink to any other server stays.
/// "_cutAfter": N in a response ends the connection after N bytes of the recorded body.
class recordings
{
public:
    recordings() = default;

    /// Adds the entries of a file. Throws load_error, naming the entry.
    void load(std::filesystem::path const& file);

    /// The answer to the request, if it is covered.
    std::optional<response> replay(request const& r);

private:
    struct scene
    {
        scene() = default;

        std::vector<recording> takes;
        std::size_t next = 0;
    };

    std::mutex mutex_;
    std::map<std::string, scene> scenes_; ///< by what a request is recognised by
};

} // namespace graph_mock
