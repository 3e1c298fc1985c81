#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/query.hpp>

#include <string>
#include <string_view>

namespace entralog
{

namespace detail
{

ENTRALOG_DECL void append_percent_encoded(std::string& out, std::string_view text, std::string_view keep)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved_marks = "-._~";
    for (char const c : text)
    {
        if (is_alphanumeric(c) || unreserved_marks.find(c) != std::string_view::npos ||
            keep.find(c) != std::string_view::npos)
        {
            out += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

ENTRALOG_DECL std::string event_types_filter(std::initializer_list<sign_in_event_type> types)
{
    std::string condition;
    for (auto const type : types)
        condition.append(condition.empty() ? "t eq " : " or t eq ").append(literal_text(member_name(type)));
    return condition.empty() ? std::string() : "signInEventTypes/any(t:" + condition + ")";
}

} // namespace detail

ENTRALOG_DECL std::string percent_encode(std::string_view text, std::string_view keep)
{
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    detail::append_percent_encoded(out, text, keep);
    return out;
}

ENTRALOG_DECL std::string filter_of(report r, query_options const& options)
{
    // The operators are those that each report documents: ge and le, but gt and lt for provisioning. One step of the
    // clock turns an exclusive bound into an inclusive one, and back.
    bool const strict = r == report::provisioning;
    std::string filter = options.filter;
    bool const own = !filter.empty() && (options.since || options.until);
    if (own)
        filter.insert(0, 1, '(').append(1, ')');
    auto const add = [&](std::string_view op, timestamp t)
    {
        if (!filter.empty())
            filter += " and ";
        filter.append(info(r).timestamp_property).append(op).append(to_iso8601(t));
    };
    auto const before = [](timestamp t) { return t == timestamp::min() ? t : t - ticks(1); };
    if (options.since)
        strict ? add(" gt ", before(*options.since)) : add(" ge ", *options.since);
    if (options.until)
        strict ? add(" lt ", *options.until) : add(" le ", before(*options.until));
    return filter;
}

ENTRALOG_DECL result<std::string> encode_query(report r, query_options const& options)
{
    // What RFC 3986 allows in a query and Graph's own next_links leave as it is.
    constexpr std::string_view keep = "$'(),/:";
    std::string out;
    auto const add = [&](std::string_view name, std::string_view value)
    { out.append(out.empty() ? "?" : "&").append(name).append("=").append(percent_encode(value, keep)); };
    if (options.since && options.until && *options.since >= *options.until)
        return error(errc::invalid_argument, "since (" + to_iso8601(*options.since) + ") is not before until (" +
                                                 to_iso8601(*options.until) + "): no record could be in between");
    if (auto const filter = filter_of(r, options); !filter.empty())
        add("$filter", filter);
    if (!options.order_by.empty())
        add("$orderby", options.order_by);
    if (!options.select.empty())
    {
        std::string list;
        for (auto const& property : options.select)
        {
            // A name or a path: whatever else is in it would be a second option, or a mistake.
            for (char const c : property)
                if (!detail::is_alphanumeric(c) && std::string_view("_/.@").find(c) == std::string_view::npos)
                    return error(
                        errc::invalid_argument, "'" + property + "' cannot be selected: not a property's name");
            if (property.empty())
                return error(errc::invalid_argument, "$select has an empty name");
            list.append(list.empty() ? "" : ",").append(property);
        }
        add("$select", list);
    }
    if (options.top)
    {
        auto const maximum = info(r).maximum_page_size;
        if (*options.top < 1 || *options.top > maximum)
            return error(errc::invalid_argument, "$top of " + std::string(to_string(r)) + " must be between 1 and " +
                                                     std::to_string(maximum) + ", not " + std::to_string(*options.top));
        add("$top", std::to_string(*options.top));
    }
    if (!options.skip_token.empty())
        add("$skiptoken", options.skip_token);
    return out;
}

} // namespace entralog
