#pragma once

#include "tests/fuzz/promise.hpp"

#include <entralog/decode.hpp>
#include <entralog/detail/page_splitter.hpp>
#include <entralog/encode.hpp>
#include <entralog/message.hpp>
#include <entralog/model.hpp>
#include <entralog/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the fuzz targets of the client feed their inputs to; tests/unit/fuzz_seeds.cpp replays the corpus through the
/// same functions. Each aborts when a promise is broken.
namespace entralog::fuzz
{

class kept_elements final : public detail::element_sink
{
public:
    explicit kept_elements(bool parse)
        : parse_(parse)
    {
    }

    result<std::size_t> element_in(std::string_view bytes) override
    {
        drift ignored;
        auto const length = parse_ ? decoder_.decode_prefix(bytes, decoder_.used(record_), ignored) : 0;
        if (length != 0)
            elements.emplace_back(bytes.substr(0, length));
        return length;
    }
    result<void> element(std::string_view json) override
    {
        elements.emplace_back(json);
        return {};
    }

    std::vector<std::string> elements;

private:
    bool parse_;
    detail::record_decoder decoder_;
    provisioning_object_summary record_;
};

/// A page is split the same way however it is cut, and whether or not its records are parsed in place.
inline void page(std::uint8_t const* data, std::size_t size)
{
    auto const text = text_of(data, size);
    kept_elements whole_sink(false);
    detail::page_splitter whole(whole_sink);
    whole.start();
    bool const fine = whole.write(text).has_value();
    for (std::size_t const chunk : {std::size_t{1}, std::size_t{7}, std::size_t{64}, size + 1})
    {
        kept_elements sink(true);
        detail::page_splitter splitter(sink);
        splitter.start();
        bool ok = true;
        for (std::size_t done = 0; done < size && ok; done += chunk)
            ok = splitter.write(text.substr(done, chunk)).has_value();
        promise(ok == fine, "a page is refused or not, whatever its chunks");
        promise(sink.elements == whole_sink.elements, "a page has the same records, whatever its chunks");
        promise(!ok || splitter.envelope() == whole.envelope(), "a page has the same envelope, whatever its chunks");
    }
    static_cast<void>(detail::embedded_error(text));
}

template <class T>
void one_record(std::string_view json)
{
    drift found;
    auto const record = from_json<T>(json, &found);
    if (!record)
        return promise(record.error().code == make_error_code(errc::malformed_record), "a bad record is malformed");
    promise(detail::check_json(json).has_value(), "what decodes is JSON");
    auto const text = to_json(*record);
    auto const again = from_json<T>(text);
    promise(again.has_value(), "what was encoded can be decoded");
    promise(to_json(*again) == text, "encoding is stable");
}

inline void record(std::uint8_t const* data, std::size_t size)
{
    auto const json = text_of(data, size);
    one_record<sign_in>(json);
    one_record<directory_audit>(json);
    one_record<provisioning_object_summary>(json);
    static_cast<void>(detail::record_key(json));
}

inline void next_link(std::uint8_t const* data, std::size_t size)
{
    auto const url = text_of(data, size);
    auto const parts = split_url(url);
    if (!parts)
        return;
    promise(!parts->origin.host.empty(), "an origin has a host");
    promise(parts->target.starts_with('/'), "a target begins with a slash");
    for (char const c : parts->target)
        promise(c > ' ' && c < 0x7f && c != '#', "a target can stand in a request line");
    promise(parts->target == "/" || parts->target.front() != url.back() || url.ends_with(parts->target) ||
                url.ends_with(std::string_view(parts->target).substr(1)),
        "a target is kept as it was written");
    auto const again = split_url(to_string(parts->origin) + parts->target);
    promise(again && again->origin == parts->origin && again->target == parts->target, "a URL can be put together");
}

inline void retry_after(std::uint8_t const* data, std::size_t size)
{
    auto const text = text_of(data, size);
    entralog::timestamp const now = *parse_iso8601("2026-11-25T10:00:00Z");
    for (auto const& date :
        {std::optional<entralog::timestamp>(), std::optional(entralog::timestamp::min()), std::optional(now)})
        if (auto const wait = parse_retry_after(text, now, date))
            promise(*wait >= ticks::zero() && now + *wait > entralog::timestamp(), "a wait is bounded");
}

inline void timestamp(std::uint8_t const* data, std::size_t size)
{
    auto const text = text_of(data, size);
    if (auto const t = parse_iso8601(text))
        promise(parse_iso8601(to_iso8601(*t)) == t, "a time reads back as it was written");
    if (auto const t = parse_http_date(text))
        promise(parse_http_date(to_http_date(*t)).has_value(), "a date reads back");
}

} // namespace entralog::fuzz
