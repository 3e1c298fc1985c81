#pragma once

#include <entralog/decode.hpp>
#include <entralog/detail/page_cursor.hpp>
#include <entralog/drift.hpp>
#include <entralog/encode.hpp>
#include <entralog/error.hpp>
#include <entralog/model.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entralog
{

/// A record as the server's own bytes.
struct raw_record
{
    raw_record() = default;

    std::string json;
};

/// One page, complete. An empty page with a next_link is not the end.
template <class T>
struct page
{
    page();
    page(page const&);
    page(page&&) noexcept;
    page& operator=(page const&);
    page& operator=(page&&) noexcept;
    ~page();

    std::vector<T> records;
    std::vector<malformed_record> malformed; ///< the records that do not fit; the others are unharmed
    page_info info;
};

// Not in the class: with separate compilation no unit but one makes and destroys a model's types.
template <class T>
page<T>::page() = default;
template <class T>
page<T>::page(page const&) = default;
template <class T>
page<T>::page(page&&) noexcept = default;
template <class T>
page<T>& page<T>::operator=(page const&) = default;
template <class T>
page<T>& page<T>::operator=(page&&) noexcept = default;
template <class T>
page<T>::~page() = default;

namespace detail
{

/// Turns the bytes of a record into a T, one that is new or one that is used again.
template <class T>
class record_reader
{
public:
    std::size_t read_prefix(std::string_view bytes, T& record, bool fresh, drift& found)
    {
        return decoder_.decode_prefix(bytes, fresh ? decoder_.fresh(record) : decoder_.used(record), found);
    }
    result<void> read(std::string_view json, T& record, bool fresh, drift& found)
    {
        return decoder_.decode(json, fresh ? decoder_.fresh(record) : decoder_.used(record), found);
    }

private:
    record_decoder decoder_;
};

template <>
class record_reader<raw_record>
{
public:
    std::size_t read_prefix(std::string_view, raw_record&, bool, drift&) { return 0; }
    result<void> read(std::string_view json, raw_record& record, bool, drift&)
    {
        record.json.assign(json);
        return check_json(json);
    }
};

/// What tells a record from the others of its page, when the page comes again.
inline std::size_t key_of_record(raw_record const& record)
{
    return delivered_keys::key_of(record.json);
}
inline std::size_t key_of_record(malformed_record const& record)
{
    return delivered_keys::key_of(record.raw);
}
template <class T>
std::size_t key_of_record(T const& record)
{
    return record.id.empty() ? delivered_keys::key_of(to_json(record)) : std::hash<std::string>()(record.id);
}

/// Builds a page; a new attempt builds it anew.
template <class T>
class page_builder final : public record_receiver
{
public:
    page_builder(record_reader<T>& reader, page<T>& target)
        : reader_(reader)
        , page_(target)
    {
    }

    void restart() override { page_ = page<T>(); }

    result<std::size_t> record_in(std::string_view bytes, drift& found) override
    {
        auto const length = reader_.read_prefix(bytes, page_.records.emplace_back(), true, found);
        if (length == 0)
            page_.records.pop_back();
        return length;
    }

    result<void> record(std::string_view json, drift& found) override
    {
        auto r = reader_.read(json, page_.records.emplace_back(), true, found);
        if (!r)
            page_.records.pop_back();
        return r;
    }

    result<void> malformed(malformed_record record) override
    {
        page_.malformed.push_back(std::move(record));
        return {};
    }

private:
    record_reader<T>& reader_;
    page<T>& page_;
};

/// Hands each record to the visitor while the page arrives, and each one once, however many attempts it takes.
template <class T, class Visitor>
class visiting_receiver final : public record_receiver
{
public:
    visiting_receiver(record_reader<T>& reader, delivered_keys& delivered, T& record, Visitor& visitor)
        : reader_(reader)
        , delivered_(delivered)
        , record_(record)
        , visitor_(visitor)
    {
    }

    void restart() override { delivered_.restart(); }

    result<std::size_t> record_in(std::string_view bytes, drift& found) override
    {
        auto const length = reader_.read_prefix(bytes, record_, false, found);
        if (length == 0)
            return length;
        if (auto r = deliver(bytes.substr(0, length), record_); !r)
            return std::move(r).error();
        return length;
    }

    result<void> record(std::string_view json, drift& found) override
    {
        if (auto r = reader_.read(json, record_, false, found); !r)
            return r;
        return deliver(json, record_);
    }

    result<void> malformed(malformed_record record) override { return deliver(record.raw, record); }

private:
    template <class R>
    result<void> deliver(std::string_view json, R& r)
    {
        auto const key = delivered_.key_of(json, r);
        if (delivered_.skip(key))
            return {};
        result<void> taken;
        if constexpr (std::is_void_v<std::invoke_result_t<Visitor&, R&>>)
            visitor_(r);
        else
            taken = visitor_(r);
        if (taken) // what the visitor refused comes again
            delivered_.add(key);
        return taken;
    }

    record_reader<T>& reader_;
    delivered_keys& delivered_;
    T& record_;
    Visitor& visitor_;
};

} // namespace detail

/// Takes records and malformed ones; gives nothing, or a result<void> whose error ends the page. A record that it
/// refused with an error, or by throwing, comes again with the next attempt.
template <class V, class T>
concept record_visitor = std::invocable<V&, T&> && std::invocable<V&, malformed_record&>;

/// A report, page by page. No I/O before the first next(). One operation at a time.
///
/// After an error the cursor is unmoved: the next call asks for the same page again. Errors that asking again does not
/// mend (a foreign_next_link, a next_link_loop) come again.
template <class T>
class pages
{
public:
    explicit pages(detail::page_cursor cursor);
    pages(pages&&) noexcept;
    pages& operator=(pages&&) noexcept;
    ~pages();

    /// The next page, whole: also what a next_into that failed has handed out of it already. Throws operation_aborted
    /// when cancelled; the cursor is then unmoved, too.
    boost::asio::awaitable<result<page<T>>> next();

    /// The next page, record by record while it arrives, so that no page is ever held: memory is bounded by one record.
    /// `visitor` is called with a T&, to be read or moved from during the call, or with a malformed_record&. A record
    /// comes once, even when the page must be asked for again. Takes an lvalue: g++ 12 must not see a lambda in an
    /// expression with co_await.
    template <record_visitor<T> Visitor>
    boost::asio::awaitable<result<page_info>> next_into(Visitor& visitor);

    /// True when the page without a next_link has come.
    bool done() const noexcept { return cursor_.done(); }

    /// The complete records of a page whose end did not come: see errc::truncated_page. Empty after a success.
    page<T> const& partial() const noexcept { return partial_; }

    /// The link of the page that next() will ask for; empty before the first. Kept, it lets a later run go on.
    std::string const& next_link() const noexcept { return cursor_.next_link(); }

private:
    detail::page_cursor cursor_;
    detail::record_reader<T> reader_;
    detail::delivered_keys delivered_;
    page<T> partial_;
    T scratch_;
};

/// A report, record by record.
template <class T>
class records
{
public:
    explicit records(pages<T> source);
    records(records&&) noexcept;
    records& operator=(records&&) noexcept;
    ~records();

    /// The next record, or nothing after the last. errc::malformed_record concerns one record, whose bytes are in
    /// malformed(); the next call goes on behind it. Any other error comes after the complete records of its page; the
    /// next call asks for that page again, and goes on behind them.
    boost::asio::awaitable<result<std::optional<T>>> next();

    /// The last record that did not fit.
    malformed_record const& malformed() const noexcept { return malformed_; }

private:
    pages<T> pages_;
    page<T> page_;
    std::size_t position_ = 0;
    std::size_t malformed_position_ = 0;
    std::optional<error> broken_; ///< how the page ends that is being given out
    detail::delivered_keys delivered_;
    malformed_record malformed_;

    void forget_delivered();
};

template <class T>
pages<T>::pages(detail::page_cursor cursor)
    : cursor_(std::move(cursor))
{
}
template <class T>
pages<T>::pages(pages&&) noexcept = default;
template <class T>
pages<T>& pages<T>::operator=(pages&&) noexcept = default;
template <class T>
pages<T>::~pages() = default;

template <class T>
records<T>::records(pages<T> source)
    : pages_(std::move(source))
{
}
template <class T>
records<T>::records(records&&) noexcept = default;
template <class T>
records<T>& records<T>::operator=(records&&) noexcept = default;
template <class T>
records<T>::~records() = default;

template <class T>
boost::asio::awaitable<result<page<T>>> pages<T>::next()
{
    partial_ = page<T>();
    page<T> next;
    detail::page_builder<T> builder(reader_, next);
    auto info = co_await cursor_.fetch(builder);
    if (!info)
    {
        partial_ = std::move(next);
        co_return std::move(info).error();
    }
    next.info = std::move(*info);
    delivered_.clear(); // of an earlier attempt by next_into
    co_return next;
}

template <class T>
template <record_visitor<T> Visitor>
boost::asio::awaitable<result<page_info>> pages<T>::next_into(Visitor& visitor)
{
    detail::visiting_receiver<T, Visitor> receiver(reader_, delivered_, scratch_, visitor);
    auto info = co_await cursor_.fetch(receiver);
    if (info)
        delivered_.clear();
    co_return info;
}

/// Of a page that comes again, drops what was given out before it broke; of one that is broken, remembers what will be.
template <class T>
void records<T>::forget_delivered()
{
    if (!broken_ && delivered_.empty())
        return;
    delivered_.restart();
    auto const is_known = [&](auto const& record) { return delivered_.skip(detail::key_of_record(record)); };
    std::erase_if(page_.records, is_known);
    std::erase_if(page_.malformed, is_known);
    if (!broken_)
        return delivered_.clear();
    for (auto const& record : page_.records)
        delivered_.add(detail::key_of_record(record));
    for (auto const& record : page_.malformed)
        delivered_.add(detail::key_of_record(record));
}

template <class T>
boost::asio::awaitable<result<std::optional<T>>> records<T>::next()
{
    for (;;)
    {
        if (position_ < page_.records.size())
            co_return std::optional<T>(std::move(page_.records[position_++]));
        if (malformed_position_ < page_.malformed.size())
        {
            malformed_ = std::move(page_.malformed[malformed_position_++]);
            co_return malformed_.why;
        }
        if (broken_)
        {
            auto const e = *std::exchange(broken_, std::nullopt);
            co_return e;
        }
        if (pages_.done())
            co_return std::optional<T>();
        auto next = co_await pages_.next();
        if (next)
            page_ = std::move(*next);
        else
        {
            page_ = pages_.partial();
            broken_ = std::move(next).error();
        }
        position_ = malformed_position_ = 0;
        forget_delivered();
    }
}

#if defined(ENTRALOG_SEPARATE_COMPILATION)
extern template struct page<sign_in>;
extern template struct page<directory_audit>;
extern template struct page<custom_security_attribute_audit>;
extern template struct page<provisioning_object_summary>;
extern template struct page<raw_record>;
extern template class pages<sign_in>;
extern template class pages<directory_audit>;
extern template class pages<custom_security_attribute_audit>;
extern template class pages<provisioning_object_summary>;
extern template class pages<raw_record>;
extern template class records<sign_in>;
extern template class records<directory_audit>;
extern template class records<custom_security_attribute_audit>;
extern template class records<provisioning_object_summary>;
extern template class records<raw_record>;
#endif

} // namespace entralog
