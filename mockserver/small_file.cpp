#include <mockserver/small_file.hpp>

#include <mockserver/load_error.hpp>

#include <algorithm>
#include <fstream>

namespace graph_mock
{

std::string read_small_file(std::filesystem::path const& file, std::size_t max_size)
{
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file))
    {
        std::error_code ec;
        throw load_error(file, std::filesystem::is_directory(file, ec)
                                   ? "is a folder, and no file"
                                   : "cannot be read; check that the file exists, and its permissions");
    }
    std::string text;
    constexpr std::size_t step = 64 * 1024;
    while (in && text.size() <= max_size)
    {
        auto const begin = text.size();
        text.resize(begin + step);
        in.read(text.data() + begin, step);
        text.resize(begin + static_cast<std::size_t>(in.gcount()));
    }
    if (text.size() > max_size)
        throw load_error(file, "is larger than " + std::to_string(max_size / 1024 / 1024) + " MiB; split it");
    return text;
}

std::size_t line_of(std::string_view text, std::size_t offset)
{
    auto const before = text.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::size_t column_of(std::string_view text, std::size_t offset)
{
    auto const before = text.substr(0, offset);
    auto const line = before.substr(before.rfind('\n') + 1); // npos + 1 is 0
    return 1 +
           static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

} // namespace graph_mock
