#pragma once

#include <entralog/error.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace entralog_export
{

/// Where the records go: standard output, or a file that has its name only once it is complete. Until then it is called
/// NAME.partial, so that whoever waits for NAME never sees half of it, and what came before a failure is not lost.
/// After a failure nothing more is written; failure() says why.
class output
{
public:
    /// Standard output.
    output();
    explicit output(std::filesystem::path path);
    ~output();
    output(output const&) = delete;

    /// Called before bytes go out, for the sake of a progress line on the same terminal.
    void before_write(std::function<void()> f) { before_write_ = std::move(f); }

    /// Takes bytes. False once something has failed.
    bool write(std::string_view bytes);
    /// Hands what was taken to the system.
    bool flush();
    /// The output is complete: the file gets its name.
    bool commit();
    /// The output will not be completed. Gives the file in which what came remains, or nothing.
    std::optional<std::filesystem::path> keep();
    /// The output is of no use to anybody.
    void discard();

    std::optional<entralog::error> const& failure() const noexcept { return failure_; }
    /// Nobody reads any more, as after `| head`.
    bool reader_gone() const noexcept { return reader_gone_; }

private:
    void open();
    bool fail(int error_number, std::string_view what);

    std::filesystem::path path_;      ///< empty for standard output
    std::filesystem::path temporary_; ///< empty when bytes go straight to where they belong
    int file_ = -1;
    std::string buffer_;
    std::function<void()> before_write_;
    std::optional<entralog::error> failure_;
    bool reader_gone_ = false;
};

} // namespace entralog_export
