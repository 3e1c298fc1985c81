#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/detail/type_info.hpp>
#include <entralog/drift.hpp>
#include <entralog/error.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace entralog
{

/// A record that does not fit the schema, or is not JSON: why, and the server's own bytes.
struct malformed_record
{
    malformed_record() = default;
    malformed_record(error e, std::string_view json)
        : why(std::move(e))
        , raw(json)
    {
    }

    error why; ///< errc::malformed_record; the message names the property
    std::string raw;
};

namespace detail
{

/// Decodes objects of described types straight from the bytes, by SAX: no DOM, no copy but into the members.
/// Keeps its parser and what it learned of the order of properties from one record to the next.
class record_decoder
{
public:
    ENTRALOG_DECL record_decoder();
    ENTRALOG_DECL ~record_decoder();
    ENTRALOG_DECL record_decoder(record_decoder&&) noexcept;
    ENTRALOG_DECL record_decoder& operator=(record_decoder&&) noexcept;

    /// Sets the object of `root`; one that is not fresh is used again: its memory stays, its values go.
    /// errc::malformed_record when the JSON is not one object that fits; the object is then of no use but to be
    /// decoded into again.
    ENTRALOG_DECL result<void> decode(std::string_view json, object_slot const& root, drift& found);

    /// The same for a record that only begins `bytes`: gives its length, or 0 when it does not fit or is cut.
    ENTRALOG_DECL std::size_t decode_prefix(std::string_view bytes, object_slot const& root, drift& found);

    template <class T>
    static object_slot fresh(T& object)
    {
        return object_slot{&object, &type_info_of<T>()};
    }
    template <class T>
    static object_slot used(T& object)
    {
        return object_slot{&object, &type_info_of<T>(), false};
    }

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// errc::malformed_record unless the text is one JSON object.
ENTRALOG_DECL result<void> check_json(std::string_view json);

/// The text of the top-level "id" of a record, or, when it has none, the record itself: what tells one record from
/// another when a page is read again.
ENTRALOG_DECL std::string record_key(std::string_view json);

/// Whether the first property of an object is called "error".
ENTRALOG_DECL bool begins_with_error(std::string_view json) noexcept;

/// The error object that the service puts in the middle of a page whose 200 it has already sent, if `json`, an element
/// that is cut or broken, has one (microsoft-graph-docs#3648: `"id":"Sync_x"{ "error": { "code": ...`).
ENTRALOG_DECL std::optional<error> embedded_error(std::string_view json);

} // namespace detail

/// Reads one record, or any type of the model, from its JSON. `found`, if given, counts what the model does not know.
template <class T>
result<T> from_json(std::string_view json, drift* found = nullptr)
{
    T object;
    drift ignored;
    detail::record_decoder decoder;
    if (auto const r = decoder.decode(json, decoder.fresh(object), found ? *found : ignored); !r)
        return r.error();
    return object;
}

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/decode.ipp>
#include <entralog/impl/type_info.ipp>
#endif
