#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace test
{

/// A file of testdata, whole.
inline std::string read_testdata(std::string const& name)
{
    auto path = std::string(ENTRALOG_TESTDATA) + '/' + name;
    auto file = std::ifstream(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Walks records along the list of the schema's names and notes what they use and where they do not fit. It knows
/// nothing of the library's model: that is what makes it a judge of the data.
class schema_walk
{
public:
    using name_pair = std::pair<std::string, std::string>; ///< type and property, or enum and member

    explicit schema_walk(boost::json::object schema)
        : schema_(std::move(schema))
    {
    }

    void record(boost::json::value const& v, std::string const& type, std::string const& where)
    {
        structured(v, type, where);
    }

    /// Properties that no record has with a value other than null.
    std::set<name_pair> unused_properties() const
    {
        auto all = std::set<name_pair>();
        for (auto const& type : types())
            for (auto const& property : type.value().at("properties").as_object())
                if (auto name = name_pair(type.key(), property.key()); !used_.contains(name))
                    all.insert(name);
        return all;
    }

    std::set<name_pair> unused_members() const
    {
        auto all = std::set<name_pair>();
        for (auto const& e : enums())
            for (auto const& member : e.value().at("members").as_array())
                if (auto name = name_pair(e.key(), member.as_string()); !used_.contains(name))
                    all.insert(name);
        return all;
    }

    /// Enum members, and properties of types that are not open, that the list does not have.
    std::set<name_pair> const& strangers() const { return strangers_; }

    /// Values that the schema forbids, each with its place.
    std::map<std::string, std::string> const& misfits() const { return misfits_; }

    /// Every Edm.DateTimeOffset met: its place and its text.
    std::multimap<std::string, std::string> const& moments() const { return moments_; }

    boost::json::object const& types() const { return schema_.at("types").as_object(); }
    boost::json::object const& enums() const { return schema_.at("enums").as_object(); }

private:
    void value(boost::json::value const& v, std::string_view type, std::string const& where)
    {
        auto nullable = type.ends_with('?');
        if (nullable)
            type.remove_suffix(1);
        if (v.is_null())
        {
            if (!nullable)
                misfits_[where] = "null is not allowed here";
        }
        else if (auto prefix = std::string_view("Collection("); type.starts_with(prefix))
        {
            type.remove_prefix(prefix.size());
            type.remove_suffix(1);
            if (!v.is_array())
                misfits_[where] = "is no array";
            else
                for (auto const& element : v.get_array())
                    value(element, type, where);
        }
        else if (type.starts_with("Edm."))
            primitive(v, type, where);
        else if (enums().contains(type))
            enumerated(v, std::string(type), where);
        else
            structured(v, std::string(type), where);
    }

    void primitive(boost::json::value const& v, std::string_view type, std::string const& where)
    {
        auto fits = false;
        if (type == "Edm.String" || type == "Edm.DateTimeOffset")
            fits = v.is_string();
        else if (type == "Edm.Boolean")
            fits = v.is_bool();
        else if (type == "Edm.Int32")
            fits = v.is_int64() && v.get_int64() >= INT32_MIN && v.get_int64() <= INT32_MAX;
        else if (type == "Edm.Double")
            fits = v.is_number();
        if (!fits)
            misfits_[where] = boost::json::serialize(v) + " is no " + std::string(type);
        else if (type == "Edm.DateTimeOffset")
            moments_.emplace(where, v.get_string());
    }

    void enumerated(boost::json::value const& v, std::string const& type, std::string const& where)
    {
        if (!v.is_string())
        {
            misfits_[where] = boost::json::serialize(v) + " is no member of " + type;
            return;
        }
        auto const& description = enums().at(type).as_object();
        auto text = std::string_view(v.get_string());
        while (true)
        {
            auto comma = description.at("flags").as_bool() ? text.find(',') : std::string_view::npos;
            auto name = name_pair(type, text.substr(0, comma));
            auto known = false;
            for (auto const& member : description.at("members").as_array())
                known = known || member.as_string() == name.second;
            (known ? used_ : strangers_).insert(std::move(name));
            if (comma == std::string_view::npos)
                return;
            text.remove_prefix(comma + 1);
        }
    }

    /// `declared` is the type of the place; an @odata.type that the schema knows may say a derived one.
    void structured(boost::json::value const& v, std::string const& declared, std::string const& where)
    {
        if (!v.is_object())
        {
            misfits_[where] = boost::json::serialize(v) + " is no " + declared;
            return;
        }
        auto const& object = v.get_object();
        auto type = declared;
        if (auto const* named = object.if_contains("@odata.type"))
        {
            auto name = std::string_view(named->as_string());
            auto prefix = std::string_view("#microsoft.graph.");
            if (name.starts_with(prefix) && types().contains(name.substr(prefix.size())))
                type = name.substr(prefix.size());
        }
        for (auto const& property : object)
            if (property.key() != "@odata.type" && !property_of(type, property, where))
                if (!types().at(type).at("open").as_bool())
                    strangers_.emplace(type, property.key());
        demand_required(object, type, where);
    }

    /// False when neither the type nor a base of it has such a property.
    bool property_of(std::string type, boost::json::key_value_pair const& property, std::string const& where)
    {
        while (true)
        {
            auto const& description = types().at(type);
            if (auto const* kind = description.at("properties").as_object().if_contains(property.key()))
            {
                if (!property.value().is_null())
                    used_.emplace(type, property.key());
                value(property.value(), kind->as_string(), where + '/' + std::string(property.key()));
                return true;
            }
            if (description.at("base").is_null())
                return false;
            type = description.at("base").as_string();
        }
    }

    void demand_required(boost::json::object const& object, std::string type, std::string const& where)
    {
        while (true)
        {
            auto const& description = types().at(type);
            for (auto const& property : description.at("properties").as_object())
                if (!property.value().as_string().ends_with('?') && !object.contains(property.key()))
                    misfits_[where + '/' + std::string(property.key())] = "is missing";
            if (description.at("base").is_null())
                return;
            type = description.at("base").as_string();
        }
    }

    boost::json::object schema_;
    std::set<name_pair> used_;
    std::set<name_pair> strangers_;
    std::map<std::string, std::string> misfits_;
    std::multimap<std::string, std::string> moments_;
};

} // namespace test
