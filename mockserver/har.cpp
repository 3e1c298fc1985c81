#include <mockserver/har.hpp>

#include <mockserver/load_error.hpp>
#include <mockserver/small_file.hpp>
#include <mockserver/text.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>

namespace graph_mock
{

namespace
{

constexpr std::size_t max_har_size = 128 * 1024 * 1024;
constexpr std::size_t max_har_depth = 512; ///< browsers write deep call stacks into a HAR
constexpr std::size_t max_parameters = 1000;

/// Connection-bound or about the body's form on the wire, which a HAR does not keep.
constexpr std::array<std::string_view, 8> framing{"content-encoding", "content-length", "transfer-encoding",
    "connection", "keep-alive", "proxy-connection", "trailer", "upgrade"};

/// Reads one entry; its errors name it.
class entry_reader
{
public:
    entry_reader(std::filesystem::path const& file, std::size_t number)
        : file_(file)
        , number_(number)
    {
    }

    boost::json::object const& object(boost::json::object const& in, std::string_view name) const
    {
        auto const* const value = in.if_contains(name);
        if (!value || !value->is_object())
            fail("'" + std::string(name) + "' is missing or no object; is this a HAR 1.2 file?");
        return value->get_object();
    }

    std::string text(boost::json::object const& in, std::string_view name) const
    {
        auto const* const value = in.if_contains(name);
        if (!value || !value->is_string())
            fail("'" + std::string(name) + "' is missing or no string");
        return std::string(value->get_string());
    }

    std::int64_t number(boost::json::object const& in, std::string_view name) const
    {
        auto const* const value = in.if_contains(name);
        if (!value || !value->is_int64())
            fail("'" + std::string(name) + "' is missing or no whole number");
        return value->get_int64();
    }

    [[noreturn]] void fail(std::string const& why) const
    {
        throw load_error(file_, "entry " + std::to_string(number_) + ": " + why);
    }

private:
    std::filesystem::path const& file_;
    std::size_t number_;
};

struct har_url
{
    har_url() = default;

    std::string origin; ///< "https://graph.microsoft.com"
    std::string path;   ///< decoded
    std::string query;
};

std::optional<har_url> split_har_url(std::string_view url)
{
    auto const mark = url.find("://");
    auto const scheme = url.substr(0, mark);
    if (mark == std::string_view::npos || (!iequals(scheme, "https") && !iequals(scheme, "http")))
        return std::nullopt;
    url = url.substr(0, url.find('#'));
    auto const end = std::min(url.find_first_of("/?", mark + 3), url.size());
    std::string target(url.substr(end));
    if (!target.starts_with('/'))
        target.insert(0, 1, '/');
    request r;
    if (!set_target(r, std::move(target)))
        return std::nullopt;
    har_url parts;
    parts.origin = url.substr(0, end);
    parts.path = std::move(r.path);
    parts.query = std::move(r.query);
    return parts;
}

bool is_token_character(char c) noexcept
{
    return is_alpha(c) || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

void read_headers(boost::json::object const& from, entry_reader const& entry, response& into)
{
    auto const* const list = from.if_contains("headers");
    if (!list)
        return;
    if (!list->is_array())
        entry.fail("'headers' of the response is no list");
    for (auto const& field : list->get_array())
    {
        if (!field.is_object())
            entry.fail("a header of the response is no object");
        auto const name = entry.text(field.get_object(), "name");
        auto const value = entry.text(field.get_object(), "value");
        if (name.starts_with(':') || // HTTP/2 records its status as a header
            std::any_of(framing.begin(), framing.end(), [&](auto known) { return iequals(known, name); }))
            continue;
        auto const is_control = [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f; };
        if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_character) ||
            std::any_of(value.begin(), value.end(), is_control))
            entry.fail("the response's header '" + quotable(name) + "' cannot be sent; remove its control characters");
        into.headers.add(name, value);
    }
}

std::string read_body(boost::json::object const& from, entry_reader const& entry)
{
    auto const* const content = from.if_contains("content");
    if (!content || !content->is_object() || !content->get_object().contains("text"))
        return {};
    auto text = entry.text(content->get_object(), "text");
    auto const* const encoding = content->get_object().if_contains("encoding");
    if (!encoding || (encoding->is_string() && encoding->get_string().empty()))
        return text;
    auto decoded = encoding->is_string() && encoding->get_string() == "base64" ? from_base64(text) : std::nullopt;
    if (!decoded)
        entry.fail("the body is not the base64 that its 'encoding' says");
    return std::move(*decoded);
}

/// Where the body's nextLinks name that origin.
std::vector<std::size_t> find_origins(std::string_view body, std::string_view origin)
{
    constexpr std::string_view key = "\"@odata.nextLink\"";
    std::vector<std::size_t> found;
    for (auto at = body.find(key); at != std::string_view::npos; at = body.find(key, at + 1))
    {
        auto const begin = body.find_first_not_of(" \t\r\n:", at + key.size());
        if (begin == std::string_view::npos || body[begin] != '"')
            continue;
        auto const link = body.substr(begin + 1);
        if (iequals(link.substr(0, origin.size()), origin) && link.substr(origin.size()).starts_with('/'))
            found.push_back(begin + 1);
    }
    return found;
}

bool flag(boost::json::object const& from, std::string_view name)
{
    auto const* const value = from.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

std::optional<std::pair<std::string, recording>> read_entry(boost::json::object const& from, entry_reader const& entry)
{
    auto const& asked = entry.object(from, "request");
    auto const& answered = entry.object(from, "response");
    auto const status = entry.number(answered, "status");
    auto const url = split_har_url(entry.text(asked, "url"));
    auto const key = url ? request_key(entry.text(asked, "method"), url->path, url->query) : std::nullopt;
    if (status < 200 && status >= 0)
        return std::nullopt;
    if (!key)
        return std::nullopt;
    if (status < 0 || status > 599)
        entry.fail("'status' is " + std::to_string(status) + "; it may be 200 to 599");

    recording r;
    r.answer.status = static_cast<int>(status);
    r.answer.raw_replay = true;
    read_headers(answered, entry, r.answer);
    r.answer.body = read_body(answered, entry);
    if (!flag(answered, "_keepOrigin"))
        r.origins = find_origins(r.answer.body, url->origin);
    r.origin_size = url->origin.size();
    if (answered.contains("_cutAfter"))
    {
        auto const cut = entry.number(answered, "_cutAfter");
        if (cut < 0 || static_cast<std::size_t>(cut) > r.answer.body.size())
            entry.fail("'_cutAfter' is " + std::to_string(cut) + ", but the body has " +
                       std::to_string(r.answer.body.size()) + " bytes");
        r.answer.cut_after = static_cast<std::size_t>(cut);
    }
    return std::make_pair(std::move(*key), std::move(r));
}

} // namespace

std::optional<std::string> request_key(std::string_view method, std::string_view path, std::string_view query)
{
    auto parameters = parse_form(query, max_parameters);
    if (!parameters)
        return std::nullopt;
    std::sort(parameters->begin(), parameters->end());
    std::string key = std::string(method) + '\n' + to_lower(path);
    for (auto const& [name, value] : *parameters)
        key.append("\n").append(url_encode(name)).append("=").append(url_encode(value));
    return key;
}

std::vector<std::pair<std::string, recording>> read_har(std::filesystem::path const& file)
{
    auto const text = read_small_file(file, max_har_size);
    boost::json::parse_options options;
    options.max_depth = max_har_depth;
    boost::json::error_code failure;
    auto const json = boost::json::parse(text, failure, {}, options);
    if (failure)
        throw load_error(file, "this is not JSON (" + failure.message() + "); is it a HAR 1.2 file?");
    auto const* const log = json.is_object() ? json.get_object().if_contains("log") : nullptr;
    auto const* const entries = log && log->is_object() ? log->get_object().if_contains("entries") : nullptr;
    if (!entries || !entries->is_array())
        throw load_error(file, "there is no list log.entries; is it a HAR 1.2 file?");

    std::vector<std::pair<std::string, recording>> out;
    std::size_t number = 0;
    for (auto const& entry : entries->get_array())
    {
        entry_reader const reader(file, ++number);
        if (!entry.is_object())
            reader.fail("it is no object");
        if (auto read = read_entry(entry.get_object(), reader))
            out.push_back(std::move(*read));
    }
    return out;
}

} // namespace graph_mock
