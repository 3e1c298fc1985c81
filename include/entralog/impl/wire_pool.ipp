#pragma once

#include <entralog/impl/wire_connection.ipp>
#include <entralog/message.hpp>
#include <entralog/wire.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace entralog::detail::net
{

/// Connections that wait for the next request to their origin. It keeps no timer, which would keep a program's
/// io_context running: what is too old goes when the pool is next used.
class pool
{
public:
    explicit pool(wire_limits const& limits)
        : most_(limits.idle_connections_per_origin)
        , oldest_(limits.idle_connection)
    {
    }

    /// The connection used last, if one is still good.
    std::shared_ptr<connection> take(origin const& to)
    {
        drop_old();
        for (auto i = idle_.size(); i-- > 0;)
        {
            if (idle_[i].to != to)
                continue;
            auto found = std::move(idle_[i].link);
            idle_.erase(idle_.begin() + static_cast<std::ptrdiff_t>(i));
            if (found->is_quiet())
                return found;
        }
        return nullptr;
    }

    void put(origin const& to, std::shared_ptr<connection> link)
    {
        drop_old();
        link->rest();
        auto const count = std::count_if(idle_.begin(), idle_.end(), [&](entry const& e) { return e.to == to; });
        if (static_cast<std::size_t>(count) < most_)
            idle_.emplace_back(to, std::move(link));
    }

    void clear() noexcept { idle_.clear(); }

private:
    using clock = std::chrono::steady_clock;

    struct entry
    {
        entry(origin const& o, std::shared_ptr<connection> l)
            : to(o)
            , link(std::move(l))
        {
        }

        origin to;
        std::shared_ptr<connection> link;
        clock::time_point since = clock::now();
    };

    void drop_old()
    {
        auto const now = clock::now();
        std::erase_if(idle_, [&](entry const& e) { return now - e.since > oldest_; });
    }

    std::size_t const most_;
    std::chrono::milliseconds const oldest_;
    std::vector<entry> idle_;
};

} // namespace entralog::detail::net
