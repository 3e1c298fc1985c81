#include <mockserver/recordings.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/har.hpp>

#include <algorithm>
#include <utility>

namespace graph_mock
{

namespace
{

/// The answer as it goes to this caller: nextLinks lead to the server that they have reached.
response play(recording const& take, request const& r)
{
    auto answer = take.answer;
    if (take.origins.empty())
        return answer;
    auto const& recorded = take.answer.body;
    auto const own = own_origin(r);
    std::string body;
    std::size_t copied = 0;
    for (auto const at : take.origins)
    {
        body.append(recorded, copied, at - copied).append(own);
        copied = at + take.origin_size;
        // What comes after has moved, and so has the place of the cut.
        if (answer.cut_after && *take.answer.cut_after >= copied)
            *answer.cut_after += own.size() - take.origin_size; // modulo 2^64, when the new name is the shorter one
    }
    answer.body = body.append(recorded, copied);
    if (answer.cut_after) // a cut inside of a name that has become shorter
        answer.cut_after = std::min(*answer.cut_after, answer.body.size());
    return answer;
}

} // namespace

void recordings::load(std::filesystem::path const& file)
{
    for (auto& [key, take] : read_har(file))
        scenes_[key].takes.push_back(std::move(take));
}

std::optional<response> recordings::replay(request const& r)
{
    if (scenes_.empty())
        return std::nullopt;
    auto const key = request_key(r.method, r.path, r.query);
    auto const found = key ? scenes_.find(*key) : scenes_.end();
    if (found == scenes_.end())
        return std::nullopt;
    std::lock_guard const lock(mutex_);
    auto& [takes, next] = found->second;
    auto const& take = takes[next];
    if (next + 1 < takes.size())
        ++next;
    return play(take, r);
}

} // namespace graph_mock
