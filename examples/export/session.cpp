#include "session.hpp"

#include "explain.hpp"
#include "interruption.hpp"
#include "output.hpp"
#include "record_taker.hpp"
#include "status_line.hpp"
#include "tally.hpp"

#include <entralog/client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <unistd.h>

namespace entralog_export
{

namespace asio = boost::asio;
namespace fs = std::filesystem;
using entralog::report;

namespace
{

status_line::drawing drawing_of(options const& o)
{
    bool const terminal = ::isatty(STDERR_FILENO) != 0;
    // Records that run over the screen show the progress better than a line between them.
    bool const records_on_screen = o.output == "-" && o.format != format::none && ::isatty(STDOUT_FILENO) != 0;
    bool const wanted = o.progress == show_progress::always ||
                        (o.progress == show_progress::automatic && terminal && !records_on_screen);
    return !wanted    ? status_line::drawing::none
           : terminal ? status_line::drawing::in_place
                      : status_line::drawing::as_lines;
}

/// A report that fails by itself keeps no other from being tried; a network or a credential that fails would fail
/// again.
bool concerns_one_report(entralog::error const& e)
{
    using entralog::errc;
    if (e.code.category() != entralog::category())
        return false;
    switch (static_cast<errc>(e.code.value()))
    {
    case errc::unauthenticated:
    case errc::token_rejected:
    case errc::malformed_token:
    case errc::connect_timeout:
    case errc::handshake_timeout:
    case errc::invalid_argument:
    case errc::proxy_refused:
    case errc::unexpected_content:
    case errc::unexpected_redirect:
    case errc::credential_unavailable:
        return false;
    default:
        return true;
    }
}

class session
{
public:
    explicit session(options const& o)
        : options_(o)
        , client_(context_.get_executor(), o.who, client_options())
        , status_(context_.get_executor(), drawing_of(o))
    {
        if (o.announce)
            *o.announce = [this](std::string const& text) { say(text); };
    }

    ending run();

private:
    asio::awaitable<void> export_all();
    asio::awaitable<void> preflight_all();
    /// True when the next report is to be tried.
    asio::awaitable<bool> export_one(report r);
    asio::awaitable<entralog::result<void>> read(report r, destination to);
    template <class T>
    asio::awaitable<entralog::result<void>> read_from(entralog::report_handle<T> handle, destination to);

    std::unique_ptr<output> open(report r) const;
    bool finish(output& out, tally const& count);
    void abandon(report r, output& out, tally const& count);
    entralog::client_options client_options();
    void observe(tally& count) const;
    void say(std::string const& text) { status_.say("entralog-export: " + text); }

    options const& options_;
    asio::io_context context_{1};
    entralog::client client_;
    status_line status_;
    ending ending_ = ending::done;
    tally total_;
    entralog::client_counters before_;
    std::chrono::steady_clock::time_point begin_;
};

ending session::run()
{
    for (auto const& note : options_.notes)
        say(note + '\n');
    std::exception_ptr thrown;
    asio::cancellation_signal cancel;
    std::optional<interruption> interruption(
        std::in_place, context_.get_executor(), [&cancel] { cancel.emit(asio::cancellation_type::terminal); });
    asio::co_spawn(context_, options_.preflight ? preflight_all() : export_all(),
        asio::bind_cancellation_slot(cancel.slot(),
            [&](std::exception_ptr e)
            {
                thrown = e;
                interruption.reset(); // nothing is left to wait for
            }));
    context_.run();
    if (thrown)
        std::rethrow_exception(thrown);
    if (options_.all && !options_.preflight && ending_ != ending::reader_gone)
        status_.say(summary("total", total_));
    if (ending_ == ending::interrupted)
        say("interrupted\n");
    return ending_;
}

asio::awaitable<void> session::export_all()
{
    auto const& all = options_.reports;
    for (auto r = all.begin(); r != all.end(); ++r)
    {
        if (co_await export_one(*r))
            continue;
        if (ending_ != ending::failed && ending_ != ending::usage)
            break;
        std::string untried;
        while (++r != all.end())
            untried.append(untried.empty() ? "" : ", ").append(to_string(*r));
        if (!untried.empty())
            say("not tried, as it would come to the same: " + untried + '\n');
        break;
    }
}

asio::awaitable<void> session::preflight_all()
{
    output out;
    try
    {
        for (auto const r : options_.reports)
        {
            auto const found = co_await client_.preflight(r);
            if (!found.readable())
                ending_ = ending::failed;
            out.write(to_string(found));
        }
    }
    catch (boost::system::system_error const& e)
    {
        if (e.code() != asio::error::operation_aborted)
            throw;
        ending_ = ending::interrupted;
    }
    if (!out.commit())
        ending_ = out.reader_gone() ? ending::reader_gone : ending::failed;
}

asio::awaitable<bool> session::export_one(report r)
{
    auto const name = std::string(to_string(r));
    auto const out = open(r);
    tally count;
    begin_ = std::chrono::steady_clock::now();
    before_ = client_.counters();
    entralog::result<void> came;
    bool aborted = false;
    if (!out->failure())
    {
        out->before_write([this] { status_.erase(); });
        status_.start(
            [&]
            {
                observe(count);
                return progress_text(name, count);
            });
        destination to(*out, status_, count);
        to.name = name;
        to.format = options_.format;
        to.max_records = options_.max_records;
        try
        {
            came = co_await read(r, to);
        }
        catch (boost::system::system_error const& e)
        {
            aborted = e.code() == asio::error::operation_aborted;
            if (!aborted)
                throw;
        }
        status_.stop();
        observe(count);
    }

    bool goes_on = false;
    if (aborted || interruption::requested())
    {
        ending_ = ending::interrupted;
        abandon(r, *out, count);
    }
    else if (came && finish(*out, count))
        goes_on = true;
    else if (out->reader_gone())
    {
        ending_ = ending::reader_gone;
        co_return false;
    }
    else
    {
        auto const& e = came ? *out->failure() : came.error();
        bool const ours = e.code == entralog::errc::invalid_argument && e.http_status == 0;
        ending_ = ours ? ending::usage : ending::failed;
        goes_on = came.has_error() && concerns_one_report(e);
        say(explain(name, e));
        abandon(r, *out, count);
    }
    status_.say(summary(name, count) + drift_summary(count.beyond_model));
    total_ += count;
    co_return goes_on;
}

template <class T>
asio::awaitable<entralog::result<void>> session::read_from(entralog::report_handle<T> handle, destination to)
{
    entralog::query<T> const q(query_for(entralog::report_of<T>, options_));
    if (options_.format == format::raw)
        return take_all(handle.raw(q), to);
    return take_all(handle.pages(q), to);
}

asio::awaitable<entralog::result<void>> session::read(report r, destination to)
{
    switch (r)
    {
    case report::sign_ins:
        return read_from<entralog::sign_in>(client_.sign_ins(), to);
    case report::directory_audits:
        return read_from(client_.directory_audits(), to);
    case report::custom_security_attribute_audits:
        return read_from(client_.custom_security_attribute_audits(), to);
    case report::provisioning:
        break;
    }
    return read_from(client_.provisioning(), to);
}

std::unique_ptr<output> session::open(report r) const
{
    if (options_.output == "-")
    {
        auto out = std::make_unique<output>();
        if (options_.all && options_.format == format::table)
            out->write(std::string(to_string(r)) + '\n');
        return out;
    }
    fs::path path = options_.output;
    std::error_code ec;
    if (options_.all || path.filename().empty() || fs::is_directory(path, ec))
    {
        fs::create_directories(path, ec); // what cannot be created cannot be written to: the output will say so
        path /= std::string(to_string(r)).append(extension_of(options_.format));
    }
    return std::make_unique<output>(path);
}

/// All has come: completes the output.
bool session::finish(output& out, tally const& count)
{
    if (options_.all && options_.format == format::table && options_.output == "-")
        out.write(counted(count.records, "record") + "\n\n");
    return out.commit();
}

/// Keeps what came.
void session::abandon(report r, output& out, tally const& count)
{
    if (count.records == 0)
        return out.discard();
    if (auto const kept = out.keep())
        say(std::string(to_string(r)) + ": " + counted(count.records, "record") + " that came " +
            (count.records == 1 ? "is" : "are") + " in " + kept->string() + '\n');
}

entralog::client_options session::client_options()
{
    auto o = options_.client;
    if (options_.trace)
        o.observe = [this](entralog::event const& e) { status_.say(to_string(e) + '\n'); };
    else
        o.observe = [this](entralog::event const& e)
        {
            // Whoever waits wants to know why.
            if (e.kind == entralog::event_kind::wait && e.code && e.wait >= std::chrono::seconds(1))
                say(e.code.message() + "; trying again in " +
                    seconds_text(std::chrono::duration_cast<std::chrono::steady_clock::duration>(e.wait)) + '\n');
        };
    return o;
}

void session::observe(tally& count) const
{
    auto const now = client_.counters();
    count.bytes = now.bytes_received - before_.bytes_received;
    count.retries = now.retries - before_.retries;
    using std::chrono::duration_cast;
    using clock_duration = std::chrono::steady_clock::duration;
    count.waited = duration_cast<clock_duration>(now.waited - before_.waited);
    count.waited_for_limit = duration_cast<clock_duration>(now.waited_for_limit - before_.waited_for_limit);
    count.took = std::chrono::steady_clock::now() - begin_;
}

} // namespace

ending run(options const& o)
{
    return session(o).run();
}

} // namespace entralog_export
