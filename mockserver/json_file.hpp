#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graph_mock
{

class object_reader;

/// A JSON file that people write by hand: whatever is wrong with it is told with its line and column.
class json_file
{
public:
    /// Throws load_error: the file cannot be read, is larger than that, or is not JSON.
    json_file(std::filesystem::path const& file, std::size_t max_size);

    json_file(json_file const&) = delete;
    json_file& operator=(json_file const&) = delete;

    /// The object that the file is; these are the members that it may have. It must not outlive the file.
    object_reader root(std::initializer_list<std::string_view> members) const;

    /// Throws the load_error for that part of the file's text.
    [[noreturn]] void fail(std::string_view part, std::string const& why) const;

private:
    std::filesystem::path file_;
    std::string text_;
};

/// A string of the file, and where it stands.
struct json_text
{
    json_text(std::string decoded, std::string its_path, std::string_view its_place)
        : value(std::move(decoded))
        , path(std::move(its_path))
        , place(its_place)
    {
    }

    std::string value;
    std::string path;       ///< "apps[1].secrets[0]"
    std::string_view place; ///< in the file
};

/// One object of the file: hands out its members by name. All functions throw load_error for what is wrong with them.
class object_reader
{
public:
    using names = std::initializer_list<std::string_view>;

    /// A member that is none of `members`, or is there twice, is an error: a typing mistake more often than not.
    object_reader(json_file const& file, std::string path, std::string_view text, names members);

    bool has(std::string_view name) const;

    /// A string that must be there and not be empty.
    json_text text(std::string_view name) const;
    std::string guid(std::string_view name) const;

    /// False when it is missing.
    bool flag(std::string_view name) const;

    /// A number within these bounds; nothing when it is missing.
    std::optional<double> number(std::string_view name, double least, double most) const;
    std::optional<std::int64_t> whole_number(std::string_view name, std::int64_t least, std::int64_t most) const;

    /// Strings, none of them empty; none when the list is missing.
    std::vector<json_text> texts(std::string_view name) const;

    /// Objects; none when the list is missing.
    std::vector<object_reader> objects(std::string_view name, names members) const;
    std::optional<object_reader> object(std::string_view name, names members) const;

    /// At the member's value, or at the object when there is no such member.
    [[noreturn]] void fail(std::string_view name, std::string const& why) const;
    [[noreturn]] void fail(json_text const& at, std::string const& why) const;

private:
    struct member
    {
        member(std::string decoded, std::string_view its_text)
            : name(std::move(decoded))
            , text(its_text)
        {
        }

        std::string name;
        std::string_view text;
    };

    member const* find(std::string_view name) const;
    json_text to_text(std::string path, std::string_view text) const;
    std::string path_to(std::string_view name) const;

    json_file const* file_;
    std::string path_;
    std::string_view text_;
    std::vector<member> members_;
};

} // namespace graph_mock
