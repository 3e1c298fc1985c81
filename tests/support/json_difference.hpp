#pragma once

#include <entralog/time.hpp>

#include <boost/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entralog::testing
{

inline std::string_view view(boost::json::string_view s)
{
    return {s.data(), s.size()};
}

/// Where two JSON texts differ, or nothing. A null is the same as an absent property; two ways to write one moment or
/// one number are the same.
inline std::string json_difference(boost::json::value const& a, boost::json::value const& b, std::string const& at = "")
{
    auto const differ = [&]
    { return at + ": " + boost::json::serialize(a).substr(0, 200) + " / " + boost::json::serialize(b).substr(0, 200); };
    if (a.is_object() && b.is_object())
    {
        auto const& p = a.get_object();
        auto const& q = b.get_object();
        for (auto const& [key, value] : p)
            if (auto const* const other = q.if_contains(key); !value.is_null() || (other && !other->is_null()))
            {
                auto const d =
                    json_difference(value, other ? *other : boost::json::value(), at + '/' + std::string(key));
                if (!d.empty())
                    return d;
            }
        for (auto const& [key, value] : q)
            if (!p.contains(key) && !value.is_null())
                return at + '/' + std::string(key) + ": only in the second";
        return {};
    }
    if (a.is_array() && b.is_array())
    {
        auto const& p = a.get_array();
        auto const& q = b.get_array();
        for (std::size_t i = 0; i < p.size() && i < q.size(); ++i)
            if (auto const d = json_difference(p[i], q[i], at + '/' + std::to_string(i)); !d.empty())
                return d;
        return p.size() == q.size() ? std::string() : differ();
    }
    if (a.is_string() && b.is_string() && a != b)
    {
        auto const t = parse_iso8601(view(a.get_string()));
        return t && t == parse_iso8601(view(b.get_string())) ? std::string() : differ();
    }
    if (a.is_number() && b.is_number())
        return a.to_number<double>() == b.to_number<double>() ? std::string() : differ();
    return a == b ? std::string() : differ();
}

inline std::string json_difference(std::string_view a, std::string_view b)
{
    return json_difference(boost::json::parse(boost::json::string_view(a.data(), a.size())),
        boost::json::parse(boost::json::string_view(b.data(), b.size())));
}

} // namespace entralog::testing
