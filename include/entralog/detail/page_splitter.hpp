#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/detail/nesting.hpp>
#include <entralog/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entralog::detail
{

/// Takes what stands in the `value` array of a page, one element at a time.
class element_sink
{
public:
    virtual ~element_sink() = default;

    /// The next element begins `bytes`, which may go on behind it or break off within it. Gives its length, once taken;
    /// or 0 when it cannot be taken so: it then comes through element(). Saves looking for the end of a record that
    /// whoever parses it finds anyway.
    virtual result<std::size_t> element_in(std::string_view bytes) = 0;

    /// `json` is one element, valid only during the call. An error ends the page.
    virtual result<void> element(std::string_view json) = 0;
};

/// Cuts a page into the elements of its `value` array while it arrives, and keeps what is around them: the envelope,
/// a small document with an empty `value`. An element that is not valid JSON costs only itself, as long as its
/// brackets balance. At most one element is held, and only when it spans two chunks.
class page_splitter
{
public:
    /// `max_envelope` bounds the bytes around the elements.
    explicit page_splitter(element_sink& sink, std::size_t max_envelope = max_envelope_bytes)
        : sink_(&sink)
        , max_envelope_(max_envelope)
    {
    }

    /// Forgets everything; a new body begins.
    ENTRALOG_DECL void start();
    ENTRALOG_DECL result<void> write(std::string_view chunk);

    /// True when the document's closing bracket has come.
    bool complete() const noexcept { return state_ == state::after; }
    /// True when the body has a `value` array at its top.
    bool has_value() const noexcept { return has_value_; }
    std::string const& envelope() const noexcept { return envelope_; }
    /// What came of an element that has not ended.
    std::string const& pending() const noexcept { return pending_; }

    // signIns of 4 KB are usual, of 100 KB rare; the bounds only keep a hostile server from filling our memory.
    static constexpr std::size_t max_element_bytes = 16 * 1024 * 1024;
    static constexpr std::size_t max_envelope_bytes = 256 * 1024;

private:
    enum class state
    {
        before,       ///< the document
        envelope,     ///< around the elements
        first_or_end, ///< after '['
        next,         ///< after ','
        separator,    ///< after an element
        object,       ///< inside an element that is an object
        other,        ///< inside an element that is not
        after         ///< the document
    };

    result<void> take_envelope(std::string_view chunk, std::size_t& i);
    result<void> take_elements(std::string_view chunk, std::size_t& i);
    result<void> take_object(std::string_view chunk, std::size_t& i);
    result<void> take_other(std::string_view chunk, std::size_t& i);
    result<void> deliver(std::string_view tail);
    static error unseparated();

    element_sink* sink_;
    std::size_t max_envelope_;
    state state_ = state::before;
    std::string envelope_;
    std::string pending_;
    nesting nesting_;
    std::size_t last_length_ = 0; ///< of an element: where the next, of the same length, would be cut, we do not try
    std::size_t depth_ = 0;       ///< of the envelope, or of an element that is no object
    bool in_string_ = false;      ///< likewise
    bool escaped_ = false;
    std::size_t key_begin_ = 0; ///< in envelope_, of the last string at depth 1
    bool after_value_key_ = false;
    bool has_value_ = false;
    bool unseparated_ = false; ///< no ',' came before the element
};

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/page_splitter.ipp>
#endif
