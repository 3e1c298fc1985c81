#include <mockserver/json_file.hpp>

#include <mockserver/json_edit.hpp>
#include <mockserver/load_error.hpp>
#include <mockserver/small_file.hpp>
#include <mockserver/text.hpp>

#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/stream_parser.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

namespace graph_mock
{

namespace
{

std::string listed(object_reader::names names)
{
    std::string all;
    for (auto name : names)
        all.append(all.empty() ? "" : ", ").append(name);
    return all;
}

/// The text of a JSON string that is known to be one.
std::string decoded(std::string_view quoted)
{
    return std::string(boost::json::parse(quoted).as_string());
}

std::string without_zeros(double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", number);
    return text;
}

bool is(std::string_view text, char first)
{
    return !text.empty() && text.front() == first;
}

} // namespace

json_file::json_file(std::filesystem::path const& file, std::size_t max_size)
    : file_(file)
    , text_(read_small_file(file, max_size))
{
    boost::json::error_code failure;
    boost::json::stream_parser parser;
    auto const used = parser.write_some(text_, failure);
    if (!failure && used == text_.size())
        parser.finish(failure);
    else if (!failure)
        failure = boost::json::error::extra_data;
    if (failure)
        fail(std::string_view(text_).substr(used), "this is not JSON (" + failure.message() + ")");
}

object_reader json_file::root(std::initializer_list<std::string_view> members) const
{
    std::string_view const text = text_;
    return object_reader(*this, "", text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size())), members);
}

void json_file::fail(std::string_view part, std::string const& why) const
{
    auto const offset = static_cast<std::size_t>(part.data() - text_.data());
    throw load_error(file_, line_of(text_, offset), column_of(text_, offset), why);
}

object_reader::object_reader(json_file const& file, std::string path, std::string_view text, names members)
    : file_(&file)
    , path_(std::move(path))
    , text_(text)
{
    if (!is(text_, '{'))
        file_->fail(text_, (path_.empty() ? "the file" : "'" + path_ + "'") + " is not a JSON object");
    visit_members(text_,
        [&](std::string_view name, std::string_view value)
        {
            std::string_view const quoted(name.data() - 1, name.size() + 2);
            auto key = decoded(quoted);
            if (std::find(members.begin(), members.end(), key) == members.end())
                file_->fail(
                    quoted, "'" + path_to(quotable(key)) + "' is not known; it may be one of: " + listed(members));
            if (find(key))
                file_->fail(quoted, "'" + path_to(key) + "' is there a second time; keep one of the two");
            members_.emplace_back(std::move(key), value);
        });
}

bool object_reader::has(std::string_view name) const
{
    return find(name) != nullptr;
}

json_text object_reader::text(std::string_view name) const
{
    auto const* const found = find(name);
    if (!found)
        fail(name, "is missing; give it a string");
    return to_text(path_to(name), found->text);
}

std::string object_reader::guid(std::string_view name) const
{
    auto const value = text(name);
    if (!is_guid(value.value))
        fail(value, "is not a GUID; write it like 11111111-2222-3333-4444-555555555555");
    return to_lower(value.value);
}

bool object_reader::flag(std::string_view name) const
{
    auto const* const found = find(name);
    if (!found)
        return false;
    if (found->text != "true" && found->text != "false")
        fail(name, "is neither true nor false");
    return found->text == "true";
}

std::optional<double> object_reader::number(std::string_view name, double least, double most) const
{
    auto const* const found = find(name);
    if (!found)
        return std::nullopt;
    double value = 0;
    auto const* const end = found->text.data() + found->text.size();
    auto const read = std::from_chars(found->text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || !(value >= least && value <= most))
        fail(name, "is not a number from " + without_zeros(least) + " to " + without_zeros(most));
    return value;
}

std::optional<std::int64_t> object_reader::whole_number(
    std::string_view name, std::int64_t least, std::int64_t most) const
{
    auto const* const found = find(name);
    if (!found)
        return std::nullopt;
    std::int64_t value = 0;
    auto const* const end = found->text.data() + found->text.size();
    auto const read = std::from_chars(found->text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < least || value > most)
        fail(name, "is not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value;
}

std::vector<json_text> object_reader::texts(std::string_view name) const
{
    std::vector<json_text> out;
    auto const* const found = find(name);
    if (!found)
        return out;
    if (!is(found->text, '['))
        fail(name, "is not a list; put it in [ ]");
    visit_elements(found->text, [&](std::string_view element)
        { out.push_back(to_text(path_to(name) + "[" + std::to_string(out.size()) + "]", element)); });
    return out;
}

std::vector<object_reader> object_reader::objects(std::string_view name, names members) const
{
    std::vector<object_reader> out;
    auto const* const found = find(name);
    if (!found)
        return out;
    if (!is(found->text, '['))
        fail(name, "is not a list; put it in [ ]");
    visit_elements(found->text, [&](std::string_view element)
        { out.emplace_back(*file_, path_to(name) + "[" + std::to_string(out.size()) + "]", element, members); });
    return out;
}

std::optional<object_reader> object_reader::object(std::string_view name, names members) const
{
    auto const* const found = find(name);
    if (!found)
        return std::nullopt;
    return object_reader(*file_, path_to(name), found->text, members);
}

void object_reader::fail(std::string_view name, std::string const& why) const
{
    auto const* const found = find(name);
    file_->fail(found ? found->text : text_, "'" + path_to(name) + "' " + why);
}

void object_reader::fail(json_text const& at, std::string const& why) const
{
    file_->fail(at.place, "'" + at.path + "' " + why);
}

object_reader::member const* object_reader::find(std::string_view name) const
{
    auto const found = std::find_if(members_.begin(), members_.end(), [&](member const& m) { return m.name == name; });
    return found == members_.end() ? nullptr : &*found;
}

json_text object_reader::to_text(std::string path, std::string_view text) const
{
    json_text out("", std::move(path), text);
    if (!is(text, '"') || text == "\"\"")
        fail(out, "is not a string with something in it");
    out.value = decoded(text);
    return out;
}

std::string object_reader::path_to(std::string_view name) const
{
    return (path_.empty() ? path_ : path_ + ".") + std::string(name);
}

} // namespace graph_mock
