#include <entralog/decode.hpp>
#include <entralog/encode.hpp>
#include <entralog/pages.hpp>

#include "tests/support/fixtures.hpp"
#include "tests/support/json_difference.hpp"
#include "tests/support/model_types.hpp"
#include "tests/support/page_fixture.hpp"
#include "tests/support/run.hpp"
#include "tests/support/schema_sample.hpp"
#include "tests/support/schema_walk.hpp"
#include "tests/support/scripted_transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Each property of each type, at each depth, with each kind of JSON value: it is taken as documented, or the record is
// malformed, says where, and costs nothing else.

namespace
{

namespace json = boost::json;
using namespace entralog;
using namespace entralog::testing;

schema_sample const& samples()
{
    static schema_sample const all(json::parse(test::read_testdata("schema/beta.json")).as_object());
    return all;
}

std::vector<json::value> const& values()
{
    static auto const all = []
    {
        std::vector<json::value> list;
        for (auto const text : {"null", "true", "false", "0", "-7", "2147483647", "2147483648", "-2147483649", "2.5",
                 "-0.0", "1e300", "9223372036854775807", "18446744073709551615", "123456789012345678901234567890",
                 "\"\"", "\"text\"", "\"1\"", "\"true\"", "\"2026-11-25T10:00:00Z\"", "\"2026-11-25\"",
                 "\"\\u0000\\ud83d\\ude00\"", "{}", "{\"unheardOf\":[{\"a\":null}]}", "[]", "[null]", "[1]", "[\"x\"]",
                 "[{}]", "[[]]", "[[[[\"x\"]]]]", "[true,\"x\"]", "[{},null,\"x\"]"})
            list.push_back(json::parse(text));
        return list;
    }();
    return all;
}

/// Calls f(path, kind, place) for every place below `v`, an object of that type; `place` can be changed and put back.
template <class F>
void each_place(std::string const& type, std::string const& path, json::value& v, F& f)
{
    samples().each_property(type,
        [&](std::string const& name, std::string const& kind)
        {
            auto const here = path.empty() ? name : path + '.' + name;
            auto& place = v.as_object().at(name);
            f(here, kind, place);
            auto const element = schema_sample::element_of(kind);
            auto const inner = schema_sample::bare(element.empty() ? kind : element);
            auto& child = element.empty() ? place : place.as_array().back();
            if (!element.empty())
                f(here, element, child);
            if (samples().types().contains(inner))
                each_place(inner, here, child, f);
        });
}

bool has_null_element(json::value const& v)
{
    if (auto const* const a = v.if_array())
        for (auto const& e : *a)
            if (e.is_null())
                return true;
    return v.is_null();
}

/// Calls f(record, path, fits) for each flip of each place.
template <class F>
std::size_t each_flip(std::string const& type, F&& f)
{
    std::size_t flips = 0;
    json::value sample = samples().object(type);
    auto const flip = [&](std::string const& path, std::string const& kind, json::value& place)
    {
        auto const original = place;
        for (auto const& v : values())
        {
            place = v;
            f(std::as_const(sample), path, samples().fits(kind, v), has_null_element(v));
            ++flips;
        }
        place = original;
    };
    each_place(type, "", sample, flip);
    return flips;
}

} // namespace

BOOST_AUTO_TEST_SUITE(decode_flip)

BOOST_AUTO_TEST_CASE(a_property_of_another_kind_makes_the_record_malformed_and_is_named)
{
    for_each_type(all_types(),
        []<class T>(std::type_identity<T>)
        {
            std::string const type(description<T>::name);
            detail::record_decoder decoder;
            T used;
            auto const flips = each_flip(type,
                [&](json::value const& sample, std::string const& path, bool fits, bool has_null)
                {
                    auto const text = json::serialize(sample);
                    drift ignored;
                    auto const r = decoder.decode(text, decoder.used(used), ignored);
                    BOOST_REQUIRE_MESSAGE(r.has_value() == fits, text << ": " << (r ? "taken" : r.error().message));
                    if (!fits)
                    {
                        BOOST_REQUIRE((r.error().code == make_error_code(errc::malformed_record)));
                        auto const begin = type + ": '" + path + "' should be ";
                        BOOST_REQUIRE_MESSAGE(
                            r.error().message.starts_with(begin), begin << " / " << r.error().message);
                    }
                    else if (!has_null) // those in collections are left out
                        BOOST_REQUIRE_EQUAL(json_difference(sample, json::parse(to_json(used))), "");
                });
            BOOST_TEST((flips > 0 || samples().object(type).empty()), type << " was not tried");
        });
}

BOOST_AUTO_TEST_CASE(the_other_records_of_the_page_are_unharmed)
{
    for_each_report(
        []<class T>(std::type_identity<T>)
        {
            boost::asio::io_context context;
            auto const first = fixture_lines<T>()[0];
            auto const last = fixture_lines<T>()[1];
            auto const expected_first = from_json<T>(first).value();
            auto const expected_last = from_json<T>(last).value();
            std::size_t count = 0;
            each_flip(std::string(description<T>::name),
                [&](json::value const& sample, std::string const& path, bool fits, bool)
                {
                    if (++count % 7 != 0) // of 32 values, so that each place and each value has its turn
                        return;
                    auto const text = json::serialize(sample);
                    auto const script = std::make_shared<scripted_transport>();
                    script->steps.push_back(
                        in_chunks(page_body({first, text, last}, link_to("2")), [] { return 4096; }));
                    auto source = pages_over<T>(script);
                    auto const page = run(context, source.next());
                    BOOST_REQUIRE(page.has_value());
                    BOOST_REQUIRE_EQUAL(page->records.size(), fits ? 3u : 2u);
                    BOOST_REQUIRE((page->records.front() == expected_first));
                    BOOST_REQUIRE((page->records.back() == expected_last));
                    BOOST_REQUIRE_EQUAL(page->malformed.size(), fits ? 0u : 1u);
                    if (!fits)
                    {
                        BOOST_REQUIRE_EQUAL(page->malformed[0].raw, text);
                        BOOST_REQUIRE(page->malformed[0].why.message.find('\'' + path + '\'') != std::string::npos);
                    }
                    BOOST_REQUIRE_EQUAL(page->info.next_link.value_or(""), link_to("2"));
                });
            BOOST_TEST(count > 1000u);
        });
}

BOOST_AUTO_TEST_CASE(a_record_that_is_no_object_is_malformed_and_costs_only_itself)
{
    auto const& line = fixture_lines<provisioning_object_summary>()[0];
    for (std::string const element :
        {"null", "true", "12", "-1.5e3", "\"id\"", "\"{}\"", "[]", "[{}]", "[[1,2],{\"id\":\"x\"}]"})
    {
        auto const script = std::make_shared<scripted_transport>();
        script->steps.push_back(ok(page_body({line, element, line})));
        auto source = pages_over<provisioning_object_summary>(script);
        auto const page = run(source.next());
        BOOST_REQUIRE(page.has_value());
        BOOST_TEST(page->records.size() == 2u);
        BOOST_REQUIRE(page->malformed.size() == 1u);
        BOOST_TEST(page->malformed[0].raw == element);
        BOOST_TEST((page->malformed[0].why.code == make_error_code(errc::malformed_record)));

        auto const again = std::make_shared<scripted_transport>();
        again->steps.push_back(ok(page_body({line, element, line})));
        auto raw = pages_over<raw_record>(again);
        auto const raw_page = run(raw.next());
        BOOST_REQUIRE(raw_page.has_value());
        BOOST_TEST(raw_page->records.size() == 2u);
        BOOST_TEST(raw_page->malformed.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_record_with_broken_text_is_malformed_and_costs_only_itself)
{
    auto const& line = fixture_lines<directory_audit>()[0];
    for (std::string const element : {"{\"id\":\"\xff\"}", "{\"id\":\"\xed\xa0\x80\"}", R"({"id":"\ud800"})",
             R"({"id":"\udc00x"})", R"({"id":"1","id":})", R"({"id":"1" "x":2})", R"({"x":1e})", R"({"x":0x1})",
             R"({"x":NaN})", R"({"category":"a	b"})", "{\"id\":\"\x01\"}", R"({'id':1})", R"({"a":[1}})"})
    {
        auto const script = std::make_shared<scripted_transport>();
        script->steps.push_back(in_chunks(page_body({line, element, line}), [] { return 100; }));
        auto source = pages_over<directory_audit>(script);
        auto const page = run(source.next());
        BOOST_REQUIRE_MESSAGE(page.has_value(), element);
        BOOST_TEST(page->records.size() == 2u);
        BOOST_REQUIRE(page->malformed.size() == 1u);
        BOOST_TEST(page->malformed[0].raw == element);
        BOOST_TEST(page->malformed[0].why.message.find("not valid JSON at byte ") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_record_that_tells_of_an_error_is_not_the_services_error)
{
    std::string const record = R"({"id":7,"error":{"code":"E","message":"m"}})"; // malformed, but JSON
    auto const& line = fixture_lines<sign_in>()[0];
    auto const script = std::make_shared<scripted_transport>();
    script->steps.push_back(ok(page_body({line, record, R"({"id":"8","error":{"code":"E","message":"m"}})", line})));
    auto source = pages_over<sign_in>(script);
    auto const page = run(source.next());
    BOOST_REQUIRE(page.has_value());
    BOOST_TEST(page->records.size() == 3u);
    BOOST_TEST(page->malformed.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
