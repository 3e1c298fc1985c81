#pragma once

#include <string_view>
#include <vector>

namespace graph_mock::odata
{

enum class version
{
    beta,
    v1_0
};

/// What a property holds, as far as a filter cares.
enum class kind
{
    text,
    boolean,
    number,
    moment,
    duration, ///< of a literal: no property is one, unless an open type has it
    enumeration,
    structure,
    anything ///< a property of an open type that the schema does not name
};

struct structure;

struct property
{
    property() = default;

    std::string_view name;
    odata::kind kind = odata::kind::text;
    odata::structure const* type = nullptr; ///< for kind::structure
    bool collection = false;
    bool in_beta = true;
    bool in_v1_0 = true;

    bool in(version v) const noexcept { return v == version::beta ? in_beta : in_v1_0; }
};

/// An entity or complex type. Derived types are folded into their base: a filter may name their properties without a
/// cast, and open types may hold properties that are not listed.
struct structure
{
    structure() = default;

    std::string_view name; ///< without "microsoft.graph."
    bool open = false;
    std::vector<property> properties;

    /// By name, regardless of its case, as Graph finds them.
    property const* find(std::string_view name, version v) const noexcept;
};

/// The type of that name: one of the four entities, or of what they hold. Throws std::out_of_range for others.
structure const& type(std::string_view name);

/// The name as Graph's messages have it: "Edm.String".
std::string_view edm_name(kind k) noexcept;

} // namespace graph_mock::odata
