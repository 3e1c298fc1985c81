#pragma once

#include <entralog/decode.hpp>
#include <entralog/detail/type_info.hpp>
#include <entralog/impl/json_text.ipp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::detail
{

/// What basic_parser tells: each value goes to the member that waits for it, through the type's description.
class decode_handler
{
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    decode_handler() { frames_.reserve(16); }

    void start(void* object, type_info const& type, drift& found)
    {
        root_ = object_slot();
        root_.object = object;
        root_.type = &type;
        found_ = &found;
        frames_.clear();
        text_.clear();
        problem_.clear();
        capture_depth_ = 0;
        capturing_ = false;
    }

    std::string const& problem() const noexcept { return problem_; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_comment_part(boost::json::string_view, error_code&) { return true; }
    bool on_comment(boost::json::string_view, error_code&) { return true; }

    bool on_object_begin(error_code& ec)
    {
        if (capturing_)
            return ++capture_depth_, true;
        if (frames_.empty())
            return push(root_), true;
        auto const& w = waiting();
        if (!w.ops->object)
            return mismatch("an object", ec);
        return push(w.ops->object(w.member)), true;
    }

    bool on_object_end(std::size_t n, error_code& ec)
    {
        if (capturing_)
            return capture_.push_object(n), captured_level(ec);
        frames_.pop_back();
        return true;
    }

    bool on_array_begin(error_code& ec)
    {
        if (capturing_)
            return ++capture_depth_, true;
        if (frames_.empty())
            return mismatch("an array", ec);
        auto const w = waiting();
        if (!w.ops->array)
            return mismatch("an array", ec);
        w.ops->array(w.member);
        frame f;
        f.member = w.member;
        f.ops = w.ops->element;
        frames_.push_back(f);
        return true;
    }

    bool on_array_end(std::size_t n, error_code& ec)
    {
        if (capturing_)
            return capture_.push_array(n), captured_level(ec);
        frames_.pop_back();
        return true;
    }

    bool on_key_part(boost::json::string_view s, std::size_t, error_code&)
    {
        if (capturing_)
            capture_.push_chars(s);
        else
            text_.append(s.data(), s.size());
        return true;
    }

    bool on_key(boost::json::string_view s, std::size_t, error_code&)
    {
        if (capturing_)
        {
            capture_.push_key(s);
            return true;
        }
        expect(whole(s));
        text_.clear();
        return true;
    }

    bool on_string_part(boost::json::string_view s, std::size_t, error_code&)
    {
        if (capturing_)
            capture_.push_chars(s);
        else
            text_.append(s.data(), s.size());
        return true;
    }

    bool on_string(boost::json::string_view s, std::size_t, error_code& ec)
    {
        if (capturing_)
            return capture_.push_string(s), captured_scalar(ec);
        auto const text = whole(s);
        auto const ok =
            take([&](waiting_value const& w) { return w.ops->text ? w.ops->text(w.member, text) : fit::mismatch; },
                "a string", text, ec);
        text_.clear();
        return ok;
    }

    bool on_number_part(boost::json::string_view s, error_code&)
    {
        text_.append(s.data(), s.size());
        return true;
    }

    bool on_int64(std::int64_t i, boost::json::string_view, error_code& ec)
    {
        text_.clear();
        if (capturing_)
            return capture_.push_int64(i), captured_scalar(ec);
        return take([&](waiting_value const& w)
            { return w.ops->integer ? w.ops->integer(w.member, i) : fit::mismatch; },
            "a number", {}, ec);
    }

    bool on_uint64(std::uint64_t i, boost::json::string_view, error_code& ec)
    {
        text_.clear();
        if (capturing_)
            return capture_.push_uint64(i), captured_scalar(ec);
        return take([&](waiting_value const& w)
            { return w.ops->real ? w.ops->real(w.member, static_cast<double>(i)) : fit::mismatch; },
            "a number", {}, ec);
    }

    bool on_double(double d, boost::json::string_view s, error_code& ec)
    {
        // Boost.JSON's own conversion may be off by a unit in the last place; from_chars is exact.
        auto const text = whole(s);
        double exact = d;
        if (auto const r = std::from_chars(text.data(), text.data() + text.size(), exact); r.ec != std::errc())
            exact = d;
        text_.clear();
        if (capturing_)
            return capture_.push_double(exact), captured_scalar(ec);
        return take([&](waiting_value const& w) { return w.ops->real ? w.ops->real(w.member, exact) : fit::mismatch; },
            "a number", {}, ec);
    }

    bool on_bool(bool b, error_code& ec)
    {
        if (capturing_)
            return capture_.push_bool(b), captured_scalar(ec);
        return take([&](waiting_value const& w)
            { return w.ops->boolean ? w.ops->boolean(w.member, b) : fit::mismatch; },
            b ? "true" : "false", {}, ec);
    }

    bool on_null(error_code& ec)
    {
        if (capturing_)
            return capture_.push_null(), captured_scalar(ec);
        return take([](waiting_value const& w) { return w.ops->null(w.member); }, "null", {}, ec);
    }

private:
    /// An object whose properties come, or an array (type is null) whose elements do.
    struct frame
    {
        object_slot slot;
        type_info const* type = nullptr;
        void* member = nullptr;         ///< what waits for the next value
        value_ops const* ops = nullptr; ///< likewise
        std::size_t property = 0;       ///< which of type's properties that is
        std::string key;                ///< of an unknown property
    };

    struct waiting_value
    {
        void* member;
        value_ops const* ops;
    };

    waiting_value waiting() const noexcept
    {
        auto const& f = frames_.back();
        return {f.member, f.ops};
    }

    void push(object_slot const& slot)
    {
        frame f;
        f.slot = slot;
        f.type = slot.type;
        f.property = max_properties - 1; // so that the first property has a predecessor, too
        frames_.push_back(std::move(f));
    }

    std::string_view whole(boost::json::string_view last_part)
    {
        if (text_.empty())
            return std::string_view(last_part.data(), last_part.size());
        text_.append(last_part.data(), last_part.size());
        return text_;
    }

    /// A key came: finds the member for its value. Properties come in nearly the same order in each object of a type,
    /// so the one that followed last time is tried first.
    void expect(std::string_view key)
    {
        auto& f = frames_.back();
        if (auto const i = find(*f.type, f.property, key); i < f.type->properties.size())
            return await(f, i);
        if (f.slot.become && !key.starts_with('@'))
        {
            f.slot = f.slot.become(f.slot.holder, {}, key);
            f.type = f.slot.type;
            if (auto const i = index_of(*f.type, key); i < f.type->properties.size())
                return await(f, i);
        }
        f.key = key;
        capturing_ = true;
        capture_depth_ = 0;
        capture_.reset();
    }

    std::size_t find(type_info const& type, std::size_t previous, std::string_view key)
    {
        auto& successor = successors_[type.index][previous];
        if (successor < type.properties.size() && type.properties[successor].name == key)
            return successor;
        auto const i = index_of(type, key);
        if (i < type.properties.size())
            successor = static_cast<std::uint8_t>(i);
        return i;
    }

    void await(frame& f, std::size_t i)
    {
        auto const& p = f.type->properties[i];
        f.property = i;
        f.member = p.member(f.slot.object);
        f.ops = p.ops;
        f.type->additional(f.slot.object).set_present(i);
    }

    template <class Offer>
    bool take(Offer offer, std::string_view got, std::string_view text, error_code& ec)
    {
        if (frames_.empty())
            return mismatch(got, ec);
        switch (offer(waiting()))
        {
        case fit::ok:
            return true;
        case fit::mismatch:
            return mismatch(got, ec);
        case fit::unknown_member:
            drift::count(found_->unknown_members, name_of_waiting().append("=").append(text.substr(0, 100)));
            return true;
        case fit::unexpected_null:
            drift::count(found_->unexpected_nulls, name_of_waiting());
            return true;
        }
        return true;
    }

    /// "signInStatus.errorCode"
    std::string name_of_waiting() const
    {
        for (auto f = frames_.rbegin(); f != frames_.rend(); ++f)
            if (f->type)
                return std::string(f->type->name).append(".").append(f->type->properties[f->property].name);
        return {};
    }

    bool mismatch(std::string_view got, error_code& ec)
    {
        problem_ = frames_.empty() ? std::string("a record") : std::string("'");
        for (auto const& f : frames_)
            if (f.type)
                problem_.append(problem_.size() > 1 ? "." : "").append(f.type->properties[f.property].name);
        if (frames_.empty())
            problem_.append(" should be an object, not ").append(got);
        else
            problem_.append("' should be ").append(frames_.back().ops->expected).append(", not ").append(got);
        ec = make_error_code(errc::malformed_record);
        return false;
    }

    bool captured_scalar(error_code& ec) { return capture_depth_ > 0 || captured(ec); }
    bool captured_level(error_code& ec) { return --capture_depth_ > 0 || captured(ec); }

    /// The value of an unknown property is complete.
    bool captured(error_code&)
    {
        capturing_ = false;
        auto& f = frames_.back();
        auto value = capture_.release();
        bool const annotation = f.key.find('@') != std::string::npos;
        if (f.key == "@odata.type" && f.slot.become && value.is_string())
        {
            auto name = std::string_view(value.get_string().data(), value.get_string().size());
            constexpr std::string_view prefix = "#microsoft.graph.";
            if (name.starts_with(prefix))
                name.remove_prefix(prefix.size());
            f.slot = f.slot.become(f.slot.holder, name, {});
            f.type = f.slot.type;
        }
        if (!annotation && !f.type->open)
            drift::count(
                found_->unknown_properties, std::string(f.type->name).append(".").append(f.key.substr(0, 100)));
        f.type->additional(f.slot.object).properties()[f.key] = std::move(value);
        return true;
    }

    object_slot root_;
    drift* found_ = nullptr;
    std::vector<frame> frames_;
    std::string text_; ///< the parts of a string with escapes
    std::string problem_;
    boost::json::value_stack capture_;
    std::size_t capture_depth_ = 0;
    bool capturing_ = false;
    std::array<std::array<std::uint8_t, max_properties>, max_types> successors_{};
};

class record_decoder::impl
{
public:
    boost::json::basic_parser<decode_handler> parser{boost::json::parse_options()};
};

ENTRALOG_DECL record_decoder::record_decoder()
    : impl_(std::make_unique<impl>())
{
}
ENTRALOG_DECL record_decoder::~record_decoder() = default;

ENTRALOG_DECL result<void> record_decoder::decode(
    std::string_view json, void* object, type_info const& type, drift& found)
{
    auto& parser = impl_->parser;
    parser.reset();
    parser.handler().start(object, type, found);
    error_code ec;
    auto const used = parser.write_some(false, json.data(), json.size(), ec);
    if (!ec && json.find_first_not_of(" \t\r\n", used) != std::string_view::npos)
        ec = boost::json::error::extra_data;
    if (!ec)
        return {};
    error e(errc::malformed_record);
    e.message = std::string(type.name).append(": ");
    if (ec == make_error_code(errc::malformed_record))
        e.message += parser.handler().problem();
    else
        e.message.append("not valid JSON at byte ").append(std::to_string(used)).append(": ").append(ec.message());
    return e;
}

/// Stops at the top-level "id".
class id_handler
{
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    std::string id;
    bool found = false;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return ++depth_, true; }
    bool on_object_end(std::size_t, error_code&) { return --depth_, true; }
    bool on_array_begin(error_code&) { return ++depth_, true; }
    bool on_array_end(std::size_t, error_code&) { return --depth_, true; }
    bool on_key_part(boost::json::string_view s, std::size_t, error_code&)
    {
        return key_.append(s.data(), s.size()), true;
    }
    bool on_key(boost::json::string_view s, std::size_t, error_code&)
    {
        key_.append(s.data(), s.size());
        is_id_ = depth_ == 1 && key_ == "id";
        key_.clear();
        return true;
    }
    bool on_string_part(boost::json::string_view s, std::size_t, error_code&) { return part(s), true; }
    bool on_string(boost::json::string_view s, std::size_t, error_code& ec)
    {
        part(s);
        if (!is_id_)
            return true;
        found = true;
        ec = make_error_code(errc::malformed_record); // only to stop
        return false;
    }
    bool on_number_part(boost::json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t, boost::json::string_view, error_code&) { return true; }
    bool on_uint64(std::uint64_t, boost::json::string_view, error_code&) { return true; }
    bool on_double(double, boost::json::string_view, error_code&) { return true; }
    bool on_bool(bool, error_code&) { return true; }
    bool on_null(error_code&) { return true; }
    bool on_comment_part(boost::json::string_view, error_code&) { return true; }
    bool on_comment(boost::json::string_view, error_code&) { return true; }

private:
    void part(boost::json::string_view s)
    {
        if (is_id_ && depth_ == 1)
            id.append(s.data(), s.size());
    }

    std::size_t depth_ = 0;
    std::string key_;
    bool is_id_ = false;
};

ENTRALOG_DECL std::string record_key(std::string_view json)
{
    boost::json::basic_parser<id_handler> parser{boost::json::parse_options()};
    error_code ec;
    parser.write_some(false, json.data(), json.size(), ec);
    return parser.handler().found ? std::move(parser.handler().id) : std::string(json);
}

ENTRALOG_DECL std::optional<error> embedded_error(std::string_view json)
{
    constexpr std::string_view key = "\"error\"";
    auto const at = json.rfind(key);
    if (at == std::string_view::npos)
        return std::nullopt;
    auto const begin = json.find_first_not_of(" \t\r\n:", at + key.size());
    if (begin == std::string_view::npos || json[begin] != '{')
        return std::nullopt;
    boost::json::stream_parser parser;
    error_code ec;
    auto const object = json.substr(begin, 64 * 1024);
    parser.write_some(object.data(), object.size(), ec);
    if (ec || !parser.done())
        return std::nullopt;
    auto const value = parser.release();
    auto const text = [&](std::string_view name) -> std::string
    {
        auto const* v = value.get_object().if_contains(boost::json::string_view(name.data(), name.size()));
        return v && v->is_string() ? std::string(v->get_string().data(), v->get_string().size()) : std::string();
    };
    auto code = text("code");
    auto message = text("message");
    if (code.empty() && message.empty())
        return std::nullopt;
    error e(errc::error_in_page, "the service broke off in the middle of the page: " + message);
    e.graph_code = std::move(code);
    return e;
}

} // namespace entralog::detail
