#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/error_body.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace entralog::detail
{

inline constexpr std::size_t longest_message = 2000;
inline constexpr std::size_t longest_name = 200;

/// The text of a member that is a string, or of a number; anything else is as good as missing.
inline std::string text_member(boost::json::object const& object, std::string_view key, std::size_t limit)
{
    auto const* const member = object.if_contains(boost::json::string_view(key.data(), key.size()));
    if (member == nullptr)
        return {};
    if (auto const* const text = member->if_string())
        return std::string(text->data(), std::min(text->size(), limit));
    if (auto const* const number = member->if_int64())
        return std::to_string(*number);
    return {};
}

inline boost::json::object const* object_member(boost::json::object const& object, std::string_view key)
{
    auto const* const member = object.if_contains(boost::json::string_view(key.data(), key.size()));
    return member == nullptr ? nullptr : member->if_object();
}

inline void fill_if_empty(std::string& field, std::string text)
{
    if (field.empty())
        field = std::move(text);
}

/// {"code", "message", "innerError": {...}}, and what is nested in there; the outermost text counts.
inline void read_graph_error(boost::json::object const* level, error_body& out)
{
    for (bool outermost = true; level != nullptr; outermost = false)
    {
        auto code = text_member(*level, "code", longest_name);
        // Within innerError the code is often just the status again ("429").
        if (outermost || !std::all_of(code.begin(), code.end(), is_digit))
            fill_if_empty(out.code, std::move(code));
        fill_if_empty(out.message, text_member(*level, "message", longest_message));
        // OData before version 4: {"message": {"lang": "en", "value": "..."}}
        if (auto const* const message = object_member(*level, "message"))
            fill_if_empty(out.message, text_member(*message, "value", longest_message));
        fill_if_empty(out.request_id, text_member(*level, "request-id", longest_name));
        fill_if_empty(out.client_request_id, text_member(*level, "client-request-id", longest_name));
        // Graph's schema spells it in one way and its services in the other.
        auto const* const inner = object_member(*level, "innerError");
        level = inner != nullptr ? inner : object_member(*level, "innererror");
    }
}

/// The first line of an OAuth error_description: the lines after it are ids and the time.
inline std::string first_line(std::string text)
{
    for (std::string_view const noise : {"\r", "\n", " Trace ID:"})
        text.resize(std::min(text.find(noise), text.size()));
    return text;
}

inline void read_oauth_error(boost::json::object const& object, error_body& out)
{
    out.oauth = true;
    out.code = text_member(object, "error", longest_name);
    out.message = first_line(text_member(object, "error_description", longest_message));
    out.request_id = text_member(object, "trace_id", longest_name);
    out.client_request_id = text_member(object, "correlation_id", longest_name);
    constexpr std::string_view prefix = "AADSTS";
    if (out.message.starts_with(prefix))
        std::from_chars(out.message.data() + prefix.size(), out.message.data() + out.message.size(), out.aadsts);
    auto const* const codes = object.if_contains("error_codes");
    auto const* const list = codes == nullptr ? nullptr : codes->if_array();
    if (out.aadsts == 0 && list != nullptr && !list->empty() && list->front().is_int64())
        out.aadsts = static_cast<long>(list->front().get_int64());
}

/// The words of a page without its markup, scripts and styles, and with single spaces.
inline std::string text_of_html(std::string_view html, std::size_t limit)
{
    std::string out;
    bool space = false;
    while (!html.empty() && out.size() < limit)
    {
        if (html.front() == '<')
        {
            auto end = html.find('>');
            for (std::string_view const element : {"<script", "<style"})
                if (starts_with_ignoring_case(html, element))
                    end = html.find('>', std::min(html.find("</", 1), html.size()));
            html.remove_prefix(std::min(end, html.size() - 1) + 1);
            space = true;
            continue;
        }
        if (static_cast<unsigned char>(html.front()) <= ' ')
            space = true;
        else
        {
            if (space && !out.empty())
                out += ' ';
            space = false;
            out += html.front();
        }
        html.remove_prefix(1);
    }
    return out;
}

ENTRALOG_DECL error_body parse_error_body(std::string_view body)
{
    constexpr std::size_t excerpt = 200;
    error_body out;
    auto const begin = body.find_first_not_of(" \t\r\n\xef\xbb\xbf"); // and a byte order mark
    if (begin == std::string_view::npos)
        return out;
    body.remove_prefix(begin);
    if (body.front() == '<')
    {
        out.message = text_of_html(body, excerpt);
        return out;
    }
    boost::json::error_code failure;
    auto const value =
        boost::json::parse(boost::json::string_view(body.data(), body.size()), failure); // 32 levels deep
    auto const* const object = failure ? nullptr : value.if_object();
    auto const* const error = object == nullptr ? nullptr : object->if_contains("error");
    if (error != nullptr && error->is_object())
        read_graph_error(&error->get_object(), out);
    else if (error != nullptr && error->is_string())
        read_oauth_error(*object, out);
    else
        out.message = body.substr(0, excerpt);
    return out;
}

} // namespace entralog::detail
