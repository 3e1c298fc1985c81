#pragma once

#include <entralog/detail/ascii.hpp>
#include <entralog/detail/json_text.hpp>
#include <entralog/detail/short_text.hpp>
#include <entralog/detail/type_info.hpp>
#include <entralog/drift.hpp>
#include <entralog/error.hpp>
#include <entralog/model/open_enum.hpp>

#include <boost/json/string_view.hpp>
#include <boost/json/value_stack.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace entralog::detail
{

/// What boost::json::basic_parser tells of one record: each value goes to the member that waits for it, through the
/// type's description.
class decode_handler
{
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_depth = 32;

    decode_handler() = default;
    decode_handler(decode_handler const&) = delete;
    decode_handler& operator=(decode_handler const&) = delete;

    /// A record comes, out of `text`.
    void start(object_slot const& root, std::string_view text, drift& found)
    {
        source_ = text;
        padded_ = text.size() < readable_bytes ? 0 : text.size() - readable_bytes + 1;
        root_ = root;
        found_ = &found;
        top_ = frames_.data();
        top_->type = nullptr;
        top_->ops = &root_ops;
        top_->member = &root_;
        text_.clear();
        problem_.clear();
        capturing_ = false;
    }

    /// Why the record does not fit, after a false.
    std::string const& problem() const noexcept { return problem_; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_comment_part(boost::json::string_view, error_code&) { return true; }
    bool on_comment(boost::json::string_view, error_code&) { return true; }

    bool on_object_begin(error_code& ec)
    {
        if (capturing_)
            return ++capture_depth_, true;
        auto const object = top_->ops->object;
        if (!object)
            return mismatch("an object", ec);
        return push(object(top_->member)), true;
    }

    bool on_object_end(std::size_t n, error_code&)
    {
        if (capturing_)
            return capture_.push_object(n), captured_level();
        top_->additional->set_decoded();
        if (!top_->slot.fresh)
            clear_absent(*top_);
        --top_;
        return true;
    }

    bool on_array_begin(error_code& ec)
    {
        if (capturing_)
            return ++capture_depth_, true;
        if (!top_->ops->element)
            return mismatch("an array", ec);
        auto const& array = *top_;
        auto& f = *++top_;
        f.type = nullptr;
        f.ops = array.ops->element;
        f.elements.vector = array.member;
        f.elements.count = 0;
        f.member = &f.elements;
        return true;
    }

    bool on_array_end(std::size_t n, error_code&)
    {
        if (capturing_)
            return capture_.push_array(n), captured_level();
        auto const& elements = top_->elements;
        --top_;
        top_->ops->resize(elements.vector, elements.count);
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
            return capture_.push_key(s), true;
        if (!text_.empty())
            return expect_text(s);
        auto const key = std::string_view(s.data(), s.size());
        // Properties come in nearly the same order in each object of a type: the one that followed last time is tried
        // first.
        auto const& next = *top_->next;
        if (!is_padded(key) || !equal_padded(next.name(), key))
            return search(key);
        return await(*top_, next);
    }

    bool on_string_part(boost::json::string_view s, std::size_t n, error_code& ec) { return on_key_part(s, n, ec); }

    bool on_string(boost::json::string_view s, std::size_t, error_code& ec)
    {
        // Most strings are of members that are texts or enumerations, and have no escapes: they go in here.
        auto const& f = *top_;
        auto const text = std::string_view(s.data(), s.size());
        if (capturing_ || !text_.empty())
            return take_string(s, ec);
        if (f.ops->texts == text_place::optional)
        {
            auto& member = *static_cast<std::optional<std::string>*>(f.member);
            if (member)
                assign_text(*member, text);
            else
                member.emplace(text);
            return true;
        }
        if (f.ops->texts == text_place::enumeration && is_padded(text))
            if (auto const i = f.ops->names->find_padded(text); i >= 0)
                return f.ops->enumerator(f.member, i), true;
        return take_string(s, ec);
    }

    bool on_number_part(boost::json::string_view s, error_code&) { return text_.append(s.data(), s.size()), true; }

    bool on_int64(std::int64_t i, boost::json::string_view, error_code& ec)
    {
        text_.clear();
        if (capturing_)
            return capture_.push_int64(i), captured_scalar();
        return take(&value_ops::integer, i, "a number", {}, ec);
    }

    bool on_uint64(std::uint64_t i, boost::json::string_view, error_code& ec)
    {
        text_.clear();
        if (capturing_)
            return capture_.push_uint64(i), captured_scalar();
        return take(&value_ops::real, static_cast<double>(i), "a number", {}, ec);
    }

    bool on_double(double d, boost::json::string_view s, error_code& ec)
    {
        // Boost.JSON's own conversion may be off by a unit in the last place; from_chars is exact.
        auto const text = whole(s);
        double exact = d;
        if (std::from_chars(text.data(), text.data() + text.size(), exact).ec != std::errc())
            exact = d;
        text_.clear();
        if (capturing_)
            return capture_.push_double(exact), captured_scalar();
        if (!std::isfinite(exact))
            return mismatch("a number beyond all bounds", ec);
        return take(&value_ops::real, exact, "a number", {}, ec);
    }

    bool on_bool(bool b, error_code& ec)
    {
        if (capturing_)
            return capture_.push_bool(b), captured_scalar();
        return take(&value_ops::boolean, b, b ? "true" : "false", {}, ec);
    }

    bool on_null(error_code& ec)
    {
        if (capturing_)
            return capture_.push_null(), captured_scalar();
        auto& f = *top_;
        if (!f.ops->null)
            return mismatch("null", ec);
        if (f.ops->null(f.member) == fit::unexpected_null)
            drift::count(found_->unexpected_nulls, name_of_waiting());
        if (f.type && !f.ops->nullable)
            f.additional->set_absent(f.property);
        return true;
    }

private:
    /// An object whose properties come, or an array (type is null) whose elements do.
    struct frame
    {
        object_slot slot;
        type_info const* type = nullptr;
        additional_data* additional = nullptr;
        property_info const* properties = nullptr;
        std::uint8_t* successors = nullptr;  ///< of each property, the one that followed it last
        void* member = nullptr;              ///< where the value that comes next goes
        value_ops const* ops = nullptr;      ///< likewise
        std::size_t property = 0;            ///< of an object: which of its properties that is
        property_info const* next = nullptr; ///< and the one that is likely to follow it
        element_cursor elements;             ///< of an array
    };

    void push(object_slot const& slot)
    {
        auto& f = *++top_;
        f.property = max_properties - 1; // none yet
        enter(f, slot);
        if (!slot.fresh)
            f.additional->clear();
    }

    void enter(frame& f, object_slot const& slot)
    {
        f.slot = slot;
        f.type = slot.type;
        f.properties = slot.type->properties.data();
        f.successors = successors_[slot.type->index].data();
        f.additional = &slot.type->additional(slot.object);
        foresee(f);
    }

    static void foresee(frame& f) noexcept
    {
        f.next = f.properties + f.successors[f.property];
        prefetch(f.next);
    }

    /// An object that held an earlier value: what did not come this time goes.
    static void clear_absent(frame& f)
    {
        f.additional->for_each_absent(f.type->properties.size(),
            [&f](std::size_t i)
            {
                auto const& p = f.type->properties[i];
                p.ops->clear(p.member(f.slot.object));
            });
    }

    /// Whether enough bytes follow the beginning of a key. The parser keeps one that has escapes elsewhere.
    bool is_padded(std::string_view key) const noexcept
    {
        // Of an address before the source, the distance is huge.
        auto const distance =
            reinterpret_cast<std::uintptr_t>(key.data()) - reinterpret_cast<std::uintptr_t>(source_.data());
        return distance < padded_;
    }

    std::string_view whole(boost::json::string_view last_part)
    {
        if (text_.empty())
            return std::string_view(last_part.data(), last_part.size());
        text_.append(last_part.data(), last_part.size());
        return text_;
    }

    [[gnu::noinline]] bool expect_text(boost::json::string_view last_part)
    {
        search(whole(last_part));
        text_.clear();
        return true;
    }

    /// A key came, and not the one that was expected.
    [[gnu::noinline]] bool search(std::string_view key)
    {
        auto& f = *top_;
        auto const previous = f.property;
        if (auto const i = index_of(*f.type, key); i < f.type->properties.size())
        {
            f.successors[previous] = static_cast<std::uint8_t>(i);
            return await(f, f.properties[i]);
        }
        if (f.slot.become && !key.starts_with('@'))
        {
            enter(f, f.slot.become(f.slot.holder, {}, key));
            if (auto const i = index_of(*f.type, key); i < f.type->properties.size())
                return await(f, f.properties[i]);
        }
        unknown_key_ = key;
        capturing_ = true;
        capture_depth_ = 0;
        capture_.reset();
        return true;
    }

    [[gnu::noinline]] bool take_string(boost::json::string_view s, error_code& ec)
    {
        if (capturing_)
            return capture_.push_string(s), captured_scalar();
        auto const text = whole(s);
        auto const ok = take(&value_ops::text, text, "a string", text, ec);
        text_.clear();
        return ok;
    }

    static bool await(frame& f, property_info const& p)
    {
        auto const i = static_cast<std::size_t>(&p - f.properties);
        f.property = i;
        f.member = p.member(f.slot.object);
        f.ops = p.ops;
        f.additional->set_present(i);
        foresee(f);
        return true;
    }

    /// Offers a value to what waits for it.
    template <class Value>
    bool take(fit (*value_ops::*op)(void*, Value), Value const& value, std::string_view got, std::string_view text,
        error_code& ec)
    {
        auto const set = top_->ops->*op;
        auto const how = set ? set(top_->member, value) : fit::mismatch;
        if (how == fit::ok)
            return true;
        if (how == fit::mismatch)
            return mismatch(got, ec);
        drift::count(found_->unknown_members, name_of_waiting().append("=").append(text.substr(0, 100)));
        return true;
    }

    /// "signInStatus.errorCode"
    std::string name_of_waiting() const
    {
        auto const* f = top_;
        while (!f->type) // an array's element is named by the property
            --f;
        return std::string(f->type->name).append(".").append(f->type->properties[f->property].name());
    }

    bool mismatch(std::string_view got, error_code& ec)
    {
        ec = make_error_code(errc::malformed_record);
        if (top_ == frames_.data())
        {
            problem_.append("a record should be an object, not ").append(got);
            return false;
        }
        auto const* const record = frames_.data() + 1;
        for (auto const* f = record; f <= top_; ++f)
            if (f->type)
                problem_.append(f == record ? "'" : ".").append(f->type->properties[f->property].name());
        problem_.append("' should be ").append(top_->ops->expected).append(", not ").append(got);
        return false;
    }

    bool captured_scalar() { return capture_depth_ > 0 || captured(); }
    bool captured_level() { return --capture_depth_ > 0 || captured(); }

    /// The value of an unknown property is complete.
    bool captured()
    {
        capturing_ = false;
        auto& f = *top_;
        auto value = capture_.release();
        if (unknown_key_ == "@odata.type" && f.slot.become && value.is_string())
        {
            auto name = std::string_view(value.get_string().data(), value.get_string().size());
            constexpr std::string_view prefix = "#microsoft.graph.";
            if (name.starts_with(prefix))
                name.remove_prefix(prefix.size());
            enter(f, f.slot.become(f.slot.holder, name, {}));
        }
        bool const annotation = unknown_key_.find('@') != std::string::npos;
        if (!annotation && !f.type->open)
            drift::count(
                found_->unknown_properties, std::string(f.type->name).append(".").append(unknown_key_, 0, 100));
        f.additional->properties()[unknown_key_] = std::move(value);
        return true;
    }

    /// What waits for the record itself.
    static constexpr value_ops root_ops = []
    {
        value_ops ops;
        ops.object = [](void* m) { return *static_cast<object_slot*>(m); };
        return ops;
    }();

    object_slot root_;
    std::string_view source_;
    std::size_t padded_ = 0; ///< how many of its bytes have readable_bytes from them on
    drift* found_ = nullptr;
    std::array<frame, 1 + max_depth> frames_; ///< the first waits for the record
    frame* top_ = nullptr;
    std::string text_; ///< the parts of a string with escapes
    std::string problem_;
    std::string unknown_key_; ///< of the property that is being captured
    boost::json::value_stack capture_;
    std::size_t capture_depth_ = 0;
    bool capturing_ = false;
    std::array<std::array<std::uint8_t, max_properties>, max_types> successors_{};
};

} // namespace entralog::detail
