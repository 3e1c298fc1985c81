#include <entralog/decode.hpp>
#include <entralog/encode.hpp>
#include <entralog/model.hpp>

#include "tests/support/fixtures.hpp"
#include "tests/support/json_difference.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

// Records into objects: what the wire says is what the object says, however often it is used again.

namespace
{

using namespace entralog;
using namespace entralog::testing;

template <class T>
bool present(T const& object, std::string_view property)
{
    auto const index = detail::index_of(detail::type_info_of<T>(), property);
    BOOST_REQUIRE(index < detail::type_info_of<T>().properties.size());
    return object.additional_data.present(index);
}

template <class T>
T decoded(std::string_view json, drift* found = nullptr)
{
    auto record = from_json<T>(json, found);
    BOOST_REQUIRE_MESSAGE(record.has_value(), json << ": " << record.error());
    return *std::move(record);
}

template <class T>
std::string why_malformed(std::string_view json)
{
    auto const record = from_json<T>(json);
    BOOST_REQUIRE_MESSAGE(!record, json << " should not have been taken");
    BOOST_TEST((record.error().code == make_error_code(errc::malformed_record)));
    return record.error().message;
}

status_details const& details_of(provisioning_object_summary const& s)
{
    BOOST_REQUIRE(s.status_info.has_value());
    auto const* const d = s.status_info->as<status_details>();
    BOOST_REQUIRE(d != nullptr);
    return *d;
}

} // namespace

BOOST_AUTO_TEST_SUITE(decode)

BOOST_AUTO_TEST_CASE(every_record_encodes_to_what_it_was_decoded_from)
{
    for_each_report(
        []<class T>(std::type_identity<T>)
        {
            for (auto const& line : fixture_lines<T>())
            {
                auto const text = to_json(decoded<T>(line));
                auto const difference = json_difference(line, text);
                BOOST_REQUIRE_MESSAGE(difference.empty(), difference);
                // And what was encoded decodes to the same object again.
                BOOST_REQUIRE((decoded<T>(text) == decoded<T>(line)));
                BOOST_REQUIRE_EQUAL(to_json(decoded<T>(text)), text);
            }
        });
}

BOOST_AUTO_TEST_CASE(a_record_that_is_used_again_is_as_good_as_a_fresh_one)
{
    for_each_report(
        []<class T>(std::type_identity<T>)
        {
            detail::record_decoder decoder;
            T used;
            auto const again = [&](std::string const& line)
            {
                drift ours;
                BOOST_REQUIRE(decoder.decode(line, decoder.used(used), ours));
                drift expected;
                auto const fresh = decoded<T>(line, &expected);
                BOOST_REQUIRE((used == fresh));
                BOOST_REQUIRE_EQUAL(to_json(used), to_json(fresh));
                BOOST_REQUIRE((ours.unknown_properties == expected.unknown_properties));
                BOOST_REQUIRE((ours.unknown_members == expected.unknown_members));
                BOOST_REQUIRE((ours.unexpected_nulls == expected.unexpected_nulls));
            };
            auto const& lines = fixture_lines<T>();
            for (auto const& line : lines)
                again(line);
            for (auto line = lines.rbegin(); line != lines.rend(); ++line)
            {
                // A failure in between leaves nothing behind, wherever it comes.
                drift ignored;
                auto const cut = std::string_view(*line).substr(0, line->size() * 2 / 3);
                BOOST_REQUIRE(!decoder.decode(cut, decoder.used(used), ignored));
                again(*line);
            }
        });
}

BOOST_AUTO_TEST_CASE(a_failed_record_adds_nothing_to_the_drift)
{
    drift found;
    BOOST_TEST(!from_json<sign_in>(R"({"strange":1,"userType":"alien","id":7})", &found));
    BOOST_TEST(found.empty());
}

BOOST_AUTO_TEST_CASE(what_came_is_told_from_what_was_left_out)
{
    auto const s = decoded<sign_in>(
        R"({"id":"1","appId":null,"authenticationDetails":[],"status":{"errorCode":0,"failureReason":null}})");
    BOOST_TEST(present(s, "id"));
    BOOST_TEST(present(s, "appId"));
    BOOST_TEST(!s.app_id.has_value());
    BOOST_TEST(present(s, "authenticationDetails"));
    BOOST_TEST(!present(s, "userId"));
    BOOST_TEST(!present(s, "authenticationMethodsUsed"));
    BOOST_TEST(present(*s.status, "failureReason"));
    BOOST_TEST(!present(*s.status, "additionalDetails"));
    BOOST_TEST(to_json(s).find("authenticationDetails") != std::string::npos);
    BOOST_TEST(to_json(s).find("authenticationMethodsUsed") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_properties_are_kept_and_counted_but_not_of_open_types)
{
    drift found;
    constexpr auto json = R"({"id":"1","futureThing":{"a":[1,-2.5,"x\n",null,true]},"status":{"futureCode":-7},)"
                          R"("location":{"futureThing":18446744073709551615},"additional@odata.count":3})";
    auto const s = decoded<sign_in>(json, &found);
    BOOST_TEST(s.additional_data.properties().at("futureThing").at("a").as_array().size() == 5u);
    BOOST_TEST(s.status->additional_data.properties().at("futureCode").as_int64() == -7);
    BOOST_TEST(found.unknown_properties.size() == 3u);
    BOOST_TEST(found.unknown_properties["signIn.futureThing"] == 1u);
    BOOST_TEST(found.unknown_properties["signInStatus.futureCode"] == 1u);
    BOOST_TEST(found.unknown_properties["signInLocation.futureThing"] == 1u);
    BOOST_TEST(json_difference(json, to_json(s)) == "");

    drift open;
    auto const p = decoded<provisioning_object_summary>(
        R"({"id":"1","sourceIdentity":{"anything":{"goes":1},"details":{"here":[2],"too":null}}})", &open);
    BOOST_TEST(open.empty());
    BOOST_TEST(p.source_identity->additional_data.properties().contains("anything"));
    BOOST_TEST(p.source_identity->details->additional_data.properties().contains("here"));
}

BOOST_AUTO_TEST_CASE(unknown_members_keep_their_text_and_are_counted)
{
    drift found;
    auto const s =
        decoded<sign_in>(R"({"userType":"alien","riskState":"unknownFutureValue","incomingTokenType":"saml11,psychic",)"
                         R"("riskEventTypes":["anonymizedIPAddress","newRisk"]})",
            &found);
    BOOST_TEST(!s.user_type->known());
    BOOST_TEST(s.user_type->text() == "alien");
    BOOST_TEST((*s.risk_state == risk_state::unknown_future_value));
    BOOST_TEST(s.incoming_token_type->contains(incoming_token_type::saml11));
    BOOST_TEST(s.incoming_token_type->text() == "saml11,psychic");
    BOOST_TEST(found.unknown_members.size() == 3u);
    BOOST_TEST(found.unknown_members["signIn.userType=alien"] == 1u);
    BOOST_TEST(found.unknown_members["signIn.incomingTokenType=saml11,psychic"] == 1u);
    BOOST_TEST(found.unknown_members["signIn.riskEventTypes=newRisk"] == 1u);
}

BOOST_AUTO_TEST_CASE(nulls_where_none_may_be_are_absent_and_counted)
{
    drift found;
    auto const a = decoded<directory_audit>(
        R"({"id":"1","category":null,"activityDateTime":null,"initiatedBy":null,"targetResources":null,)"
        R"("additionalDetails":[null,{"key":"k","value":null},null]})",
        &found);
    BOOST_TEST(a.category.empty());
    BOOST_TEST((a.activity_date_time == timestamp()));
    BOOST_REQUIRE(a.additional_details.size() == 1u);
    BOOST_TEST(*a.additional_details[0].key == "k");
    BOOST_TEST(found.unexpected_nulls.size() == 4u);
    BOOST_TEST(found.unexpected_nulls["directoryAudit.category"] == 1u);
    BOOST_TEST(found.unexpected_nulls["directoryAudit.activityDateTime"] == 1u);
    BOOST_TEST(found.unexpected_nulls["directoryAudit.initiatedBy"] == 1u);
    BOOST_TEST(found.unexpected_nulls["directoryAudit.additionalDetails"] == 2u);
}

BOOST_AUTO_TEST_CASE(the_type_annotation_decides_the_type_wherever_it_stands)
{
    for (auto const json : {
             R"({"statusInfo":{"@odata.type":"#microsoft.graph.statusDetails","status":"failure","errorCode":"E"}})",
             R"({"statusInfo":{"status":"failure","@odata.type":"#microsoft.graph.statusDetails","errorCode":"E"}})",
             R"({"statusInfo":{"status":"failure","errorCode":"E","@odata.type":"#microsoft.graph.statusDetails"}})",
             R"({"statusInfo":{"errorCode":"E","status":"failure","@odata.type":"#microsoft.graph.statusDetails"}})",
             R"({"statusInfo":{"errorCode":"E","status":"failure"}})",
             R"({"statusInfo":{"status":"failure","errorCode":"E"}})",
             R"({"statusInfo":{"@odata.type":"#microsoft.graph.statusDetailsV9","status":"failure","errorCode":"E"}})",
             R"({"statusInfo":{"@odata.type":"#microsoft.graph.statusBase","status":"failure","errorCode":"E"}})",
             R"({"statusInfo":{"@odata.type":null,"status":"failure","errorCode":"E"}})",
         })
    {
        BOOST_TEST_CONTEXT(json)
        {
            drift found;
            auto const s = decoded<provisioning_object_summary>(json, &found);
            BOOST_TEST(details_of(s).error_code.value_or("") == "E");
            BOOST_TEST((details_of(s).status == provisioning_result::failure));
            BOOST_TEST(present(details_of(s), "status"));
            BOOST_TEST(found.empty());
            BOOST_TEST(json_difference(json, to_json(s)) == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_base_type_stays_one_and_keeps_what_neither_type_knows)
{
    for (auto const json : {
             R"({"statusInfo":{"status":"success"}})",
             R"({"statusInfo":{"@odata.type":"#microsoft.graph.statusBase","status":"success"}})",
             R"({"statusInfo":{"@odata.type":"#microsoft.graph.somethingElse","status":"success","unheardOf":1}})",
         })
    {
        BOOST_TEST_CONTEXT(json)
        {
            auto const s = decoded<provisioning_object_summary>(json);
            BOOST_TEST(s.status_info->as<status_base>() != nullptr);
            BOOST_TEST(json_difference(json, to_json(s)) == "");
        }
    }
    // What came before the type was known comes along.
    constexpr auto late = R"({"statusInfo":{"unheardOf":[1],"status":"success","reason":"r"}})";
    auto const s = decoded<provisioning_object_summary>(late);
    BOOST_TEST(details_of(s).additional_data.properties().contains("unheardOf"));
    BOOST_TEST(json_difference(late, to_json(s)) == "");
}

BOOST_AUTO_TEST_CASE(a_property_left_out_by_select_is_not_made_up)
{
    for (std::string const json : {R"({})", R"({"appId":"a"})", R"({"id":""})", R"({"id":"1","agent":{}})",
             R"({"id":"1","authenticationDetails":[],"userId":""})", R"({"createdDateTime":"1970-01-01T00:00:00Z"})"})
        BOOST_TEST(to_json(decoded<sign_in>(json)) == json);
    for (std::string const json : {R"({})", R"({"initiatedBy":{}})", R"({"performedBy":{}})"})
        BOOST_TEST(to_json(decoded<directory_audit>(json)) == json);
    auto s = decoded<sign_in>(R"({"appId":"a"})");
    s.id = "set later";
    BOOST_TEST(to_json(s) == R"({"id":"set later","appId":"a"})");
}

BOOST_AUTO_TEST_CASE(a_record_made_by_hand_has_all_that_cannot_be_null)
{
    BOOST_TEST(to_json(sign_in()) == R"({"id":"","createdDateTime":"1970-01-01T00:00:00Z","userId":""})");
    sign_in s;
    s.status.emplace().error_code = 0;
    s.agent.emplace();
    BOOST_TEST(to_json(s) == R"({"id":"","agent":{"agentType":"notAgentic"},)"
                             R"("createdDateTime":"1970-01-01T00:00:00Z","status":{"errorCode":0},"userId":""})");
}

BOOST_AUTO_TEST_CASE(a_derived_value_made_by_hand_says_its_type)
{
    provisioning_object_summary s;
    status_details d;
    d.reason = "why";
    s.status_info = derived<status_base, status_details>(d);
    BOOST_TEST(to_json(s).find(R"("@odata.type":"#microsoft.graph.statusDetails")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_a_key_that_comes_twice_the_last_counts)
{
    auto const s = decoded<sign_in>(
        R"({"id":"1","status":{"errorCode":5,"failureReason":"f"},"authenticationMethodsUsed":["a","b"],"x":1,"x":2,)"
        R"("deviceDetail":{"deviceId":"d"},"status":{"additionalDetails":"n"},"authenticationMethodsUsed":["c"],)"
        R"("deviceDetail":null,"id":"2"})");
    BOOST_TEST(s.id == "2");
    BOOST_TEST(!s.status->error_code.has_value());
    BOOST_TEST(!s.status->failure_reason.has_value());
    BOOST_TEST(!present(*s.status, "errorCode"));
    BOOST_TEST(*s.status->additional_details == "n");
    BOOST_REQUIRE(s.authentication_methods_used.size() == 1u);
    BOOST_TEST(s.authentication_methods_used[0] == "c");
    BOOST_TEST(!s.device_detail.has_value());
    BOOST_TEST(s.additional_data.properties().at("x").as_int64() == 2);

    auto const twice = decoded<provisioning_object_summary>(
        R"({"statusInfo":{"status":"failure","errorCode":"E"},"statusInfo":{"status":"success"}})");
    BOOST_TEST(twice.status_info->as<status_base>() != nullptr);
}

BOOST_AUTO_TEST_CASE(texts_keep_every_character)
{
    auto const s =
        decoded<sign_in>("{\"id\":\"a\\\"\\\\\\/"
                         "\\b\\f\\n\\r\\t\\u0000\\u001f\\u00e9\\ud83d\\ude00\xe2\x82\xac\",\"\\u0061ppId\":\"k\"}");
    BOOST_TEST(s.id == std::string("a\"\\/\b\f\n\r\t\0\x1f\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac", 20));
    BOOST_TEST(s.app_id.value_or("") == "k"); // an escaped key is the same key
    BOOST_TEST(decoded<sign_in>(to_json(s)).id == s.id);
}

BOOST_AUTO_TEST_CASE(numbers_keep_every_bit)
{
    for (auto const text : {"0", "-0.0", "1", "47.6062", "5e-324", "1.7976931348623157e308", "0.1",
             "-122.33210000000001", "9007199254740993", "123456789012345678901234567890", "2.2250738585072011e-308"})
    {
        BOOST_TEST_CONTEXT(text)
        {
            auto const g = decoded<geo_coordinates>(std::string(R"({"latitude":)") + text + "}");
            BOOST_TEST(*g.latitude == std::strtod(text, nullptr));
            BOOST_TEST(std::signbit(*g.latitude) == std::signbit(std::strtod(text, nullptr)));
            BOOST_TEST(*decoded<geo_coordinates>(to_json(g)).latitude == *g.latitude);
        }
    }
    for (auto const text : {"-2147483648", "2147483647", "0"})
        BOOST_TEST(to_json(decoded<sign_in_status>(std::string(R"({"errorCode":)") + text + "}")) ==
                   std::string(R"({"errorCode":)") + text + "}");
}

BOOST_AUTO_TEST_CASE(what_is_not_one_json_object_is_malformed)
{
    for (auto const json : {"", " ", "{", "}", "[]", "null", "1", "\"id\"", "true", "{}{}", "{},", "{\"id\":\"1\"",
             "{\"id\":\"1\",}", "{id:1}", "{'id':1}", "{\"id\":\"1\"} x", "{\"id\":nul}", "\xef\xbb\xbf{}",
             "{\"id\":\"1\"/*c*/}", "{\"id\":\"a\nb\"}", "{\"id\":\"\\x\"}", "{\"id\":\"\\u12\"}", "{\"id\":01}",
             "{\"id\":\"\xff\"}", "{\"id\":\"\xc0\xaf\"}", "{\"id\":\"\xed\xa0\x80\"}", "{\"id\":\"\\ud800\"}",
             "{\"id\":\"\\udc00\\ud800\"}", "{\"\xff\":1}", "{\"x\":\"\xf5\x80\x80\x80\"}", "{\"x\":[1}", "{\"x\":]}"})
        BOOST_TEST(!why_malformed<sign_in>(json).empty());
    BOOST_TEST(!why_malformed<sign_in>(std::string_view("{\"id\":\"\0\"}", 10)).empty());
    BOOST_TEST(!why_malformed<sign_in>(std::string_view("{\"id\":\"1\"}\0", 11)).empty());
    BOOST_TEST(decoded<sign_in>(" \t\r\n{ \"id\" :\n\"1\" } \r\n").id == "1");
}

BOOST_AUTO_TEST_CASE(numbers_beyond_their_type_are_malformed)
{
    BOOST_TEST(why_malformed<sign_in>(R"({"status":{"errorCode":2147483648}})") ==
               "signIn: 'status.errorCode' should be a 32-bit integer, not a number");
    for (auto const text : {"-2147483649", "1.5", "1e3", "18446744073709551615", "1e999", "-1e999", "1e99999999999"})
        BOOST_TEST(!why_malformed<sign_in_status>(std::string(R"({"errorCode":)") + text + "}").empty());
    for (auto const text : {"1e999", "-1e999", "1e99999999999"})
        BOOST_TEST(!why_malformed<geo_coordinates>(std::string(R"({"altitude":)") + text + "}").empty());
    BOOST_TEST(*decoded<geo_coordinates>(R"({"altitude":1e-999})").altitude == 0.0);
    for (std::string const text : {R"({"altitude":"INF"})", R"({"altitude":"-INF"})", R"({"altitude":"NaN"})"})
        BOOST_TEST(to_json(decoded<geo_coordinates>(text)) == text); // OData's names for them
}

BOOST_AUTO_TEST_CASE(depth_is_bounded_without_recursion_into_the_stack)
{
    auto const nested = [](std::size_t depth, std::string_view open, std::string_view close)
    {
        std::string json = R"({"x":)";
        for (std::size_t i = 0; i < depth; ++i)
            json += open;
        json += '1';
        for (std::size_t i = 0; i < depth; ++i)
            json += close;
        return json + "}";
    };
    BOOST_TEST(to_json(decoded<sign_in>(nested(31, "[", "]"))) == nested(31, "[", "]"));
    BOOST_TEST(to_json(decoded<sign_in>(nested(31, "{\"k\":", "}"))) == nested(31, "{\"k\":", "}"));
    for (std::size_t const depth : {32u, 33u, 1000u, 1000000u})
    {
        BOOST_TEST(!why_malformed<sign_in>(nested(depth, "[", "]")).empty());
        BOOST_TEST(!why_malformed<sign_in>(nested(depth, "{\"k\":", "}")).empty());
        BOOST_TEST(!why_malformed<sign_in>(nested(depth, "{\"status\":", "}")).empty());
    }
}

BOOST_AUTO_TEST_CASE(drift_is_bounded_whatever_a_server_sends)
{
    drift found;
    std::string json = "{";
    for (int i = 0; i < 3000; ++i)
        json.append("\"")
            .append(300, 'k')
            .append(std::to_string(i))
            .append("\":1,\"n")
            .append(std::to_string(i))
            .append("\":2,");
    json += R"("id":"1"})";
    auto const s = decoded<sign_in>(json, &found);
    BOOST_TEST(s.additional_data.properties().size() == 6000u); // bounded by the size of a record
    BOOST_TEST(found.unknown_properties.size() == drift::max_names);
    for (auto const& [name, count] : found.unknown_properties)
        BOOST_TEST(name.size() <= 110u);

    drift members;
    for (int i = 0; i < 1500; ++i)
        decoded<sign_in>(R"({"userType":")" + std::string(500, 'm') + R"("})", &members);
    BOOST_REQUIRE(members.unknown_members.size() == 1u);
    BOOST_TEST(members.unknown_members.begin()->second == 1500u);
    BOOST_TEST(members.unknown_members.begin()->first.size() <= 120u);
}

BOOST_AUTO_TEST_SUITE_END()
