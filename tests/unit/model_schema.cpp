#include <entralog/model.hpp>

#include "tests/support/model_types.hpp"
#include "tests/support/schema_walk.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// The model against the list of the schema's names. When the list changes with Microsoft's schema, these tests say what
// the model lacks; they also say what the model has that no schema knows.

namespace
{

namespace json = boost::json;
using namespace entralog;

using kinds = std::map<std::string, std::string>; // property and kind
using types = std::map<std::string, kinds>;       // name and properties, those of bases included
using members = std::map<std::string, std::vector<std::string>>;

json::object schema(std::string const& version)
{
    return json::parse(test::read_testdata("schema/" + version + ".json")).as_object();
}

/// OData has no null collections: a '?' behind one says that its elements may be null, or nothing.
std::string listed_kind(json::object const& schema, std::string kind)
{
    if (kind.ends_with(")?"))
        kind.pop_back();
    auto const begin = kind.starts_with("Collection(") ? kind.find('(') + 1 : 0;
    auto const name = kind.substr(begin, kind.find_first_of("?)", begin) - begin);
    if (auto const* e = schema.at("enums").as_object().if_contains(name); e && e->at("flags").as_bool())
        kind.insert(begin, "flags ");
    return kind;
}

types listed_types(json::object const& schema)
{
    types all;
    auto const& list = schema.at("types").as_object();
    for (auto const& type : list)
    {
        auto& properties = all[type.key()];
        for (auto const* level = &type.value();; level = &list.at(level->at("base").as_string()))
        {
            for (auto const& p : level->at("properties").as_object())
                properties[p.key()] = listed_kind(schema, std::string(p.value().as_string()));
            if (level->at("base").is_null())
                break;
        }
    }
    return all;
}

members listed_enums(json::object const& schema)
{
    members all;
    for (auto const& e : schema.at("enums").as_object())
        for (auto const& member : e.value().at("members").as_array())
            all[e.key()].emplace_back(member.as_string());
    return all;
}

template <class... P>
kinds properties_of(property_list<P...>)
{
    return {{std::string(P::name), testing::kind_of<P>()}...};
}

types modelled_types()
{
    types all;
    testing::for_each_type(testing::all_types(), [&]<class T>(std::type_identity<T>)
        { all[std::string(description<T>::name)] = properties_of(typename description<T>::properties()); });
    return all;
}

members modelled_enums()
{
    members all;
    testing::for_each_type(testing::all_enums(), [&]<class E>(std::type_identity<E>)
        { all[std::string(testing::enum_name<E>)].assign(member_names<E>.begin(), member_names<E>.end()); });
    return all;
}

std::set<std::string> modelled_open_types()
{
    std::set<std::string> all;
    testing::for_each_type(testing::all_types(),
        [&]<class T>(std::type_identity<T>)
        {
            if constexpr (requires { description<T>::open; })
                if (description<T>::open)
                    all.emplace(description<T>::name);
        });
    return all;
}

// Of v1.0 only: beta has riskEventTypes_v2 in its place.
bool of_v1_only(std::string_view type, std::string_view property)
{
    return type == "signIn" && property == "riskEventTypes";
}

std::string without_nullability(std::string kind)
{
    std::erase(kind, '?');
    return kind;
}

} // namespace

BOOST_AUTO_TEST_SUITE(model_schema)

BOOST_AUTO_TEST_CASE(every_property_of_beta_is_in_the_model_with_its_kind)
{
    auto const model = modelled_types();
    for (auto const& [type, properties] : listed_types(schema("beta")))
    {
        auto const found = model.find(type);
        BOOST_REQUIRE_MESSAGE(found != model.end(), "the model has no type " << type);
        for (auto const& [property, kind] : properties)
        {
            auto const p = found->second.find(property);
            BOOST_REQUIRE_MESSAGE(p != found->second.end(), "the model has no property " << type << '.' << property);
            // Nullable in v1.0, not in beta: the model serves both.
            auto const expected = type == "signIn" && property == "servicePrincipalId" ? kind + "?" : kind;
            BOOST_TEST_CONTEXT(type << '.' << property)
            BOOST_TEST(p->second == expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_model_has_nothing_that_the_schema_does_not_know)
{
    auto const listed = listed_types(schema("beta"));
    for (auto const& [type, properties] : modelled_types())
    {
        auto const found = listed.find(type);
        BOOST_REQUIRE_MESSAGE(found != listed.end(), "the schema has no type " << type);
        for (auto const& [property, kind] : properties)
            BOOST_TEST((found->second.contains(property) || of_v1_only(type, property)),
                "the schema has no property " << type << '.' << property);
    }
}

BOOST_AUTO_TEST_CASE(every_property_of_v1_is_in_the_model_but_for_what_beta_widened)
{
    auto const model = modelled_types();
    for (auto const& [type, properties] : listed_types(schema("v1.0")))
        for (auto const& [property, kind] : properties)
        {
            BOOST_REQUIRE_MESSAGE(model.contains(type) && model.at(type).contains(property),
                "the model has no property " << type << '.' << property);
            auto expected = without_nullability(kind);
            if (type == "auditActivityInitiator" && property == "user")
                expected = "auditUserIdentity"; // beta's type, derived from v1.0's userIdentity
            BOOST_TEST_CONTEXT(type << '.' << property)
            BOOST_TEST(without_nullability(model.at(type).at(property)) == expected);
        }
}

BOOST_AUTO_TEST_CASE(every_member_of_every_enumeration_is_in_the_model_in_order)
{
    auto const model = modelled_enums();
    auto const listed = listed_enums(schema("beta"));
    for (auto const& [name, names] : listed)
    {
        BOOST_REQUIRE_MESSAGE(model.contains(name), "the model has no enumeration " << name);
        BOOST_TEST_CONTEXT(name)
        BOOST_TEST(model.at(name) == names, boost::test_tools::per_element());
    }
    for (auto const& [name, names] : listed_enums(schema("v1.0")))
    {
        BOOST_REQUIRE_MESSAGE(model.contains(name), "the model has no enumeration " << name);
        auto const& known = model.at(name);
        for (auto const& member : names)
            BOOST_TEST((std::find(known.begin(), known.end(), member) != known.end()), name << '.' << member);
    }
    for (auto const& [name, names] : model)
        BOOST_TEST((listed.contains(name) || name == "riskEventType"), "the schema has no enumeration " << name);
}

BOOST_AUTO_TEST_CASE(open_types_are_those_of_the_schema)
{
    std::set<std::string> listed;
    auto const beta = schema("beta");
    for (auto const& type : beta.at("types").as_object())
        if (type.value().at("open").as_bool())
            listed.insert(type.key());
    BOOST_TEST(modelled_open_types() == listed, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
