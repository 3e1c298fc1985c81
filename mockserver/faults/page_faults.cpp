#include <mockserver/faults/page_faults.hpp>

#include <mockserver/graph_response.hpp>
#include <mockserver/json_edit.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace graph_mock
{

namespace
{

constexpr std::string_view next_link = "@odata.nextLink";

/// What of a page there is to change; views into its body.
struct page_parts
{
    page_parts() = default;

    std::optional<std::string_view> value; ///< with its brackets
    std::optional<std::string_view> link;  ///< with its quotes
};

page_parts parts_of(response const& page)
{
    page_parts parts;
    if (page.status != 200)
        return parts;
    visit_members(page.body,
        [&](std::string_view key, std::string_view text)
        {
            if (key == "value" && text.starts_with('['))
                parts.value = text;
            else if (key == next_link && text.starts_with('"'))
                parts.link = text;
        });
    return parts;
}

std::size_t place_of(std::string const& body, std::string_view part)
{
    return static_cast<std::size_t>(part.data() - body.data());
}

/// Where the record in the middle begins, or where one would.
std::size_t middle(std::string const& body, std::string_view value)
{
    std::vector<std::string_view> records;
    visit_elements(value, [&](std::string_view record) { records.push_back(record); });
    return place_of(body, records.empty() ? value.substr(1) : records[records.size() / 2]);
}

/// That place, or the one before the list that it is the beginning of: an object in an empty list would be good JSON.
std::size_t before_list(std::string const& body, std::size_t place)
{
    while (std::string_view("[ \t\r\n").find(body[place - 1]) != std::string_view::npos)
        --place; // a page begins with a brace
    return place;
}

/// The page with that link; it gets one in front if it had none.
void set_link(std::string& body, bool had, std::string const& url)
{
    body = had ? set_member(body, next_link, json_string(url)) : prepend_member(body, next_link, json_string(url));
}

std::string error_object(fault const& how)
{
    return R"({"error":{"code":)" + json_string(how.code.empty() ? "UnknownError" : how.code) + R"(,"message":)" +
           json_string(how.message.empty() ? "The service failed in the middle of the page." : how.message) + "}}";
}

} // namespace

std::string written_differently(std::string_view target)
{
    std::string out(target);
    auto const query = out.find('?');
    if (query == std::string::npos)
        return out + '?';
    // Graph takes "%24top" for "$top", and "$top" for "%24top".
    auto const plain = out.find('$', query);
    auto const encoded = out.find("%24", query);
    if (plain < encoded)
        out.replace(plain, 1, "%24");
    else if (encoded != std::string::npos)
        out.replace(encoded, 3, "$");
    else
        out += '&';
    return out;
}

bool spoil_page(response& page, fault const& how, request const& question, std::string_view back)
{
    auto const parts = parts_of(page);
    if (!parts.value)
        return false;
    auto& body = page.body;
    bool const had = parts.link.has_value();
    auto const again = own_origin(question) + written_differently(question.target);
    switch (how.kind)
    {
    case fault_kind::invalid_json: // as seen: a record that never ends, and an error after it
                                   // (microsoft-graph-docs#3648)
        body.insert(before_list(body, place_of(body, *parts.value) + parts.value->size() / 2), error_object(how));
        return true;
    case fault_kind::truncated_json:
        body.resize(place_of(body, *parts.value) + parts.value->size() / 2);
        return true;
    case fault_kind::error_in_value:
    {
        auto const at = middle(body, *parts.value);
        body.replace(at, std::string::npos, error_object(how) + "]}");
        return true;
    }
    case fault_kind::empty_page:
        body = set_member(body, "value", "[]");
        set_link(body, had, again);
        return true;
    case fault_kind::repeated_page:
        set_link(body, had, again);
        return true;
    case fault_kind::next_link_loop:
        if (back.empty())
            return false;
        set_link(body, had, own_origin(question) + std::string(back));
        return true;
    default:
        break;
    }
    if (!parts.link)
        return false;
    std::string link(*parts.link); // our own: quotes and slashes need no escapes
    if (how.kind == fault_kind::foreign_next_link)
    {
        auto const path = link.find('/', link.find("//") + 2);
        link = how.to + link.substr(path, link.size() - path - 1);
    }
    else if (how.kind == fault_kind::empty_skip_token)
        link = link.substr(1, link.find("skiptoken=") + std::string_view("skiptoken=").size() - 1);
    else
        return false;
    set_link(body, had, link);
    return true;
}

} // namespace graph_mock
