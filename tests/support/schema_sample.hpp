#pragma once

#include <entralog/time.hpp>

#include <boost/json.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::testing
{

/// Makes objects of every type from the list of the schema's names, and says which JSON values fit which kind. Knows
/// nothing of the library's model.
class schema_sample
{
public:
    explicit schema_sample(boost::json::object schema)
        : schema_(std::move(schema))
    {
    }

    boost::json::object const& types() const { return schema_.at("types").as_object(); }

    /// An object with every property of the type and of its bases.
    boost::json::object object(std::string const& type) const
    {
        boost::json::object out;
        each_property(type, [&](std::string const& name, std::string const& kind) { out[name] = value(kind); });
        return out;
    }

    /// Whether the library should take `v` for that kind; null and unknown enum members are taken everywhere.
    bool fits(std::string const& kind, boost::json::value const& v) const
    {
        if (v.is_null())
            return true;
        if (auto const element = element_of(kind); !element.empty())
        {
            if (!v.is_array())
                return false;
            for (auto const& e : v.get_array())
                if (!fits(element, e))
                    return false;
            return true;
        }
        auto const name = bare(kind);
        if (types().contains(name))
            return v.is_object(); // the test puts only unknown properties into them
        if (name == "Edm.Boolean")
            return v.is_bool();
        if (name == "Edm.Int32")
            return v.is_int64() && v.get_int64() >= INT32_MIN && v.get_int64() <= INT32_MAX;
        if (name == "Edm.Double")
            return v.is_number() && std::isfinite(v.to_number<double>());
        if (name == "Edm.DateTimeOffset")
            return v.is_string() && parse_iso8601({v.get_string().data(), v.get_string().size()});
        return v.is_string();
    }

    /// Calls f(name, kind) for each property of the type, bases first.
    template <class F>
    void each_property(std::string const& type, F&& f) const
    {
        auto const& description = types().at(type).as_object();
        if (auto const& base = description.at("base"); !base.is_null())
            each_property(std::string(base.as_string()), f);
        for (auto const& p : description.at("properties").as_object())
            f(std::string(p.key()), std::string(p.value().as_string()));
    }

    /// The kind without its '?'.
    static std::string bare(std::string kind)
    {
        if (kind.ends_with('?'))
            kind.pop_back();
        return kind;
    }

    /// Of a collection; nothing of anything else.
    static std::string element_of(std::string const& kind)
    {
        constexpr std::string_view prefix = "Collection(";
        return kind.starts_with(prefix) ? kind.substr(prefix.size(), kind.find(')') - prefix.size()) : std::string();
    }

private:
    boost::json::value value(std::string const& kind) const
    {
        if (auto const element = element_of(kind); !element.empty())
            return boost::json::array{value(element), value(element)};
        auto const name = bare(kind);
        if (types().contains(name))
            return object(name);
        if (auto const* const e = schema_.at("enums").as_object().if_contains(name))
            return e->at("members").as_array().back();
        if (name == "Edm.Boolean")
            return true;
        if (name == "Edm.Int32")
            return -7;
        if (name == "Edm.Double")
            return 2.5;
        if (name == "Edm.DateTimeOffset")
            return "2026-11-25T10:00:00.1234567Z";
        return "text";
    }

    boost::json::object schema_;
};

} // namespace entralog::testing
