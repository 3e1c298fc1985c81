#include <entralog/query.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace entralog;

timestamp at(std::string_view text)
{
    return parse_iso8601(text).value();
}

std::string encoded(report r, query_options const& options)
{
    auto const text = encode_query(r, options);
    BOOST_REQUIRE_MESSAGE(text.has_value(), text.error());
    return *text;
}

std::string why_not(report r, query_options const& options)
{
    auto const text = encode_query(r, options);
    BOOST_REQUIRE(!text);
    BOOST_TEST((text.error().code == make_error_code(errc::invalid_argument)));
    return text.error().message;
}

std::string percent_decode(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '%')
        {
            BOOST_REQUIRE(i + 2 < text.size());
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        }
        else
            out += text[i];
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(query_options_and_text)

BOOST_AUTO_TEST_CASE(every_byte_but_the_unreserved_is_percent_encoded)
{
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    auto const text = percent_encode(all);
    BOOST_TEST(text.find_first_not_of("%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") ==
               std::string::npos);
    BOOST_TEST((percent_decode(text) == all));
    BOOST_TEST(percent_encode("aZ09-._~") == "aZ09-._~");
    BOOST_TEST(percent_encode(" +&=#?%/\"\\\r\n") == "%20%2B%26%3D%23%3F%25%2F%22%5C%0D%0A");
    BOOST_TEST(percent_encode("\xc3\xa9\xe2\x82\xac") == "%C3%A9%E2%82%AC");
    BOOST_TEST(percent_encode("a/b'c", "/") == "a/b%27c");
    BOOST_TEST(percent_encode("") == "");
}

BOOST_AUTO_TEST_CASE(options_become_one_query_in_a_fixed_order)
{
    query_options o;
    BOOST_TEST(encoded(report::sign_ins, o) == "");
    o.filter = "status/errorCode ne 0 and startswith(userDisplayName,'A')";
    o.order_by = "createdDateTime desc";
    o.select = {"id", "status/errorCode", "createdDateTime"};
    o.top = 50;
    o.skip_token = "a1b2_c-3=";
    BOOST_TEST(encoded(report::sign_ins, o) ==
               "?$filter=status/errorCode%20ne%200%20and%20startswith(userDisplayName,'A')"
               "&$orderby=createdDateTime%20desc&$select=id,status/errorCode,createdDateTime&$top=50"
               "&$skiptoken=a1b2_c-3%3D");
    query_options only_top;
    only_top.top = 1;
    BOOST_TEST(encoded(report::provisioning, only_top) == "?$top=1");
}

BOOST_AUTO_TEST_CASE(no_value_can_break_out_of_its_option)
{
    for (std::string const evil : {"x' or 1 eq 1&$top=9999", "a\r\nHost: evil.example\r\n\r\n", "a#b", "a%0d%0aX: y",
             "a+b", "a b\tc", "\xc3\xa9\xff", "a;b", "a?b=c", "a&b", "<\"\\>", "{}|^`[]@!*"})
    {
        BOOST_TEST_CONTEXT(evil)
        {
            query_options o;
            o.filter = o.order_by = o.skip_token = evil;
            auto const text = encoded(report::directory_audits, o);
            auto const value = percent_encode(evil, "$'(),/:");
            BOOST_TEST(text == "?$filter=" + value + "&$orderby=" + value + "&$skiptoken=" + value);
            BOOST_TEST(value.find_first_of("&#+ ?\r\n\t=;<>\"\\{}|^`[]") == std::string::npos);
            BOOST_TEST(percent_decode(value) == evil);
        }
    }
    query_options nul;
    nul.filter = std::string("a\0b", 3);
    BOOST_TEST(encoded(report::sign_ins, nul) == "?$filter=a%00b");
}

BOOST_AUTO_TEST_CASE(top_is_bounded_by_the_report)
{
    for (auto const r : all_reports)
    {
        auto const maximum = info(r).maximum_page_size;
        query_options o;
        o.top = 1;
        BOOST_TEST(encoded(r, o) == "?$top=1");
        o.top = maximum;
        BOOST_TEST(encoded(r, o) == "?$top=" + std::to_string(maximum));
        for (std::size_t const wrong : {std::size_t{0}, maximum + 1, static_cast<std::size_t>(-1)})
        {
            o.top = wrong;
            BOOST_TEST(why_not(r, o) == "$top of " + std::string(to_string(r)) + " must be between 1 and " +
                                            std::to_string(maximum) + ", not " + std::to_string(wrong));
        }
    }
    BOOST_TEST(info(report::sign_ins).maximum_page_size == 1000u);
    BOOST_TEST(info(report::custom_security_attribute_audits).maximum_page_size == 100u);
}

BOOST_AUTO_TEST_CASE(only_names_and_paths_can_be_selected)
{
    query_options o;
    o.select = {"riskEventTypes_v2", "status/errorCode", "microsoft.graph.signIn/id", "@odata.type"};
    BOOST_TEST(encoded(report::sign_ins, o) ==
               "?$select=riskEventTypes_v2,status/errorCode,microsoft.graph.signIn/id,%40odata.type");
    for (std::string const wrong :
        {"", "a,b", "a b", "a&b", "a\r\n", "id)", "$top=1", "a%20b", "\xc3\xa9", "a;b", "'a'"})
    {
        o.select = {"id", wrong};
        BOOST_TEST(why_not(report::sign_ins, o).find(wrong.empty() ? "empty name" : wrong) != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(since_and_until_use_the_reports_own_property_and_operators)
{
    query_options o;
    o.since = at("2026-11-24T00:00:00Z");
    o.until = at("2026-11-25T00:00:00Z");
    BOOST_TEST(filter_of(report::sign_ins, o) ==
               "createdDateTime ge 2026-11-24T00:00:00Z and createdDateTime le 2026-11-24T23:59:59.9999999Z");
    BOOST_TEST(filter_of(report::directory_audits, o) ==
               "activityDateTime ge 2026-11-24T00:00:00Z and activityDateTime le 2026-11-24T23:59:59.9999999Z");
    BOOST_TEST(filter_of(report::custom_security_attribute_audits, o) == filter_of(report::directory_audits, o));
    BOOST_TEST(filter_of(report::provisioning, o) ==
               "activityDateTime gt 2026-11-23T23:59:59.9999999Z and activityDateTime lt 2026-11-25T00:00:00Z");
    o.filter = "a eq 1 or b eq 2";
    o.until.reset();
    BOOST_TEST(filter_of(report::sign_ins, o) == "(a eq 1 or b eq 2) and createdDateTime ge 2026-11-24T00:00:00Z");
    BOOST_TEST(encoded(report::sign_ins, o) ==
               "?$filter=(a%20eq%201%20or%20b%20eq%202)%20and%20createdDateTime%20ge%202026-11-24T00:00:00Z");
    o.since.reset();
    BOOST_TEST(filter_of(report::sign_ins, o) == "a eq 1 or b eq 2");
}

BOOST_AUTO_TEST_CASE(a_range_that_nothing_can_be_in_is_refused)
{
    query_options o;
    o.since = o.until = at("2026-11-25T00:00:00Z");
    for (auto const r : all_reports)
        BOOST_TEST(why_not(r, o).find("2026-11-25T00:00:00Z") != std::string::npos);
    o.until = *o.since - ticks(1);
    BOOST_TEST(!why_not(report::sign_ins, o).empty());
    o.until = *o.since + ticks(1); // one moment, and a record may be of it
    BOOST_TEST(filter_of(report::sign_ins, o) ==
               "createdDateTime ge 2026-11-25T00:00:00Z and createdDateTime le 2026-11-25T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(the_ends_of_time_do_not_overflow)
{
    query_options o;
    o.since = timestamp::min();
    o.until = timestamp::max();
    for (auto const r : all_reports)
    {
        auto const filter = filter_of(r, o);
        BOOST_TEST(filter.find(" 0001-01-01T00:00:00Z") != std::string::npos);
        BOOST_TEST(filter.find(" 9999-12-31T23:59:59.9999999Z") != std::string::npos);
    }
    o.since.reset();
    o.until = timestamp::min();
    for (auto const r : all_reports)
        BOOST_TEST(filter_of(r, o).find(" 0001-01-01T00:00:00Z") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(conditions_asked_for_twice_must_both_hold)
{
    auto q = query<sign_in>().where("a eq 1 or b eq 2").where("c eq 3");
    BOOST_TEST(q.options().filter == "(a eq 1 or b eq 2) and (c eq 3)");
    q.where("d eq 4 or e eq 5");
    BOOST_TEST(q.options().filter == "((a eq 1 or b eq 2) and (c eq 3)) and (d eq 4 or e eq 5)");
    BOOST_TEST(query<sign_in>().where("").where("a eq 1").where("").options().filter == "a eq 1");
}

BOOST_AUTO_TEST_CASE(a_query_gathers_its_options)
{
    auto const q = query<directory_audit>()
                       .order_by("activityDateTime")
                       .select({"id"})
                       .top(7)
                       .skip_token("t")
                       .since(at("2026-01-01T00:00:00Z"))
                       .until(at("2026-02-01T00:00:00Z"));
    BOOST_TEST(q.options().order_by == "activityDateTime");
    BOOST_TEST(q.options().select == std::vector<std::string>{"id"}, boost::test_tools::per_element());
    BOOST_TEST(q.options().top.value() == 7u);
    BOOST_TEST(q.options().skip_token == "t");
    BOOST_TEST((q.options().since == at("2026-01-01T00:00:00Z")));
    BOOST_TEST((q.options().until == at("2026-02-01T00:00:00Z")));
    BOOST_TEST((report_of<sign_in> == report::sign_ins));
    BOOST_TEST((report_of<directory_audit> == report::directory_audits));
    BOOST_TEST((report_of<custom_security_attribute_audit> == report::custom_security_attribute_audits));
    BOOST_TEST((report_of<provisioning_object_summary> == report::provisioning));
}

BOOST_AUTO_TEST_SUITE_END()
