#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

#include <stdlib.h>

namespace entralog::testing
{

/// An empty folder that is gone when the test is.
class scratch_folder
{
public:
    scratch_folder()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "entralog-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("cannot make a scratch folder");
        path_ = pattern;
    }
    ~scratch_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch_folder(scratch_folder const&) = delete;
    scratch_folder& operator=(scratch_folder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }
    std::string operator/(std::string const& name) const { return (path_ / name).string(); }

    std::string write(std::string const& name, std::string const& text) const
    {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return *this / name;
    }

    std::string read(std::string const& name) const
    {
        std::ifstream in(path_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::size_t files() const
    {
        using std::filesystem::directory_iterator;
        return static_cast<std::size_t>(std::distance(directory_iterator(path_), directory_iterator()));
    }

private:
    std::filesystem::path path_;
};

} // namespace entralog::testing
