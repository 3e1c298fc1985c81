#pragma once

#include <entralog/decode.hpp>
#include <entralog/detail/decode_handler.hpp>
#include <entralog/detail/json_text.hpp>
#include <entralog/detail/type_info.hpp>

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

ENTRALOG_DECL error not_json(std::string_view what, std::size_t at, error_code ec)
{
    return error(errc::malformed_record,
        std::string(what).append(": not valid JSON at byte ").append(std::to_string(at)).append(": ") + ec.message());
}

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
ENTRALOG_DECL record_decoder::record_decoder(record_decoder&&) noexcept = default;
ENTRALOG_DECL record_decoder& record_decoder::operator=(record_decoder&&) noexcept = default;

ENTRALOG_DECL std::size_t record_decoder::decode_prefix(std::string_view bytes, object_slot const& root, drift& found)
{
    auto& parser = impl_->parser;
    auto& handler = parser.handler();
    parser.reset();
    drift own;
    handler.start(root, bytes, own);
    error_code ec;
    auto const used = parser.write_some(false, bytes.data(), bytes.size(), ec);
    if (ec)
        return 0;
    if (!own.empty())
        found += own;
    return bytes.substr(0, used).rfind('}') + 1; // the parser takes the white space behind the record, too
}

ENTRALOG_DECL result<void> record_decoder::decode(std::string_view json, object_slot const& root, drift& found)
{
    auto& parser = impl_->parser;
    auto& handler = parser.handler();
    parser.reset();
    drift own;
    handler.start(root, json, own);
    error_code ec;
    auto const used = parser.write_some(false, json.data(), json.size(), ec);
    if (!ec && json.find_first_not_of(" \t\r\n", used) != std::string_view::npos)
        ec = boost::json::error::extra_data;
    if (!ec)
    {
        if (!own.empty())
            found += own;
        return {};
    }
    if (ec == make_error_code(errc::malformed_record))
        return error(errc::malformed_record, std::string(root.type->name).append(": ") + handler.problem());
    return not_json(root.type->name, used, ec);
}

/// Takes anything; of an object, it can stop at the top-level "id".
class id_handler
{
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    bool stop_at_id = true;
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
        if (stop_at_id && depth_ == 1)
            key_.append(s.data(), s.size());
        return true;
    }
    bool on_key(boost::json::string_view s, std::size_t n, error_code& ec)
    {
        on_key_part(s, n, ec);
        is_id_ = depth_ == 1 && key_ == "id";
        key_.clear();
        return true;
    }
    bool on_string_part(boost::json::string_view s, std::size_t, error_code&)
    {
        if (is_id_ && depth_ == 1)
            id.append(s.data(), s.size());
        return true;
    }
    bool on_string(boost::json::string_view s, std::size_t n, error_code& ec)
    {
        on_string_part(s, n, ec);
        if (!is_id_ || depth_ != 1)
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
    std::size_t depth_ = 0;
    std::string key_;
    bool is_id_ = false;
};

ENTRALOG_DECL result<void> check_json(std::string_view json)
{
    boost::json::basic_parser<id_handler> parser{boost::json::parse_options()};
    parser.handler().stop_at_id = false;
    error_code ec;
    auto const used = parser.write_some(false, json.data(), json.size(), ec);
    auto const begin = json.find_first_not_of(" \t\r\n");
    if (!ec && (begin == std::string_view::npos || json[begin] != '{'))
        return error(errc::malformed_record, "a record should be an object");
    if (!ec && json.find_first_not_of(" \t\r\n", used) != std::string_view::npos)
        ec = boost::json::error::extra_data;
    if (ec)
        return not_json("record", used, ec);
    return {};
}

ENTRALOG_DECL std::string record_key(std::string_view json)
{
    boost::json::basic_parser<id_handler> parser{boost::json::parse_options()};
    error_code ec;
    parser.write_some(false, json.data(), json.size(), ec);
    return parser.handler().found ? std::move(parser.handler().id) : std::string(json);
}

ENTRALOG_DECL bool begins_with_error(std::string_view json) noexcept
{
    auto const key = json.find_first_not_of(" \t\r\n", 1);
    return key != std::string_view::npos && json.substr(key).starts_with("\"error\"");
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
    if (ec)
        return std::nullopt;
    if (!parser.done()) // the error is cut, too
        return error(errc::error_in_page, "the service broke off in the middle of the page");
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
