#pragma once

#include "format.hpp"
#include "output.hpp"
#include "status_line.hpp"
#include "tally.hpp"
#include "text.hpp"

#include <entralog/decode.hpp>
#include <entralog/error.hpp>
#include <entralog/pages.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/system/errc.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog_export
{

/// Where the records of one report go.
struct destination
{
    destination(output& o, status_line& s, tally& t)
        : out(o)
        , status(s)
        , count(t)
    {
    }

    output& out;
    status_line& status;
    tally& count;
    std::string_view name; ///< of the report
    entralog_export::format format = entralog_export::format::none;
    std::optional<std::size_t> max_records;
};

/// Shows a record that does not fit, but no more than a few of a report.
void warn(destination const& to, entralog::malformed_record const& m);

/// Takes each record as it arrives and writes it at once: no page is ever held.
template <class T>
class record_taker
{
public:
    explicit record_taker(destination to)
        : to_(std::move(to))
    {
        append_heading<T>(text_, to_.format);
        to_.out.write(text_);
    }

    entralog::result<void> operator()(T& record)
    {
        if (enough())
            return stop();
        text_.clear();
        append_record(text_, to_.format, record);
        if (!to_.out.write(text_))
            return stop();
        ++to_.count.records;
        return {};
    }

    entralog::result<void> operator()(entralog::malformed_record& record)
    {
        if (enough())
            return stop();
        ++to_.count.malformed;
        warn(to_, record);
        return {};
    }

    bool enough() const noexcept { return to_.max_records && to_.count.records >= *to_.max_records; }
    /// Whether it was us who ended the page.
    bool stopped() const noexcept { return stopped_; }

private:
    entralog::result<void> stop()
    {
        stopped_ = true;
        return entralog::error(make_error_code(boost::system::errc::operation_canceled));
    }

    destination to_;
    std::string text_;
    bool stopped_ = false;
};

/// Reads page after page until the end, the wanted number of records, or an error. When the output fails it ends
/// without an error: see output::failure. Throws operation_aborted when cancelled.
template <class T>
boost::asio::awaitable<entralog::result<void>> take_all(entralog::pages<T> pages, destination to)
{
    record_taker<T> take(to);
    while (!pages.done() && !take.enough() && !to.out.failure())
    {
        auto const info = co_await pages.next_into(take);
        if (take.stopped())
            break;
        if (!info)
            co_return info.error();
        ++to.count.pages;
        to.count.beyond_model += info->drift;
        to.out.flush(); // whoever reads along sees whole pages
    }
    co_return entralog::result<void>();
}

} // namespace entralog_export
