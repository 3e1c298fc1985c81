#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/decode.hpp>
#include <entralog/drift.hpp>
#include <entralog/error.hpp>
#include <entralog/observe.hpp>
#include <entralog/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace entralog
{

/// What a page says besides its records.
struct page_info
{
    page_info() = default;

    std::optional<std::string> next_link; ///< absolute URL of the next page; none on the last
    std::string context;                  ///< @odata.context
    std::string tips;                     ///< @microsoft.graph.tips, when the service sends some
    entralog::drift drift;                ///< what the model does not know
    std::size_t bytes = 0;                ///< of the page, decompressed
    std::size_t records = 0;              ///< that fit the schema, those included that an earlier try had brought
    std::size_t malformed = 0;            ///< that do not
};

namespace detail
{

/// Takes the records of a page as they arrive.
class record_receiver
{
public:
    virtual ~record_receiver() = default;

    /// An attempt begins: the page comes from its first record on.
    virtual void restart() = 0;
    /// Takes the record that begins `bytes`, which may go on behind it, and gives its length; or 0 when it cannot.
    virtual result<std::size_t> record_in(std::string_view bytes, drift& found) = 0;
    /// errc::malformed_record: the bytes do not fit, and come again as malformed(). Any other error ends the page.
    virtual result<void> record(std::string_view json, drift& found) = 0;
    virtual result<void> malformed(malformed_record record) = 0;
};

/// Which records of a page have been handed out, so that another attempt at the page does not hand them out again.
class delivered_keys
{
public:
    void restart() { skipped_ = {delivered_.begin(), delivered_.end()}; }

    ENTRALOG_DECL static std::size_t key_of(std::string_view json);
    /// The same for a record that is decoded already, and has its id.
    template <class T>
    static std::size_t key_of(std::string_view json, T const& record)
    {
        if constexpr (requires { record.id.empty(); })
            if (!record.id.empty())
                return std::hash<std::string>()(record.id);
        return key_of(json);
    }
    /// Whether an earlier attempt handed it out. Two records with one key are two records: each is skipped once.
    bool skip(std::size_t key)
    {
        auto const at = skipped_.find(key);
        if (at == skipped_.end())
            return false;
        skipped_.erase(at);
        return true;
    }
    void add(std::size_t key) { delivered_.push_back(key); }
    bool empty() const noexcept { return delivered_.empty(); }
    void clear()
    {
        delivered_.clear();
        skipped_.clear();
    }

private:
    // Hashes of keys: with 64 bits, two of a page's thousand records collide once in 10^13 pages.
    std::vector<std::size_t> delivered_;
    std::unordered_multiset<std::size_t> skipped_; ///< those that the present attempt has yet to skip
};

/// Follows next_links: each verbatim, only within the origin that we trust, and none twice.
class page_cursor
{
public:
    /// `graph` is the whole stack of transports. An error in place of the first request comes from the first fetch.
    ENTRALOG_DECL page_cursor(
        std::shared_ptr<transport> graph, result<request> first, std::shared_ptr<observation> watch = nullptr);

    ENTRALOG_DECL boost::asio::awaitable<result<page_info>> fetch(record_receiver& receiver);

    bool done() const noexcept { return done_; }
    std::string const& next_link() const noexcept { return next_link_; }

private:
    ENTRALOG_DECL void advance(page_info const& info);
    ENTRALOG_DECL void tell(page_info const& info, response_head const& head, std::string const& asked) const;

    std::shared_ptr<transport> graph_;
    std::shared_ptr<observation> watch_; ///< or null
    result<request> next_;               ///< or why there is none
    origin trusted_;
    std::unordered_set<std::size_t> seen_; ///< hashes of the targets asked for in this run
    std::string next_link_;
    bool done_ = false;
};

} // namespace detail

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/page_cursor.ipp>
#endif
