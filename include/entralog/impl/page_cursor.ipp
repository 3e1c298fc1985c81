#pragma once

#include <entralog/decode.hpp>
#include <entralog/detail/page_cursor.hpp>
#include <entralog/detail/page_splitter.hpp>
#include <entralog/explain.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace entralog::detail
{

ENTRALOG_DECL std::size_t delivered_keys::key_of(std::string_view json)
{
    return std::hash<std::string>()(record_key(json));
}

/// A page's body on its way to the receiver.
class page_sink final : public body_sink, private element_sink
{
public:
    explicit page_sink(record_receiver& receiver)
        : splitter_(*this)
        , receiver_(receiver)
    {
    }

    void start(response_head const& head) override
    {
        splitter_.start();
        status_ = head.status;
        info_ = page_info();
        whole_ = false;
        receiver_.restart();
    }

    result<void> write(std::string_view bytes) override
    {
        info_.bytes += bytes.size();
        return splitter_.write(bytes);
    }

    result<void> finish() override
    {
        if (status_ == 204)
            return no_page(status_);
        if (!splitter_.complete())
        {
            auto const& rest = splitter_.pending().empty() ? splitter_.envelope() : splitter_.pending();
            if (auto e = embedded_error(rest))
                return std::move(*e);
            error e(
                errc::truncated_page, "the page ends before its end, after " + std::to_string(info_.bytes) + " bytes");
            e.hint = "ask again: the complete records were kept; if it stays, ask for a smaller page or a shorter time";
            return e;
        }
        return read_envelope();
    }

    /// Whether a page came, and all of it.
    bool whole() const noexcept { return whole_; }
    page_info&& info() noexcept { return std::move(info_); }

    static error no_page(int status)
    {
        error e(errc::unexpected_status, "the service answered with no page");
        e.http_status = status;
        return e;
    }

private:
    result<std::size_t> element_in(std::string_view bytes) override
    {
        if (begins_with_error(bytes))
            return 0;
        auto taken = receiver_.record_in(bytes, info_.drift);
        info_.records += taken && *taken != 0 ? 1 : 0;
        return taken ? taken : refusal(std::move(taken).error());
    }

    result<void> element(std::string_view json) override
    {
        // An object with an id is a record, whatever else is in it.
        if (begins_with_error(json) && record_key(json) == json)
            if (auto e = embedded_error(json))
                return std::move(*e);
        auto r = receiver_.record(json, info_.drift);
        info_.records += r ? 1 : 0;
        if (r)
            return r;
        if (r.error().code != make_error_code(errc::malformed_record))
            return refusal(std::move(r).error());
        // The service may break off in the middle of a record and put an error in its place, whose brackets may happen
        // to close the record's. That is no JSON; a record that is, but does not fit, may well tell of errors.
        if (!check_json(json))
            if (auto e = embedded_error(json))
                return std::move(*e);
        ++info_.malformed;
        auto taken = receiver_.malformed(malformed_record(std::move(r).error(), json));
        return taken ? taken : refusal(std::move(taken).error());
    }

    /// What the caller returned, who takes the records: the page, and the service, are not to blame.
    static error refusal(error e)
    {
        e.source = error_source::caller;
        return e;
    }

    result<void> read_envelope()
    {
        error_code ec;
        auto const value = boost::json::parse(splitter_.envelope(), ec);
        auto const* const envelope = value.if_object();
        if (ec)
            if (auto e = embedded_error(splitter_.envelope()))
                return std::move(*e);
        if (ec || !envelope)
            return error(errc::malformed_page,
                "the page is not valid JSON around its records" + (ec ? ": " + ec.message() : std::string()));
        auto const text = [&](std::string_view name) -> std::string const
        {
            auto const* const v = envelope->if_contains(boost::json::string_view(name.data(), name.size()));
            return v && v->is_string() ? std::string(v->get_string().data(), v->get_string().size()) : std::string();
        };
        if (envelope->if_contains("error"))
        {
            if (auto e = embedded_error(splitter_.envelope()))
                return std::move(*e);
            return error(errc::error_in_page, "the service answered 200 with an error");
        }
        if (!splitter_.has_value())
            return error(errc::malformed_page, "the page has no 'value' array");
        if (auto const* const link = envelope->if_contains("@odata.nextLink"); link && !link->is_null())
        {
            if (!link->is_string())
                return error(errc::malformed_page, "the page's @odata.nextLink is not a string");
            info_.next_link = text("@odata.nextLink");
        }
        info_.context = text("@odata.context");
        info_.tips = text("@microsoft.graph.tips");
        whole_ = true;
        return {};
    }

    page_splitter splitter_;
    record_receiver& receiver_;
    page_info info_;
    int status_ = 0;
    bool whole_ = false;
};

ENTRALOG_DECL page_cursor::page_cursor(
    std::shared_ptr<transport> graph, result<request> first, std::shared_ptr<observation> watch)
    : graph_(std::move(graph))
    , watch_(std::move(watch))
    , next_(std::move(first))
{
    if (next_)
    {
        trusted_ = next_->origin;
        seen_.insert(std::hash<std::string>()(next_->target));
    }
}

ENTRALOG_DECL boost::asio::awaitable<result<page_info>> page_cursor::fetch(record_receiver& receiver)
{
    if (done_)
        co_return error(errc::invalid_argument, "there is no page after the last; see done()");
    if (!next_)
        co_return next_.error();
    page_sink sink(receiver);
    auto const head = co_await graph_->exchange(*next_, sink);
    if (!head)
        co_return head.error();
    if (!sink.whole())
        co_return page_sink::no_page(head->status);
    result<page_info> info = sink.info();
    auto const asked = describe(*next_);
    if (watch_)
        tell(*info, *head, asked);
    advance(*info);
    if (!next_) // the link cannot be followed: of the page that brought it, what Microsoft's support would ask for
    {
        auto e = next_.error();
        e.request = asked;
        e.request_id = head->headers.find("request-id").substr(0, 200);
        e.client_request_id = head->headers.find("client-request-id").substr(0, 200);
        next_ = std::move(e);
    }
    co_return info;
}

ENTRALOG_DECL void page_cursor::tell(page_info const& info, response_head const& head, std::string const& asked) const
{
    auto& counters = watch_->counters;
    ++counters.pages;
    counters.records += info.records;
    counters.malformed_records += info.malformed;
    event e(event_kind::page);
    e.request = asked;
    e.http_status = head.status;
    e.request_id = head.headers.find("request-id").substr(0, 200);
    e.client_request_id = head.headers.find("client-request-id").substr(0, 200);
    e.records = info.records;
    e.malformed = info.malformed;
    e.bytes = info.bytes;
    e.last = !info.next_link;
    watch_->tell(e);
}

/// The page is whole: its link, if we may follow it, is the next request.
ENTRALOG_DECL void page_cursor::advance(page_info const& info)
{
    if (!info.next_link)
    {
        done_ = true;
        next_link_.clear();
        return;
    }
    next_link_ = *info.next_link;
    auto const where = "the next_link " + next_link_.substr(0, next_link_.find('?')).substr(0, 200);
    auto parts = split_url(next_link_);
    if (!parts)
    {
        next_ = error(errc::foreign_next_link, where + " cannot be followed: " + parts.error().message);
        return;
    }
    if (parts->origin != trusted_)
    {
        error e(errc::foreign_next_link,
            where + " leads away from " + to_string(trusted_) + ", which alone may see the token");
        e.hint = "if the service is behind a proxy that rewrites its address, give that address as the base URL";
        next_ = std::move(e);
        return;
    }
    // With 64 bits a false alarm would take billions of pages in one run.
    if (!seen_.insert(std::hash<std::string>()(parts->target)).second)
    {
        error e(errc::next_link_loop, where + " was followed before in this run: the service goes round in a circle");
        e.hint = "start anew from the time of the last record";
        next_ = std::move(e);
        return;
    }
    next_->target = std::move(parts->target);
}

} // namespace entralog::detail
