#include <mockserver/odata/value.hpp>

#include <mockserver/odata/literal.hpp>

namespace graph_mock::odata
{

namespace
{

/// In an open type only the record itself knows that a string is a time: it is when the other side is one.
std::optional<entralog::timestamp> as_moment(value_view const& v)
{
    if (auto const* moment = std::get_if<entralog::timestamp>(&v))
        return *moment;
    // In small or big letters it is the same time.
    auto const* text = std::get_if<text_view>(&v);
    return text ? entralog::parse_iso8601(text->bytes) : std::nullopt;
}

/// As above; and OData 4.01 lets a duration be written as a string, 'PT5M', where the other side is one.
std::optional<entralog::ticks> as_duration(value_view const& v)
{
    if (auto const* duration = std::get_if<entralog::ticks>(&v))
        return *duration;
    auto const* text = std::get_if<text_view>(&v);
    return text ? parse_duration(text->bytes) : std::nullopt;
}

} // namespace

value_view view_of(value const& v) noexcept
{
    struct viewer
    {
        value_view operator()(std::string const& text) const noexcept { return text_view(text); }
        value_view operator()(std::monostate) const noexcept { return {}; }
        value_view operator()(bool b) const noexcept { return b; }
        value_view operator()(double number) const noexcept { return number; }
        value_view operator()(entralog::timestamp moment) const noexcept { return moment; }
        value_view operator()(entralog::ticks duration) const noexcept { return duration; }
    };
    return std::visit(viewer(), v);
}

value_view view_of(boost::json::value const& json, kind k)
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
            return text_view(std::string_view(json.get_string()));
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

std::optional<std::partial_ordering> compare(value_view const& a, value_view const& b, letter_case letters)
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
    if (auto const* text = std::get_if<text_view>(&a))
        return compare(*text, std::get<text_view>(b), letters);
    if (auto const* number = std::get_if<double>(&a))
        return *number <=> std::get<double>(b);
    return static_cast<int>(std::get<bool>(a)) <=> static_cast<int>(std::get<bool>(b));
}

bool equal(value_view const& a, value_view const& b, letter_case letters)
{
    if (is_null(a) || is_null(b))
        return is_null(a) && is_null(b);
    auto const* const x = std::get_if<text_view>(&a);
    auto const* const y = std::get_if<text_view>(&b);
    if (x && y)
        return equal(*x, *y, letters);
    auto const order = compare(a, b, letters);
    return order && *order == 0;
}

} // namespace graph_mock::odata
