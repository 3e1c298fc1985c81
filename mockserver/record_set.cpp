#include <mockserver/record_set.hpp>

#include <mockserver/json_edit.hpp>
#include <mockserver/load_error.hpp>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <fstream>

namespace graph_mock
{

namespace
{

/// Checks one line and takes from it what the mock must know of it.
class line_reader
{
public:
    line_reader(std::filesystem::path const& file, report const& r)
        : file_(file)
        , report_(r)
    {
    }

    std::size_t line() const noexcept { return line_; }

    /// Nothing for a blank line.
    std::optional<record> read(std::string line)
    {
        ++line_;
        if (line_ == 1 && line.starts_with("\xEF\xBB\xBF"))
            line.erase(0, 3); // editors of one great vendor begin files so
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.find_first_not_of(" \t") == std::string::npos)
            return std::nullopt;

        boost::json::monotonic_resource memory;
        boost::json::error_code failure;
        auto const json = boost::json::parse(line, failure, &memory);
        if (failure)
            fail("this is not JSON (" + failure.message() + "); each line holds one whole JSON object");
        if (!json.is_object())
            fail("this is JSON, but no object; each line holds one record as Graph sends it");
        auto const& object = json.get_object();

        record r;
        r.id = text_of(object, "id");
        if (r.id.empty() || r.id.size() > 512)
            fail("'id' has " + std::to_string(r.id.size()) + " characters; give it 1 to 512");
        auto const when = entralog::parse_iso8601(text_of(object, report_.time));
        if (!when)
            fail("'" + std::string(report_.time) + "' is no time; write it like 2026-11-25T10:00:00Z");
        r.when = *when;
        r.interactive = report_.id != report_id::sign_ins || is_interactive(object);
        r.text = std::move(line);
        return r;
    }

    /// For what is wrong with the line that comes after the last one read.
    [[noreturn]] void fail_next(std::string const& why) const { throw load_error(file_, line_ + 1, why); }

    [[noreturn]] void fail(std::string const& why) const { throw load_error(file_, line_, why); }

private:
    std::string text_of(boost::json::object const& object, std::string_view name) const
    {
        auto const* const value = object.if_contains(name);
        if (!value)
            fail("'" + std::string(name) + "' is missing; every " + std::string(report_.record_name) + " needs one");
        if (!value->is_string())
            fail("'" + std::string(name) + "' is not a string; put it in quotes");
        return std::string(value->get_string());
    }

    static bool is_interactive(boost::json::object const& sign_in)
    {
        auto const* const types = sign_in.if_contains("signInEventTypes");
        if (types && types->is_array() && !types->get_array().empty())
            return std::any_of(types->get_array().begin(), types->get_array().end(),
                [](auto const& type) { return type.is_string() && type.get_string() == "interactiveUser"; });
        auto const* const flag = sign_in.if_contains("isInteractive");
        return !flag || !flag->is_bool() || flag->get_bool();
    }

    std::filesystem::path const& file_;
    report const& report_;
    std::size_t line_ = 0;
};

/// A quoted time, moved; nothing for what is no time, or stands for "never".
std::optional<std::string> shifted(std::string_view quoted_time, std::chrono::seconds by)
{
    if (quoted_time.size() < 2 || quoted_time.front() != '"')
        return std::nullopt;
    auto const text = quoted_time.substr(1, quoted_time.size() - 2);
    auto const when = entralog::parse_iso8601(text);
    if (!when || text.starts_with("0001-") || text.starts_with("9999-"))
        return std::nullopt;
    // Whole seconds are moved, so the fraction is copied as it is written.
    auto out = entralog::to_iso8601(std::chrono::floor<std::chrono::seconds>(*when) + by);
    out.pop_back();
    if (auto const dot = text.find('.'); dot != std::string_view::npos)
        out += text.substr(dot, text.find_first_not_of("0123456789", dot + 1) - dot);
    // An offset has been resolved into UTC; a time without a zone keeps having none.
    if (text.find_first_of("Z+-", text.find('T')) != std::string_view::npos)
        out += 'Z';
    return '"' + out + '"';
}

bool names_a_time(std::string_view key) noexcept
{
    return key.ends_with("DateTime");
}

} // namespace

record_set record_set::load(std::filesystem::path const& file, report const& r)
{
    record_set set;
    std::ifstream in(file, std::ios::binary);
    if (!in)
    {
        if (std::filesystem::exists(file))
            throw load_error(file, "cannot be read; check its permissions");
        return set;
    }
    std::unordered_map<std::string, std::size_t> lines;
    line_reader reader(file, r);
    std::string buffer(max_record_size + 2, '\0');
    while (in.getline(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() != 0)
    {
        if (in.fail()) // the buffer was full before the line ended
            reader.fail_next("the record is longer than " + std::to_string(max_record_size) + " bytes; shorten it");
        auto const taken =
            static_cast<std::size_t>(in.gcount()) - (in.eof() ? 0u : 1u); // the line's end was taken, too
        auto read = reader.read(buffer.substr(0, taken));
        if (!read)
            continue;
        if (set.records_.size() == max_records)
            reader.fail("there are more than " + std::to_string(max_records) + " records; split the tenant");
        auto const [earlier, is_new] = lines.emplace(read->id, reader.line());
        if (!is_new)
            reader.fail("the id '" + read->id + "' was used in line " + std::to_string(earlier->second) +
                        " already; every record needs its own");
        set.records_.push_back(std::move(*read));
    }
    if (in.bad())
        throw load_error(file, "cannot be read to its end; check the disk");
    set.sort();
    return set;
}

void record_set::sort()
{
    columns_->forget_all(); // they are by place
    by_id_.clear();
    order_.clear();
    for (std::size_t number = 0; number < records_.size(); ++number)
    {
        by_id_.emplace(records_[number].id, number);
        order_.push_back(number);
    }
    std::sort(order_.begin(), order_.end(), [this](std::size_t a, std::size_t b) { return before(a, b); });
}

bool record_set::before(std::size_t a, std::size_t b) const
{
    auto const& x = records_[a];
    auto const& y = records_[b];
    return x.when != y.when ? x.when > y.when : x.id < y.id;
}

std::optional<std::size_t> record_set::place(std::size_t number) const
{
    if (number >= records_.size())
        return std::nullopt;
    auto const found = std::lower_bound(
        order_.begin(), order_.end(), number, [this](std::size_t a, std::size_t b) { return before(a, b); });
    return static_cast<std::size_t>(found - order_.begin());
}

record const* record_set::find(std::string_view id) const
{
    auto const found = by_id_.find(std::string(id));
    return found == by_id_.end() ? nullptr : &records_[found->second];
}

void record_set::replace(std::string_view id, std::string text)
{
    auto& r = records_.at(by_id_.at(std::string(id)));
    columns_->forget_changes(r.text, text);
    r.text = std::move(text);
}

std::optional<timestamp> record_set::newest() const
{
    return order_.empty() ? std::nullopt : std::optional(at(0).when);
}

void record_set::shift(std::chrono::seconds by)
{
    columns_->forget_all();
    for (auto& r : records_) // the order stays what it was
    {
        r.text = shift_times(r.text, by);
        r.when += by;
    }
}

std::string shift_times(std::string_view json, std::chrono::seconds by)
{
    // Recursion is bounded: no deeper than the JSON parser allowed when the record was loaded.
    if (json.starts_with('['))
        return edit_elements(json, [by](std::string_view element) { return shift_times(element, by); });
    if (!json.starts_with('{'))
        return std::string(json);
    return edit_members(json,
        [by](std::string_view key, std::string_view value) -> std::optional<std::string>
        {
            if (names_a_time(key))
                if (auto moved = shifted(value, by))
                    return moved;
            return shift_times(value, by);
        });
}

} // namespace graph_mock
