#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace entralog
{

/// Where the service's data went beyond the schema of this library: nothing is lost by it, but someone may want to
/// know. Keys are "type.property"; for members "type.property=member".
struct drift
{
    drift() = default;

    std::map<std::string, std::size_t> unknown_properties; ///< kept in additional_data
    std::map<std::string, std::size_t> unknown_members;    ///< of enumerations; kept as text
    std::map<std::string, std::size_t> unexpected_nulls;   ///< taken as absent

    bool empty() const noexcept
    {
        return unknown_properties.empty() && unknown_members.empty() && unexpected_nulls.empty();
    }

    /// Adds another's counts. At most `max_names` names of each kind are kept, whatever a server sends.
    drift& operator+=(drift const& other)
    {
        add(unknown_properties, other.unknown_properties);
        add(unknown_members, other.unknown_members);
        add(unexpected_nulls, other.unexpected_nulls);
        return *this;
    }

    static constexpr std::size_t max_names = 1000;

    static void count(std::map<std::string, std::size_t>& counts, std::string const& name, std::size_t n = 1)
    {
        if (auto const it = counts.find(name); it != counts.end())
            it->second += n;
        else if (counts.size() < max_names)
            counts.emplace(name, n);
    }

private:
    static void add(std::map<std::string, std::size_t>& to, std::map<std::string, std::size_t> const& from)
    {
        for (auto const& [name, n] : from)
            count(to, name, n);
    }
};

} // namespace entralog
