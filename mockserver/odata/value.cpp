#include <mockserver/odata/value.hpp>

#include <mockserver/odata/literal.hpp>
#include <mockserver/text.hpp>

namespace graph_mock::odata
{

namespace
{

std::partial_ordering compare_text(std::string_view a, std::string_view b, letter_case letters)
{
    if (letters == letter_case::matters)
        return a <=> b;
    return to_lower(a) <=> to_lower(b);
}

/// In an open type only the record itself knows that a string is a time: it is when the other side is one.
std::optional<entralog::timestamp> as_moment(value const& v)
{
    if (auto const* moment = std::get_if<entralog::timestamp>(&v))
        return *moment;
    auto const* text = std::get_if<std::string>(&v);
    return text ? entralog::parse_iso8601(*text) : std::nullopt;
}

/// As above; and OData 4.01 lets a duration be written as a string, 'PT5M', where the other side is one.
std::optional<entralog::ticks> as_duration(value const& v)
{
    if (auto const* duration = std::get_if<entralog::ticks>(&v))
        return *duration;
    auto const* text = std::get_if<std::string>(&v);
    return text ? parse_duration(*text) : std::nullopt;
}

} // namespace

value to_value(boost::json::value const& json, kind k)
{
    switch (json.kind())
    {
    case boost::json::kind::bool_:
        return json.get_bool();
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::double_:
        return json.to_number<double>();
    case boost::json::kind::string:
        if (k != kind::moment)
            return std::string(json.get_string());
        if (auto const moment = entralog::parse_iso8601(std::string_view(json.get_string())))
            return *moment;
        return {};
    case boost::json::kind::null:
    case boost::json::kind::array:
    case boost::json::kind::object:
        break;
    }
    return {};
}

std::optional<std::partial_ordering> compare(value const& a, value const& b, letter_case letters)
{
    if (is_null(a) || is_null(b))
        return std::nullopt;
    if (std::holds_alternative<entralog::timestamp>(a) || std::holds_alternative<entralog::timestamp>(b))
    {
        auto const x = as_moment(a);
        auto const y = as_moment(b);
        return x && y ? std::optional<std::partial_ordering>(*x <=> *y) : std::nullopt;
    }
    if (std::holds_alternative<entralog::ticks>(a) || std::holds_alternative<entralog::ticks>(b))
    {
        auto const x = as_duration(a);
        auto const y = as_duration(b);
        return x && y ? std::optional<std::partial_ordering>(*x <=> *y) : std::nullopt;
    }
    if (a.index() != b.index())
        return std::nullopt;
    if (auto const* text = std::get_if<std::string>(&a))
        return compare_text(*text, std::get<std::string>(b), letters);
    if (auto const* number = std::get_if<double>(&a))
        return *number <=> std::get<double>(b);
    return static_cast<int>(std::get<bool>(a)) <=> static_cast<int>(std::get<bool>(b));
}

bool equal(value const& a, value const& b, letter_case letters)
{
    if (is_null(a) || is_null(b))
        return is_null(a) && is_null(b);
    auto const order = compare(a, b, letters);
    return order && *order == 0;
}

} // namespace graph_mock::odata
